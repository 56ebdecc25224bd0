/// The size of a connection pool and its time limits.
///
/// ```swift
/// var blog: PostgresConfiguration = "postgresql://app@db.example.org/blog"
/// blog.pool.minimum = 2
/// blog.pool.maximumLifetime = .seconds(900)
/// ```
///
/// A SQLite file has a pool of reading connections with these options, and a single writing connection.
public struct PoolOptions: Sendable {
  /// The name in metrics. By default the name of the database, or its kind.
  public var name: String?
  /// The number of connections kept open when idle. By default 0.
  public var minimum: Int
  /// The maximum number of connections. At least 1; by default 10.
  ///
  /// If it is more than one, transactions and streams together get at most one less, so that short statements always
  /// make progress.
  public var maximum: Int
  /// How long a task waits for a free connection. By default 10 seconds.
  public var leaseTimeout: Duration
  /// How long connections above the minimum may be idle before they are closed; nil for ever. By default 10 minutes, on
  /// SQLite nil.
  public var idleTimeout: Duration?
  /// How long a connection may be idle before it is checked at the next use; nil for ever. By default 30 seconds, on
  /// SQLite nil.
  public var checkAfter: Duration?
  /// The time limit of the check; after it, the connection counts as broken. By default 5 seconds.
  public var checkTimeout: Duration
  /// The age at which an idle connection is replaced; nil for never. By default 30 minutes, on SQLite nil. Up to a
  /// tenth is subtracted at random, so that connections do not all end at once.
  public var maximumLifetime: Duration?
  /// The maximum number of connections opened concurrently. At least 1; by default 3.
  public var maximumOpening: Int
  /// The pause after a failure to open a connection. It doubles with each further failure, up to 5 seconds. By default
  /// 100 milliseconds, on SQLite zero.
  ///
  /// The task that has waited longest gets the error at once, unless other connections will be released. With zero,
  /// each waiting task makes an attempt and gets its own error.
  public var backoff: Duration
  /// Whether lease errors say how long connections have been in use. By default only in debug builds.
  public var tracksLeases: Bool

  /// Makes options.
  public init(
    name: String? = nil, minimum: Int = 0, maximum: Int = 10, leaseTimeout: Duration = .seconds(10),
    idleTimeout: Duration? = .seconds(600), checkAfter: Duration? = .seconds(30),
    checkTimeout: Duration = .seconds(5), maximumLifetime: Duration? = .seconds(1800), maximumOpening: Int = 3,
    backoff: Duration = .milliseconds(100), tracksLeases: Bool = PoolOptions.isDebugBuild
  ) {
    self.name = name
    self.minimum = minimum
    self.maximum = maximum
    self.leaseTimeout = leaseTimeout
    self.idleTimeout = idleTimeout
    self.checkAfter = checkAfter
    self.checkTimeout = checkTimeout
    self.maximumLifetime = maximumLifetime
    self.maximumOpening = maximumOpening
    self.backoff = backoff
    self.tracksLeases = tracksLeases
  }

  /// Options for local connections, which are cheap: they are never checked and have no idle limit.
  package static func local(maximum: Int, leaseTimeout: Duration) -> PoolOptions {
    PoolOptions(
      maximum: maximum, leaseTimeout: leaseTimeout, idleTimeout: nil, checkAfter: nil, maximumLifetime: nil,
      backoff: .zero)
  }

  /// Whether the library was built for debugging.
  public static var isDebugBuild: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }

  /// The same options limited to valid numbers and durations.
  var normal: PoolOptions {
    func bounded(_ duration: Duration) -> Duration { max(.zero, min(duration, .seconds(365 * 86_400))) }
    var options = self
    options.maximum = max(1, maximum)
    options.minimum = max(0, min(minimum, options.maximum))
    options.maximumOpening = max(1, maximumOpening)
    // Even an uncontended lease may have to open a connection.
    options.leaseTimeout = max(.milliseconds(100), bounded(leaseTimeout))
    options.idleTimeout = idleTimeout.map(bounded)
    options.checkAfter = checkAfter.map(bounded)
    options.checkTimeout = bounded(checkTimeout)
    options.maximumLifetime = maximumLifetime.map(bounded)
    options.backoff = bounded(backoff)
    return options
  }
}
