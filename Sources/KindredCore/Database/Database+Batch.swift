extension Database {
  /// Runs a statement once for each element of a batch, on the task's transaction or on a leased connection.
  func run<Batch: StatementBatch>(_ plan: StatementPlan, batch: inout Batch) async throws {
    try Task.checkCancellation()
    guard mayBeWrapped, let wrappers = StatementWrappers.applying(to: self) else {
      return try await runUnwrapped(plan, batch: &batch)
    }
    let statement = DatabaseStatement(plan, form: .batch(count: batch.count))
    _ = try await wrappers.run(statement, on: self) {
      try await runUnwrapped(plan, batch: &batch)
      return StatementOutcome(changes: 0, insertedKey: 0, rows: 0)
    }
  }

  private func runUnwrapped<Batch: StatementBatch>(_ plan: StatementPlan, batch: inout Batch) async throws {
    if let transaction = Transaction.current(on: self) {
      return try await transaction.statement { try await run(plan, batch: &batch, on: $0) }
    }
    let connection = try await driver.acquire(.write)
    defer {
      driver.release(connection)
      Database.router?.wrote(to: self)
    }
    try await run(plan, batch: &batch, on: connection)
  }

  private func run<Batch: StatementBatch>(
    _ plan: StatementPlan, batch: inout Batch, on connection: any DatabaseConnection
  ) async throws {
    try await explaining(plan) {
      try await observing(plan, values: nil) { try await connection.run(plan, batch: &batch) }
    }
  }

  /// Loads the rows of a batch in bulk, on the task's transaction.
  func load<Batch: StatementBatch>(
    _ plan: StatementPlan, insert: StatementPlan, batch: inout Batch
  ) async throws -> Int {
    try Task.checkCancellation()
    guard mayBeWrapped, let wrappers = StatementWrappers.applying(to: self) else {
      return try await loadUnwrapped(plan, insert: insert, batch: &batch)
    }
    let statement = DatabaseStatement(plan, form: .batch(count: batch.count))
    return try await wrappers.run(statement, on: self) {
      let count = try await loadUnwrapped(plan, insert: insert, batch: &batch)
      return StatementOutcome(changes: count, insertedKey: 0, rows: 0)
    }.changes
  }

  private func loadUnwrapped<Batch: StatementBatch>(
    _ plan: StatementPlan, insert: StatementPlan, batch: inout Batch
  ) async throws -> Int {
    guard let transaction = Transaction.current(on: self) else {
      throw KindredError(.transaction, "A bulk load needs a transaction.")
    }
    return try await transaction.statement { connection in
      // The insert knows which parameter is which field.
      try await explaining(insert) {
        try await observing(plan, values: nil) { try await connection.load(plan, insert: insert, batch: &batch) }
      }
    }
  }
}
