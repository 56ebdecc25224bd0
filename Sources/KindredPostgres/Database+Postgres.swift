public import KindredCore

extension Database {
  /// Connects to a PostgreSQL database.
  ///
  /// The first connection is opened at once, so that errors are reported at once; others are opened as needed.
  /// Statements of different tasks share connections; a transaction has its own.
  ///
  /// ```swift
  /// Database.default = try await Database(postgres: "postgresql://app@localhost/blog")
  /// ```
  ///
  /// - Parameters:
  ///   - configuration: The address of the database, its limits and time-outs.
  ///   - options: Logging and other options.
  /// - Throws: `KindredError` of code `cannotOpen`, with the reason.
  public convenience init(postgres configuration: PostgresConfiguration, options: Options = Options()) async throws {
    self.init(driver: try await PostgresDriver(configuration: configuration, options: options), options: options)
  }
}
