import CPostgres
import KindredCore

/// The outcome of a COMMIT, as far as the server's answer proves it.
///
/// The first answer decides. The server answers "COMMIT" when the changes are stored; later messages, such as the end
/// of the session, do not undo them.
enum CommitOutcome {
  case stored
  /// The transaction was already aborted; the server rolled it back.
  case aborted
  /// The commit failed, and nothing is stored.
  case undone(KindredError)
  /// Nothing was sent, so nothing is stored.
  case notSent
  case unknown

  init(_ answer: Answer) {
    guard answer.wasSent else {
      self = .notSent
      return
    }
    self =
      answer.withFirstResult { result in
        if PQresultStatus(result) == PGRES_COMMAND_OK {
          let status = PQcmdStatus(result).map { String(cString: $0) }
          return status == "COMMIT" ? .stored : status == "ROLLBACK" ? .aborted : .unknown
        }
        let failure = PostgresFailure(result)
        return Self.isCertain(failure) ? .undone(failure.error) : .unknown
      } ?? .unknown
  }

  /// Whether a failure proves that nothing is stored.
  ///
  /// A normal error is reported by the failed transaction itself. If an administrator or a time-out ends the session,
  /// the server reports that before the commit, or after its answer. Any other fatal error may come from a pooler that
  /// lost its server. libpq's own messages for a broken connection have no SQLSTATE.
  private static func isCertain(_ failure: PostgresFailure) -> Bool {
    if failure.sqlState.isEmpty { return false }
    return !failure.isFatal || ["57P01", "57P05", "25P03", "25P04"].contains(failure.sqlState)
  }
}
