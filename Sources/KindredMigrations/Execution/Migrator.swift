public import KindredCore

/// Brings a database to the schema of a history of migrations.
///
/// ```swift
/// let migrator = Migrator(database, migrations: BlogMigrations.all)
/// try await migrator.migrate()
/// ```
///
/// It can be called in every process at start: one of them migrates, the others wait, and where nothing is to be done it
/// is one query. Each step is recorded together with what it does, so a process that stops in the middle loses nothing:
/// the next one goes on behind the last step.
public struct Migrator: Sendable {
  /// Where to migrate to.
  public enum Target: Sendable, Hashable {
    /// All migrations are applied.
    case latest
    /// All migrations of a module are applied, and those that they come after.
    case module(String)
    /// A migration is applied, and nothing that comes after it in its module.
    case migration(MigrationID)
    /// No migration of a module is applied.
    case zero(String)
  }

  /// The database.
  public let database: Database
  /// The migrations, in any order.
  public let definitions: [MigrationDefinition]
  /// How it works.
  public var options: MigratorOptions

  /// Makes a migrator.
  public init(
    _ database: Database, migrations: [any Migration.Type], options: MigratorOptions = MigratorOptions()
  ) {
    self.init(database, definitions: MigrationDefinition.all(of: migrations), options: options)
  }

  /// Makes a migrator.
  public init(_ database: Database, definitions: [MigrationDefinition], options: MigratorOptions = MigratorOptions()) {
    self.database = database
    self.definitions = definitions
    self.options = options
  }

  var recorder: MigrationRecorder { MigrationRecorder(database: database) }

  /// Applies and undoes migrations, until the target is reached.
  ///
  /// - Returns: What was done.
  /// - Throws: ``MigrationError``. What is done until then is recorded.
  @discardableResult
  public func migrate(to target: Target = .latest) async throws -> [MigrationPlan.Item] {
    let plan = try await plan(to: target)
    if plan.isEmpty { return [] }
    return try await locked { lock in
      // Others may have migrated while this process waited.
      let plan = try await adopting(try await self.plan(to: target), target)
      for warning in plan.warnings { options.report(.warning(warning.0, warning.1)) }
      for id in try await recordUnrecorded(plan) { options.report(.recorded(id)) }
      // What cannot be undone, and models that do not fit, are found before anything is run.
      let runners = try plan.items.map { try runner(for: $0, of: plan.history, lock) }
      for (item, runner) in zip(plan.items, runners) {
        try await checkReleases(item)
        try await runner.run()
      }
      // The last of those that a migration replaces may be applied now.
      if !plan.items.isEmpty {
        for id in try await recordUnrecorded(self.plan(to: target)) { options.report(.recorded(id)) }
      }
      return plan.items
    }
  }

  /// Records the migrations that count as applied without a record of what they are now: those all of whose replaced ones
  /// are applied, those whose edits are accepted, and those that were to be undone and are not.
  ///
  /// - Returns: The migrations.
  func recordUnrecorded(_ plan: MigrationPlan) async throws -> [MigrationID] {
    for id in plan.kept { try await recorder.giveUpUndoing(id) }
    for definition in plan.unrecorded {
      try await record(definition, before: plan.history.state(before: definition.id), tool: options.tool)
    }
    return plan.kept + plan.unrecorded.map(\.id)
  }

  /// What ``migrate(to:)`` would do. Nothing is changed.
  public func plan(to target: Target = .latest) async throws -> MigrationPlan {
    let records = try await recorder.records()
    return try MigrationPlan(
      definitions: definitions, records: records ?? [:], target: target, options: options)
  }

  /// All migrations, in their order, with what the database knows of them. Records of migrations that this program does
  /// not have come last.
  public func status() async throws -> [MigrationStatus] {
    let records = try await recorder.records() ?? [:]
    let applied = Set(records.values.filter(\.isApplied).map(\.id))
    let history = try MigrationHistory(definitions, applied: applied)
    let counted = ReplacedMigrations.counted(applied, definitions)
    let known = history.migrations.map { definition in
      MigrationStatus(
        id: definition.id, stage: definition.stage, record: records[definition.id],
        isApplied: counted.contains(definition.id), isKnown: true)
    }
    let replaced = Set(definitions.flatMap(\.replaces))
    let others = records.keys.filter { history[$0] == nil && !replaced.contains($0) }.sorted().map { id in
      MigrationStatus(id: id, stage: .expand, record: records[id], isApplied: applied.contains(id), isKnown: false)
    }
    return known + others
  }

  // MARK: Running

  /// Runs the closure while no other process migrates.
  func locked<Result>(_ body: (MigrationLock?) async throws -> Result) async throws -> Result {
    try await prepare()
    guard MigrationLock.isNeeded(database) else { return try await body(nil) }
    let lock = try await MigrationLock.take(
      on: database, holder: MigratorOptions.holder, lifetime: options.lockLifetime, within: options.lockTimeout
    ) { holder, migration in
      options.report(.waiting(holder: holder, migration: migration.map(MigrationID.init(stringLiteral:))))
    }
    return try await lock.keep { try await body(lock) }
  }

  /// Creates the tables of the records, if they are missing.
  private func prepare() async throws {
    let tables =
      MigrationLock.isNeeded(database) ? [MigrationRecord.table, MigrationRecord.lockTable] : [MigrationRecord.table]
    try await database.createOwnTables(tables)
  }

  func runner(
    for item: MigrationPlan.Item, of history: MigrationHistory, _ lock: MigrationLock?
  ) throws -> MigrationRunner {
    let definition = item.definition
    let after = try definition.state(after: item.before)
    if item.isForwards { try definition.checkModels(before: item.before, after: after) }
    let operations = item.isForwards ? definition.operations : try definition.reversed(in: item.before)
    return MigrationRunner(
      database: database, recorder: recorder, lock: lock, options: options, history: history,
      definition: definition, isForwards: item.isForwards,
      effect: try definition.effect(before: item.before, after: after)
    ) {
      var editing = SchemaEditorOptions(isOnline: options.isOnline)
      // The views and triggers of the database, which a table that is copied keeps.
      editing.extras = try await database.schemaExtras(like: item.isForwards ? item.before : after)
      return try WorkPlanner(dialect: database.dialect, editor: database.dialect.schemaEditor, options: editing).units(
        of: operations, from: item.isForwards ? item.before : after, in: definition)
    }
  }
}

/// A migration and what a database knows of it.
public struct MigrationStatus: Sendable {
  /// The migration's name.
  public let id: MigrationID
  /// Its stage.
  public let stage: MigrationStage
  /// The record; nil if the database has none.
  public let record: MigrationRecord?
  /// Whether it is applied, by itself or through those that it replaces.
  public let isApplied: Bool
  /// Whether this program has it.
  public let isKnown: Bool
}
