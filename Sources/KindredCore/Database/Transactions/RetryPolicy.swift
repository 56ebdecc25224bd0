/// How often a transaction is run again that the database gave up for the sake of others, and how long it waits before.
///
/// That is so for serialization failures, deadlocks and, on SQLite, snapshots that are out of date; never for a commit
/// whose outcome is unknown, nor for any other error. The closure is run again from its beginning: what it did outside of
/// the database is done twice.
public struct RetryPolicy: Sendable {
  /// How often the closure is run at most, the first run included.
  public var attempts: Int
  /// The longest pause before the second run; it doubles for each further one.
  public var firstPause: Duration
  /// The longest pause of all.
  public var longestPause: Duration

  /// Makes a policy. Each pause is chosen at random up to its limit, so that those who met once do not meet again.
  public init(attempts: Int, firstPause: Duration = .milliseconds(10), longestPause: Duration = .seconds(1)) {
    self.attempts = max(1, attempts)
    self.firstPause = max(.zero, firstPause)
    self.longestPause = max(.zero, longestPause)
  }

  /// The closure is run once.
  public static let never = RetryPolicy(attempts: 1)

  /// The closure is run up to a number of times.
  public static func upTo(_ attempts: Int) -> RetryPolicy { RetryPolicy(attempts: attempts) }

  /// The pause behind a run, counted from 1.
  func pause(after attempt: Int) -> Duration {
    // The pauses are bounded before they are multiplied: a duration can be the longest that there is.
    let year = Duration.seconds(365 * 86_400)
    let longest = min(longestPause, year, min(firstPause, year) * (1 << min(attempt - 1, 20)))
    return longest * Double.random(in: 0...1)
  }

  /// Whether an error says that the same transaction may succeed when it is run again.
  static func invites(_ error: any Error) -> Bool {
    guard let error = error as? KindredError else { return false }
    // What aborted the transaction decides, not the statement that found it aborted.
    if error.code == .transaction, let cause = error.underlying { return invites(cause) }
    return error.code == .serializationFailure || error.code == .deadlock
  }
}
