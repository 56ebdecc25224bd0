/// How many connections a database keeps, for how long, and how long tasks wait for one.
///
/// ```swift
/// var blog: PostgresConfiguration = "postgresql://app@db.example.org/blog"
/// blog.pool.minimum = 2
/// blog.pool.maximumLifetime = .seconds(900)
/// ```
///
/// A database in a SQLite file has a pool of reading connections with these options, and a single one that writes.
public struct PoolOptions: Sendable {
  /// The name under which measurements are reported. By default that of the database, or of its kind.
  public var name: String?
  /// The number of connections that are kept although nobody uses them. By default 0.
  public var minimum: Int
  /// The largest number of connections. At least 1; by default 10.
  ///
  /// Where there may be more than one, transactions and streams together have at most one less, so that short
  /// statements always go on.
  public var maximum: Int
  /// How long a task waits for a free connection. By default 10 seconds.
  public var leaseTimeout: Duration
  /// After how long without use connections above the minimum are closed; nil for never. By default 10 minutes, on SQLite
  /// never.
  public var idleTimeout: Duration?
  /// After how long without use a connection is checked before the next use; nil for never. By default 30 seconds, on
  /// SQLite never.
  public var checkAfter: Duration?
  /// How long the check may take before the connection counts as broken. By default 5 seconds.
  public var checkTimeout: Duration
  /// After how long a connection is replaced by a new one, once nobody uses it; nil for never. By default 30 minutes, on
  /// SQLite never. Each connection has up to a tenth less, by chance, so that they do not all end at once.
  public var maximumLifetime: Duration?
  /// The largest number of connections that are being opened at the same time. At least 1; by default 3.
  public var maximumOpening: Int
  /// How long nothing is opened after an opening failed. It doubles with each further failure, up to 5 seconds. By
  /// default 100 milliseconds, on SQLite zero.
  ///
  /// The failure itself is told at once to the task that waited longest, unless there are connections that will come
  /// back. With zero, each task that waits makes an attempt and gets its failure.
  public var backoff: Duration
  /// Whether errors about waiting say since when connections are in use. By default only in debug builds.
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

  /// Options for connections that cost little and have nobody at the other end: none is ended or checked.
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

  /// The same with numbers that make sense, and durations that a clock can add to the present.
  var normal: PoolOptions {
    func bounded(_ duration: Duration) -> Duration { max(.zero, min(duration, .seconds(365 * 86_400))) }
    var options = self
    options.maximum = max(1, maximum)
    options.minimum = max(0, min(minimum, options.maximum))
    options.maximumOpening = max(1, maximumOpening)
    // Where nobody is in the way, a connection may still have to be opened.
    options.leaseTimeout = max(.milliseconds(100), bounded(leaseTimeout))
    options.idleTimeout = idleTimeout.map(bounded)
    options.checkAfter = checkAfter.map(bounded)
    options.checkTimeout = bounded(checkTimeout)
    options.maximumLifetime = maximumLifetime.map(bounded)
    options.backoff = bounded(backoff)
    return options
  }
}
