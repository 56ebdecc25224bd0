extension Database {
  /// Writes a copy of the database into a new file, while others read and write. The copy is as the database was when
  /// the call began.
  ///
  /// ```swift
  /// try await database.backup(to: "/backups/blog-monday.sqlite")
  /// ```
  ///
  /// Only SQLite has it; for a server, use its own tools.
  ///
  /// - Parameter path: The new file. If the backup fails or the task is cancelled, it is removed.
  /// - Throws: ``KindredError/Code/cannotOpen`` when the file exists already or cannot be created,
  ///   ``KindredError/Code/storage`` when the disk is full.
  public func backup(to path: String) async throws { try await driver.backUp(to: path) }

  /// Runs the closure with a copy of the database, which is removed afterwards.
  ///
  /// - Throws: The closure's error, or ``KindredError/Code/cannotOpen`` when no copy can be made.
  package func withCopy<Result: Sendable>(_ body: (Database) async throws -> Result) async throws -> Result {
    try await driver.withCopy { copy in try await body(Database(driver: copy, options: options)) }
  }
}
