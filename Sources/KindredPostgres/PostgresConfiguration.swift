public import KindredCore

/// Where a PostgreSQL database is, with limits and time-outs.
///
/// ```swift
/// let blog: PostgresConfiguration = "postgresql://app@db.example.org/blog?sslrootcert=/etc/ssl/ca.pem"
/// Database.default = try await Database(postgres: blog)
/// ```
public struct PostgresConfiguration: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  /// A URL or a list of settings, in the form that PostgreSQL's own library reads. Everything that it takes is passed
  /// on, and what is missing comes from its environment variables and files.
  ///
  /// Where the server is not on this machine and nothing is said about `sslmode`, it is `verify-full`: the connection
  /// is encrypted and the server has to prove who it is. There, too, a connection whose other end does not answer any
  /// more is given up within a minute, unless `keepalives_idle`, `keepalives_interval`, `keepalives_count` or
  /// `tcp_user_timeout` say otherwise.
  public var connectionString: String
  /// How many connections there are, for how long, and how long tasks wait for one.
  public var pool: PoolOptions
  /// How long connecting to one server may take. By default 10 seconds; the library counts whole seconds, and at least 2.
  /// `connect_timeout` in the connection string comes first.
  public var connectTimeout: Duration
  /// How many prepared statements each connection keeps, at least 1. By default 256.
  public var statementCacheSize: Int
  /// Whether prepared statements are kept on the server. By default they are.
  public var statements: Statements

  /// Whether a task that is alone on a connection waits for the answer to a statement that is known to be quick in the
  /// thread that it runs on, for ten milliseconds at the most. By default it does: to hand the statement to another
  /// thread and to wake the task again takes longer than the server needs for it. For some fifty microseconds it does not
  /// even sleep, where the server has answered so soon before, and as long again after each part of a large answer, for a
  /// millisecond from the first part on. Only one task for each two processors waits so at a time.
  /// The thread that takes in the other answers stays awake as well, between those that come close behind each other and
  /// between the parts of a large one. Switch it off where no thread of the process may ever wait.
  public var waitsForQuickAnswers = true

  /// Whether prepared statements are kept on the server.
  public enum Statements: Sendable {
    /// Each connection keeps the statements that it used last, under names. This is the faster way.
    case named
    /// Nothing is kept: every statement is parsed when it is run. A pooler that gives each transaction another
    /// connection, such as PgBouncer with `pool_mode = transaction`, needs this, for it loses what has a name.
    ///
    /// ```swift
    /// let blog = PostgresConfiguration("postgresql://app@localhost:6432/blog", statements: .unnamed)
    /// ```
    case unnamed
  }

  /// Makes a configuration.
  ///
  /// - Parameters:
  ///   - connectionString: A URL such as `postgresql://user@host:5432/name`, or settings such as `host=/run dbname=name`.
  ///   - maximumConnections: The largest number of connections.
  ///   - connectTimeout: How long connecting to one server may take.
  ///   - leaseTimeout: How long a task waits for a free connection.
  ///   - statementCacheSize: How many prepared statements each connection keeps.
  ///   - statements: Whether prepared statements are kept on the server.
  public init(
    _ connectionString: String, maximumConnections: Int = 10, connectTimeout: Duration = .seconds(10),
    leaseTimeout: Duration = .seconds(10), statementCacheSize: Int = 256, statements: Statements = .named
  ) {
    self.connectionString = connectionString
    self.pool = PoolOptions(maximum: maximumConnections, leaseTimeout: leaseTimeout)
    self.connectTimeout = connectTimeout
    self.statementCacheSize = statementCacheSize
    self.statements = statements
  }

  /// The largest number of connections: ``PoolOptions/maximum`` of ``pool``.
  public var maximumConnections: Int {
    get { pool.maximum }
    set { pool.maximum = newValue }
  }

  /// How long a task waits for a free connection: ``PoolOptions/leaseTimeout`` of ``pool``.
  public var leaseTimeout: Duration {
    get { pool.leaseTimeout }
    set { pool.leaseTimeout = newValue }
  }

  /// Makes a configuration of the parts; those that are nil come from the environment.
  public init(
    host: String? = nil, port: Int? = nil, user: String? = nil, password: String? = nil, database: String? = nil
  ) {
    let parts = [
      ("host", host), ("port", port.map(String.init)), ("user", user), ("password", password), ("dbname", database),
    ]
    self.init(
      parts.compactMap { name, value in value.map { "\(name)=\(Self.quoted($0))" } }.joined(separator: " "))
  }

  /// Reads a URL or a list of settings.
  public init(stringLiteral value: String) { self.init(value) }

  /// How many statements have a name at the same time; 0 when none has.
  var statementCapacity: Int { statements == .unnamed ? 0 : max(1, statementCacheSize) }

  private static func quoted(_ value: String) -> String {
    "'" + value.inserting("\\", before: "\\", "'") + "'"
  }
}
