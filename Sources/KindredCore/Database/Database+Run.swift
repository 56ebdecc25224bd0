import Logging

extension Database {
  /// Runs a statement on the task's transaction or on a leased connection.
  @discardableResult
  func run<Parameters: ParameterSource, Reader: RowReader>(
    _ plan: StatementPlan, _ parameters: Parameters, into reader: inout Reader
  ) async throws -> StatementOutcome {
    try Task.checkCancellation()
    if let transaction = Transaction.current(on: self) {
      return try await transaction.perform { connection in
        try await observed(plan, parameters, into: &reader, on: connection)
      }
    }
    let connection = try await driver.acquire(plan.isWrite ? .write : .read)
    defer { driver.release(connection) }
    guard plan.isWrite, let executor = driver.writeExecutor else {
      return try await observed(plan, parameters, into: &reader, on: connection)
    }
    return try await withTaskExecutorPreference(executor) {
      try await observed(plan, parameters, into: &reader, on: connection)
    }
  }

  /// Runs a statement with plain values and without rows.
  @discardableResult
  func run(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> StatementOutcome {
    var reader = NoRows()
    return try await run(plan, ValueParameters(values: plan.boundValues(values)), into: &reader)
  }

  /// Runs the plan of a key and reads one value a row.
  func scalars<Value: FieldValue>(_ key: PlanKey, as type: Value.Type) async throws -> [Value] {
    let plan = try plans.plan(for: key)
    var reader = ScalarReader<Value>()
    try await run(plan, ValueParameters(values: plan.boundValues(key.values)), into: &reader)
    return reader.values
  }

  /// Runs a statement and tells the log and the observer.
  private func observed<Parameters: ParameterSource, Reader: RowReader>(
    _ plan: StatementPlan, _ parameters: Parameters, into reader: inout Reader,
    on connection: any DatabaseConnection
  ) async throws -> StatementOutcome {
    guard isObserved else {
      do {
        return try await connection.run(plan, parameters, into: &reader)
      } catch {
        throw Database.explained(error, plan)
      }
    }
    let start = ContinuousClock.now
    do {
      let outcome = try await connection.run(plan, parameters, into: &reader)
      note(plan.sql, start: start, values: options.logsValues ? parameters.values : nil, failed: false)
      return outcome
    } catch {
      note(plan.sql, start: start, values: options.logsValues ? parameters.values : nil, failed: true)
      throw Database.explained(error, plan)
    }
  }

  /// Whether anybody wants to know about statements. Asked before a clock is read.
  var isObserved: Bool { options.observer != nil || options.logger.logLevel <= .debug }

  func note(_ sql: String, start: ContinuousClock.Instant, values: [DatabaseValue]?, failed: Bool) {
    let duration = ContinuousClock.now - start
    options.observer?(StatementEvent(sql: sql, duration: duration, values: values, failed: failed))
    options.logger.debug(
      "\(failed ? "statement failed" : "statement")",
      metadata: [
        "sql": "\(sql)", "duration": "\(duration)", "values": values.map { "\($0)" } ?? "redacted",
      ])
  }
}
