public import KindredCore

extension Database {
  /// Opens a SQLite database. The file is created if it does not exist.
  ///
  /// ```swift
  /// Database.default = try Database(sqlite: "blog.sqlite")
  /// let scratch = try Database(sqlite: .inMemory)
  /// ```
  ///
  /// The file is in write-ahead mode, with one writing connection and several reading ones, so readers never wait for
  /// the writer. Foreign keys are enforced.
  ///
  /// - Parameters:
  ///   - location: A path, a URL such as `sqlite:///var/lib/blog.sqlite`, or ``SQLiteLocation/inMemory``.
  ///   - configuration: Limits and time-outs.
  ///   - options: Logging and other options.
  /// - Throws: `KindredError` of code `cannotOpen`, with the reason.
  public convenience init(
    sqlite location: SQLiteLocation, configuration: SQLiteConfiguration = SQLiteConfiguration(),
    options: Options = Options()
  ) throws {
    self.init(driver: try SQLiteDriver(location: location, configuration: configuration), options: options)
  }

  /// Opens a SQLite database at a path, or at a URL such as `sqlite:///var/lib/blog.sqlite`.
  ///
  /// ```swift
  /// let path = CommandLine.arguments.last ?? "blog.sqlite"
  /// let database = try Database(sqlite: path)
  /// ```
  ///
  /// - Throws: `KindredError` of code `cannotOpen`, with the reason.
  @_disfavoredOverload
  public convenience init(
    sqlite path: String, configuration: SQLiteConfiguration = SQLiteConfiguration(), options: Options = Options()
  ) throws {
    try self.init(sqlite: SQLiteLocation(path), configuration: configuration, options: options)
  }
}
