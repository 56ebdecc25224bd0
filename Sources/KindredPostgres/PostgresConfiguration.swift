public import KindredCore

/// The address of a PostgreSQL database, its limits and time-outs.
///
/// ```swift
/// let blog: PostgresConfiguration = "postgresql://app@db.example.org/blog?sslrootcert=/etc/ssl/ca.pem"
/// Database.default = try await Database(postgres: blog)
/// ```
public struct PostgresConfiguration: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  /// A URL or a list of settings, as libpq reads them. All of libpq's settings are supported, and missing ones come
  /// from its environment variables and files.
  ///
  /// For a remote server without `sslmode`, it is `verify-full`: the connection is encrypted and the server's
  /// certificate is checked. A connection to a remote server that does not answer is closed within a minute, unless
  /// `keepalives_idle`, `keepalives_interval`, `keepalives_count` or `tcp_user_timeout` are set.
  public var connectionString: String
  /// The size of the connection pool and its time limits.
  public var pool: PoolOptions
  /// The time limit of connecting to one server. By default 10 seconds; libpq counts whole seconds, at least 2.
  /// `connect_timeout` in the connection string takes precedence.
  public var connectTimeout: Duration
  /// The number of prepared statements that each connection keeps; at least 1. By default 256.
  public var statementCacheSize: Int
  /// Whether prepared statements are kept on the server. By default they are.
  public var statements: Statements

  /// Whether a task that is alone on a connection may wait for a statement that is known to be fast in its own thread,
  /// for up to ten milliseconds. By default true: passing the statement to another thread and waking the task again
  /// takes longer than the server needs for it. If the server has answered fast before, the thread spins for some fifty
  /// microseconds before it sleeps, and again after each part of a large answer, for up to a millisecond. At most one
  /// task for every two processors waits like this at a time. The reactor's thread spins as well, between answers that
  /// follow each other quickly and between the parts of a large one. Set it to false if no thread of the process may
  /// ever block.
  public var spinsForFastStatements = true

  /// Whether prepared statements are kept on the server.
  public enum Statements: Sendable {
    /// Each connection keeps its recently used statements under names. This is faster.
    case named
    /// Every statement is parsed when it is run. Needed behind a pooler that assigns connections per transaction, such
    /// as PgBouncer with `pool_mode = transaction`, which loses named statements.
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
  ///   - maximumConnections: The maximum number of connections.
  ///   - connectTimeout: The time limit of connecting to one server.
  ///   - leaseTimeout: How long a task waits for a free connection.
  ///   - statementCacheSize: The number of prepared statements that each connection keeps.
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

  /// The maximum number of connections: ``PoolOptions/maximum`` of ``pool``.
  public var maximumConnections: Int {
    get { pool.maximum }
    set { pool.maximum = newValue }
  }

  /// How long a task waits for a free connection: ``PoolOptions/leaseTimeout`` of ``pool``.
  public var leaseTimeout: Duration {
    get { pool.leaseTimeout }
    set { pool.leaseTimeout = newValue }
  }

  /// Makes a configuration from its parts. Those that are nil come from the environment.
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

  /// The maximum number of named statements; 0 for unnamed statements.
  var statementCapacity: Int { statements == .unnamed ? 0 : max(1, statementCacheSize) }

  static func quoted(_ value: String) -> String {
    "'" + value.inserting("\\", before: "\\", "'") + "'"
  }
}
