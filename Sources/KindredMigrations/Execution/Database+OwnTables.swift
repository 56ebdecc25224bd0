import KindredCore

extension Database {
  /// Creates tables of Kindred's own, which other processes may be creating at the same time.
  ///
  /// - Parameter arePresent: Whether they are there.
  func createOwnTables(_ tables: [TableState], unless arePresent: () async throws -> Bool) async throws {
    if try await arePresent() { return }
    let steps = try dialect.schemaEditor.steps(
      for: tables.map { .createTable($0) }, from: SchemaState(),
      options: SchemaEditorOptions(ifNotExists: true, isOnline: false))
    var attempt = 0
    while true {
      do {
        try await schemaTransaction {
          for sql in steps.flatMap(\.sql) { try await execute(RawSQL(unchecked: sql)) }
        }
        return
      } catch let error as KindredError {
        // Two processes may create the tables at once, which even IF NOT EXISTS does not allow on PostgreSQL.
        if try await arePresent() { return }
        attempt += 1
        if attempt == 10 { throw error }
        try await Task.sleep(for: .milliseconds(20 * attempt))
      }
    }
  }
}
