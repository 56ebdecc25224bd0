import KindredCore

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
          try await unrecord(item.definition)
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

  // MARK: Recording

  /// Records a migration as applied.
  func record(_ definition: MigrationDefinition, _ history: MigrationHistory, tool: String) async throws {
    let before = try history.state(before: definition.id)
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
