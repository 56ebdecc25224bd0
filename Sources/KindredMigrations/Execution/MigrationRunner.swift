import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Runs the work of one migration, and records each step together with what it does.
struct MigrationRunner: Sendable {
  let database: Database
  let recorder: MigrationRecorder
  /// nil for a database that needs none.
  let lock: MigrationLock?
  let options: MigratorOptions
  let history: MigrationHistory
  let definition: MigrationDefinition
  let isForwards: Bool
  /// The hash of the tables that it changes.
  let effect: String
  /// Makes the work for the database as it is.
  let makeUnits: @Sendable () async throws -> [WorkUnit]

  var id: MigrationID { definition.id }
  var running: MigrationRecord.Status { isForwards ? .applying : .reverting }

  /// Runs the steps that are not done yet.
  func run() async throws {
    let start = ContinuousClock.now
    try await lock?.note(id)
    var units = try await makeUnits()
    guard var record = try await begin(units) else { return }
    options.report(
      .began(id, isForwards: isForwards, stepsDone: record.stepsDone, stepsTotal: units.count))
    do {
      while record.stepsDone < units.count {
        try Task.checkCancellation()
        let next = units[record.stepsDone]
        do {
          record = try await runNext(record, units)
        } catch let error as MigrationError where error.code == .lockLost && lock == nil {
          // Without a lock, another process may have done this step; then this one goes on behind it.
          guard let current = try await recorder.record(of: id), current.status == running else { return }
          record = current
        }
        if next.mayMakeExtras, record.stepsDone < units.count { units = try await makeUnits() }
      }
      if units.isEmpty { try await finishEmpty(record) }
    } catch {
      let kept = await withdrawing(record, units, after: error)
      await recorder.note(error, in: kept)
      throw wrapped(error, at: record.stepsDone, of: units)
    }
    options.report(.finished(id, isForwards: isForwards, ContinuousClock.now - start))
  }

  // MARK: Beginning

  /// The record to go on with; nil if another process has finished the migration.
  private func begin(_ units: [WorkUnit]) async throws -> MigrationRecord? {
    let begun =
      if lock == nil {
        // Another process may go to another target. So what this migration comes after, or what comes after it, is looked at
        // in the transaction that stores its record.
        try await database.schemaTransaction {
          let begun = try await findOrAddRecord(units)
          if begun?.isNew == true { try await checkNeighbours() }
          return begun
        }
      } else {
        try await findOrAddRecord(units)
      }
    if begun?.isNew == true, isForwards { try await options.point(.afterStep) }
    return begun?.record
  }

  /// - Throws: ``MigrationError/Code/lockLost`` when another process has gone the other way.
  private func checkNeighbours() async throws {
    let records = try await recorder.records() ?? [:]
    // One that is to be undone does not count here, although nothing of it is undone yet: another process may be about to.
    let done = records.values.filter { $0.status == .applied }.map(\.id)
    let applied = ReplacedMigrations.counted(Set(done), history.migrations)
    if isForwards, let missing = definition.after.first(where: { !applied.contains($0) }) {
      throw MigrationError(
        .lockLost, "Another process has undone \(missing) meanwhile, which this one comes after. Migrate again.", in: id
      )
    }
    if !isForwards, let later = history.migrations.first(where: { $0.after.contains(id) && records[$0.id] != nil }) {
      throw MigrationError(
        .lockLost, "Another process has applied \(later.id) meanwhile, which comes after this one. Migrate again.",
        in: id)
    }
  }

  /// The record, and whether the migration begins with it; nil if another process has finished the migration.
  private func findOrAddRecord(_ units: [WorkUnit]) async throws -> (record: MigrationRecord, isNew: Bool)? {
    let new = MigrationRecord(
      id: id, checksum: definition.checksum, effect: effect, status: running, stepsDone: 0, stepsTotal: units.count,
      fingerprints: [], isInDoubt: false, cursor: nil, error: nil, startedAt: Date(), finishedAt: nil,
      tool: options.tool)
    guard var record = try await recorder.record(of: id) else {
      if !isForwards { return nil }
      try await checkRows(units)
      try await recorder.add(new)
      return (new, true)
    }
    if record.status == .applied, !isForwards {
      try await checkRows(units)
      let (steps, status) = (record.stepsDone, record.status)
      record = new
      try await recorder.store(record, after: steps, status)
      return (record, true)
    }
    guard record.status == running else { return nil }
    if record.stepsDone == 0, record.cursor == nil, !record.isInDoubt { try await checkRows(units) }
    let known = units.prefix(record.stepsDone).map(\.fingerprint)
    if known != record.fingerprints {
      throw MigrationError(
        .edited,
        "\(record.stepsDone) of its steps are done, and have been edited since. Restore them; the steps behind them may "
          + "be edited.", in: id)
    }
    record.stepsTotal = units.count
    record.checksum = definition.checksum
    record.effect = effect
    return (record, false)
  }

