import KindredCore

extension Database {
  /// Whether a table of Kindred's own is in the schema in which tables are created. A name alone would also find one of
  /// another schema: with the search path "tenant, public", those of "public" say nothing about the tenant.
  func isOwn(_ table: TableState) -> RawSQL {
    guard DialectName(dialect.name) == .postgres else { return "1 = 1" }
    return """
      EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = current_schema() AND c.relname = \(table.name) AND c.relkind IN ('r', 'p'))
      """
  }

  /// Whether a table of Kindred's own is there.
  private func hasOwn(_ table: TableState) async throws -> Bool {
    guard DialectName(dialect.name) == .postgres else {
      do {
        _ = try await query("SELECT COUNT(*) FROM \(identifier: table.name)", as: Int.self).all()
        return true
      } catch let error as KindredError where error.code == .schema {
        return false
      }
    }
    return try await query("SELECT \(isOwn(table))", as: Bool.self).all().first ?? false
  }

  /// Creates tables of Kindred's own that are missing, and which other processes may be creating at the same time.
  func createOwnTables(_ tables: [TableState]) async throws {
    func arePresent() async throws -> Bool {
      for table in tables where try await !hasOwn(table) { return false }
      return true
    }
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
