import Synchronization

/// A transaction that a task and its children are in.
final class Transaction: Sendable {
  private struct State {
    var depth = 0
    var isOver = false
  }

  let database: Database
  let connection: any DatabaseConnection
  /// The transaction of another database that this one was opened in.
  let outer: Transaction?
  private let state = Mutex(State())

  init(database: Database, connection: any DatabaseConnection, outer: Transaction?) {
    self.database = database
    self.connection = connection
    self.outer = outer
  }

  /// The task's transaction on a database.
  static func current(on database: Database) -> Transaction? {
    var transaction = Session.transaction
    while let candidate = transaction {
      if candidate.database === database { return candidate }
      transaction = candidate.outer
    }
    return nil
  }

  /// Throws when the transaction is over: a task outlived its block.
  func checkIsOpen() throws {
    guard state.withLock({ $0.isOver }) else { return }
    throw KindredError(
      .transaction, "The transaction is over; a task that was started in it still used it. Await the task inside the block.")
  }

  func end() { state.withLock { $0.isOver = true } }

  /// Goes one savepoint deeper.
  func descend() -> Int {
    state.withLock { state in
      state.depth += 1
      return state.depth
    }
  }

  func ascend() { state.withLock { $0.depth -= 1 } }
}

extension Database {
  /// Runs the closure in a transaction: all of its changes are kept, or none.
  ///
  /// Every query of the task and its children uses the transaction's connection. An error that leaves the closure rolls
  /// back and is thrown on. A transaction inside a transaction is a savepoint: its failure undoes only its own changes.
  ///
  /// ```swift
  /// try await database.transaction {
  ///   try await Entry.objects.filter { $0.blog == old }.update { $0.blog.set(new) }
  ///   try await old.delete()
  /// }
  /// ```
  ///
  /// - Throws: What the closure throws, or a ``KindredError`` when the transaction cannot begin or be committed.
  public func transaction<Result>(_ body: () async throws -> Result) async throws -> Result {
    if let transaction = Transaction.current(on: self) {
      return try await savepoint(in: transaction, body)
    }
    let connection = try await driver.acquire(.write)
    defer { driver.release(connection) }
    return try await withTaskExecutorPreference(driver.writeExecutor) {
      try await connection.begin()
      let transaction = Transaction(database: self, connection: connection, outer: Session.transaction)
      defer { transaction.end() }
      let result: Result
      do {
        result = try await Session.$transaction.withValue(transaction) { try await body() }
        try Task.checkCancellation()
      } catch {
        await connection.rollback()
        throw error
      }
      do {
        try await connection.commit()
      } catch {
        await connection.rollback()
        throw error
      }
      return result
    }
  }

  private func savepoint<Result>(
    in transaction: Transaction, _ body: () async throws -> Result
  ) async throws -> Result {
    try transaction.checkIsOpen()
    let depth = transaction.descend()
    defer { transaction.ascend() }
    try await transaction.connection.beginSavepoint(depth)
    do {
      let result = try await body()
      try await transaction.connection.releaseSavepoint(depth)
      return result
    } catch {
      await transaction.connection.rollbackToSavepoint(depth)
      throw error
    }
  }
}

/// Runs the closure in a transaction on the task's database. See ``Database/transaction(_:)``.
public func transaction<Result>(_ body: () async throws -> Result) async throws -> Result {
  try await Session.database(for: nil).transaction(body)
}
