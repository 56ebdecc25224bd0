public import KindredCore

/// What a rehearsal has found.
public struct RehearsalReport: Sendable {
  /// A migration that was rehearsed.
  public struct Item: Sendable {
    /// The migration.
    public let id: MigrationID
    /// How long it took on the copy.
    public let forwards: Duration
    /// How long undoing it took; nil if it cannot be undone.
    public let backwards: Duration?
  }

  /// The migrations, in order.
  public let items: [Item]
}

extension Migrator {
  /// Applies the pending migrations to a copy of the database, undoes them and applies them again. The database itself is
  /// not changed.
  ///
  /// SQLite only, whose copies are files.
  ///
  /// - Throws: What applying or undoing them throws; ``MigrationError/Code/drift`` if the schema afterwards is not that of
  ///   the history; ``KindredError/Code/cannotOpen`` if no copy can be made.
  public func rehearse(to target: Target = .latest) async throws -> RehearsalReport {
    try await database.withCopy { copy in
      var migrator = self
      migrator = Migrator(copy, definitions: definitions, options: options)
      var forwards: [MigrationID: Duration] = [:]
      var backwards: [MigrationID: Duration] = [:]
      let plan = try await migrator.plan(to: target).items
      for item in plan { forwards[item.definition.id] = try await migrator.time(.migration(item.definition.id)) }
      for item in plan.reversed() {
        do {
          backwards[item.definition.id] = try await migrator.timeUndoing(item.definition.id)
        } catch let error as MigrationError where error.code == .irreversible {
          break
        }
      }
      try await migrator.migrate(to: target)
      let changes = try await migrator.drift()
      if !changes.isEmpty {
        throw MigrationError(
          .drift,
          "After the rehearsal, the schema is not that of the history: "
            + changes.prefix(10).map(\.summary).joined(separator: "; "))
      }
      return RehearsalReport(
        items: plan.map { item in
          RehearsalReport.Item(
            id: item.definition.id, forwards: forwards[item.definition.id] ?? .zero,
            backwards: backwards[item.definition.id])
        })
    }
  }

  private func time(_ target: Target) async throws -> Duration {
    let start = ContinuousClock.now
    try await migrate(to: target)
    return ContinuousClock.now - start
  }

  private func timeUndoing(_ id: MigrationID) async throws -> Duration {
    let start = ContinuousClock.now
    try await undo(id)
    return ContinuousClock.now - start
  }

  /// Undoes one migration that nothing applied comes after.
  func undo(_ id: MigrationID) async throws {
    try await locked { lock in
      let plan = try await plan()
      guard let definition = plan.history[id], plan.applied.contains(id) else { return }
      let item = MigrationPlan.Item(
        definition: definition, isForwards: false,
        before: try plan.history.state(after: plan.applied.subtracting([id])),
        stepsDone: 0)
      try await runner(for: item, of: plan.history, lock).run()
    }
  }
}
