public import KindredCore

/// Makes SQLite databases in memory, with the tables of some models.
public struct InMemoryDatabases: DatabaseSource {
  private let models: [any Model.Type]
  private let options: Database.Options
  private let prepare: @Sendable () async throws -> Void

  init(
    _ models: [any Model.Type], options: Database.Options, _ prepare: @escaping @Sendable () async throws -> Void
  ) {
    self.models = models
    self.options = options
    self.prepare = prepare
  }

  /// Opens a new database.
  public func open() async throws -> Database {
    let database = try Database(sqlite: .inMemory, options: options)
    do {
      try await database.use {
        try await database.createTables(for: models)
        try await prepare()
      }
    } catch {
      await database.close()
      throw error
    }
    return database
  }

  /// Closes a database.
  public func discard(_ database: Database) async { await database.close() }
}

extension DatabaseSource where Self == InMemoryDatabases {
  /// Makes SQLite databases in memory.
  ///
  /// - Parameters:
  ///   - models: The models whose tables are created, such as `BlogModels.all`.
  ///   - options: The options of the databases.
  ///   - prepare: Called for each database, to insert the rows that it begins with.
  public static func sqliteInMemory(
    creating models: [any Model.Type], options: Database.Options = Database.Options(),
    prepare: @escaping @Sendable () async throws -> Void = {}
  ) -> InMemoryDatabases {
    InMemoryDatabases(models, options: options, prepare)
  }
}
