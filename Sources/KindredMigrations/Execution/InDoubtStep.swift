import KindredCore

/// A step outside of a transaction that was begun, and of which nobody knows whether it is done: the schema tells.
struct InDoubtStep {
  enum Outcome { case isDone, isNotDone }

  private let unit: WorkUnit
  private let database: Database
  private let id: MigrationID

  init(_ unit: WorkUnit, on database: Database, in id: MigrationID) {
    self.unit = unit
    self.database = database
    self.id = id
  }

  /// Compares the tables of the step with the schema before it and after it.
  ///
  /// - Throws: ``MigrationError/Code/inDoubt`` if it is neither.
  func look() async throws -> Outcome {
    // A statement of the user's says of itself that it can be run twice.
    guard case .schema(let step) = unit.kind, !step.changes.isEmpty else { return .isNotDone }
    // An index that is half dropped is invisible, and in the way of another one with its name.
    if step.cleanup.isEmpty { return .isNotDone }
    let names = Set(step.changes.map(\.table)).union(step.tables)
    let live = try await database.schemaState(like: unit.after, unit.before)
    // Indexes that the history does not have, such as those of a statement of the user's, say nothing about the step.
    func known(_ name: String) -> TableState? {
      guard var table = live[name] else { return nil }
      let tables = [unit.before[name], unit.after[name]].compactMap { $0 }
      table.indexes.removeAll { index in !tables.contains { $0.indexes.contains(index) } }
      return table
    }
    func matches(_ state: SchemaState) -> Bool { names.allSatisfy { known($0) == state[$0] } }
    if matches(unit.after) { return .isDone }
    if matches(unit.before) { return .isNotDone }
    throw MigrationError(
      .inDoubt,
      "A step was interrupted (\(unit.summary)), and the schema is neither as before it nor as after it. Compare the "
        + "tables \(names.sorted().joined(separator: ", ")) with the history (drift), correct them, and migrate again.",
      in: id)
  }
}
