import CSQLite
import KindredCore
import Synchronization

/// A connection to a SQLite file.
///
/// Unchecked, because the handle and the statement cache are only accessed inside ``locked(_:)``, except by a stream
/// that leases the connection and steps through its rows without the lock. One task at a time leases a connection; the
/// lock is for the child tasks of a transaction. The lease's own data is only accessed by its holder. This avoids
/// run-time exclusivity checks.
final class SQLiteConnection: DatabaseConnection, PoolResource, @unchecked Sendable {
  enum Role: Sendable { case reader, writer }

  let role: Role
  let configuration: SQLiteConfiguration
  /// The file that the connection must stay on; nil in memory.
  let file: DatabaseFile?
  private let lock = Mutex(())
  private let schemaGeneration: SchemaGeneration
  @exclusivity(unchecked) private var knownGeneration: Int
  @exclusivity(unchecked) private(set) var handle: OpaquePointer?
  @exclusivity(unchecked) private var statements: StatementCache
  /// The number of the current transaction, by which a cursor detects the end of its own.
  @exclusivity(unchecked) private(set) var transactionNumber = 0
  /// The options of the current transaction. SQLite may already have ended it, after an interrupted write or on a full
  /// disk.
  @exclusivity(unchecked) var transactionOptions: TransactionOptions? {
    didSet { statementTimeout = transactionOptions?.statementTimeout }
  }
  /// The time limit of the transaction's statements.
  @exclusivity(unchecked) private var statementTimeout: Duration?
  /// The deadline of the running statement.
  @exclusivity(unchecked) private var statementDeadline: ContinuousClock.Instant?
  /// Whether there is a deadline. Checked for each statement, faster than the optional.
  @exclusivity(unchecked) private var hasDeadline = false
  /// The statements of cursors that end with the transaction.
  @exclusivity(unchecked) private var boundStatements: [ObjectIdentifier: PreparedStatement] = [:]
  @exclusivity(unchecked) private var isWritingForbidden = false
  @exclusivity(unchecked) var foreignKeysAreSuspended = false
  /// What was wrong before the transaction that suspended foreign keys.
  @exclusivity(unchecked) var earlierViolations: ForeignKeyViolations?
  /// A buffer for the text parameters of the running statement; SQLite would allocate a copy of each. Text that does
  /// not fit is copied. No statement with text in the buffer outlives its run; cursors never use it.
  let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 16)
  /// Set while a transaction is ended, which has to work even if the task is cancelled.
  private let ignoresCancellation = Atomic<Bool>(false)
  private let broken = Atomic<Bool>(false)

  /// The size of the log after the last commit, and the size at which it is restarted. Only accessed by the lease
  /// holder.
  @exclusivity(unchecked) var logSize = 0
  @exclusivity(unchecked) var nextLogSize = 0
  /// The number of statements since the task last yielded.
  @exclusivity(unchecked) private var statementsInARow = 0

  /// The use of the current lease, set by the driver.
  @exclusivity(unchecked) var use = LeaseUse.statement
  /// The number of leases, counted by the driver.
  @exclusivity(unchecked) var reads = 0

  /// Whether the connection may be leased again.
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

  /// Whether the current task was cancelled or the statement has exceeded its time limit. SQLite calls this every few
  /// thousand steps in the task's own thread, so no other thread interrupts it and the next statement is not affected.
  private var isInterrupted: Bool {
    guard !ignoresCancellation.load(ordering: .relaxed) else { return false }
    if hasDeadline, let statementDeadline, ContinuousClock.now > statementDeadline { return true }
    return withUnsafeCurrentTask { $0?.isCancelled ?? false }
  }

  /// Runs the closure inside the connection's lock.
  func locked<Result>(_ body: () throws -> Result) throws -> Result {
    try lock.withLock { _ in UncheckedBox(try body()) }.value
  }

  // MARK: In the pool

  var isAvailable: Bool { true }
  /// Always false: there is no server.
  var isBroken: Bool { false }
  func check(_ done: @escaping @Sendable (Bool) -> Void) { done(true) }
  /// Does nothing: the lease holder still needs the handle, a stream even without the lock. The handle is closed with
  /// the connection.
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

  // MARK: Statements (call inside `locked`)

  /// The prepared statement of a plan, from the cache or new. Put it back with ``release(_:)``.
  func take(_ plan: StatementPlan) throws -> PreparedStatement {
    let generation = schemaGeneration.current
    if generation != knownGeneration {
      statements.removeAll()
      knownGeneration = generation
    }
    if let statement = statements.take(plan) { return statement }
    return try PreparedStatement(plan, on: handle)
  }

  /// Throws if SQLite has ended the transaction by itself, because further statements would be committed separately.
  /// Throws as well if a savepoint could not be rolled back, so that the whole transaction has to be.
  func checkTransaction() throws {
    guard transactionOptions != nil && (!isInTransaction || !isUsable) else { return }
    throw KindredError(
      .transaction, "SQLite rolled the transaction back after an earlier error; nothing of it is stored.")
  }

  /// Whether the task has to yield before the next statement, so that other tasks get its thread. The limit is a prime, so
  /// that tasks that alternate do not always yield in the same one.
  var mustYield: Bool { statementsInARow >= 127 }

  /// Counts a statement that is about to run, unless the task has to yield first.
  ///
  /// - Returns: Whether the statement may run.
  func countStatement() -> Bool {
    if mustYield { return false }
    statementsInARow &+= 1
    return true
  }

  /// Starts the count anew, after the task has yielded.
  func resetCount() { statementsInARow = 0 }

  /// Yields to other tasks after many statements in a row, and counts the statement that follows. For connections that the
  /// task's transaction keeps; the driver yields before it leases one.
  func yieldIfNeeded() async {
    guard (try? locked { countStatement() }) == false else { return }
    await Task.yield()
    _ = try? locked {
      resetCount()
      _ = countStatement()
    }
  }

  func release(_ statement: PreparedStatement) {
    statement.reset()
    if !boundStatements.isEmpty { boundStatements[ObjectIdentifier(statement)] = nil }
    if statement.isReusable { statements.give(statement) }
  }

  /// Runs a statement that begins or ends a transaction, even if the task is cancelled.
  func control(_ sql: StaticString) throws { try control(sql.description) }

  func control(_ sql: String) throws {
    ignoresCancellation.store(true, ordering: .relaxed)
    defer { ignoresCancellation.store(false, ordering: .relaxed) }
    let status = sqlite3_exec(handle, sql, nil, nil, nil)
    if status != SQLITE_OK { throw SQLiteFailure(status, handle, sql: sql) }
  }

  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Starts the time limit of the statement that is about to run or to continue.
  ///
  /// - Returns: Whether there is a limit.
  @discardableResult
  func startClock() -> Bool {
    guard let limit = statementTimeout else {
      hasDeadline = false
      return false
    }
    // Limited, so that the addition cannot overflow.
    statementDeadline = ContinuousClock.now + min(limit, .seconds(365 * 86_400))
    hasDeadline = true
    return true
  }

  /// Makes the transaction of a writing connection read-only, or writable again.
  func forbidWriting(_ isForbidden: Bool) throws {
    guard role == .writer, isForbidden != isWritingForbidden else { return }
    try control(isForbidden ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF")
    isWritingForbidden = isForbidden
  }

  /// Called when a transaction begins or has ended. An open cursor must not keep its snapshot alive.
  func transactionChanged(to options: TransactionOptions?) {
    transactionNumber += 1
    transactionOptions = options
    for statement in boundStatements.values { sqlite3_reset(statement.handle) }
    boundStatements.removeAll()
  }

  /// Makes a cursor's statement end with the transaction.
  func bind(_ statement: PreparedStatement) { boundStatements[ObjectIdentifier(statement)] = statement }

  func markBroken() { broken.store(true, ordering: .relaxed) }
}

/// Returns a value from a lock whose result has to be `Sendable`. It is used by the task that held the lock.
private struct UncheckedBox<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
