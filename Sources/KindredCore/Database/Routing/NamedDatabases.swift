import Synchronization

/// The databases that have a name in this process.
private let namedDatabases = Mutex<[String: Database]>([:])

extension Database {
  /// Gives a database a name, under which queries can ask for it. One that had the name before loses it.
  ///
  /// ```swift
  /// Database.register(try Database(sqlite: "archive.sqlite"), as: "archive")
  /// let old = try await Entry.objects.using("archive").count()
  /// ```
  public static func register(_ database: Database, as name: String) {
    namedDatabases.withLock { $0[name] = database }
  }

  /// Forgets a name. The database stays open.
  ///
  /// - Returns: The database that had it.
  @discardableResult
  public static func unregister(_ name: String) -> Database? {
    namedDatabases.withLock { $0.removeValue(forKey: name) }
  }

  /// The database of a name.
  ///
  /// - Throws: A ``KindredError`` of code ``KindredError/Code/noDatabase`` when there is none.
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
  /// The same query on the database of a name. When there is none, running the query throws.
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
