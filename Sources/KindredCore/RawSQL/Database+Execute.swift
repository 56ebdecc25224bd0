extension Database {
  /// Runs a statement of your own.
  ///
  /// ```swift
  /// let count = try await database.execute("UPDATE entry SET rating = rating + 1 WHERE blog_id = \(blog.id)")
  /// try await database.execute("CREATE INDEX entry_headline ON entry (lower(headline))")
  /// ```
  ///
  /// It runs in the task's transaction, if there is one. One call runs one statement; several are refused. `BEGIN`,
  /// `COMMIT` and the like are refused as well: use `transaction`.
  ///
  /// A statement that may leave settings, locks or temporary tables in the session, such as `SET`, has a PostgreSQL
  /// connection to itself, which is reset afterwards. Inside a transaction, that is when the transaction has ended. A
  /// `PRAGMA` of SQLite stays on the writing connection.
  ///
  /// - Returns: The number of rows that were inserted, changed or deleted; 0 for other statements.
  @discardableResult
  public func execute(_ sql: RawSQL) async throws -> Int {
    let statement = try RawStatement(sql, columns: .ignored)
    let plan = try rawPlans.plan(for: statement)
    let outcome = try await run(plan, .values(try plan.boundValues(statement.values))) { _ in }
    noteRaw(plan)
    return outcome.changes
  }
}
