/// Limits and time-outs of a SQLite database.
public struct SQLiteConfiguration: Sendable {
  /// How hard a commit is made to survive a loss of power.
  public enum Synchronous: String, Sendable {
    /// The last commits may be lost with the power, the file stays sound. A killed process loses nothing.
    case normal = "NORMAL"
    /// Every commit waits for the disk.
    case full = "FULL"
    /// Nothing waits for the disk; a loss of power can damage the file.
    case off = "OFF"
  }

  /// The largest number of reading connections of a file. At least 1; by default 4.
  public var maximumReaders: Int
  /// How long a statement waits for a lock that another process holds. By default 5 seconds.
  public var busyTimeout: Duration
  /// How long a task waits for a free connection. By default 10 seconds.
  public var leaseTimeout: Duration
  /// How many prepared statements each connection keeps. By default 256.
  public var statementCacheSize: Int
  /// How hard commits are made to survive. By default ``Synchronous/normal``.
  public var synchronous: Synchronous

  /// Makes a configuration.
  public init(
    maximumReaders: Int = 4, busyTimeout: Duration = .seconds(5), leaseTimeout: Duration = .seconds(10),
    statementCacheSize: Int = 256, synchronous: Synchronous = .normal
  ) {
    self.maximumReaders = maximumReaders
    self.busyTimeout = busyTimeout
    self.leaseTimeout = leaseTimeout
    self.statementCacheSize = statementCacheSize
    self.synchronous = synchronous
  }
}
