import KindredModelSyntax

/// Writes the members of a set of fields, in a fixed order.
struct FieldGroupPrinter {
  private let group: ModelDeclaration
  /// Writes what a set has in common with a model.
  private let common: ModelPrinter

  init(_ group: ModelDeclaration) {
    self.group = group
    common = ModelPrinter(group)
  }

  /// The members, one declaration each.
  var members: [String] {
    [common.initialisers, common.defaultValues, relations, columnsTypes, description, rows, common.codableMembers]
      .flatMap { $0 }
  }

  private var access: String { group.access.memberPrefix }
  private var columns: [PrintedColumn] { common.columns }

  // MARK: - Columns

  private var columnsTypes: [String] {
    [
      columnsType("Columns", optional: false, "The set's columns, for conditions and orderings."),
      columnsType("OptionalColumns", optional: true, "The set's columns where the row may be missing."),
    ]
  }

  private func columnsType(_ name: String, optional: Bool, _ summary: String) -> String {
    let lines = columns.enumerated().flatMap { index, column -> [String] in
      guard let property = column.property else { return [] }
      let access = property.access.prefix
      let type = optional ? column.optionalType : column.columnType
      let expression = property.isJSON ? "JSONColumn" : "ColumnExpression"
      var lines = [
        """
        /// The column of `\(property.name)`.
        \(access)var \(column.codingName): Kindred.\(expression)<\(type)> { column(\(index)) }
        """
      ]
      if let key = property.foreignKey {
        let columns = optional || key.mayPointToNone ? ".OptionalColumns" : ".Columns"
        lines.append(
          """
          /// The columns of the `\(key.target)` that `\(key.name)` points to.
          \(access)var \(property.spelledName): \(key.target)\(columns) { follow(\(index)) }
          """)
      }
      return lines
    }
    return """
      /// \(summary)
      \(access)struct \(name): Kindred.FieldGroupColumns {
        /// The set of fields.
        \(access)typealias EmbeddedGroup = \(group.spelledName)
        /// Where the columns are.
        \(access)let columnPlace: Kindred.ColumnPlace
        /// Makes the columns at a place.
        \(access)init(place: Kindred.ColumnPlace) { columnPlace = place }
      \(lines.body)
      }
      """
  }

  // MARK: - Description

  private var description: [String] {
    let fields = columns.map { common.field($0, in: "KindredPlace__") + "," }
    let inlinable = group.access == .public ? "@inlinable " : ""
    let options = ["indexes", "uniqueTogether", "constraints"].compactMap { label in
      group.arguments[label].map { "\(label): \($0.text)" }
    }
    let members = [
      """
      /// The number of columns.
      \(inlinable)\(access)nonisolated static var columnCount: Swift.Int { \(columns.count) }
      """,
      """
      /// The number of foreign keys.
      \(inlinable)\(access)nonisolated static var relationCount: Swift.Int { \(group.foreignKeys.count) }
      """,
      """
      /// The fields, as a model has them that uses the set.
      \(access)nonisolated static func fields<KindredPlace__: Kindred.EmbeddedFields>(in place: KindredPlace__.Type) -> [Kindred.FieldSchema]
      where KindredPlace__.EmbeddedGroup == \(group.spelledName) {
        [
      \(fields.map { "    " + $0.indented(by: 2) }.joined(separator: "\n"))
        ]
      }
      """,
    ]
    if options.isEmpty { return members }
    return members + [
      """
      /// The indexes and constraints of each model that uses the set.
      \(access)nonisolated static var options: Kindred.FieldGroupOptions {
        Kindred.FieldGroupOptions(\(options.joined(separator: ", ")))
      }
      """
    ]
  }

  // MARK: - Rows

  private var rows: [String] { [rowInitialiser, bindFields, databaseValue, read] + markStored }

  private var rowInitialiser: String {
    var links = 0
    let readings = columns.enumerated().map { index, column -> String in
      defer { links += column.property?.foreignKey == nil ? 0 : 1 }
      let value = column.reading(column: "column + \(index)", field: "\(index)", link: "link + \(links)")
      return "let value\(index) = \(value)"
    }
    let assignments = columns.enumerated().map { index, column in "\(column.storedName) = value\(index)" }
    return """
      /// Reads a set from the columns of a row.
      @inline(__always)
      \(access)nonisolated init(row: borrowing Kindred.DatabaseRow, column: Swift.Int32, link: Swift.Int) throws {
      \((readings + assignments).body)
      }
      """
  }

