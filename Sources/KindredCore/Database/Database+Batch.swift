extension Database {
  /// Runs a statement once for each element of a batch, on the task's transaction or on a leased connection.
  func run<Batch: StatementBatch>(_ plan: StatementPlan, batch: inout Batch) async throws {
    let transaction = Transaction.current(on: self)
    try transaction?.checkIsOpen()
    let leased = transaction == nil ? try await driver.acquire(.write) : nil
    defer { if let leased { driver.release(leased) } }
    guard let connection = transaction?.connection ?? leased else { return }
    let start = ContinuousClock.now
    do {
      try await connection.run(plan, batch: &batch)
      if isObserved { note(plan.sql, start: start, values: nil, failed: false) }
    } catch {
      if isObserved { note(plan.sql, start: start, values: nil, failed: true) }
      throw Database.explained(error, plan)
    }
  }
}
