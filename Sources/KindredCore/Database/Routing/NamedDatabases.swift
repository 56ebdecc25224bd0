import Synchronization

/// The named databases of this process.
private let namedDatabases = Mutex<[String: Database]>([:])

extension Database {
  /// Gives a database a name, for use in queries. Replaces a database with the same name.
  ///
  /// ```swift
  /// Database.register(try Database(sqlite: "archive.sqlite"), as: "archive")
  /// let old = try await Entry.objects.using("archive").count()
  /// ```
  public static func register(_ database: Database, as name: String) {
    namedDatabases.withLock { $0[name] = database }
  }

  /// Removes a name. The database stays open.
  ///
  /// - Returns: The database that had the name.
  @discardableResult
  public static func unregister(_ name: String) -> Database? {
    namedDatabases.withLock { $0.removeValue(forKey: name) }
  }

  /// The database with a name.
  ///
  /// - Throws: A ``KindredError`` of code ``KindredError/Code/noDatabase`` if there is none.
  public static func named(_ name: String) throws -> Database {
    let databases = namedDatabases.withLock { $0 }
    if let database = databases[name] { return database }
    let names = databases.keys.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
    throw KindredError(
      .noDatabase,
      "No database has the name \"\(name)\"; known are: \(names.isEmpty ? "none" : names). Name it with "
        + "Database.register(_:as:) at start.")
  }
}

extension RowQuery {
  /// The same query on the database with a name. If there is none, running the query throws.
  public func using(_ name: String) -> Refined {
    refining { request in
      do {
        request.query.database = try Database.named(name)
      } catch {
        request.query.failure = request.query.failure ?? error as? KindredError
      }
    }
  }
}
