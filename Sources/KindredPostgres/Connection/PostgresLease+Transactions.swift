import CPostgres
import KindredCore

/// Statements that begin or end a transaction are not stopped by the cancellation of the task.
extension PostgresLease {
  private func control(_ statements: String..., isEnd: Bool = false) async -> Answer {
    await control(statements, isEnd: isEnd)
  }

  private func control(_ statements: [String], isEnd: Bool = false) async -> Answer {
    // A pending cancel request for an earlier statement must not hit this one.
    await link.settled()
    return await link.perform(for: self, isCancellable: false, isEnd: isEnd) { outbox, _ in
      for sql in statements { outbox.run(sql) }
    }
  }

  /// Begins a transaction with its first statement; if none comes, nothing is sent.
  func begin(_ options: TransactionOptions) async throws {
    phase = .unknown
    if options.isReadOnly { forbidWriting(0) }
    limits = Self.limits(options, inside: TransactionOptions())
    await link.settled()
    if link.locked({ link.mayBeHit }) { return try await beginNow(options) }
    let statements = [Self.beginning(options)] + limits
    withPreamble { $0.begin(statements) }
    phase = .open
  }

  /// Begins a transaction on a connection where a cancel request for an earlier statement may still arrive.
  private func beginNow(_ options: TransactionOptions) async throws {
    var answer = await control([Self.beginning(options)] + limits)
    // A late cancel request for the previous statement may have hit BEGIN. Outside of a transaction, ROLLBACK only
    // warns.
    for _ in 0..<100 where answer.wasHit {
      answer = await control(["ROLLBACK", Self.beginning(options)] + limits)
    }
    if answer.failed != nil { phase = answer.count == 1 ? .none : .open }
    _ = try answer.checked()
    // Failed attempts to begin do not count as failures of this transaction.
    forgetFailure()
    link.locked { link.mayBeHit = false }
    phase = .open
  }

  /// Ends the transaction if the server does not know of it.
  private func endUnsent() -> Bool {
    let isUnsent = withPreamble { $0.end() }
    if isUnsent { phase = .over }
    return isUnsent
  }

  func commit() async throws {
    if endUnsent() { return }
    // Outside of a transaction, the server would confirm a COMMIT that stores nothing.
    guard withPreamble({ !$0.hasFailed && !$0.isAwaited }) else {
      throw link.isBroken ? PostgresFailure.notSent : PostgresFailure.notBegun(firstFailure)
    }
    phase = .unknown
    // If the session has already ended, nothing is stored; this is only certain before COMMIT is sent.
    link.receiveUnsolicited()
    let failure = firstFailure
    switch CommitOutcome(await control("COMMIT", isEnd: true)) {
    case .stored: phase = .over
    case .notSent:
      throw KindredError(
        .connectionLost,
        "The connection to PostgreSQL broke before the commit was sent: the server undoes the transaction.")
    case .undone(let error):
      // If COMMIT failed before it ran, as after a time-out, the transaction is still open.
      phase = link.isIdle ? .over : .open
      throw error
    case .aborted:
      phase = .over
      throw KindredError(.transaction, "An earlier error had aborted the transaction; nothing of it is stored.") {
        $0.underlying = failure?.error
      }
    case .unknown:
      throw KindredError(
        .commitOutcomeUnknown,
        "The connection broke before PostgreSQL had answered the commit: the changes may be stored or not. Look before "
          + "doing them again.")
    }
  }

  func rollback() async {
    guard phase == .open, !endUnsent() else { return }
    phase = .unknown
    let answer = await control("ROLLBACK", isEnd: true)
    if answer.failed == nil && !answer.isLost { phase = .over }
  }

  private static func beginning(_ options: TransactionOptions) -> String {
    var text = "BEGIN"
    switch options.isolation {
    case nil: break
    case .readCommitted: text += " ISOLATION LEVEL READ COMMITTED"
    case .repeatableRead: text += " ISOLATION LEVEL REPEATABLE READ"
    case .serializable: text += " ISOLATION LEVEL SERIALIZABLE"
    }
    if options.isReadOnly { text += " READ ONLY" }
    if options.isDeferrable { text += " DEFERRABLE" }
    return text
  }

  /// The SET LOCAL statements for the options in which two blocks differ.
  private static func limits(_ options: TransactionOptions, inside outer: TransactionOptions) -> [String] {
    func text(_ name: String, _ value: Duration?, _ previous: Duration?) -> String? {
      guard value != previous else { return nil }
      let limit = value.map { "\(TransactionOptions.milliseconds($0))" } ?? "DEFAULT"
      return "SET LOCAL \(name) TO \(limit)"
    }
    return [
      text("statement_timeout", options.statementTimeout, outer.statementTimeout),
      text("lock_timeout", options.lockTimeout, outer.lockTimeout),
    ].compactMap { $0 }
  }

  func beginSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async throws {
    // The server ends read-only mode with the savepoint, but keeps the time-outs.
    let ban = options.isReadOnly && !outer.isReadOnly ? ["SET TRANSACTION READ ONLY"] : []
    let limits = Self.limits(options, inside: outer)
    touch()
    withPreamble { $0.beginSavepoint(depth) }
    enterSavepoint(depth)
    if ban.isEmpty && limits.isEmpty { return }
    _ = try await control(ban + limits).checked()
    if !ban.isEmpty { forbidWriting(depth) }
  }

  func releaseSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async throws {
    let limits = Self.limits(outer, inside: options)
    withPreamble { $0.releaseSavepoint(depth) }
    if !limits.isEmpty { _ = try await control(limits).checked() }
    leaveSavepoint(depth, isUndone: false)
  }

  func rollbackToSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async {
    guard phase == .open else { return }
    leaveSavepoint(depth, isUndone: true)
    guard let name = withPreamble({ $0.undoSavepoint(depth) }) else { return }
    await beginningSettled(isCancellable: false)
    if hasFailedToBegin { return }
    let answer = await control("ROLLBACK TO SAVEPOINT \(name)", "RELEASE SAVEPOINT \(name)")
    // Without its savepoint the transaction cannot continue; the server refuses further statements.
    if answer.isUnanswered { phase = .unknown } else if answer.isFine { forgetFailure() }
  }

  func advisoryLock(_ key: Int64, waits: Bool) async throws -> Bool {
    let buffer = ParameterBuffer(types: [TypeOID.int8])
    try write(to: buffer) { writer in try DatabaseValue.integer(key).bind(to: &writer) }
    let function = waits ? "pg_advisory_xact_lock" : "pg_try_advisory_xact_lock"
    touch()
    let answer = await link.perform(for: self) { outbox, _ in outbox.run("SELECT \(function)($1)", buffer) }
    return try answer.withResult { result in
      waits || (PQgetlength(result, 0, 0) == 1 && PQgetvalue(result, 0, 0)?.pointee == 1)
    }
  }
}
