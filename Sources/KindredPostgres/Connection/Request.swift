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
  /// Whether the cancellation of the task stops it.
  let isCancellable: Bool
  /// Whether the task was cancelled.
  var isCancelled = false
  /// Whether the server was asked to stop it.
  var isCancelSent = false
  /// Whether the server was asked to stop something on this connection while the request waited.
  var isExposed = false

  init(isCancellable: Bool) { self.isCancellable = isCancellable }

  /// Whether the server has to be asked to stop it.
  var isToBeStopped: Bool { isCancellable && isCancelled }
  /// Whether a task wants the answer that was not cancelled.
  var isWanted: Bool { continuation != nil && !isCancelled }

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

  /// Whether another task's cancellation stopped it, or probably did.
  var wasHit: Bool { isExposed && sqlState == "57014" }

  /// Whether a statement failed only because what the connection had prepared is gone or was made for another schema.
  var isStale: Bool {
    switch sqlState {
    case "26000": true
    case "0A000": failed.map { PostgresFailure($0).isStalePlan } ?? false
    default: false
    }
  }

  /// Whether a statement may have failed because its parameters were sent as types that the columns had before.
  var hasSuspectTypes: Bool { ["42804", "42883", "22P02", "22P03"].contains(sqlState) }

  /// Whether the server has not answered: the connection broke, and a failure that has no SQLSTATE is the library's own
  /// word for that.
  var isUnanswered: Bool { failed == nil ? isLost : sqlState == nil }

  /// Runs the closure with the last result, which lives as long as the answer.
  ///
  /// - Throws: What ``checked()`` and the closure throw.
  func withResult<Result>(_ body: (OpaquePointer) throws -> Result) throws -> Result {
    try withExtendedLifetime(self) { try body(try checked()) }
  }

  /// The last result, to be dropped or read while the answer is kept.
  ///
  /// - Throws: What the server or the connection reports, or `CancellationError` when the task was cancelled.
  func checked() throws -> OpaquePointer {
    if isUnanswered {
      if isCancelled { throw CancellationError() }
      throw PostgresFailure.connectionLost
    }
    if let failed {
      if isCancelled && sqlState == "57014" { throw CancellationError() }
      throw PostgresFailure(failed).error
    }
    // Nothing was sent for a task that was cancelled before.
    guard let last = results.last else { throw CancellationError() }
    return last
  }
}
