import CSQLite
import KindredCore

extension SQLiteConnection {
  func start(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ links: PeerLinks?, _ read: RowBody
  ) throws -> StatementStart {
    do {
      return try locked {
        countStatement() ? .finished(try runOnce(plan, parameters, links, read)) : .notBegun
      }
    } catch let failure as SQLiteFailure {
      guard failure.isBusy, try !locked({ isInTransaction }) else { throw failure.error }
      return .notBegun
    }
  }

  func run(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ links: PeerLinks?,
    resuming begun: (any BegunStatement)?, _ read: RowBody
  ) async throws -> StatementOutcome {
    await yieldIfNeeded()
    var lockWait: LockWait?
    while true {
      do {
        let outcome = try locked { try runOnce(plan, parameters, links, read) }
        if plan.isWrite { await keepLogShort() }
        return outcome
      } catch let failure as SQLiteFailure {
        var current = lockWait ?? LockWait(timeout: configuration.busyTimeout)
        try await wait(after: failure, &current)
        lockWait = current
      }
    }
  }

  private func runOnce(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ links: PeerLinks?, _ read: RowBody
  ) throws -> StatementOutcome {
    try checkTransaction()
    let commits = plan.isWrite && transactionOptions == nil
    if commits { try checkFile() }
    let statement = try take(plan)
    defer { release(statement) }
    startClock()
    let pointer = statement.handle
    var writer = ParameterWriter(
      handle: pointer, functions: SQLiteParameters.functions, limits: plan.decimalLimits, room: room)
    try parameters.bind(to: &writer)
    // The count of changes is that of the last statement that changed rows, which may be an earlier one.
    let earlier = plan.raw == nil ? 0 : sqlite3_total_changes64(handle)
    var status = statement.step()
    var rows = 0
    if status == SQLITE_ROW {
      let row = DatabaseRow(handle: statement.rows, functions: SQLiteCells.functions, links: links)
      repeat {
        do { try read(row) } catch {
          // Stopping here would commit what was written so far.
          if commits { undo(statement) }
          throw error
        }
        rows &+= 1
        status = statement.step()
      } while status == SQLITE_ROW
      // Rows that were read cannot be read again.
      if status != SQLITE_DONE { throw SQLiteFailure(status, handle, sql: plan.sql).error }
    }
    guard status == SQLITE_DONE else { throw SQLiteFailure(status, handle, sql: plan.sql) }
    guard plan.isWrite else { return StatementOutcome(changes: 0, insertedKey: 0, rows: rows) }
    let hasChanged = plan.raw == nil || sqlite3_total_changes64(handle) != earlier
    let outcome = StatementOutcome(
      changes: hasChanged ? Int(sqlite3_changes64(handle)) : 0, insertedKey: sqlite3_last_insert_rowid(handle),
      rows: rows)
    if commits { try confirmCommit() }
    return outcome
  }

  func run<Batch: StatementBatch>(_ plan: StatementPlan, batch: inout Batch) async throws {
    // A batch runs inside a transaction, which already has the lock.
    try reported { try runAll(plan, &batch) }
  }

  private func runAll<Batch: StatementBatch>(_ plan: StatementPlan, _ batch: inout Batch) throws {
    try checkTransaction()
    let statement = try take(plan)
    defer { release(statement) }
    let pointer = statement.handle
    let row = DatabaseRow(handle: statement.rows, functions: SQLiteCells.functions)
    let hasClock = startClock()
    for index in 0..<batch.count {
      if index & 0xFF == 0 { try Task.checkCancellation() }
      if hasClock { startClock() }
      var writer = ParameterWriter(
        handle: pointer, functions: SQLiteParameters.functions, limits: plan.decimalLimits, room: room)
      do {
        try batch.bind(index, to: &writer)
      } catch {
        throw addingParameterIndex(to: error, after: writer.index)
      }
      var status = statement.step()
      while status == SQLITE_ROW {
        try batch.read(index, row)
        status = statement.step()
      }
      guard status == SQLITE_DONE else { throw SQLiteFailure(status, handle, sql: plan.sql) }
      batch.inserted(index, key: sqlite3_last_insert_rowid(handle))
      sqlite3_reset(pointer)
    }
  }

  func execute(_ sql: String, changesSession: Bool) async throws {
    try reported {
      try checkTransaction()
      let status = sqlite3_exec(handle, sql, nil, nil, nil)
      if status != SQLITE_OK { throw SQLiteFailure(status, handle, sql: sql) }
    }
  }

  /// Runs the closure inside the connection's lock and converts SQLite's errors to ``KindredError``.
  func reported<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try locked(body)
    } catch let failure as SQLiteFailure {
      throw failure.error
    }
  }

  /// Suspends the task for a moment if another process holds the lock. Throws any other failure, or when the time-out
  /// expires. No thread is blocked.
  ///
  /// - Parameter ending: Whether the failed statement ends the transaction. Other statements of a transaction do not
  ///   wait, because they could wait for their own transaction.
  func wait(after failure: SQLiteFailure, _ lockWait: inout LockWait, ending: Bool = false) async throws {
    guard failure.isBusy, try ending || !locked({ isInTransaction }) else { throw failure.error }
    guard let pause = lockWait.next() else { throw failure.error }
    try await Task.sleep(for: pause)
  }
}

/// The time-out of waiting for a lock, and the pauses between attempts.
struct LockWait {
  private let deadline: ContinuousClock.Instant
  private var attempt = 0

  /// A time-out that would overflow the clock is limited to a year.
  init(timeout: Duration) { deadline = ContinuousClock.now + min(timeout, .seconds(365 * 86_400)) }

  /// The next pause, from half a millisecond to about 16, partly random; nil when the time-out has expired.
  mutating func next() -> Duration? {
    guard ContinuousClock.now < deadline else { return nil }
    let longest = 500 << Swift.min(attempt, 5)
    attempt += 1
    return .microseconds(Int.random(in: longest / 2...longest))
  }
}
