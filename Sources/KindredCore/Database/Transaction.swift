import Synchronization

/// A transaction that a task and its children are in, or a savepoint in one.
final class Transaction: Sendable {
  /// The right to be the nested transaction that runs.
  private final class Turn: PoolResource {
    var isAvailable: Bool { true }
    var isBroken: Bool { false }
    func check(_ done: @escaping @Sendable (Bool) -> Void) { done(true) }
    func close() {}
    func abort() {}
  }

  private struct State {
    var users = 0
    var isOver = false
    var ending: CheckedContinuation<Void, Never>?
    var turns: ResourcePool?
  }

  let database: Database
  let connection: any DatabaseConnection
  /// The transaction in which this one was opened, of this database or another one.
  let outer: Transaction?
  /// How many transactions of the same database are around it.
  let depth: Int
  private let state = Mutex(State())

  init(database: Database, connection: any DatabaseConnection, outer: Transaction?, depth: Int = 0) {
    self.database = database
    self.connection = connection
    self.outer = outer
    self.depth = depth
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

  private static var over: KindredError {
    KindredError(
      .transaction,
      "The transaction is over; a task that was started in it still used it. Await the task inside the block.")
  }

  /// Runs the closure with the connection, which stays the transaction's until the closure returns.
  func perform<Result>(_ body: (any DatabaseConnection) async throws -> Result) async throws -> Result {
    try state.withLock { state in
      if state.isOver { throw Self.over }
      state.users += 1
    }
    defer { leave() }
    return try await body(connection)
  }

  private func leave() {
    let ending = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.users -= 1
      guard state.users == 0 else { return nil }
      defer { state.ending = nil }
      return state.ending
    }
    ending?.resume()
  }

  /// Lets nobody use the transaction any more, and waits for those who do: a task that outlived the block must not run
  /// its statement in the transaction of whoever leases the connection next.
  func end() async {
    let isUnused = state.withLock { state in
      state.isOver = true
      return state.users == 0
    }
    if isUnused { return }
    await withCheckedContinuation { continuation in
      let isUnused = state.withLock { state in
        if state.users == 0 { return true }
        state.ending = continuation
        return false
      }
      if isUnused { continuation.resume() }
    }
  }

  /// Runs the closure when no other nested transaction runs: savepoints of several tasks cannot overlap.
  func takingTurns<Result>(_ body: () async throws -> Result) async throws -> Result {
    let turns = state.withLock { state in
      if let turns = state.turns { return turns }
      let turns = ResourcePool(
        name: "turn for a nested transaction", options: .local(maximum: 1, leaseTimeout: .seconds(60)),
        isSharing: false, opener: .blocking { Turn() })
      state.turns = turns
      return turns
    }
    let turn = try await turns.acquire(.statement)
    defer { turns.release(turn, .statement) }
    return try await body()
  }
}

extension Database {
  /// Runs the closure in a transaction: all of its changes are kept, or none.
  ///
  /// Every query of the task and its children uses the transaction's connection. An error that leaves the closure rolls
  /// back and is thrown on; so does the cancellation of the task. A transaction inside a transaction is a savepoint: its
  /// failure undoes only its own changes. Those of several child tasks run one after the other; what a child does
  /// outside of one while another's runs belongs to that one.
  ///
  /// ```swift
  /// try await database.transaction {
  ///   try await Entry.objects.filter { $0.blog == old }.update { $0.blog.set(new) }
  ///   try await old.delete()
  /// }
  /// ```
  ///
  /// - Throws: What the closure throws, or a ``KindredError`` when the transaction cannot begin or be committed.
  @discardableResult
  public func transaction<Result>(_ body: () async throws -> Result) async throws -> Result {
    try Task.checkCancellation()
    if let transaction = Transaction.current(on: self) {
      return try await transaction.perform { connection in
        try await transaction.takingTurns { try await savepoint(in: transaction, connection, body) }
      }
    }
    let connection = try await driver.acquire(.transaction)
    defer { driver.release(connection) }
    return try await withTaskExecutorPreference(driver.writeExecutor) {
      try await connection.begin()
      let transaction = Transaction(database: self, connection: connection, outer: Session.transaction)
      do {
        let result = try await run(body, in: transaction)
        try await connection.commit()
        return result
      } catch {
        await connection.rollback()
        throw error
      }
    }
  }

  /// Runs the closure with the transaction as the task's, and ends it.
  private func run<Result>(_ body: () async throws -> Result, in transaction: Transaction) async throws -> Result {
    do {
      let result = try await Session.$database.withValue(self) {
        try await Session.$transaction.withValue(transaction) { try await body() }
      }
      await transaction.end()
      try Task.checkCancellation()
      return result
    } catch {
      await transaction.end()
      throw error
    }
  }

  private func savepoint<Result>(
    in outer: Transaction, _ connection: any DatabaseConnection, _ body: () async throws -> Result
  ) async throws -> Result {
    let transaction = Transaction(
      database: self, connection: connection, outer: Session.transaction, depth: outer.depth + 1)
    try await connection.beginSavepoint(transaction.depth)
    do {
      let result = try await run(body, in: transaction)
      try await connection.releaseSavepoint(transaction.depth)
      return result
    } catch {
      await connection.rollbackToSavepoint(transaction.depth)
      throw error
    }
  }
}

/// Runs the closure in a transaction on the task's database. See ``Database/transaction(_:)``.
@discardableResult
public func transaction<Result>(_ body: () async throws -> Result) async throws -> Result {
  try await Session.database(for: nil).transaction(body)
}