  private var bindFields: String {
    """
    /// Binds every column in order.
    \(access)nonisolated func bindFields(to writer: inout Kindred.ParameterWriter) throws {
    \(columns.map { "try \($0.bound).bind(to: &writer)" }.body)
    }
    """
  }

  private var databaseValue: String {
    let cases = columns.enumerated().map { "case \($0): try \($1.bound).databaseValue()" } + ["default: .null"]
    return """
      /// The value of one column, by its index in the set.
      \(access)nonisolated func databaseValue(at index: Swift.Int) throws -> Kindred.DatabaseValue {
        switch index {
      \(cases.body)
        }
      }
      """
  }

  private var read: String {
    let cases = columns.enumerated().map { "case \($0): \($1.rereading)" } + ["default: break"]
    return """
      /// Reads one column, by its index in the set, from a cell of a row.
      \(access)nonisolated mutating func read(_ row: borrowing Kindred.DatabaseRow, column: Swift.Int32, into index: Swift.Int) throws {
        switch index {
      \(cases.body)
        }
      }
      """
  }

  private var markStored: [String] {
    let lines = group.columns.filter { $0.isMutable && $0.mayChangeWhenStored }.map { property in
      "self.\(property.spelledName) = self.\(property.spelledName).asStored"
    }
    if lines.isEmpty { return [] }
    return [
      """
      /// Notes that the set is stored now: its values are those that the database has.
      \(access)nonisolated mutating func markStored() {
      \(lines.body)
      }
      """
    ]
  }

  // MARK: - Foreign keys

  private var relations: [String] {
    let keys = group.foreignKeys
    if keys.isEmpty { return [] }
    return [
      """
      /// The foreign keys as types.
      \(access)enum Relations {
      \((aliases + keys.compactMap(relation)).body)
      }
      """
    ]
  }

  private static let associatedTypes: Set<String> = ["EmbeddedGroup", "KeyColumn", "Target"]

  /// Type aliases for models and sets whose names are hidden inside a relation.
  private var aliases: [String] {
    let used = [group.name] + group.foreignKeys.compactMap(\.foreignKey?.target)
    return Set(used.map { String($0.head) }).intersection(Self.associatedTypes).sorted().map { name in
      "/// `\(name)` under a name that no nested type hides.\n\(access)typealias \(name)Model = \(name)"
    }
  }

  /// The name of a type inside a relation.
  private func spelled(_ type: String) -> String { type.renamingHead(in: Self.associatedTypes) }

  private func relation(_ property: PropertyDeclaration) -> String? {
    guard let key = property.foreignKey else { return nil }
    let access = property.access.prefix
    let inner = property.access == .filePrivate ? "" : access
    let (owner, target, keyType) = (spelled(group.spelledName), spelled(key.target), spelled(key.keyType))
    return """
      /// The foreign key `\(key.name)`.
      \(access)enum \(property.spelledName): Kindred.GroupKey {
        /// The set of fields.
        \(inner)typealias EmbeddedGroup = \(owner)
        /// The model that the key points to.
        \(inner)typealias Target = \(target)
        /// The type of the key's column.
        \(inner)typealias KeyColumn = \(keyType)
        /// What the set declares of the key.
        \(inner)static let declaration = Kindred.GroupKeyDeclaration(
          \(arguments(key).joined(separator: ", ")))
        /// The key value that points to an object.
        \(inner)static func key(of target: \(target)) -> \(keyType) { target.\(key.targetField?.quotedIfNeeded ?? "primaryKey") }
        /// The key's value in a set.
        \(inner)static func reference(in group: \(owner)) -> Kindred.RelatedReference<Self> { group.\(key.referenceName) }
        /// Replaces the key's value in a set.
        \(inner)static func setReference(_ reference: Kindred.RelatedReference<Self>, in group: inout \(owner)) {
          group.\(key.referenceName) = reference
        }
      }
      """
  }

  private func arguments(_ key: ForeignKeyDeclaration) -> [String] {
    let given = key.arguments
    let labels = [
      ("column", "column"), ("to", "targetField"), ("onDelete", "onDelete"), ("relatedName", "relatedName"),
      ("relatedQueryName", "relatedQueryName"), ("limitChoicesTo", "limitChoicesTo"), ("constraint", "isEnforced"),
    ]
    var arguments = ["name: \"\(key.name)\""]
    arguments += labels.compactMap { label, parameter in given[label].map { "\(parameter): \($0.text)" } }
    if key.isOneToOne { arguments.append("isOneToOne: true") }
    if let options = OptionsPrinter(given).foreignKey(key) { arguments.append("options: " + options) }
    return arguments
  }
}
