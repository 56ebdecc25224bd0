public import KindredCore

extension Database {
  /// Connects to a PostgreSQL database.
  ///
  /// The first connection is made at once, so that what is wrong is said at once; others follow as they are needed.
  /// Statements of different tasks share connections, a transaction has one of its own.
  ///
  /// ```swift
  /// Database.default = try await Database(postgres: "postgresql://app@localhost/blog")
  /// ```
  ///
  /// - Parameters:
  ///   - configuration: Where the database is, with limits and time-outs.
  ///   - options: Logging and the like.
  /// - Throws: `KindredError` of code `cannotOpen`, with the reason.
  public convenience init(postgres configuration: PostgresConfiguration, options: Options = Options()) async throws {
    self.init(driver: try await PostgresDriver(configuration: configuration, options: options), options: options)
  }
}
