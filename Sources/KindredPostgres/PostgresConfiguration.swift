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
  /// The largest number of connections. At least 1; by default 10.
  public var maximumConnections: Int
  /// How long connecting may take. By default 10 seconds; the library counts whole seconds, and at least 2.
  public var connectTimeout: Duration
  /// How long a task waits for a free connection. By default 10 seconds.
  public var leaseTimeout: Duration
  /// How many prepared statements each connection keeps. By default 256.
  public var statementCacheSize: Int

  /// Makes a configuration.
  ///
  /// - Parameters:
  ///   - connectionString: A URL such as `postgresql://user@host:5432/name`, or settings such as `host=/run dbname=name`.
  public init(
    _ connectionString: String, maximumConnections: Int = 10, connectTimeout: Duration = .seconds(10),
    leaseTimeout: Duration = .seconds(10), statementCacheSize: Int = 256
  ) {
    self.connectionString = connectionString
    self.maximumConnections = maximumConnections
    self.connectTimeout = connectTimeout
    self.leaseTimeout = leaseTimeout
    self.statementCacheSize = statementCacheSize
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
