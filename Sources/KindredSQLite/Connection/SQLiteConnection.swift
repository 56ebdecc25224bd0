import CSQLite
import KindredCore
import Synchronization

/// One connection to a SQLite file.
///
/// Unchecked, because the handle and the cache of statements are plain values: they are only touched inside ``locked(_:)``.
/// Only a stream that leases the connection steps through the rows of its statement without the lock.
/// A connection is leased by one task at a time; the lock is for the children of a transaction's task. What it is leased
/// for is only touched by the one who leases. So the compiler need not check at run time who has access.
final class SQLiteConnection: DatabaseConnection, PoolResource, @unchecked Sendable {
  enum Role: Sendable { case reader, writer }

  let role: Role
  let configuration: SQLiteConfiguration
  /// The file it has to stay with; nil in memory.
  let file: DatabaseFile?
  private let lock = Mutex(())
  private let schemaGeneration: SchemaGeneration
  @exclusivity(unchecked) private var knownGeneration: Int
  @exclusivity(unchecked) private(set) var handle: OpaquePointer?
  @exclusivity(unchecked) private var statements: StatementCache
  /// Counts transactions, so that a cursor knows whether the one it was opened in is over.
  @exclusivity(unchecked) private(set) var transactionNumber = 0
  /// The options of the transaction that was begun and not ended. SQLite may have ended it by itself, after an
  /// interrupted write or on a full disk.
  @exclusivity(unchecked) var transactionOptions: TransactionOptions? {
    didSet { statementTimeout = transactionOptions?.statementTimeout }
  }
  /// How long a statement of the transaction may take.
  @exclusivity(unchecked) private var statementTimeout: Duration?
  /// When the statement that runs has taken too long.
  @exclusivity(unchecked) private var statementDeadline: ContinuousClock.Instant?
  /// Whether there is one. Asked with each statement, where the optional costs more than the question is worth.
  @exclusivity(unchecked) private var hasDeadline = false
  /// The statements of cursors that end with the transaction.
  @exclusivity(unchecked) private var boundStatements: [ObjectIdentifier: PreparedStatement] = [:]
  @exclusivity(unchecked) private var isWritingForbidden = false
  /// Where the texts of the statement that runs are kept: SQLite would allocate memory for a copy of each. What does not
  /// fit is copied. No statement outlives its run with texts in here; those of cursors never have any.
  let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 16)
  /// Set while a transaction is ended, which a cancelled task must still be able to do.
  private let ignoresCancellation = Atomic<Bool>(false)
  private let broken = Atomic<Bool>(false)

  /// The size of the log behind the last commit, and the one at which it is begun anew. Only touched by the one who leases.
  @exclusivity(unchecked) var logSize = 0
  @exclusivity(unchecked) var nextLogSize = 0
  /// How many statements have run since a task has let others run.
  @exclusivity(unchecked) private var statementsInARow = 0

  /// What it is leased for, written by the driver when it leases the connection.
  @exclusivity(unchecked) var use = LeaseUse.statement
  /// How often it was leased, counted by the driver.
  @exclusivity(unchecked) var reads = 0

  /// Whether the connection may be used again.
  var isUsable: Bool { !broken.load(ordering: .relaxed) }

  init(
    location: SQLiteLocation, file: DatabaseFile?, role: Role, configuration: SQLiteConfiguration,
    _ schemaGeneration: SchemaGeneration, creates: Bool = false
  ) throws {
    self.role = role
    self.file = file
    self.configuration = configuration
    self.schemaGeneration = schemaGeneration
    self.knownGeneration = schemaGeneration.current
    self.statements = StatementCache(capacity: configuration.statementCacheSize)
    let handle = try SQLiteOpening.open(location, role: role, configuration: configuration, creates: creates)
    self.handle = handle
    do { try file?.adopt(handle, writes: role == .writer) } catch {
      sqlite3_close_v2(handle)
      throw error
    }
    sqlite3_progress_handler(
      handle, 4096,
      { context in
        guard let context else { return 0 }
        let connection = Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue()
        return connection.isInterrupted ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    closeHandle()
    room.deallocate()
  }

  /// Whether the task on whose thread SQLite runs was cancelled, or the statement takes too long. SQLite asks every few
  /// thousand steps of its machine, so that no other thread has to interrupt it and nothing can hit the next statement.
  private var isInterrupted: Bool {
    guard !ignoresCancellation.load(ordering: .relaxed) else { return false }
    if hasDeadline, let statementDeadline, ContinuousClock.now > statementDeadline { return true }
    return withUnsafeCurrentTask { $0?.isCancelled ?? false }
  }

  /// Runs the closure with the connection to itself.
  func locked<Result>(_ body: () throws -> Result) throws -> Result {
    try lock.withLock { _ in UncheckedBox(try body()) }.value
  }

  // MARK: In the pool

  var isAvailable: Bool { true }
  /// There is nobody at the other end.
  var isBroken: Bool { false }
  func check(_ done: @escaping @Sendable (Bool) -> Void) { done(true) }
  /// Whoever uses it still needs the handle, a stream even outside the lock; it goes with the connection.
  func abort() {}

  /// Closes the connection.
  func close() { lock.withLock { _ in closeHandle() } }

  private func closeHandle() {
    boundStatements.removeAll()
    statements.removeAll()
    if role == .writer, handle != nil { file?.forgetLog() }
    sqlite3_close_v2(handle)
    handle = nil
  }

  // MARK: Statements; to be called inside `locked`

  /// The prepared statement of a plan, out of the cache or new. It goes back with ``giveBack(_:)``.
  func take(_ plan: StatementPlan) throws -> PreparedStatement {
    let generation = schemaGeneration.current
    if generation != knownGeneration {
      statements.removeAll()
      knownGeneration = generation
    }
    if let statement = statements.take(plan) { return statement }
    return try PreparedStatement(plan, on: handle)
  }

  /// Throws when SQLite has ended the transaction by itself: what came now would be stored on its own. Where a part of it
  /// could not be undone, all of it has to be.
  func checkTransaction() throws {
    guard transactionOptions != nil && (!isInTransaction || !isUsable) else { return }
    throw KindredError(
      .transaction, "SQLite rolled the transaction back after an earlier error; nothing of it is stored.")
  }

  /// Whether others are to run before the next statement, so that a task that goes on reading does not keep them from its
  /// processor. The number is a prime, so that tasks that take turns do not always meet it in the same one of them.
  var hasToSuspend: Bool { statementsInARow >= 127 }

  /// Counts a statement that is about to run, unless others are to run before it.
  func mayGoOn() -> Bool {
    if hasToSuspend { return false }
    statementsInARow &+= 1
    return true
  }

  /// Takes note that the task has let others run.
  func countAnew() { statementsInARow = 0 }

  /// Lets others run when it is time, and counts the statement that follows. What the driver leases has had its turn;
  /// here it is the task's transaction that keeps the connection.
  func takeTurn() async {
    guard (try? locked { mayGoOn() }) == false else { return }
    await Task.yield()
    _ = try? locked {
      countAnew()
      _ = mayGoOn()
    }
  }

  func giveBack(_ statement: PreparedStatement) {
    statement.reset()
    if !boundStatements.isEmpty { boundStatements[ObjectIdentifier(statement)] = nil }
    if statement.isReusable { statements.give(statement) }
  }

  /// Runs a statement that ends or begins a transaction, whether or not the task was cancelled.
  func control(_ sql: StaticString) throws { try control(sql.description) }

  func control(_ sql: String) throws {
    ignoresCancellation.store(true, ordering: .relaxed)
    defer { ignoresCancellation.store(false, ordering: .relaxed) }
    let status = sqlite3_exec(handle, sql, nil, nil, nil)
    if status != SQLITE_OK { throw SQLiteFailure(status, handle, sql: sql) }
  }

  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Gives the statement that is about to run, or to go on, the time that the transaction allows it.
  ///
  /// - Returns: Whether there is a limit at all.
  @discardableResult
  func startClock() -> Bool {
    guard let limit = statementTimeout else {
      hasDeadline = false
      return false
    }
    // Bounded, so that the clock can add it to the present.
    statementDeadline = ContinuousClock.now + min(limit, .seconds(365 * 86_400))
    hasDeadline = true
    return true
  }

  /// Lets the transaction of a connection that may write only read, or write again.
  func forbidWriting(_ isForbidden: Bool) throws {
    guard role == .writer, isForbidden != isWritingForbidden else { return }
    try control(isForbidden ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF")
    isWritingForbidden = isForbidden
  }

  /// Notes that a transaction begins, or has ended. A cursor that is still open must not keep its snapshot alive.
  func transactionChanged(to options: TransactionOptions?) {
    transactionNumber += 1
    transactionOptions = options
    for statement in boundStatements.values { sqlite3_reset(statement.handle) }
    boundStatements.removeAll()
  }

  /// Lets the end of the transaction end a cursor's statement.
  func bind(_ statement: PreparedStatement) { boundStatements[ObjectIdentifier(statement)] = statement }

  func markBroken() { broken.store(true, ordering: .relaxed) }
}

/// Carries a value out of a lock whose result has to be sendable. The lock is held by the task that gets it.
private struct UncheckedBox<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
