/// How often a transaction is run again after a conflict with others, and how long to wait before.
///
/// Retried are serialization failures, deadlocks and, on SQLite, outdated snapshots; never a commit whose outcome is
/// unknown, nor any other error. The closure is run again from its beginning: its effects outside of the database are
/// repeated.
public struct RetryPolicy: Sendable {
  /// The maximum number of runs, including the first.
  public var attempts: Int
  /// The maximum pause before the second run; it doubles for each further run.
  public var firstPause: Duration
  /// The maximum of all pauses.
  public var longestPause: Duration

  /// Makes a policy. Each pause is a random part of its maximum (jitter), so that conflicting transactions do not meet
  /// again.
  public init(attempts: Int, firstPause: Duration = .milliseconds(10), longestPause: Duration = .seconds(1)) {
    self.attempts = max(1, attempts)
    self.firstPause = max(.zero, firstPause)
    self.longestPause = max(.zero, longestPause)
  }

  /// The closure is run once.
  public static let never = RetryPolicy(attempts: 1)

  /// The closure is run up to `attempts` times.
  public static func upTo(_ attempts: Int) -> RetryPolicy { RetryPolicy(attempts: attempts) }

  /// The pause after a run; runs count from 1.
  func pause(after attempt: Int) -> Duration {
    // Limits the pauses before multiplying, because a `Duration` can overflow.
    let year = Duration.seconds(365 * 86_400)
    let longest = min(longestPause, year, min(firstPause, year) * (1 << min(attempt - 1, 20)))
    return longest * Double.random(in: 0...1)
  }

  /// Whether the error is temporary, so that the transaction may succeed when it is run again.
  static func invites(_ error: any Error) -> Bool {
    guard let error = error as? KindredError else { return false }
    // The error that aborted the transaction decides, not the later error that reports the abort.
    if error.code == .transaction, let cause = error.underlying { return invites(cause) }
    return error.code == .serializationFailure || error.code == .deadlock
  }
}
