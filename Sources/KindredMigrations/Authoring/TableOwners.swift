import KindredCore

/// The modules that tables belong to.
struct TableOwners {
  /// The module of each table: that of its model, or the one whose migration has created it.
  private(set) var apps: [String: String] = [:]
  /// The modules whose migrations have changed each table, or have made foreign keys to it.
  private(set) var past: [String: Set<String>] = [:]

  /// - Parameter others: The modules of tables that are of no model.
  /// - Throws: ``MigrationError`` for a history that does not fit together; ``KindredError`` for models that cannot be
  ///   tables.
  init(_ history: MigrationHistory, _ modules: [MigrationAuthor.Module], others: [String: String]) throws {
    var state = SchemaState()
    for migration in history.migrations {
      for operation in migration.operations {
        for change in try operation.changes(in: state) {
          apply(change, of: migration.id.app)
          try state.apply(change)
        }
      }
    }
    apps.merge(others) { $1 }
    for module in modules {
      for table in try SchemaState(of: module.models).tables { apps[table.name] = module.name }
    }
  }

  private mutating func apply(_ change: SchemaChange, of app: String) {
    for table in change.touchedTables { past[table, default: []].insert(app) }
    if case .createTable(let table) = change { apps[table.name] = app }
    guard case .renameTable(let old, to: let new) = change else { return }
    apps[new] = apps[old] ?? app
    past[new, default: []].formUnion(past[old] ?? [])
  }
}
