public import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Migrator {
  /// Records migrations as applied or undone, without running them.
  ///
  /// - Returns: The migrations.
  @discardableResult
  public func fake(to target: Target = .latest) async throws -> [MigrationID] {
    try await locked { _ in
      let plan = try await plan(to: target)
      for item in plan.items {
        if item.isForwards {
          try await record(item.definition, plan.history, tool: "fake")
        } else {
          try await unrecord(item.definition.id)
        }
        options.report(.recorded(item.definition.id))
      }
      return plan.items.map(\.definition.id)
    }
  }

  /// Records the migrations that only create tables, where the database has all of those tables, and they are as the
  /// history says.
  ///
  /// - Returns: The migrations that were recorded.
  /// - Throws: ``MigrationError/Code/drift`` where a table is different, with the differences.
  @discardableResult
  public func fakeInitial() async throws -> [MigrationID] {
    try await locked { _ in
      let plan = try await plan()
      let live = try await database.schemaState(like: plan.history.state())
      var recorded: [MigrationID] = []
      for item in plan.items where item.isForwards && item.stepsDone == 0 {
        let after = try item.definition.state(after: item.before)
        let tables = after.tables.map(\.name).filter { item.before[$0] == nil }
        let isInitial = !tables.isEmpty && item.before.tables.allSatisfy { after[$0.name] == $0 }
        let present = tables.filter { live[$0] != nil }
        guard isInitial, !present.isEmpty else { continue }
        try check(live, against: after, tables, of: item.definition.id)
        try await record(item.definition, plan.history, tool: "fake")
        options.report(.recorded(item.definition.id))
        recorded.append(item.definition.id)
      }
      return recorded
    }
  }

  /// What the database's schema and the history differ in. Tables that the history does not have are of others, and are
  /// not looked at.
  ///
  /// - Returns: The changes that would bring the database to the schema of the migrations that it has; none if it is there.
  public func drift() async throws -> [SchemaChange] {
    let plan = try await plan()
    let live = try await database.schemaState(like: plan.state)
    return try SchemaComparison.changes(
      from: SchemaComparison.restricted(live, to: plan.state), to: plan.state, on: database.dialect)
  }

  // MARK: Adopting

  /// The plan for a database without records: if it has tables of the history, the migrations that they are the result of
  /// are recorded.
  func adopting(_ plan: MigrationPlan, _ target: Target) async throws -> MigrationPlan {
    guard options.adoptsTables, plan.applied.isEmpty, plan.items.allSatisfy({ $0.stepsDone == 0 && $0.isForwards })
    else { return plan }
    let live = try await database.schemaState(like: plan.history.state())
    let names = Set(try plan.history.migrations.flatMap { try plan.history.state(before: $0.id).tables.map(\.name) })
    let last = try plan.history.state()
    let known = names.union(last.tables.map(\.name))
    guard live.tables.contains(where: { known.contains($0.name) }) else { return plan }
    var state = SchemaState()
    var found: Int?
    for (index, definition) in plan.history.migrations.enumerated() {
      state = try definition.state(after: state)
      let isSame = known.allSatisfy { SchemaComparison.areEqual(live[$0], state[$0], on: database.dialect) }
      if isSame && !state.tables.isEmpty { found = index }
    }
    guard let found else {
      try check(live, against: last, last.tables.map(\.name), of: plan.history.migrations.last?.id)
      throw MigrationError(
        .drift,
        "The database has tables of the history, but no records, and its schema is not that of any migration. Compare "
          + "them (drift), or record what is there (migrate --fake).")
    }
    for definition in plan.history.migrations[...found] {
      try await record(definition, plan.history, tool: "adopted")
      options.report(.recorded(definition.id))
    }
    return try await self.plan(to: target)
  }

  private func check(
    _ live: SchemaState, against state: SchemaState, _ tables: [String], of id: MigrationID?
  ) throws {
    let wanted = SchemaState(tables.compactMap { state[$0] })
    let found = SchemaState(tables.compactMap { live[$0] })
    let changes = try SchemaComparison.changes(from: found, to: wanted, on: database.dialect)
    if changes.isEmpty { return }
    throw MigrationError(
      .drift,
      "The database has tables of the history that are different; to be as it says, it would have to: "
        + changes.prefix(10).map(\.summary).joined(separator: "; ") + (changes.count > 10 ? "; …" : "") + ".", in: id)
  }

  // MARK: Recording

  /// Records a migration as applied.
  func record(_ definition: MigrationDefinition, _ history: MigrationHistory, tool: String) async throws {
    let before = try history.state(before: definition.id)
    let effect = try definition.effect(before: before, after: definition.state(after: before))
    try await unrecord(definition.id)
    try await recorder.add(
      MigrationRecord(
        id: definition.id, checksum: definition.checksum, effect: effect, status: .applied, stepsDone: 0,
        stepsTotal: 0, fingerprints: [], isInDoubt: false, cursor: nil, error: nil, startedAt: Date(),
        finishedAt: Date(), tool: tool))
  }

  private func unrecord(_ id: MigrationID) async throws {
    try await database.execute("DELETE FROM kindred_migrations WHERE app = \(id.app) AND name = \(id.name)")
  }
}
