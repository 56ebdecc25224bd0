extension Database {
  /// Runs a statement once for each element of a batch, on the task's transaction or on a leased connection.
  func run<Batch: StatementBatch>(_ plan: StatementPlan, batch: inout Batch) async throws {
    try Task.checkCancellation()
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
