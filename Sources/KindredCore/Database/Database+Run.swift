extension Database {
  /// Runs a statement on the task's transaction or on a leased connection.
  ///
  /// - Parameter reading: What a statement that only reads needs the connection for.
  @discardableResult
  func run<Parameters: ParameterSource, Reader: RowReader>(
    _ plan: StatementPlan, _ parameters: Parameters, reading: Access = .read, into reader: inout Reader
  ) async throws -> StatementOutcome {
    try Task.checkCancellation()
    if let transaction = Transaction.current(on: self) {
      return try await transaction.statement { connection in
        try await observed(plan, parameters, into: &reader, on: connection)
      }
    }
    let access: Access = plan.isWrite ? .write : reading
    // Not in one expression with `acquire`, which may suspend.
    let free = try driver.acquireFree(access)
    let connection = if let free { free } else { try await driver.acquire(access, site: nil) }
    defer {
      driver.release(connection)
      if plan.isWrite { Database.router?.wrote(to: self) }
    }
    guard plan.isWrite, let executor = driver.writeExecutor else {
      return try await observed(plan, parameters, into: &reader, on: connection)
    }
    return try await withTaskExecutorPreference(executor) {
      try await observed(plan, parameters, into: &reader, on: connection)
    }
  }

  /// Runs the statement of a key and reads its rows.
  @discardableResult
  func run<Reader: RowReader>(_ key: PlanKey, into reader: inout Reader) async throws -> StatementOutcome {
    let plan = try plans.plan(for: key)
    return try await run(plan, ValueParameters(values: plan.boundValues(key.values)), into: &reader)
  }

  /// Runs the statement of a key, which has no rows.
  @discardableResult
  func run(_ key: PlanKey) async throws -> StatementOutcome {
    var reader = NoRows()
    return try await run(key, into: &reader)
  }

  /// Runs the statement of a key and reads one value a row.
  func scalars<Value: FieldValue>(_ key: PlanKey, as type: Value.Type) async throws -> [Value] {
    var reader = ScalarReader<Value>()
    try await run(key, into: &reader)
    return reader.values
  }

  private func observed<Parameters: ParameterSource, Reader: RowReader>(
    _ plan: StatementPlan, _ parameters: Parameters, into reader: inout Reader,
    on connection: any DatabaseConnection
  ) async throws -> StatementOutcome {
    if !observation.isActive {
      do {
        return try await connection.run(plan, parameters, into: &reader)
      } catch {
        throw Database.explained(error, plan)
      }
    }
    return try await explaining(plan) {
      try await observing(plan, values: parameters.values) {
        try await connection.run(plan, parameters, into: &reader)
      }
    }
  }

  /// Runs the closure and gives its errors the names of the plan.
  func explaining<Result>(_ plan: StatementPlan, _ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch {
      throw Database.explained(error, plan)
    }
  }
}
