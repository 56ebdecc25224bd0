import Synchronization

/// The transaction or savepoint of a task and its children.
final class Transaction: Sendable {
  /// A token that the one running nested transaction holds.
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
    /// The database error that aborted this block; no further statement may run.
    var failure: (any Error)?
    var hooks: [CommitHook] = []
    var ending: CheckedContinuation<Void, Never>?
    var turns: ResourcePool?
  }

  let database: Database
  let connection: any DatabaseConnection
  let options: TransactionOptions
  /// The enclosing transaction, on this database or another one.
  let outer: Transaction?
  /// The number of enclosing transactions on the same database.
  let depth: Int
  private let state = Mutex(State())

  init(
    database: Database, connection: any DatabaseConnection, options: TransactionOptions, outer: Transaction?,
    depth: Int = 0
  ) {
    self.database = database
    self.connection = connection
    self.options = options
    self.outer = outer
    self.depth = depth
  }

  /// The task's transaction on a database.
  static func current(on database: Database) -> Transaction? { Session.transaction?.innermost(on: database) }

  /// The innermost transaction on a database among this one and its enclosing ones.
  func innermost(on database: Database) -> Transaction? {
    if self.database === database { return self }
    var transaction = outer
    while let candidate = transaction {
      if candidate.database === database { return candidate }
      transaction = candidate.outer
    }
    return nil
  }

  private static var over: KindredError {
    KindredError(
      .transaction,
      "The transaction is over, but a task that was started in it still used it. Await the task inside the block.")
  }

  /// The original failure, for an error that only reports that the transaction was aborted earlier.
  private static func cause(of error: any Error) -> any Error {
    guard let error = error as? KindredError, error.code == .transaction else { return error }
    return error.underlying.map(cause) ?? error
  }

  private static func aborted(by failure: any Error) -> KindredError {
    let cause = (failure as? KindredError).map { "an error (\($0.code))" } ?? "the cancellation of a statement"
    return KindredError(
      .transaction,
      "The transaction was aborted earlier by \(cause), which was caught inside of it; no further statement can run in it. Put "
        + "statements that may fail into a nested transaction, and catch the error around that."
    ) { $0.underlying = failure }
  }

  // MARK: Using

  /// Runs the closure with the connection, which is not released before the closure returns.
  func perform<Result>(_ body: (any DatabaseConnection) async throws -> Result) async throws -> Result {
    let connection = try enter()
    defer { leave() }
    return try await body(connection)
  }

  /// Takes the connection, until ``leave()``.
  func enter() throws -> any DatabaseConnection {
    try state.withLock { state in
      if state.isOver { throw Self.over }
      if let failure = state.failure { throw Self.aborted(by: failure) }
      state.users += 1
    }
    return connection
  }

  /// Runs the closure, which runs a statement. A database error aborts the block on every backend, as on PostgreSQL.
  func statement<Result>(_ body: (any DatabaseConnection) async throws -> Result) async throws -> Result {
    try await perform { connection in
      do {
        return try await body(connection)
      } catch {
        note(error)
        throw error
      }
    }
  }

  /// Aborts the block if the database reported the error.
  func note(_ error: any Error) { if Self.aborts(error) { abort(error) } }

  /// Whether an error comes from the database, rather than from a value that could not be bound or read.
  private static func aborts(_ error: any Error) -> Bool {
    guard let error = error as? KindredError else { return error is CancellationError }
    return error.sqlState != nil || error.vendorCode != nil || error.code == .connectionLost
  }

  /// Aborts the block.
  ///
  /// Keeps the first failure. Statements that run concurrently may report the resulting errors earlier.
  func abort(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? Self.cause(of: error) } }

  /// The error that aborted the block.
  var failure: (any Error)? { state.withLock { $0.failure } }

  /// Throws if the block was aborted but its end was reached.
  func checkIsSound() throws { if let failure { throw Self.aborted(by: failure) } }

  /// Ends the use of the connection.
  func leave() {
    let isLast = state.withLock { state in
      state.users -= 1
      return state.users == 0 && state.isOver
    }
    // After the end, no new user can enter. Only the last one reads the continuation, whose size is only known at run
    // time.
    if isLast { state.withLock { $0.ending.take() }?.resume() }
  }

  // MARK: Commit hooks

  func add(_ hook: CommitHook) throws {
    try state.withLock { state in
      if state.isOver { throw Self.over }
      state.hooks.append(hook)
    }
  }

  /// Adds the commit hooks of a nested transaction that succeeded.
  func adopt(_ hooks: [CommitHook]) { state.withLock { $0.hooks += hooks } }

  var hooks: [CommitHook] { state.withLock { $0.hooks } }

  // MARK: Ending

  /// Ends the transaction and waits for its remaining users: a task that outlives the block must not run a statement in
  /// the transaction of the next lease.
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
