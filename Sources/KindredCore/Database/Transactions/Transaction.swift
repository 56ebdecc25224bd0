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
    /// The error that the database reported in this block; nothing more can run in it.
    var failure: (any Error)?
    var hooks: [CommitHook] = []
    var ending: CheckedContinuation<Void, Never>?
    var turns: ResourcePool?
  }

  let database: Database
  let connection: any DatabaseConnection
  let options: TransactionOptions
  /// The transaction in which this one was opened, of this database or another one.
  let outer: Transaction?
  /// How many transactions of the same database are around it.
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

  /// The transaction on a database among this one and those around it.
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
      "The transaction is over; a task that was started in it still used it. Await the task inside the block.")
  }

  /// The failure behind an error that only says that an earlier statement had aborted the transaction.
  private static func cause(of error: any Error) -> any Error {
    guard let error = error as? KindredError, error.code == .transaction else { return error }
    return error.underlying.map(cause) ?? error
  }

  private static func aborted(by failure: any Error) -> KindredError {
    let cause = (failure as? KindredError).map { "an error (\($0.code))" } ?? "the cancellation of a statement"
    return KindredError(
      .transaction,
      "The transaction was aborted earlier by \(cause), which was caught inside of it; nothing more can run in it. Put "
        + "what may fail into a transaction of its own inside the block, and catch the error around that."
    ) { $0.underlying = failure }
  }

  // MARK: Using

  /// Runs the closure with the connection, which stays the transaction's until the closure returns.
  func perform<Result>(_ body: (any DatabaseConnection) async throws -> Result) async throws -> Result {
    let connection = try enter()
    defer { leave() }
    return try await body(connection)
  }

  /// Takes the connection, which stays the transaction's until ``leave()``.
  func enter() throws -> any DatabaseConnection {
    try state.withLock { state in
      if state.isOver { throw Self.over }
      if let failure = state.failure { throw Self.aborted(by: failure) }
      state.users += 1
    }
    return connection
  }

  /// Runs the closure, which runs a statement; when that fails in the database, the block is aborted on every backend,
  /// as PostgreSQL has it.
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

  /// Takes note of the error of a statement, which aborts the block when the database reported it.
  func note(_ error: any Error) { if Self.aborts(error) { abort(error) } }

  /// Whether an error comes from the database, and not from a value that was never sent or could not be read.
  private static func aborts(_ error: any Error) -> Bool {
    guard let error = error as? KindredError else { return error is CancellationError }
    return error.sqlState != nil || error.vendorCode != nil || error.code == .connectionLost
  }

  /// Lets nothing more run in the block.
  ///
  /// The first failure is kept, not its consequences: those of statements that were on their way at the same time may
  /// become known before.
  func abort(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? Self.cause(of: error) } }

  /// The error that aborted the block.
  var failure: (any Error)? { state.withLock { $0.failure } }

  /// Throws when the block was aborted and its end was reached nevertheless.
  func checkIsSound() throws { if let failure { throw Self.aborted(by: failure) } }

  /// Gives the connection back that was taken.
  func leave() {
    let isLast = state.withLock { state in
      state.users -= 1
      return state.users == 0 && state.isOver
    }
    // Nobody comes any more, and whoever waits waits already or will not. Only then the continuation is looked at, whose
    // size is only known at run time.
    if isLast { state.withLock { $0.ending.take() }?.resume() }
  }

  // MARK: Commit hooks

  func add(_ hook: CommitHook) throws {
    try state.withLock { state in
      if state.isOver { throw Self.over }
      state.hooks.append(hook)
    }
  }

  /// Takes over what waits for the commit from a nested transaction that succeeded.
  func adopt(_ hooks: [CommitHook]) { state.withLock { $0.hooks += hooks } }

  var hooks: [CommitHook] { state.withLock { $0.hooks } }

  // MARK: Ending

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
