import KindredCore

// Rows that stand in the way of a migration.

extension MigrationRunner {
  /// Looks for rows in the way before anything is done or recorded, as far as what a step looks at is not changed by the
  /// steps before it.
  ///
  /// - Throws: ``MigrationError/Code/rowsInTheWay``.
  func checkRows(_ units: [WorkUnit]) async throws {
    guard let start = units.first?.before else { return }
    var changed: Set<String> = []
    for unit in units {
      // Behind a step that changes rows, it may be others that count.
      guard case .schema(let step) = unit.kind, step.fill == nil else { return }
      if let precondition = step.precondition, changed.isDisjoint(with: step.tables),
        step.tables.allSatisfy({ start[$0] != nil && start[$0] == unit.before[$0] })
      {
        do {
          try await check(precondition)
        } catch let error as MigrationError {
          throw error.at(id, unit.operation.notes.source)
        }
      }
      if !step.sql.isEmpty { changed.formUnion(step.tables + step.changes.map(\.table)) }
    }
  }

  /// Takes back the steps that only prepare the one which rows have kept from running. What they leave keeps others from
  /// inserting such rows, although the migration goes no further.
  ///
  /// - Returns: The record as it is now.
  func withdrawing(_ record: MigrationRecord, _ units: [WorkUnit], after error: any Error) async -> MigrationRecord {
    guard (error as? KindredError)?.code == .checkViolation else { return record }
    let prepared = units.prefix(record.stepsDone).reversed().prefix(while: \.isPreparing)
    if prepared.allSatisfy(\.withdrawal.isEmpty) { return record }
    var earlier = record
    earlier.stepsDone -= prepared.count
    earlier.fingerprints.removeLast(prepared.count)
    let kept = earlier
    do {
      return try await transaction {
        for sql in prepared.flatMap(\.withdrawal) { try await database.execute(RawSQL(unchecked: sql)) }
        try await recorder.store(kept, after: record.stepsDone, running)
        try await lock?.check(id)
        return kept
      }
    } catch {
      // The error that is thrown anyway says more.
      return record
    }
  }
}

extension WorkUnit {
  /// Whether it only prepares a step behind it, and can be run twice.
  fileprivate var isPreparing: Bool {
    guard case .schema(let step) = kind, step.isTransactional, step.changes.isEmpty else { return false }
    return step.fill != nil || !step.cleanup.isEmpty
  }

  /// The statements that take it back.
  fileprivate var withdrawal: [String] { if case .schema(let step) = kind { step.cleanup } else { [] } }
}

extension MigrationError {
  /// Whether it is the rows of the database that keep a migration from being applied or undone.
  var isAboutRows: Bool {
    if code == .rowsInTheWay { return true }
    guard let code = (underlying as? KindredError)?.code else { return false }
    return [.uniqueViolation, .foreignKeyViolation, .notNullViolation, .checkViolation].contains(code)
  }
}
