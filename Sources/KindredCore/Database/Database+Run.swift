extension Database {
  /// Runs a statement on the task's transaction or on a leased connection, and calls the closure with each row.
  @discardableResult
  func run(
    _ plan: StatementPlan, _ parameters: Parameters, links: PeerLinks? = nil, _ read: RowBody
  ) async throws -> StatementOutcome {
    let place = Place(database: self, transaction: Transaction.current(on: self))
    var execution = Execution(plan, parameters, links: links, at: place)
    if let outcome = try execution.start(read) { return outcome }
    return try await execution.finish(read)
  }

  /// Runs the statement of a key and calls the closure with each row.
  ///
  /// - Parameter isCounted: Whether it may be reported as a repeated statement, if it reads.
  @discardableResult
  func run(
    _ key: PlanKey, links: PeerLinks? = nil, isCounted: Bool = true, _ read: RowBody
  ) async throws -> StatementOutcome {
    let plan = try plans.plan(for: key)
    if isCounted && key.kind.isRead { key.query.countRun(plan, on: self) }
    return try await run(plan, .values(try plan.boundValues(key.values)), links: links, read)
  }

  /// Runs the statement of a key that returns no rows.
  @discardableResult
  func run(_ key: PlanKey) async throws -> StatementOutcome { try await run(key) { _ in } }

  /// Runs the statement of a key and reads one value per row.
  func scalars<Value: FieldValue>(
    _ key: PlanKey, isCounted: Bool = true, as type: Value.Type
  ) async throws -> [Value] {
    var values: [Value] = []
    try await run(key, isCounted: isCounted) { values.append(try Value(row: $0, column: 0)) }
    return values
  }

  /// Runs the closure and adds the names of the plan to its errors.
  func explaining<Result>(_ plan: StatementPlan, _ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch {
      throw Database.explained(error, plan)
    }
  }
}
