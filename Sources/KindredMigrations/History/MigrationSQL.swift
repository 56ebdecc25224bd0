public import KindredCore

extension MigrationHistory {
  /// The steps of a migration, without a database. Functions and backfills have none.
  ///
  /// - Parameters:
  ///   - id: The migration.
  ///   - isForwards: Whether it is applied; otherwise it is undone.
  ///   - dialect: The kind of database.
  package func units(
    of id: MigrationID, isForwards: Bool = true, on dialect: Dialect
  ) throws -> [WorkUnit] {
    guard let definition = self[id] else {
      throw MigrationError(.unknownMigration, "There is no migration \(id).", in: id)
    }
    let before = try state(before: id)
    let operations = isForwards ? definition.operations : try definition.reversed(in: before)
    return try WorkPlanner(dialect: dialect, editor: dialect.schemaEditor).units(
      of: operations, from: isForwards ? before : definition.state(after: before), in: definition)
  }
}
