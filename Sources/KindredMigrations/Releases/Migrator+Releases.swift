import KindredCore

extension Migrator {
  /// Refuses a migration that removes what a running release uses.
  ///
  /// - Throws: ``MigrationError/Code/releaseRunning``.
  func checkReleases(_ item: MigrationPlan.Item) async throws {
    if options.ignoresReleases { return }
    let removals = try item.removals()
    if removals.isEmpty { return }
    let running = try await ReleaseTable(database: database).entries(within: options.releaseLifetime)
    for entry in running {
      guard let removal = removals.first(where: { $0.isUsed(by: entry) }) else { continue }
      throw MigrationError(
        .releaseRunning,
        "The release \(entry.release) on \(entry.holder) uses \(removal.name), which \(item.isForwards ? "is" : "would be") "
          + "removed. What comes before is done. Migrate again once that release has ended; if it has not said so, it counts "
          + "as running until it has not been seen for \(options.releaseLifetime.components.seconds / 60) minutes. Or remove "
          + "it all the same, with --ignore-releases.", in: item.definition.id)
    }
  }
}

/// A table or column that a migration takes away.
private struct Removal {
  let table: String
  /// nil for the table itself.
  let column: String?

  var name: String { column.map { "\(table).\($0)" } ?? table }

  func isUsed(by entry: ReleaseTable.Entry) -> Bool {
    guard let columns = entry.columns[table] else { return false }
    return column.map(columns.contains) ?? true
  }

  init?(_ change: SchemaChange) {
    switch change {
    case .dropTable(let name), .renameTable(let name, to: _): (table, column) = (name, nil)
    case .dropColumn(let table, let column), .renameColumn(let table, let column, to: _):
      (self.table, self.column) = (table, column)
    case .createTable, .setTableComment, .addColumn, .alterColumn, .setKey, .addConstraint, .dropConstraint,
      .renameConstraint, .addIndex, .dropIndex, .renameIndex:
      return nil
    }
  }
}

extension MigrationPlan.Item {
  /// What is taken away: by a migration of the stage that removes, and by undoing any.
  fileprivate func removals() throws -> [Removal] {
    if isForwards && definition.stage == .expand { return [] }
    return try course().changes.compactMap { Removal($0.change) }
  }
}
