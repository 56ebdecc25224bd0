import KindredCore

/// Compares the schema of a database with that of a history.
enum SchemaComparison {
  /// Whether a table is as the history says, as far as the database can tell.
  static func areEqual(_ live: TableState?, _ wanted: TableState?, on dialect: Dialect) -> Bool {
    guard let live, let wanted else { return live == nil && wanted == nil }
    let changes = try? changes(from: SchemaState([live]), to: SchemaState([wanted]), on: dialect)
    return changes?.isEmpty ?? false
  }

  /// The changes that make one schema of another.
  static func changes(from live: SchemaState, to wanted: SchemaState, on dialect: Dialect) throws -> [SchemaChange] {
    try live.changes(to: wanted, on: dialect)
  }

  /// The tables that another schema has too.
  static func restricted(_ live: SchemaState, to other: SchemaState) -> SchemaState {
    SchemaState(live.tables.filter { other[$0.name] != nil })
  }
}
