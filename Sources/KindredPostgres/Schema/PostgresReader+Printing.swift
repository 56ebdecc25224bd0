import KindredCore

extension PostgresReader {
  /// Asks the server for its words, with the expressions on a temporary table that has the same columns.
  func printed(
    _ wanted: TableState, as live: TableState, on database: Database
  ) async throws -> [PrintedExpression: String] {
    let builder = SchemaBuilder(dialect: .postgres)
    var texts: [PrintedExpression: String] = [:]
    struct Undone: Error { let texts: [PrintedExpression: String] }
    let probe = "kindred_probe"
    do {
      try await database.transaction {
        try await database.execute(
          RawSQL(unchecked: "CREATE TEMPORARY TABLE \(probe) (LIKE \(builder.quoted(wanted.name))) ON COMMIT DROP"))
        var found: [PrintedExpression: String] = [:]
        for place in wanted.expressions {
          let kind = place.isCondition ? "check" : "index"
          guard
            let sql = try? builder.expression(of: place.expression, kind, of: wanted, isCondition: place.isCondition)
          else { continue }
          let text = builder.written { $0.write(sql) }
          found[place] = try? await database.transaction {
            try await print(text, isCondition: place.isCondition, probe, database)
          }
        }
        throw Undone(texts: found)
      }
    } catch let undone as Undone {
      texts = undone.texts
    } catch let error as KindredError where error.code == .readOnly || error.code == .schema {
      // Without a place for a temporary table, nothing is said.
    }
    return texts
  }

  private func print(
    _ text: String, isCondition: Bool, _ probe: String, _ database: Database
  ) async throws -> String? {
    if isCondition {
      try await database.execute(
        RawSQL(unchecked: "ALTER TABLE \(probe) ADD CONSTRAINT kindred_probe_check CHECK (\(text))"))
      let query = "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = 'kindred_probe_check'"
      let printed = try await database.query(RawSQL(unchecked: query), as: String.self).first()
      try await database.execute(RawSQL(unchecked: "ALTER TABLE \(probe) DROP CONSTRAINT kindred_probe_check"))
      return printed
    }
    try await database.execute(RawSQL(unchecked: "CREATE INDEX kindred_probe_index ON \(probe) ((\(text)))"))
    let query = "SELECT pg_get_indexdef('kindred_probe_index'::regclass, 1, false)"
    let printed = try await database.query(RawSQL(unchecked: query), as: String.self).first()
    try await database.execute(RawSQL(unchecked: "DROP INDEX kindred_probe_index"))
    return printed
  }
}
