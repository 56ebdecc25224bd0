public import KindredCore

/// What a function of a migration works with.
public struct MigrationContext: Sendable {
  /// The database that is migrated. Queries that name none run on it.
  public let database: Database
  /// The schema at this place in the history.
  public let state: SchemaState
  /// The migration.
  public let migration: MigrationID

  init(database: Database, state: SchemaState, migration: MigrationID) {
    self.database = database
    self.state = state
    self.migration = migration
  }
}
