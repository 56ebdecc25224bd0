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
  /// is encrypted and the server has to prove who it is.
  public var connectionString: String
  /// How many connections there are, for how long, and how long tasks wait for one.
  public var pool: PoolOptions
  /// How long connecting may take. By default 10 seconds; the library counts whole seconds, and at least 2.
  public var connectTimeout: Duration
  /// How many prepared statements each connection keeps. By default 256.
  public var statementCacheSize: Int

  /// Makes a configuration.
  ///
  /// - Parameters:
  ///   - connectionString: A URL such as `postgresql://user@host:5432/name`, or settings such as `host=/run dbname=name`.
  ///   - maximumConnections: The largest number of connections.
  ///   - leaseTimeout: How long a task waits for a free connection.
  public init(
    _ connectionString: String, maximumConnections: Int = 10, connectTimeout: Duration = .seconds(10),
    leaseTimeout: Duration = .seconds(10), statementCacheSize: Int = 256
  ) {
    self.connectionString = connectionString
    self.pool = PoolOptions(maximum: maximumConnections, leaseTimeout: leaseTimeout)
    self.connectTimeout = connectTimeout
    self.statementCacheSize = statementCacheSize
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

  private static func quoted(_ value: String) -> String {
    "'" + value.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
