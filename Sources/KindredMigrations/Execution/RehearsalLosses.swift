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
    let (start, operations) = try item.course()
    var state = start
    var losses: [RehearsalReport.Loss] = []
    for operation in operations {
      for change in try operation.changes(in: state) {
        if !(operation is StateOnly), let rows = try await rows(losing: change, from: state, in: start), rows > 0 {
          losses.append(RehearsalReport.Loss(change: change.summary, rows: rows))
        }
        try state.apply(change)
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
  /// The schema that it begins with, and what it runs from there.
  func course() throws -> (start: SchemaState, operations: [any SchemaOperation]) {
    isForwards
      ? (before, definition.operations)
      : (try definition.state(after: before), try definition.reversed(in: before))
  }
}
