package import KindredCore

/// A table as the source of a model, for frozen models of migrations and for databases that exist.
package struct ModelSource {
  private let table: TableState
  private let schema: SchemaState
  private let prefix: String

  /// - Parameters:
  ///   - table: The table.
  ///   - schema: The schema that it is of, in which its foreign keys become relations; empty for columns only.
  ///   - prefix: What the names of tables begin with and those of models do not, such as `polls_`.
  package init(_ table: TableState, in schema: SchemaState = SchemaState(), droppingPrefix prefix: String = "") {
    self.table = table
    self.schema = schema
    self.prefix = prefix
  }

  /// The name of the model.
  package var typeName: String { typeName(of: table.name) }

  private func typeName(of table: String) -> String {
    let rest =
      table.hasPrefix(prefix) && table.utf8.count > prefix.utf8.count ? table.dropFirst(prefix.count) : table[...]
    return Self.typeName(String(rest))
  }

  /// The model inside a migration: its columns, without relations and constraints.
  package var frozen: String {
    let body = table.columns.compactMap { column(of: $0, isFrozen: true) }.map(OperationPrinter.indented)
    return
      "@Model(table: \(SwiftLiteral.text(table.name))) struct \(typeName) {\n\(body.joined(separator: "\n"))\n}"
  }

  /// The model with its relations, indexes and constraints. What has no form in Swift is a comment.
  package var model: String { model(access: "") }

  /// The same for other modules.
  package var publicModel: String { model(access: "public ") }

  private func model(access: String) -> String {
    var arguments: [String] = []
    if typeName.snakeCased != table.name { arguments.append("table: \(SwiftLiteral.text(table.name))") }
    let names = Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, fieldName($0)) })
    let printer = OperationPrinter(state: SchemaState())
    let singles = Set(table.indexes.compactMap(\.plainColumn))
    let indexes = table.indexes.filter { $0.plainColumn == nil }.map {
      printer.definition($0.mappingNames { names[$0] ?? $0 })
    }
    if !indexes.isEmpty { arguments.append("indexes: [\(indexes.joined(separator: ", "))]") }
    var uniques: [String] = []
    var constraints: [String] = []
    for constraint in table.constraints {
      switch constraint.kind {
      case .unique(let columns) where columns.count > 1 && constraint.name == nil:
        uniques.append("[\(columns.map { SwiftLiteral.text(names[$0] ?? $0) }.joined(separator: ", "))]")
      case .check(let condition):
        let condition = condition.mappingNames { names[$0] ?? $0 }
        constraints.append(
          ".check(\(SwiftLiteral.text(constraint.name ?? "check")), \(SwiftLiteral.expression(condition)))")
      case .unique(let columns) where columns.count > 1:
        let list = ([constraint.name ?? ""] + columns.map { names[$0] ?? $0 }).map(SwiftLiteral.text)
        constraints.append(".unique(\(list.joined(separator: ", ")))")
      case .unique, .foreignKey: break
      }
    }
    if !uniques.isEmpty { arguments.append("uniqueTogether: [\(uniques.joined(separator: ", "))]") }
    if !constraints.isEmpty { arguments.append("constraints: [\(constraints.joined(separator: ", "))]") }
    if let comment = table.comment { arguments.append("comment: \(SwiftLiteral.text(comment))") }
    let attribute = arguments.isEmpty ? "@Model" : "@Model(\n  \(arguments.joined(separator: ",\n  ")))"
    let body = table.columns.compactMap {
      column(of: $0, isFrozen: false, isIndexed: singles.contains($0.name), access)
    }
    let lines = body.map(OperationPrinter.indented).joined(separator: "\n")
    return "\(attribute)\n\(access)struct \(typeName) {\n\(lines)\n}"
  }

  /// The property of a column; nil for the automatic key, which a model has by itself.
  private func column(
    of column: ColumnState, isFrozen: Bool, isIndexed: Bool = false, _ access: String = ""
  ) -> String? {
    let isKey = table.key == [column.name]
    if isKey && column.isAutomatic && column.name == "id" && column.type == .integer(bits: 64) { return nil }
    let unique = table.constraints.contains { $0.kind == .unique(columns: [column.name]) }
    if !isFrozen, let (key, target) = relation(of: column), !isKey {
      return relationProperty(column, key, target, isUnique: unique, isIndexed: isIndexed, access)
    }
    let name = propertyName(column)
    var options: [String] = []
    if name.snakeCased != column.name { options.append("column: \(SwiftLiteral.text(column.name))") }
    var remark = ""
    if case .text(let length?) = column.type.kind { options.append("maxLength: \(length)") }
    if case .decimal(let digits?, let places) = column.type.kind {
      options.append("maxDigits: \(digits), decimalPlaces: \(places ?? 0)")
    }
    if !isFrozen {
      if unique { options.append("unique: true") }
      if isIndexed { options.append("index: true") }
      if let value = column.databaseDefault.flatMap(SwiftLiteral.databaseDefault) {
        options.append("databaseDefault: \(value)")
      }
      if let comment = column.comment { options.append("comment: \(SwiftLiteral.text(comment))") }
      if let collation = column.collation { options.append("collation: \(SwiftLiteral.text(collation))") }
    }
    if table.key.count > 1 && table.key.contains(column.name) { remark = " // Part of the primary key." }
    let attribute: String
    if isKey {
      attribute = options.isEmpty ? "@PrimaryKey " : "@PrimaryKey(\(options.joined(separator: ", "))) "
    } else {
      attribute = options.isEmpty ? "" : "@Field(\(options.joined(separator: ", "))) "
    }
    let type = Self.swiftType(column.type) + (column.isNullable ? "?" : "")
    return "\(attribute)\(access)var \(Self.quoted(name)): \(type)\(remark)"
  }

  private func relation(of column: ColumnState) -> (ForeignKeyState, TableState)? {
    guard let key = table.foreignKeys.first(where: { $0.columns == [column.name] }), let target = schema[key.table],
      target.key == key.targets
    else { return nil }
    return (key, target)
  }

  private func relationProperty(
    _ column: ColumnState, _ key: ForeignKeyState, _ target: TableState, isUnique: Bool, isIndexed: Bool,
    _ access: String
  ) -> String {
    let name = relationName(column)
    let action =
      switch key.onDelete {
      case .cascade: "databaseCascade"
      case .setNull: "databaseSetNull"
      case .setDefault: "databaseSetDefault"
      // The database does not say what the application does.
      case nil: "protect"
      }
    var options: [String] = []
    if name.snakeCased + "_id" != column.name { options.append("column: \(SwiftLiteral.text(column.name))") }
    options.append("onDelete: .\(action)")
    if !isUnique && !isIndexed { options.append("index: false") }
    let attribute = isUnique ? "OneToOne" : "ForeignKey"
    return "@\(attribute)(\(options.joined(separator: ", "))) \(access)var \(Self.quoted(name)): "
      + typeName(of: target.name) + (column.isNullable ? "?" : "")
  }

  // MARK: - Names

  private func propertyName(_ column: ColumnState) -> String { Self.camelCased(column.name) }

  /// The name of the property that has the column: of a relation, without `ID`.
  private func fieldName(_ column: ColumnState) -> String {
    relation(of: column) == nil || table.key == [column.name] ? propertyName(column) : relationName(column)
  }

  private func relationName(_ column: ColumnState) -> String {
    Self.camelCased(column.name.hasSuffix("_id") ? String(column.name.dropLast(3)) : column.name)
  }

  private static func typeName(_ table: String) -> String {
    let name = camelCased(table)
    return quoted(name.prefix(1).uppercased() + name.dropFirst())
  }

  /// A name in Swift's case, of what Swift allows in names.
  private static func camelCased(_ name: String) -> String {
    let words = name.unicodeScalars.split { !($0.properties.isXIDContinue && $0 != "_") }.map {
      String(String.UnicodeScalarView($0))
    }
    guard let first = words.first else { return "column" }
    let start =
      first.allSatisfy { $0.isUppercase || $0.isNumber }
      ? first.lowercased() : first.prefix(1).lowercased() + first.dropFirst()
    let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    let whole = start + rest
    return whole.first?.isNumber == true ? "_" + whole : whole
  }

  private static let keywords: Set<String> = [
    "Any", "Self", "Type", "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer",
    "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if",
    "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private",
    "protocol", "public", "repeat", "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch",
    "throw", "throws", "true", "try", "typealias", "var", "where", "while",
  ]

  private static func quoted(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

  /// The Swift type of a column's values.
  private static func swiftType(_ type: ColumnType) -> String {
    switch type.kind {
    case .integer(64, isSigned: true): "Int"
    case .integer(let bits, let isSigned): (isSigned ? "Int" : "UInt") + "\(bits)"
    case .bool: "Bool"
    case .double: "Double"
    case .float: "Float"
    case .decimal: "Decimal"
    case .text: "String"
    case .bytes: "[UInt8]"
    case .timestamp: "Date"
    case .date: "CalendarDate"
    case .time: "TimeOfDay"
    case .interval: "Duration"
    case .uuid: "UUID"
    case .json: "JSONValue"
    case .array(let element): "[\(swiftType(ColumnType(element)))]"
    }
  }
}

extension IndexState {
  /// The column, if this is an index of one column and has no options.
  fileprivate var plainColumn: String? {
    guard name == nil, !isUnique, condition == nil, elements.count == 1, !elements[0].isDescending,
      elements[0].nulls == nil
    else { return nil }
    return elements[0].field
  }

  /// The index with other names.
  fileprivate func mappingNames(_ body: (String) -> String) -> IndexState {
    var index = self
    index.elements = elements.map {
      IndexElement($0.expression.mappingNames(body), descending: $0.isDescending, nulls: $0.nulls)
    }
    index.condition = condition?.mappingNames(body)
    return index
  }
}
