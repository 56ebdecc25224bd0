public import KindredCore

/// What is to be done to reach a target.
public struct MigrationPlan: Sendable {
  /// A migration that is applied or undone.
  public struct Item: Sendable {
    /// The migration.
    public let definition: MigrationDefinition
    /// Whether it is applied; otherwise it is undone.
    public let isForwards: Bool
    /// The schema before the migration, or after it is undone.
    public let before: SchemaState
    /// The number of steps that an interrupted run has done.
    public let stepsDone: Int
  }

  /// The migrations, in the order in which they are applied or undone.
  public internal(set) var items: [Item]
  /// The history that the database follows.
  public let history: MigrationHistory
  /// What differs from the records without keeping the migrations from being applied.
  public let warnings: [(MigrationID, String)]
  /// The migrations that are applied, but not recorded as they are: those that replace others that are all applied, and
  /// those whose edits are accepted.
  let unrecorded: [MigrationDefinition]
  /// The migrations that were to be undone, of which nothing is undone, and which stay applied.
  let kept: [MigrationID]
  /// Whether the database knows of any migration.
  let hasRecords: Bool
  /// The migrations that are applied.
  public let applied: Set<MigrationID>
  /// The schema of what is applied.
  public let state: SchemaState

  /// Whether there is nothing to do.
  public var isEmpty: Bool { items.isEmpty && unrecorded.isEmpty && kept.isEmpty }

  init(
    definitions: [MigrationDefinition], records: [MigrationID: MigrationRecord], target: Migrator.Target,
    options: MigratorOptions
  ) throws {
    hasRecords = !records.isEmpty
    let recorded = Set(records.values.filter(\.isApplied).map(\.id))
    history = try MigrationHistory(definitions, applied: recorded)
    try history.checkLeaves()
    let history = history
    let counted = ReplacedMigrations.counted(recorded, definitions).filter { history[$0] != nil }
    applied = counted
    try Self.checkOrder(history, counted)
    warnings = try RecordComparison(history, records).check(accepting: options.acceptedEdits)
    state = try history.state(after: counted)

    var moves = try PlannedMoves(history, applied: counted, records)
    try moves.go(to: target, stage: options.stage)
    items = try moves.items(from: state)
    let undone = Set(items.filter { !$0.isForwards }.map(\.definition.id))
    kept = history.migrations.map(\.id).filter {
      counted.contains($0) && !undone.contains($0) && records[$0]?.status == .reverting
    }
    unrecorded = history.migrations.filter { definition in
      guard counted.contains(definition.id) else { return false }
      guard let record = records[definition.id] else { return true }
      if record.status == .reverting { return false }
      return options.acceptedEdits.contains(definition.id) && record.checksum != definition.checksum
    }
  }

  /// - Throws: ``MigrationError/Code/inconsistentHistory`` when a migration is applied and one that it comes after is not.
  private static func checkOrder(_ history: MigrationHistory, _ applied: Set<MigrationID>) throws {
    for migration in history.migrations where applied.contains(migration.id) {
      guard let missing = migration.after.first(where: { !applied.contains($0) }) else { continue }
      throw MigrationError(
        .inconsistentHistory,
        "\(migration.id) is applied, but \(missing), which it comes after, is not. If the schema is as \(missing) would "
          + "make it, record that one (migrate --fake).", in: migration.id)
    }
  }
}

/// Chooses what is applied and undone.
private struct PlannedMoves {
  private let history: MigrationHistory
  private var applied: Set<MigrationID>
  private let records: [MigrationID: MigrationRecord]
  private var moves: [(definition: MigrationDefinition, isForwards: Bool)] = []

  /// Finishes what was interrupted first.
  init(
    _ history: MigrationHistory, applied: Set<MigrationID>, _ records: [MigrationID: MigrationRecord]
  ) throws {
    self.history = history
    self.applied = applied
    self.records = records
    for migration in history.migrations.reversed() {
      if let record = records[migration.id], record.status == .reverting, !record.isApplied {
        moves.append((migration, false))
      }
    }
    for migration in history.migrations where records[migration.id]?.status == .applying { apply(migration) }
  }

  private mutating func apply(_ migration: MigrationDefinition) {
    moves.append((migration, true))
    applied.insert(migration.id)
  }

  private mutating func undo(_ ids: Set<MigrationID>) {
    for migration in history.migrations.reversed() where ids.contains(migration.id) && applied.contains(migration.id) {
      moves.append((migration, false))
      applied.remove(migration.id)
    }
  }

  private mutating func apply(_ ids: Set<MigrationID>, stage: MigrationStage?) {
    for migration in history.migrations where ids.contains(migration.id) && !applied.contains(migration.id) {
      if stage == .expand && migration.stage == .contract { continue }
      // What comes after one that is left out is left out as well.
      if !applied.isSuperset(of: migration.after) { continue }
      apply(migration)
    }
  }

