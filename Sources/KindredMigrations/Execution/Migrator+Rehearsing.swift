import KindredCore

extension Migrator {
  /// Applies the pending migrations to a copy of the database, undoes them and applies them again. The database itself is
  /// not changed.
  ///
  /// ```swift
  /// let report = try await Migrator(database, migrations: BlogMigrations.all).rehearse()
  /// for item in report.items { print(item.id, item.duration, item.losses.map(\.change)) }
  /// ```
  ///
  /// The copy has all rows, so that the times are those of the database. On SQLite it is a file. On PostgreSQL the server
  /// makes it, which it only does while nobody else is connected to the database.
  ///
  /// - Throws: What applying or undoing them throws; ``MigrationError/Code/drift`` if the schema afterwards is not that of
  ///   the history; ``KindredError/Code/cannotOpen`` if no copy can be made, with what to do instead.
  public func rehearse(to target: Target = .latest) async throws -> RehearsalReport {
    try await database.withCopy { copy in
      RehearsalReport(items: try await Rehearsal(on: copy, like: self).run(to: target))
    }
  }

  /// The plan for a database whose tables may have been made without migrations.
  fileprivate func adoptedPlan(to target: Target) async throws -> MigrationPlan {
    try await locked { _ in try await adopting(try await plan(to: target), target) }
  }

  /// Applies or undoes one migration of a plan.
  fileprivate func move(_ item: MigrationPlan.Item, isForwards: Bool) async throws {
    try await locked { lock in
      let item = MigrationPlan.Item(
        definition: item.definition, isForwards: isForwards, before: item.before, stepsDone: 0)
      try await runner(for: item, of: plan().history, lock).run()
    }
  }
}

/// A run on a copy: there, back, and there again.
private struct Rehearsal {
  private let copy: Database
  private let migrator: Migrator
  private let notes: RehearsalNotes

  init(on copy: Database, like migrator: Migrator) {
    self.copy = copy
    let notes = RehearsalNotes(copy)
    var options = migrator.options
    // Nobody runs on the copy.
    options.ignoresReleases = true
    options.measure = { try await notes.add($0, $1, $2) }
    self.notes = notes
    self.migrator = Migrator(copy, definitions: migrator.definitions, options: options)
  }

  func run(to target: Migrator.Target) async throws -> [RehearsalReport.Item] {
    let plan = try await migrator.adoptedPlan(to: target).items
    var there: [Duration] = []
    var losses: [[RehearsalReport.Loss]] = []
    for item in plan {
      losses.append(try await RehearsalLosses(of: item, on: copy).counted())
      there.append(try await time { try await migrator.move(item, isForwards: item.isForwards) })
    }
    let work = notes.taken
    var back: [Duration] = []
    var problem: String?
    do {
      for item in plan.reversed() {
        back.insert(try await time { try await migrator.move(item, isForwards: !item.isForwards) }, at: 0)
      }
    } catch let error as MigrationError where error.code == .irreversible || error.isAboutRows {
      // Those before it stay as they are.
      problem = error.description
    }
    // One that is undone by half can only be undone to its end, for which the rows would have to be others.
    let records = try await migrator.recorder.records() ?? [:]
    if !records.values.contains(where: { $0.status == .reverting && !$0.isApplied }) {
      try await migrator.migrate(to: target)
      try await checkSchema()
    }
    let missing = plan.count - back.count
    return plan.indices.map { index in
      RehearsalReport.Item(
        id: plan[index].definition.id, isForwards: plan[index].isForwards, duration: there[index],
        timeBack: index < missing ? nil : back[index - missing],
        problemBack: index == missing - 1 ? problem : nil, work: work[plan[index].definition.id] ?? [],
        losses: losses[index])
    }
  }

  private func time(_ body: () async throws -> Void) async throws -> Duration {
    let start = ContinuousClock.now
    try await body()
    return .now - start
  }

  private func checkSchema() async throws {
    let changes = try await migrator.drift()
    if changes.isEmpty { return }
    throw MigrationError(
      .drift,
      "After the rehearsal, the schema is not that of the history: "
        + changes.prefix(10).map(\.summary).joined(separator: "; "))
  }
}