  /// Records a migration that has nothing to run.
  private func finishEmpty(_ record: MigrationRecord) async throws {
    try await transaction { try await store(record, advancedBy: [], of: 0) }
  }

  // MARK: Steps

  private func runNext(_ record: MigrationRecord, _ units: [WorkUnit]) async throws -> MigrationRecord {
    let unit = units[record.stepsDone]
    options.report(.step(id, summary: unit.summary, number: record.stepsDone + 1, of: units.count))
    switch unit.kind {
    case .backfill(let backfill):
      let filling = try BackfillRunner(backfill, unit.before, on: database)
      return try await fill(filling, unit, record, of: units.count)
    case .schema(let step):
      if let fill = step.fill {
        let filling = try BackfillRunner(fill, unit.before, batch: options.fillBatch, on: database)
        return try await self.fill(filling, unit, record, of: units.count)
      }
      return try await unit.isTransactional ? runSegment(record, units) : runAlone(unit, record, of: units.count)
    case .sql, .swift:
      return try await unit.isTransactional ? runSegment(record, units) : runAlone(unit, record, of: units.count)
    }
  }

  /// Runs the next steps that share a transaction, with their record.
  private func runSegment(_ record: MigrationRecord, _ units: [WorkUnit]) async throws -> MigrationRecord {
    let isShared = options.isOnline && MigrationLock.isNeeded(database)
    let segment = UnitSegment(of: units[record.stepsDone...], isShared: isShared).units
    return try await retrying {
      try await transaction(suspendsForeignKeys: segment.contains(where: \.suspendsForeignKeys)) {
        try await check(record)
        let start = ContinuousClock.now
        for unit in segment { try await perform(unit) }
        try await options.measure?(id, segment, .now - start)
        return try await store(record, advancedBy: segment, of: units.count)
      }
    }
  }

  /// Runs a step that cannot be in a transaction: its beginning is recorded, then its end.
  private func runAlone(
    _ unit: WorkUnit, _ record: MigrationRecord, of total: Int
  ) async throws -> MigrationRecord {
    var record = record
    if record.isInDoubt {
      switch try await InDoubtStep(unit, on: database, in: id).look() {
      case .isDone: return try await transaction { try await store(record, advancedBy: [unit], of: total) }
      case .isNotDone:
        try await lock?.check(id)
        try await cleanUp(unit)
      }
    } else {
      record.isInDoubt = true
      let begun = record
      try await transaction { try await recorder.store(begun, after: begun.stepsDone, running) }
    }
    do {
      try await options.point(.beforeStep)
      try await lock?.check(id)
      let start = ContinuousClock.now
      try await perform(unit)
      try await options.measure?(id, [unit], .now - start)
      try await options.point(.afterStep)
    } catch let error where !(error is CancellationError) {
      do {
        // Where another process goes on meanwhile, it may be its work that is there.
        try await lock?.check(id)
        // What a failed step leaves behind would be in the way of the next attempt.
        try await cleanUp(unit)
        // The server has said that it is not done.
        if (error as? KindredError)?.code == .uniqueViolation { try await forgetDoubt(record) }
      } catch let lost as MigrationError where lost.code == .lockLost {
        throw lost
      } catch {}
      throw error
    }
    let begun = record
    return try await transaction { try await store(begun, advancedBy: [unit], of: total) }
  }

  private func forgetDoubt(_ record: MigrationRecord) async throws {
    var record = record
    record.isInDoubt = false
    let known = record
    try await transaction { try await recorder.store(known, after: known.stepsDone, running) }
  }

  private func cleanUp(_ unit: WorkUnit) async throws {
    guard case .schema(let step) = unit.kind else { return }
    if let condition = step.cleanupCondition, try await rows(of: condition) == 0 { return }
    for sql in step.cleanup { try await database.execute(RawSQL(unchecked: sql)) }
  }

  private func perform(_ unit: WorkUnit) async throws {
    switch unit.kind {
    case .schema(let step):
      if let precondition = step.precondition { try await check(precondition) }
      for sql in step.sql { try await database.execute(RawSQL(unchecked: sql)) }
    case .sql(let sql, _): try await database.execute(sql)
    case .swift(let work):
      let context = MigrationContext(database: database, state: unit.before, migration: id)
      try await database.use { try await work.run(context) }
    case .backfill: break
    }
  }

  func check(_ precondition: SchemaStep.Precondition) async throws {
    let count = try await rows(of: precondition.sql)
    if count == 0 { return }
    throw MigrationError(.rowsInTheWay, precondition.problem + (count > 1 ? " (\(count) rows)" : ""), in: id)
  }