  mutating func go(to target: Migrator.Target, stage: MigrationStage?) throws {
    switch target {
    case .latest: apply(Set(history.migrations.map(\.id)), stage: stage)
    case .module(let app):
      try checkApp(app)
      apply(withAncestors(history.leaves(of: app)), stage: stage)
    case .migration(let id):
      guard history[id] != nil else {
        throw MigrationError(.unknownMigration, "There is no migration \(id).", in: id)
      }
      if applied.contains(id) {
        let later = history.descendants(of: id).filter { $0.app == id.app }
        undo(later.union(history.descendants(of: later)))
      } else {
        apply(withAncestors([id]), stage: stage)
      }
    case .zero(let app):
      try checkApp(app)
      let own = Set(history.migrations.map(\.id).filter { $0.app == app })
      undo(own.union(history.descendants(of: own)))
    }
  }

  private func checkApp(_ app: String) throws {
    if history.apps.contains(app) { return }
    throw MigrationError(
      .unknownMigration,
      "No module \(app) has migrations; those that have are \(history.apps.joined(separator: ", ")).")
  }

  private func withAncestors(_ ids: [MigrationID]) -> Set<MigrationID> {
    Set(ids).union(history.ancestors(of: ids))
  }

  /// The moves with the schema before each migration.
  func items(from state: SchemaState) throws -> [MigrationPlan.Item] {
    var items: [MigrationPlan.Item] = []
    var state = state
    var present = presentAtFirst
    var rest = moves[...]
    while let isForwards = rest.first?.isForwards {
      let run = rest.prefix { $0.isForwards == isForwards }.map(\.definition)
      rest = rest.dropFirst(run.count)
      var befores: [SchemaState] = []
      if isForwards {
        for definition in run {
          befores.append(state)
          try definition.apply(to: &state)
        }
        present.formUnion(run.map(\.id))
      } else {
        // What is undone comes after what stays, so that one replay passes the schema before each.
        present.subtract(run.map(\.id))
        state = try history.state(after: present)
        var later = state
        for definition in run.reversed() {
          befores.append(later)
          try definition.apply(to: &later)
        }
        befores.reverse()
      }
      items += zip(run, befores).map { definition, before in
        MigrationPlan.Item(
          definition: definition, isForwards: isForwards, before: before,
          stepsDone: unfinished(definition.id)?.stepsDone ?? 0)
      }
    }
    return items
  }

  /// The migrations that are applied before the moves.
  private var presentAtFirst: Set<MigrationID> {
    let first = Dictionary(moves.map { ($0.definition.id, $0.isForwards) }) { first, _ in first }
    return Set(
      history.migrations.map(\.id).filter { id in
        guard let isForwards = first[id] else { return applied.contains(id) }
        return !isForwards && (records[id].map { $0.status != .reverting || $0.isApplied } ?? true)
      })
  }

  private func unfinished(_ id: MigrationID) -> MigrationRecord? {
    records[id].flatMap { $0.status == .applied ? nil : $0 }
  }
}

/// Compares the migrations with the records of a database.
private struct RecordComparison {
  private let history: MigrationHistory
  private let records: [MigrationID: MigrationRecord]

  init(_ history: MigrationHistory, _ records: [MigrationID: MigrationRecord]) {
    self.history = history
    self.records = records
  }

  /// - Returns: Warnings.
  /// - Throws: ``MigrationError/Code/edited`` for one that was edited with another result.
  func check(accepting accepted: Set<MigrationID>) throws -> [(MigrationID, String)] {
    var warnings: [(MigrationID, String)] = []
    for definition in history.migrations {
      guard let record = records[definition.id], record.status == .applied else { continue }
      if record.checksum == definition.checksum || accepted.contains(definition.id) { continue }
      if try !hasSameEffect(definition, as: record) {
        throw MigrationError(
          .edited,
          "It was edited after it had been applied, and makes another schema now. Restore it and write a new migration; or "
            + "accept the edit (--accept-edited \(definition.id)) if the database is as it says.", in: definition.id)
      }
      warnings.append(
        (definition.id, "It was edited after it had been applied; the schema that it makes is the same."))
    }
    return warnings
  }

  /// Whether a migration still does what was recorded.
  ///
  /// The record speaks of the tables as they were then. What else was applied at that time is not known: the migrations that it
  /// comes after, all before it in order, or all that are applied now but those that come after it.
  private func hasSameEffect(_ definition: MigrationDefinition, as record: MigrationRecord) throws -> Bool {
    let applied = Set(history.migrations.map(\.id).filter { records[$0]?.isApplied == true })
    let bases = [
      history.ancestors(of: definition.id),
      Set(history.migrations.map(\.id).prefix { $0 != definition.id }),
      applied.subtracting(history.descendants(of: definition.id)).subtracting([definition.id]),
    ]
    return try bases.contains { ids in
      let before = try history.state(after: ids)
      return try definition.effect(before: before, after: definition.state(after: before)) == record.effect
    }
  }
}
