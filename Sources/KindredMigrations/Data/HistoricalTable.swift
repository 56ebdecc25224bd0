public import KindredCore

extension MigrationContext {
  /// A table by its name, as it is at this place in the history.
  ///
  /// ```swift
  /// let entries = try context.table("entry")
  /// try await entries.update(set: ["slug": .lower("headline")], where: .isNull("slug"))
  /// ```
  ///
  /// - Throws: ``MigrationError/Code/invalidOperation`` if the history has no such table here.
  public func table(_ name: String) throws -> HistoricalTable {
    guard let table = state[name] else {
      throw MigrationError(
        .invalidOperation, "There is no table \"\(name)\" at this place in the history.", in: migration)
    }
    return HistoricalTable(state: table, database: database)
  }
}

/// A table at a place in the history, whose columns are used by their names in the database.
public struct HistoricalTable: Sendable {
  /// The table's columns, keys and constraints.
  public let state: TableState
  let database: Database

  /// The number of rows.
  public func count(where condition: NamedExpression? = nil) async throws -> Int {
    try await database.query(
      "SELECT COUNT(*) FROM \(identifier: state.name) WHERE \(try sql(condition))", as: Int.self
    ).all().first ?? 0
  }

  /// The values of some columns, in the order of the primary key.
  ///
  /// ```swift
  /// for row in try await context.table("entry").rows("id", "headline") {
  ///   guard case .text(let headline) = row["headline"] else { continue }
  ///   // …
  /// }
  /// ```
  ///
  /// All rows are read into memory. For many of them, ask for a part at a time, with a condition on the key.
  public func rows(
    _ columns: String..., where condition: NamedExpression? = nil
  ) async throws -> [[String: DatabaseValue]] {
    let read = try columns.map(column)
    let names = read.map { column -> RawSQL in "\(identifier: column.name)" }.joined(separator: ", ")
    let order = state.key.map { name -> RawSQL in "\(identifier: name)" }.joined(separator: ", ")
    let ordering: RawSQL = state.key.isEmpty ? "" : " ORDER BY \(order)"
    let rows = try await database.plainRows(
      "SELECT \(names) FROM \(identifier: state.name) WHERE \(try sql(condition))\(ordering)", as: read.map(\.type))
    return rows.map { row in Dictionary(zip(columns, row)) { first, _ in first } }
  }

  /// Changes rows.
  ///
  /// - Parameters:
  ///   - values: The new values, by column.
  ///   - condition: The condition on the rows; nil for all.
  /// - Returns: The number of rows.
  @discardableResult
  public func update(
    set values: [String: NamedExpression], where condition: NamedExpression? = nil
  ) async throws -> Int {
    let changes = try values.sorted { $0.key < $1.key }.map { name, value -> RawSQL in
      "\(identifier: try column(name).name) = \(try state.sql(of: value, on: database.dialect))"
    }
    if changes.isEmpty { return 0 }
    return try await database.execute(
      "UPDATE \(identifier: state.name) SET \(changes.joined(separator: ", ")) WHERE \(try sql(condition))")
  }

  /// Inserts a row.
  public func insert(_ values: [String: DatabaseValue]) async throws {
    let sorted = values.sorted { $0.key < $1.key }
    let names = try sorted.map { name, _ -> RawSQL in "\(identifier: try column(name).name)" }
    let bound = try sorted.map { name, value -> RawSQL in "\(stored: value, try column(name).type)" }
    try await database.execute(
      """
      INSERT INTO \(identifier: state.name) (\(names.joined(separator: ", ")))
      VALUES (\(bound.joined(separator: ", ")))
      """)
  }

  /// Deletes rows. What the database does with rows that point to them follows from its foreign keys.
  ///
  /// - Returns: The number of rows.
  @discardableResult
  public func delete(where condition: NamedExpression? = nil) async throws -> Int {
    try await database.execute("DELETE FROM \(identifier: state.name) WHERE \(try sql(condition))")
  }

  private func sql(_ condition: NamedExpression?) throws -> RawSQL {
    try condition.map { try state.sql(of: $0, isCondition: true, on: database.dialect) } ?? "1 = 1"
  }

  private func column(_ name: String) throws -> ColumnState {
    if let column = state.column(name) { return column }
    throw MigrationError(
      .invalidOperation, "The table \"\(state.name)\" has no column \"\(name)\" at this place in the history.")
  }
}
