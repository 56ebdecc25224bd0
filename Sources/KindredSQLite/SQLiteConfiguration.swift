public import KindredCore

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

  /// How many reading connections a file has, and how long tasks wait for one. The single connection that writes has the
  /// same time-out.
  public var pool: PoolOptions
  /// How long a statement waits for a lock that another process holds. By default 5 seconds.
  public var busyTimeout: Duration
  /// How many prepared statements each connection keeps. By default 256.
  public var statementCacheSize: Int
  /// How hard commits are made to survive. By default ``Synchronous/normal``.
  public var synchronous: Synchronous
  /// Whether one more connection keeps a read lock while statements often read from the file, which halves the time of a
  /// short read. It is given up before this process writes and when another one has written. By default it is.
  ///
  /// While it is kept, a checkpoint by another process that waits for all readers may take 20 milliseconds longer, and one
  /// without a time-out finds a reader more often. Switch it off where this process may be stopped in the middle, as in a
  /// paused container, while others write to the file: a stopped process keeps the lock.
  public var keepsReadLock: Bool
  /// How large the write-ahead log may become, in bytes, before the connection that writes waits a moment to begin it
  /// anew; at least 64 KB. By default 8 MB.
  ///
  /// SQLite begins it anew by itself when nobody reads from it, but not while some statement does at every moment. The
  /// wait is up to 50 milliseconds, longer for a log that is several times as large, and a second at most. A reader that
  /// stays for longer lets the log grow until it is done, as does one transaction that writes more.
  public var writeAheadLogLimit: Int

  /// Makes a configuration.
  ///
  /// - Parameters:
  ///   - maximumReaders: The largest number of reading connections of a file.
  ///   - busyTimeout: How long a statement waits for a lock that another process holds.
  ///   - leaseTimeout: How long a task waits for a free connection.
  ///   - statementCacheSize: How many prepared statements each connection keeps; at least 1.
  ///   - synchronous: How hard commits are made to survive.
  ///   - keepsReadLock: Whether one more connection keeps a read lock while statements often read from the file.
  ///   - writeAheadLogLimit: How large the write-ahead log may become before it is begun anew, in bytes.
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

  /// The largest number of reading connections of a file: ``PoolOptions/maximum`` of ``pool``.
  public var maximumReaders: Int {
    get { pool.maximum }
    set { pool.maximum = newValue }
  }

  /// ``writeAheadLogLimit``, or the nearest number that makes sense.
  var logLimit: Int { max(64 << 10, min(writeAheadLogLimit, 1 << 50)) }

  /// How long a task waits for a free connection: ``PoolOptions/leaseTimeout`` of ``pool``.
  public var leaseTimeout: Duration {
    get { pool.leaseTimeout }
    set { pool.leaseTimeout = newValue }
  }
}
