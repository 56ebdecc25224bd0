public import KindredCore

extension Database {
  /// Opens a SQLite database, making the file when there is none.
  ///
  /// ```swift
  /// Database.default = try Database(sqlite: "blog.sqlite")
  /// let scratch = try Database(sqlite: .inMemory)
  /// ```
  ///
  /// A file is kept in write-ahead mode with one writing and several reading connections, so that readers never wait
  /// for the writer. Foreign keys are enforced.
  ///
  /// - Parameters:
  ///   - location: A path, a URL such as `sqlite:///var/lib/blog.sqlite`, or ``SQLiteLocation/inMemory``.
  ///   - configuration: Limits and time-outs.
  ///   - options: Logging and the like.
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
