import KindredCore

extension Migrator {
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
    for (definition, before) in zip(adopted, [SchemaState()] + states) {
      try await record(definition, before: before, tool: "adopted")
      let others = try definition.operationsBesideSchema(after: before)
      if others.isEmpty { continue }
      options.report(
        .warning(
          definition.id,
          "recorded without being run, because the tables are there already. It also has to: "
            + others.map(\.summary).joined(separator: "; ")))
    }
    return adopted.map(\.id)
  }

  /// The first of the migrations that end in the last state that the database's tables are in. Those that come behind it
  /// and do not change the schema have not run.
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
      guard state.tables.allSatisfy({ live[$0.name] == $0 }) else { continue }
      return states[..<index].lastIndex { $0 != state }.map { $0 + 1 } ?? 0
    }
    return nil
  }

  func check(
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
}

extension MigrationDefinition {
  /// The operations that change nothing of the schema.
  fileprivate func operationsBesideSchema(after before: SchemaState) throws -> [any SchemaOperation] {
    var state = before
    return try operations.filter { operation in
      let changes = try operation.changes(in: state)
      state = try state.applying(changes)
      return changes.isEmpty
    }
  }
}
