import CPostgres
import KindredCore

/// What begins and ends a transaction is not stopped by the cancellation of the task.
extension PostgresLease {
  private func control(_ sql: String) async -> Answer {
    // A request to cancel an earlier statement must not hit this one.
    await link.settled()
    return await link.perform(isCancellable: false) { outbox, _ in outbox.run(sql) }
  }

  func begin() async throws { try await begin(isReadOnly: false) }

  func begin(isReadOnly: Bool) async throws {
    phase = .unknown
    let answer = await control(isReadOnly ? "BEGIN READ ONLY" : "BEGIN")
    if answer.failed != nil { phase = .none }
    _ = try answer.checked()
    phase = .open
  }

  func commit() async throws {
    phase = .unknown
    let answer = await control("COMMIT")
    if answer.isUnanswered {
      throw KindredError(
        .commitOutcomeUnknown,
        "The connection broke before PostgreSQL had answered the commit: the changes may be stored or not. Look before "
          + "doing them again.")
    }
    // A commit that fails has rolled back.
    phase = .over
    let result = try answer.checked()
    guard PQcmdStatus(result).map({ String(cString: $0) }) == "COMMIT" else {
      throw KindredError(.transaction, "An earlier error had aborted the transaction; nothing of it is stored.")
    }
  }

  func rollback() async {
    guard phase == .open else { return }
    phase = .unknown
    let answer = await control("ROLLBACK")
    if answer.failed == nil && !answer.isLost { phase = .over }
  }

  func beginSavepoint(_ depth: Int) async throws {
    _ = try await control("SAVEPOINT kindred_\(depth)").checked()
    enterSavepoint(depth)
  }

  func releaseSavepoint(_ depth: Int) async throws {
    _ = try await control("RELEASE SAVEPOINT kindred_\(depth)").checked()
    leaveSavepoint(depth, isUndone: false)
  }

  func rollbackToSavepoint(_ depth: Int) async {
    guard phase == .open else { return }
    leaveSavepoint(depth, isUndone: true)
    await link.settled()
    let answer = await link.perform(isCancellable: false) { outbox, _ in
      outbox.run("ROLLBACK TO SAVEPOINT kindred_\(depth)")
      outbox.run("RELEASE SAVEPOINT kindred_\(depth)")
    }
    // Without its savepoint the transaction cannot go on; the server refuses what comes next.
    if answer.isUnanswered { phase = .unknown }
  }
}
