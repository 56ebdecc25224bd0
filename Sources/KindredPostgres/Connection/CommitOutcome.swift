import CPostgres
import KindredCore

/// What is certain after a COMMIT, from what the server answered.
///
/// The first answer decides. The server says "COMMIT" when the changes are stored; whatever comes behind it, such as the
/// end of the session, does not undo them.
enum CommitOutcome {
  case stored
  /// The transaction had been aborted; the server rolled it back.
  case aborted
  /// The commit failed, and nothing is stored.
  case undone(KindredError)
  /// Nothing was sent, so that nothing is stored.
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

  /// Whether a failure says that nothing is stored.
  ///
  /// An error is reported by the transaction that failed. The end of a session is reported before the commit, or behind its
  /// answer, when an administrator or a time-out asks for it. Any other end may be a pooler's word for a server that it
  /// lost; the library's own words for a broken connection have no SQLSTATE.
  private static func isCertain(_ failure: PostgresFailure) -> Bool {
    if failure.sqlState.isEmpty { return false }
    return !failure.isFatal || ["57P01", "57P05", "25P03", "25P04"].contains(failure.sqlState)
  }
}
