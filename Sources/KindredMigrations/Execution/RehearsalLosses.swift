import KindredCore

/// The values that a migration removes, counted before it runs.
struct RehearsalLosses {
  private let item: MigrationPlan.Item
  private let database: Database

  init(of item: MigrationPlan.Item, on database: Database) {
    self.item = item
    self.database = database
  }

  func counted() async throws -> [RehearsalReport.Loss] {
    let (start, changes) = try item.course()
    var losses: [RehearsalReport.Loss] = []
    for (change, state) in changes {
      if let rows = try await rows(losing: change, from: state, in: start), rows > 0 {
        losses.append(RehearsalReport.Loss(change: change.summary, rows: rows))
      }
    }
    return losses
  }

  /// The number of rows whose values a change removes; nil if it removes none. What the migration itself has made or
  /// renamed is not there yet.
  private func rows(losing change: SchemaChange, from state: SchemaState, in start: SchemaState) async throws -> Int? {
    switch change {
    case .dropTable(let table):
      if start[table] == nil { return nil }
      return try await database.query("SELECT COUNT(*) FROM \(identifier: table)", as: Int.self).first()
    case .dropColumn(let table, let column): return try await values(of: column, in: table, start)
    case .alterColumn(let table, let column, _):
      guard let old = state[table]?.column(column.name), old.type.mayLose(as: column.type) else { return nil }
      return try await values(of: column.name, in: table, start)
    case .createTable, .renameTable, .setTableComment, .addColumn, .renameColumn, .setKey, .addConstraint,
      .dropConstraint, .renameConstraint, .addIndex, .dropIndex, .renameIndex:
      return nil
    }
  }

  private func values(of column: String, in table: String, _ start: SchemaState) async throws -> Int? {
    guard start[table]?.column(column) != nil else { return nil }
    return try await database.query(
      "SELECT COUNT(\(identifier: column)) FROM \(identifier: table)", as: Int.self
    ).first()
  }
}

extension MigrationPlan.Item {
  /// The schema that it begins with, and what it changes in the database from there, each with the schema before it.
  func course() throws -> (start: SchemaState, changes: [(change: SchemaChange, before: SchemaState)]) {
    let start = isForwards ? before : try definition.state(after: before)
    var state = start
    var changes: [(change: SchemaChange, before: SchemaState)] = []
    for operation in isForwards ? definition.operations : try definition.reversed(in: before) {
      for change in try operation.changes(in: state) {
        if !(operation is StateOnly) { changes.append((change, state)) }
        try state.apply(change)
      }
    }
    return (start, changes)
  }
}
