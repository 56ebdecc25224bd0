import KindredCore

/// Puts the rows of the catalogue about one table together.
struct SQLiteTableReading {
  private(set) var table: TableState
  /// What the table has and no state can describe.
  private(set) var unreadable: [String] = []
  private let definition: SQLiteTableDefinition
  private var checks: [(name: String?, column: String?, text: String)]
  private var keyColumns: [(Int, String)] = []

  init(_ name: String, _ sql: String?) {
    table = TableState(name, columns: [], key: [])
    definition = SQLiteTableDefinition(sql ?? "")
    checks = definition.checks
    let tail = SQLTokens(sql ?? "").tokens.suffix(4)
    if tail.contains(.word("STRICT")) { unreadable.append("it is STRICT") }
    if tail.contains(.word("ROWID")) { unreadable.append("it is WITHOUT ROWID") }
    for check in definition.checks where check.column == nil {
      table.constraints.append(ConstraintState(check.name, .check(NamedExpression(.sql(check.text)))))
    }
  }

  mutating func add(_ row: SQLiteReader.ColumnRow) {
    let (_, name, typeName, isNotNull, defaultText, keyPlace, hidden) = row
    if hidden != 0 { unreadable.append("the column \"\(name)\" is generated") }
    guard hidden == 0, var type = ColumnType(sqlite: typeName) else {
      if hidden == 0 { unreadable.append("the column \"\(name)\" has the type \"\(typeName)\"") }
      return
    }
    if keyPlace > 0 {
      keyColumns.append((keyPlace, name))
      table.key = keyColumns.sorted { $0.0 < $1.0 }.map(\.1)
    }
    var column = ColumnState(name, type, isNullable: !isNotNull)
    if definition.isAutomatic(name) { column.isAutomatic = true }
    // The key that is the number of the row is never NULL, whatever the table says.
    if keyPlace > 0, typeName.uppercased() == "INTEGER" { column.isNullable = false }
    for check in checks where check.column == name.uppercased() {
      let quoted = SQLTokens([.name(name)]).text
      if check.text == "JSON_VALID ( \(quoted) ) OR \(quoted) IS NULL" {
        type = .json
      } else if check.text == "\(quoted) >= 0", case .integer(_, isSigned: false) = type.kind {
        // It belongs to the type.
      } else {
        table.constraints.append(ConstraintState(check.name, .check(NamedExpression(.sql(check.text)))))
      }
    }
    column.type = column.isAutomatic ? .integer(bits: 64) : type
    column.databaseDefault = defaultText.map { SQLiteDefaults.read($0, as: column.type) }
    column.collation = definition.collation(of: name)
    table.columns.append(column)
  }

  /// Adds a column of a view, whose type is known only if it is one of a table.
  mutating func addViewColumn(_ name: String, _ typeName: String) {
    guard var type = ColumnType(sqlite: typeName) else {
      unreadable.append(
        typeName.isEmpty
          ? "the type of the column \"\(name)\", which the database does not know"
          : "the column \"\(name)\" has the type \"\(typeName)\"")
      return
    }
    // It may be the number of a row, which is longer than its type says.
    if case .integer(_, isSigned: true) = type.kind { type = .integer(bits: 64) }
    table.columns.append(ColumnState(name, type, isNullable: true))
  }

  /// Adds a foreign key, whose columns are the rows.
  mutating func add(_ rows: [SQLiteReader.KeyRow]) {
    guard let first = rows.first else { return }
    let columns = rows.map(\.3)
    let action: ForeignKeyState.Action? =
      switch first.5 {
      case "CASCADE": .cascade
      case "SET NULL": .setNull
      case "SET DEFAULT": .setDefault
      default: nil
      }
    if first.6 != "NO ACTION" {
      unreadable.append("the foreign key of \"\(columns.joined(separator: ", "))\" has ON UPDATE \(first.6)")
    }
    // Without columns, the key of the other table is meant.
    let targets = rows.map { $0.4 ?? "id" }
    let key = ForeignKeyState(columns: columns, table: first.2, targets: targets, onDelete: action)
    table.constraints.append(ConstraintState(definition.foreignKeyName(of: columns), .foreignKey(key)))
  }

  /// Adds an index, whose elements are the rows.
  ///
  /// - Returns: Whether a state can describe it.
  mutating func addIndex(_ name: String, _ rows: [SQLiteReader.IndexRow]) -> Bool {
    guard let first = rows.first else { return true }
    let columns = rows.compactMap(\.5)
    switch first.3 {
    case "pk": return true
    case "u":
      for row in rows where !hasCollationOfColumn(row) {
        unreadable.append("the unique constraint on \"\(columns.joined(separator: ", "))\" has a collation of its own")
      }
      table.constraints.append(ConstraintState(definition.uniqueName(of: columns), .unique(columns: columns)))
      return true
    default: break
    }
    guard let sql = first.8, let definition = SQLiteIndexDefinition(sql), definition.elements.count == rows.count else {
      return false
    }
    var elements: [IndexElement] = []
    for (row, text) in zip(rows, definition.elements) {
      if let column = row.5 {
        guard hasCollationOfColumn(row) else { return false }
        elements.append(IndexElement(NamedExpression(.name(column)), descending: row.6))
      } else {
        elements.append(IndexElement(NamedExpression(.sql(text)), descending: row.6))
      }
    }
    let condition = definition.condition.map { NamedExpression(.sql($0)) }
    table.indexes.append(IndexState(name, elements, isUnique: first.2, condition: condition))
    return true
  }

  /// Whether an element of an index compares texts as its column does.
  private func hasCollationOfColumn(_ row: SQLiteReader.IndexRow) -> Bool {
    let own = row.5.flatMap { table.column($0)?.collation }
    return (row.7 ?? "BINARY").uppercased() == (own ?? "BINARY").uppercased()
  }
}
