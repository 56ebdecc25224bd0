/// An event of a pool, for metrics.
package enum PoolEvent: Sendable {
  /// A lease was granted, after a wait.
  case leased(wait: Duration)
  /// A lease ended.
  case returned(use: Duration)
  /// A wait for a lease timed out.
  case timedOut
  /// A resource was opened.
  case opened(time: Duration)
  /// A resource could not be opened.
  case openingFailed
  /// A resource was closed.
  case closed
  /// How many resources are used and idle, and how many tasks wait. Follows every other event.
  case counts(used: Int, idle: Int, waiting: Int)
}
