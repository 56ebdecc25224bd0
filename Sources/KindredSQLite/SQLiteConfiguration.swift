public import KindredCore

/// Limits and time-outs of a SQLite database.
public struct SQLiteConfiguration: Sendable {
  /// The durability of commits (`PRAGMA synchronous`).
  public enum Synchronous: String, Sendable {
    /// A power failure may lose the last commits, but does not damage the file. A killed process loses nothing.
    case normal = "NORMAL"
    /// Every commit waits for the disk.
    case full = "FULL"
    /// Nothing waits for the disk; a power failure can damage the file.
    case off = "OFF"
  }

  /// The number of reading connections of a file, and their time limits. The single writing connection has the same
  /// lease time-out.
  public var pool: PoolOptions
  /// How long a statement waits for a lock that another process holds. By default 5 seconds.
  public var busyTimeout: Duration
  /// How many prepared statements each connection keeps. By default 256.
  public var statementCacheSize: Int
  /// The durability of commits. By default ``Synchronous/normal``.
  public var synchronous: Synchronous
  /// Whether an additional connection keeps a read lock while the file is read frequently, which halves the time of a
  /// short read. It is released before this process writes and after another process has written. By default true.
  ///
  /// While the lock is held, a blocking checkpoint by another process may take 20 milliseconds longer, and one without
  /// a time-out fails more often. Disable it if this process may be suspended, as in a paused container, while others
  /// write to the file: a suspended process keeps the lock.
  public var keepsReadLock: Bool
  /// The size of the write-ahead log, in bytes, above which the writing connection waits a moment to restart it; at
  /// least 64 KB. By default 8 MB.
  ///
  /// SQLite restarts the log by itself when nobody reads from it, but not during constant reads. The wait is up to 50
  /// milliseconds, longer for a log several times as large, and at most a second. A reader that stays longer lets the
  /// log grow until it ends, and so does a single transaction that writes more.
  public var writeAheadLogLimit: Int

  /// Makes a configuration.
  ///
  /// - Parameters:
  ///   - maximumReaders: The maximum number of reading connections of a file.
  ///   - busyTimeout: How long a statement waits for a lock that another process holds.
  ///   - leaseTimeout: How long a task waits for a free connection.
  ///   - statementCacheSize: How many prepared statements each connection keeps; at least 1.
  ///   - synchronous: The durability of commits.
  ///   - keepsReadLock: Whether an additional connection keeps a read lock while the file is read frequently.
  ///   - writeAheadLogLimit: The size above which the write-ahead log is restarted, in bytes.
  public init(
    maximumReaders: Int = 4, busyTimeout: Duration = .seconds(5), leaseTimeout: Duration = .seconds(10),
    statementCacheSize: Int = 256, synchronous: Synchronous = .normal, keepsReadLock: Bool = true,
    writeAheadLogLimit: Int = 8 << 20
  ) {
    pool = .local(maximum: maximumReaders, leaseTimeout: leaseTimeout)
    self.busyTimeout = busyTimeout
    self.statementCacheSize = statementCacheSize
    self.synchronous = synchronous
    self.keepsReadLock = keepsReadLock
    self.writeAheadLogLimit = writeAheadLogLimit
  }

  /// The maximum number of reading connections of a file: ``PoolOptions/maximum`` of ``pool``.
  public var maximumReaders: Int {
    get { pool.maximum }
    set { pool.maximum = newValue }
  }

  /// ``writeAheadLogLimit``, limited to valid values.
  var logLimit: Int { max(64 << 10, min(writeAheadLogLimit, 1 << 50)) }

  /// How long a task waits for a free connection: ``PoolOptions/leaseTimeout`` of ``pool``.
  public var leaseTimeout: Duration {
    get { pool.leaseTimeout }
    set { pool.leaseTimeout = newValue }
  }
}
