import Logging

extension Database {
  /// Runs the closure, which runs a plan's statement, and reports it to the observers.
  ///
  /// - Parameter values: The bound values; evaluated only if they are shown.
  func observing<Result>(
    _ plan: StatementPlan, since start: ContinuousClock.Instant? = nil,
    values: @autoclosure () -> [DatabaseValue]?, _ body: () async throws -> Result
  ) async throws -> Result {
    guard observation.isActive else { return try await body() }
    return try await observing(ObservedStatement(plan), since: start, values: values(), body)
  }

  /// Runs the closure, which runs a statement, and reports it to the observers.
  ///
  /// - Parameter start: When the statement started, if before this call.
  func observing<Result>(
    _ statement: ObservedStatement, since start: ContinuousClock.Instant? = nil,
    values: @autoclosure () -> [DatabaseValue]?, _ body: () async throws -> Result
  ) async throws -> Result {
    guard observation.isActive else { return try await body() }
    let start = start ?? ContinuousClock.now
    do {
      let result = try await observation.tracing(statement, body)
      note(statement, start: start, values: options.logsValues ? values() : nil, error: nil)
      return result
    } catch {
      note(statement, start: start, values: options.logsValues ? values() : nil, error: error)
      throw error
    }
  }

  /// Reports a finished statement to the observers.
  func note(
    _ statement: ObservedStatement, start: ContinuousClock.Instant, values: [DatabaseValue]?, error: (any Error)?
  ) {
    let duration = ContinuousClock.now - start
    let failed = error != nil
    observation.timers?.record(duration, of: statement, error: error)
    options.observer?(StatementEvent(sql: statement.sql, duration: duration, values: values, failed: failed))
    options.logger.debug(
      "\(failed ? "statement failed" : "statement")",
      metadata: [
        "sql": "\(statement.sql)", "duration": "\(duration)", "values": values.map { "\($0)" } ?? "redacted",
      ])
  }
}
