public import KindredCore

/// The migrations of a module, which the build plugin lists.
public protocol MigrationList {
  /// The migrations.
  static var all: [any Migration.Type] { get }
}

extension MigrationList {
  /// Brings a database to the schema of the module's migrations. Call it when a server starts.
  ///
  /// ```swift
  /// try await BlogMigrations.migrate(on: database)
  /// ```
  ///
  /// Of several processes, one migrates, and the others wait until it is done.
  ///
  /// - Returns: The migrations that were applied.
  /// - Throws: ``MigrationError``.
  @discardableResult
  public static func migrate(
    on database: Database, options: MigratorOptions = MigratorOptions()
  ) async throws -> [MigrationID] {
    try await Migrator(database, migrations: all, options: options).migrate().map(\.definition.id)
  }
}