  /// The number of rows that a query returns. Its columns are not known, so they are counted by the database.
  func rows(of query: String) async throws -> Int {
    let sql = RawSQL(unchecked: "SELECT COUNT(*) FROM (\(query)) AS found")
    return try await database.query(sql, as: Int.self).all().first ?? 0
  }

  private func fill(
    _ runner: BackfillRunner, _ unit: WorkUnit, _ record: MigrationRecord, of total: Int
  ) async throws -> MigrationRecord {
    var (record, runner) = (record, runner)
    let start = ContinuousClock.now
    try await runner.prepare(cursor: record.cursor)
    while !runner.isFinished {
      try Task.checkCancellation()
      let (before, current) = (record, runner)
      (record, runner) = try await retrying {
        try await transaction {
          var (record, runner) = (before, current)
          try await check(record)
          let isLast = try await runner.runBatch()
          if isLast { return (try await store(record, advancedBy: [unit], of: total), runner) }
          record.cursor = runner.cursor
          try await recorder.store(record, cursorAfter: before.cursor, running)
          try await lock?.check(id)
          return (record, runner)
        }
      }
      options.report(.rows(id, runner.progress))
      try await options.point(.afterBatch)
    }
    try await options.measure?(id, [unit], .now - start)
    return record
  }

  // MARK: Recording

  /// Checks at the beginning of a transaction that no other process has gone on meanwhile.
  private func check(_ record: MigrationRecord) async throws {
    let present = try await recorder.record(of: id)
    if let present, present.stepsDone == record.stepsDone, present.status == running, present.cursor == record.cursor {
      return
    }
    throw MigrationError(.lockLost, "Another process has gone on with this migration meanwhile.", in: id)
  }

  /// Stores that steps are done, inside their transaction, and checks that the lock is still held.
  private func store(
    _ record: MigrationRecord, advancedBy segment: [WorkUnit], of total: Int
  ) async throws -> MigrationRecord {
    let stepsDone = record.stepsDone
    var advanced = record
    advanced.stepsDone = stepsDone + segment.count
    advanced.fingerprints += segment.map(\.fingerprint)
    advanced.isInDoubt = false
    advanced.cursor = nil
    advanced.error = nil
    let isFinished = advanced.stepsDone == total
    if isFinished && isForwards {
      advanced.status = .applied
      advanced.finishedAt = Date()
    }
    if isFinished && !isForwards {
      try await recorder.remove(record, after: stepsDone)
      // Those that it replaces are undone with it.
      for replaced in definition.replaces { try await recorder.forget(replaced) }
    } else {
      try await recorder.store(advanced, after: stepsDone, running)
    }
    try await lock?.check(id)
    try await options.point(.beforeCommit)
    return advanced
  }

  func transaction<Result>(
    suspendsForeignKeys: Bool = false, _ body: () async throws -> Result
  ) async throws -> Result {
    try await options.point(.beforeStep)
    let result = try await database.schemaTransaction(
      suspendsForeignKeys: suspendsForeignKeys, lockTimeout: options.statementLockTimeout, body)
    try await options.point(.afterStep)
    return result
  }

  /// Runs a transaction again that could not get a lock of the database, with growing pauses.
  private func retrying<Result>(_ body: () async throws -> Result) async throws -> Result {
    var attempt = 1
    while true {
      do {
        return try await body()
      } catch let error as KindredError
        where error.code == .busy || error.code == .deadlock || error.code == .serializationFailure
      {
        guard attempt < options.attempts else { throw error }
        options.report(.retrying(id, attempt: attempt))
        attempt += 1
        try await Task.sleep(for: .milliseconds(min(5_000, 100 << min(attempt, 6))))
      }
    }
  }

  private func wrapped(_ error: any Error, at stepsDone: Int, of units: [WorkUnit]) -> any Error {
    let operation = units.indices.contains(stepsDone) ? units[stepsDone].operation : nil
    if let error = error as? MigrationError { return error.at(id, operation?.notes.source) }
    guard !(error is CancellationError) else { return error }
    let place = units.indices.contains(stepsDone) ? units[stepsDone].summary : "the last step"
    let rest =
      isForwards || stepsDone == 0
      ? "correct the cause and migrate again"
      : "a part of the migration is undone, so whatever the target is, the rest is undone first; correct the cause for that"
    return MigrationError(
      .stepFailed,
      "Step \(stepsDone + 1) of \(units.count) failed (\(place)). The steps before it are done and recorded; \(rest).",
      in: id, underlying: error
    ).at(id, operation?.notes.source)
  }
}

extension WorkUnit {
  /// Whether SQLite must not look at foreign keys meanwhile.
  fileprivate var suspendsForeignKeys: Bool {
    if case .schema(let step) = kind { step.suspendsForeignKeys } else { false }
  }
}
