import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Migrator {
  /// Records migrations as applied or undone, without running them: all of them, or none where something fails.
  ///
  /// ```swift
  /// try await migrator.fake(to: .migration("Blog.0004_tags"))
  /// ```
  ///
  /// - Returns: The migrations, also those whose records were brought up to date because their edits are accepted.
  /// - Throws: ``MigrationError``, also of the code ``MigrationError/Code/lockLost`` where another process has begun to
  ///   migrate because this one stood still.
  @discardableResult
  public func fake(to target: Target = .latest) async throws -> [MigrationID] {
    try await locked { lock in
      // One transaction for all records, in which SQLite has them to itself.
      let ids = try await database.schemaTransaction {
        let plan = try await plan(to: target)
        let items = plan.items
        // Those whose edits are accepted, for example.
        let others = try await recordUnrecorded(plan)
        for item in items {
          if item.isForwards {
            try await record(item.definition, before: item.before, tool: "fake")
          } else {
            try await unrecord(item.definition)
          }
        }
        let ids = others + items.map(\.definition.id)
        if let last = ids.last { try await lock?.check(last) }
        return ids
      }
      for id in ids { options.report(.recorded(id)) }
      return ids
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
        // Reading the catalogue takes a while.
        guard isInitial else { continue }
        let live = try await database.schemaState(like: after)
        guard tables.contains(where: { live[$0] != nil }) else { continue }
        try check(live, against: after, tables, of: item.definition.id)
        try await record(item.definition, before: item.before, tool: "fake")
        options.report(.recorded(item.definition.id))
        recorded.append(item.definition.id)
      }
      return recorded
    }
  }

  // MARK: Recording

  /// Records a migration as applied.
  ///
  /// - Parameter before: The schema before it. A caller that records many has it; replaying the history for each one takes
  ///   a long time.
  func record(_ definition: MigrationDefinition, before: SchemaState, tool: String) async throws {
    let effect = try definition.effect(before: before, after: definition.state(after: before))
    try await recorder.forget(definition.id)
    try await recorder.add(
      MigrationRecord(
        id: definition.id, checksum: definition.checksum, effect: effect, status: .applied, stepsDone: 0,
        stepsTotal: 0, fingerprints: [], isInDoubt: false, cursor: nil, error: nil, startedAt: Date(),
        finishedAt: Date(), tool: tool))
  }

  private func unrecord(_ definition: MigrationDefinition) async throws {
    for id in [definition.id] + definition.replaces { try await recorder.forget(id) }
  }
}
