/// What happened in a pool, for those who measure it.
package enum PoolEvent: Sendable {
  /// A lease was given, after waiting.
  case leased(wait: Duration)
  /// A lease ended.
  case returned(use: Duration)
  /// A task waited too long.
  case timedOut
  /// A resource was opened.
  case opened(time: Duration)
  /// A resource could not be opened.
  case openingFailed
  /// A resource was closed.
  case closed
  /// How many resources are in use and free, and how many tasks wait. It follows each of the others.
  case counts(used: Int, idle: Int, waiting: Int)
}
