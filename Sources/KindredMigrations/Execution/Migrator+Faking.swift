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
      var recorded: [MigrationID] = []
      for item in plan.items where item.isForwards && item.stepsDone == 0 {
        let after = try item.definition.state(after: item.before)
        let tables = after.tables.map(\.name).filter { item.before[$0] == nil }
        let isInitial = !tables.isEmpty && item.before.tables.allSatisfy { after[$0.name] == $0 }
        let live = try await database.schemaState(like: after)
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
    return try SchemaState(live.tables.filter { plan.state[$0.name] != nil }).changes(to: plan.state)
  }

  // MARK: Adopting

  /// The plan for a database without records: if it has tables of the history, the migrations that they are the result of
  /// are recorded.
  func adopting(_ plan: MigrationPlan, _ target: Target) async throws -> MigrationPlan {
    guard options.adoptsTables, !plan.hasRecords else { return plan }
    // Without a lock, another process may be creating the tables right now: a transaction keeps it from that.
    let found =
      MigrationLock.isNeeded(database)
      ? try await adopt(plan.history) : try await database.schemaTransaction { try await adopt(plan.history) }
    found.forEach { options.report(.recorded($0)) }
    return found.isEmpty ? plan : try await self.plan(to: target)
  }

  /// Records the migrations that the database's tables are the result of.
  private func adopt(_ history: MigrationHistory) async throws -> [MigrationID] {
    guard try await recorder.records()?.isEmpty ?? true else { return [] }
    var states: [SchemaState] = []
    for definition in history.migrations { states.append(try definition.state(after: states.last ?? SchemaState())) }
    guard let last = states.last else { return [] }
    let known = Set(states.flatMap(\.tables).map(\.name))
    let present = try await database.schemaState(like: last)
    let own = present.tables.filter { known.contains($0.name) }
    if own.isEmpty { return [] }
    guard let found = try await place(of: own, among: states) else {
      try check(present, against: last, last.tables.map(\.name), of: history.migrations.last?.id)
      throw MigrationError(
        .drift,
        "The database has tables of the history, but no records, and its schema is not that of any migration. Compare "
          + "them (drift), or record what is there (migrate --fake).")
    }
    let adopted = history.migrations[...found]
    for definition in adopted { try await record(definition, history, tool: "adopted") }
    return adopted.map(\.id)
  }

  /// The last state that the database's tables are in.
  private func place(of own: [TableState], among states: [SchemaState]) async throws -> Int? {
    for (index, state) in states.enumerated().reversed() where !state.tables.isEmpty {
      // Reading the catalogue takes a while, so most states are left out by the names alone.
      let isPossible =
        own.count == state.tables.count
        && own.allSatisfy { table in
          state[table.name].map { Set($0.columns.map(\.name)) == Set(table.columns.map(\.name)) } ?? false
        }
      guard isPossible else { continue }
      let live = try await database.schemaState(like: state)
      if state.tables.allSatisfy({ live[$0.name] == $0 }) { return index }
    }
    return nil
  }

  private func check(
    _ live: SchemaState, against state: SchemaState, _ tables: [String], of id: MigrationID?
  ) throws {
    let wanted = SchemaState(tables.compactMap { state[$0] })
    let changes = try SchemaState(tables.compactMap { live[$0] }).changes(to: wanted)
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
