package import KindredCore

/// A table as the source of a model, for frozen models of migrations and for databases that exist.
package struct ModelSource {
  private let table: TableState
  private let source: SchemaSource

  /// A table of a schema, in which its foreign keys become relations.
  init(_ table: TableState, in source: SchemaSource) {
    self.table = table
    self.source = source
  }

  /// A table by itself, whose foreign keys are columns.
  package init(_ table: TableState) {
    var plain = table
    plain.constraints.removeAll(where: \.isForeignKey)
    self.init(plain, in: SchemaSource(SchemaState([plain])))
  }

  /// The name of the model.
  package var typeName: String { SourceNames.quoted(source.types[table.name] ?? table.name) }

  /// The model inside a migration: its columns, without relations and constraints.
  package var frozen: String {
    let body = table.columns.compactMap { column(of: $0, isFrozen: true) }.map(OperationPrinter.indented)
    return
      "@Model(table: \(SwiftLiteral.text(table.name))) struct \(typeName) {\n\(body.joined(separator: "\n"))\n}"
  }

  /// The model with its relations, indexes and constraints.
  ///
  /// - Parameter access: `public `, or nothing.
  func model(access: String) -> String {
    let isManaged = !source.unmanaged.contains(table.name)
    var arguments: [String] = []
    if typeName.snakeCased != table.name { arguments.append("table: \(SwiftLiteral.text(table.name))") }
    if isManaged { arguments += self.arguments } else { arguments.append("managed: false") }
    let line = arguments.isEmpty ? "@Model" : "@Model(\(arguments.joined(separator: ", ")))"
    let attribute =
      line.count > 110 || line.contains("\n") ? "@Model(\n  \(arguments.joined(separator: ",\n  ")))" : line
    let singles = Set(table.indexes.compactMap(\.plainColumn))
    let columns = table.columns.compactMap {
      column(of: $0, isFrozen: false, isIndexed: singles.contains($0.name), access)
    }
    let sets = source.links.filter { $0.value.near == table.name }.sorted { $0.key < $1.key }.map {
      set($0.value, table: $0.key, access)
    }
    let lines = (columns + sets).map(OperationPrinter.indented).joined(separator: "\n")
    return "\(attribute)\n\(access)struct \(typeName) {\n\(lines)\n}"
  }

  /// The arguments for what concerns several columns.
  private var arguments: [String] {
    let names = source.properties[table.name] ?? [:]
    var arguments: [String] = []
    let printer = OperationPrinter(state: SchemaState())
    let indexes = table.indexes.filter { $0.plainColumn == nil }.map {
      printer.definition($0.mappingNames { names[$0] ?? $0 })
    }
    if !indexes.isEmpty { arguments.append(list("indexes", indexes)) }
    var uniques: [String] = []
    var constraints: [String] = []
    for constraint in table.constraints {
      switch constraint.kind {
      case .unique(let columns):
        let fields = columns.map { names[$0] ?? $0 }
        if let name = constraint.name {
          constraints.append(".unique(\(([name] + fields).map(SwiftLiteral.text).joined(separator: ", ")))")
        } else if columns.count > 1 {
          uniques.append("[\(fields.map(SwiftLiteral.text).joined(separator: ", "))]")
        }
      case .check(let condition):
        let condition = condition.mappingNames { names[$0] ?? $0 }
        constraints.append(
          ".check(\(SwiftLiteral.text(constraint.name ?? "check")), \(SwiftLiteral.expression(condition)))")
      case .foreignKey: break
      }
    }
    if !uniques.isEmpty { arguments.append(list("uniqueTogether", uniques)) }
    if !constraints.isEmpty { arguments.append(list("constraints", constraints)) }
    if let comment = table.comment { arguments.append("comment: \(SwiftLiteral.text(comment))") }
    return arguments
  }

  private func list(_ label: String, _ items: [String]) -> String {
    let line = "\(label): [\(items.joined(separator: ", "))]"
    if line.count < 100 && !line.contains("\n") { return line }
    return "\(label): [\n\(OperationPrinter.indented(OperationPrinter.indented(items.joined(separator: ",\n")))),\n  ]"
  }

  // MARK: - Properties

  /// The property of a column; nil for the automatic key, which a model has by itself.
  private func column(
    of column: ColumnState, isFrozen: Bool, isIndexed: Bool = false, _ access: String = ""
  ) -> String? {
    let isKey = table.key == [column.name]
    if isKey && column.isAutomatic && column.name == "id" && column.type == .integer(bits: 64) { return nil }
    let unique = table.constraints.contains(ConstraintState(nil, .unique(columns: [column.name])))
    if !isFrozen, let (key, target) = source.relation(of: column, in: table) {
      return relationProperty(column, key, target, isUnique: unique, isIndexed: isIndexed, access)
    }
    let name = source.property(column.name, of: table.name)
    var options: [String] = []
    if name.snakeCased != column.name { options.append("column: \(SwiftLiteral.text(column.name))") }
    if case .text(let length?) = column.type.kind { options.append("maxLength: \(length)") }
    if !isKey { options += self.options(of: column) }
    if !isFrozen && !isKey {
      if unique { options.append("unique: true") }
      if isIndexed { options.append("index: true") }
      if let value = column.databaseDefault.flatMap(SwiftLiteral.databaseDefault) {
        options.append("databaseDefault: \(value)")
      }
      if let comment = column.comment { options.append("comment: \(SwiftLiteral.text(comment))") }
      if let collation = column.collation { options.append("collation: \(SwiftLiteral.text(collation))") }
    }
    let remark = table.key.count > 1 && table.key.contains(column.name) ? " // Part of the primary key." : ""
    let label = isKey ? "PrimaryKey" : "Field"
    let attribute =
      options.isEmpty ? (isKey ? "@PrimaryKey " : "") : "@\(label)(\(options.joined(separator: ", "))) "
    let type = Self.swiftType(column.type) + (column.isNullable && !isKey ? "?" : "")
    let value = isFrozen || isKey ? "" : initialValue(of: column)
    return "\(attribute)\(access)var \(SourceNames.quoted(name)): \(type)\(value)\(remark)"
  }

  /// The value that a property has to begin with, because the database would make one and it cannot be nil.
  private func initialValue(of column: ColumnState) -> String {
    if column.isNullable { return "" }
    switch column.databaseDefault?.kind {
    case .current(.timestamp): return " = .now"
    case .value(.decimal(let value)): return " = \(value)"
    case .current, .value, .unstorable, nil: return ""
    }
  }

  /// The options that belong to the column's type.
  private func options(of column: ColumnState) -> [String] {
    switch column.type.kind {
    case .decimal(let digits?, let places): ["maxDigits: \(digits), decimalPlaces: \(places ?? 0)"]
    // The type holds all values of the column, and would have a wider one by itself.
    case .integer(let bits, isSigned: false) where bits < 64: ["bits: \(bits)"]
    case .integer, .bool, .double, .float, .decimal, .text, .bytes, .timestamp, .date, .time, .interval, .uuid, .json,
      .array:
      []
    }
  }

  private func relationProperty(
    _ column: ColumnState, _ key: ForeignKeyState, _ target: TableState, isUnique: Bool, isIndexed: Bool,
    _ access: String
  ) -> String {
    let name = source.property(column.name, of: table.name)
    let isKey = table.key == [column.name]
    let isParent = source.isParent(column, in: table)
    let action =
      switch key.onDelete {
      case .cascade: "databaseCascade"
      case .setNull: "databaseSetNull"
      case .setDefault: "databaseSetDefault"
      // The database does not say what the application does.
      case nil: "protect"
      }
    var options: [String] = []
    if target.key != key.targets {
      options.append("to: \(SwiftLiteral.text(source.property(key.targets[0], of: target.name)))")
    }
    if !isParent { options.append("onDelete: .\(action)") }
    options += relatedName(name)
    if isKey && !isParent { options.append("primaryKey: true") }
    if name.snakeCased + "_id" != column.name { options.append("column: \(SwiftLiteral.text(column.name))") }
    if !isUnique && !isIndexed && !isKey { options.append("index: false") }
    if !isParent {
      if let value = column.databaseDefault.flatMap(SwiftLiteral.databaseDefault) {
        options.append("databaseDefault: \(value)")
      }
      if let comment = column.comment { options.append("comment: \(SwiftLiteral.text(comment))") }
    }
    let attribute = isParent ? "Parent" : isUnique || isKey ? "OneToOne" : "ForeignKey"
    let arguments = options.isEmpty ? "" : "(\(options.joined(separator: ", ")))"
    return "@\(attribute)\(arguments) \(access)var \(SourceNames.quoted(name)): "
      + typeName(of: target.name) + (column.isNullable ? "?" : "")
  }

  private func set(_ link: SchemaSource.Link, table name: String, _ access: String) -> String {
    var options = relatedName(link.property)
    if "\(table.name)_\(link.property.snakeCased)" != name { options.append("table: \(SwiftLiteral.text(name))") }
    let arguments = options.isEmpty ? "" : "(\(options.joined(separator: ", ")))"
    return "@ManyToMany\(arguments) \(access)var \(SourceNames.quoted(link.property)): "
      + "RelatedSet<\(typeName(of: link.far))>"
  }

  private func relatedName(_ property: String) -> [String] {
    let place = SchemaSource.Place(table: table.name, property: property)
    return source.relatedNames[place].map { ["relatedName: \(SwiftLiteral.text($0))"] } ?? []
  }

  private func typeName(of table: String) -> String { SourceNames.quoted(source.types[table] ?? table) }

  /// The Swift type of a column's values.
  private static func swiftType(_ type: ColumnType) -> String {
    switch type.kind {
    case .integer(64, let isSigned): isSigned ? "Int" : "UInt"
    case .integer(let bits, let isSigned): (isSigned ? "Int" : "UInt") + "\(bits)"
    case .bool: "Bool"
    case .double: "Double"
    case .float: "Float"
    case .decimal: "Decimal"
    case .text: "String"
    case .bytes: "Data"
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
  var plainColumn: String? {
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
