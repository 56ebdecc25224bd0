import CPostgres
import KindredCore

/// Statements that were sent together, up to one synchronisation point, and the task that waits for their results.
///
/// Unchecked, because the fields are only touched inside the lock of the link to which it was given.
final class Request: @unchecked Sendable {
  /// Who takes the answer; nil when nobody does, and after the answer.
  var continuation: CheckedContinuation<Answer, Never>?
  /// Called with the answer, for requests that no task waits for.
  var completion: (@Sendable (Answer) -> Void)?
  var results: [OpaquePointer] = []
  /// Whether the task was cancelled.
  var isCancelled = false
  /// Whether the server was asked to stop it.
  var isCancelSent = false
  /// Whether the server was asked to stop something on this connection while the request waited.
  var isExposed = false

  /// Hands over what was received. The caller resumes the continuation outside the lock.
  func answer(isLost: Bool) -> (CheckedContinuation<Answer, Never>?, Answer) {
    defer {
      continuation = nil
      results = []
    }
    return (
      continuation,
      Answer(results: results, isLost: isLost, isCancelled: isCancelled, isExposed: isExposed && !isCancelled)
    )
  }
}

/// The results of a request, one for each of its statements up to the first that failed.
///
/// Unchecked, because results do not change once they are received, and are freed with the answer.
final class Answer: @unchecked Sendable {
  let results: [OpaquePointer]
  /// Whether the connection broke before the end.
  let isLost: Bool
  let isCancelled: Bool
  /// Whether another task's cancellation may have hit it.
  let isExposed: Bool

  init(results: [OpaquePointer], isLost: Bool, isCancelled: Bool, isExposed: Bool) {
    self.results = results
    self.isLost = isLost
    self.isCancelled = isCancelled
    self.isExposed = isExposed
  }

  deinit { for result in results { PQclear(result) } }

  /// The first result that reports a failure.
  var failed: OpaquePointer? {
    results.first {
      switch PQresultStatus($0) {
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: false
      default: true
      }
    }
  }

  /// The SQLSTATE of the failure.
  var sqlState: String? {
    failed.flatMap { PQresultErrorField($0, PostgresFailure.Field.sqlState) }.map { String(cString: $0) }
  }

  /// Whether the server has not answered: the connection broke, and a failure that has no SQLSTATE is the library's own
  /// word for that.
  var isUnanswered: Bool { failed == nil ? isLost : sqlState == nil }

  /// The last result.
  ///
  /// - Throws: What the server or the connection reports, or `CancellationError` when the task was cancelled.
  func checked() throws -> OpaquePointer {
    if isUnanswered { throw PostgresFailure.connectionLost }
    if let failed {
      if isCancelled && sqlState == "57014" { throw CancellationError() }
      throw PostgresFailure(failed).error
    }
    // Nothing was sent for a task that was cancelled before.
    guard let last = results.last else { throw CancellationError() }
    return last
  }
}
