import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads and writes the records of migrations.
///
/// Every change names the number of steps that it expects, so that of two processes at the same step only one goes on.
struct MigrationRecorder: Sendable {
  let database: Database

  // MARK: Reading

  /// The records; nil if there is no table yet.
  func records() async throws -> [MigrationID: MigrationRecord]? {
    do {
      return try await read()
    } catch let error as KindredError where error.code == .schema {
      return nil
    }
  }

  private func read(_ condition: RawSQL = "1 = 1") async throws -> [MigrationID: MigrationRecord] {
    let rows = try await database.query(
      """
      SELECT app, name, checksum, state_hash, status, steps_done, steps_total, fingerprints, in_doubt, cursor, error,
      started_at, finished_at, tool FROM kindred_migrations
      WHERE \(database.isOwn(MigrationRecord.table)) AND \(condition)
      """,
      as: (
        String, String, String, String, String, Int, Int, String, Bool, String?, String?, Date, Date?, String
      ).self
    ).all()
    var records: [MigrationID: MigrationRecord] = [:]
    for row in rows {
      let id = MigrationID(app: row.0, name: row.1)
      records[id] = MigrationRecord(
        id: id, checksum: row.2, effect: row.3, status: MigrationRecord.Status(rawValue: row.4) ?? .applying,
        stepsDone: row.5, stepsTotal: row.6, fingerprints: row.7.split(separator: " ").map(String.init),
        isInDoubt: row.8, cursor: row.9, error: row.10, startedAt: row.11, finishedAt: row.12, tool: row.13)
    }
    return records
  }

  /// The record of one migration.
  func record(of id: MigrationID) async throws -> MigrationRecord? {
    try await read("app = \(id.app) AND name = \(id.name)")[id]
  }

  // MARK: Writing

  /// Adds a record, unless there is one.
  func add(_ record: MigrationRecord) async throws {
    try await database.execute(
      """
      INSERT INTO kindred_migrations (app, name, checksum, state_hash, status, steps_done, steps_total, fingerprints,
      in_doubt, cursor, error, started_at, finished_at, tool)
      VALUES (\(record.id.app), \(record.id.name), \(record.checksum), \(record.effect), \(record.status.rawValue),
      \(record.stepsDone), \(record.stepsTotal), \(record.fingerprints.joined(separator: " ")), \(record.isInDoubt),
      \(record.cursor), \(record.error), \(record.startedAt), \(record.finishedAt), \(record.tool))
      ON CONFLICT (app, name) DO NOTHING
      """)
  }

  /// Stores a record, if the database still has the other number of steps.
  ///
  /// - Throws: ``MigrationError/Code/lockLost`` if it has not.
  func store(_ record: MigrationRecord, after stepsDone: Int, _ status: MigrationRecord.Status) async throws {
    let count = try await database.execute(
      """
      UPDATE kindred_migrations SET checksum = \(record.checksum), state_hash = \(record.effect),
      status = \(record.status.rawValue), steps_done = \(record.stepsDone), steps_total = \(record.stepsTotal),
      fingerprints = \(record.fingerprints.joined(separator: " ")), in_doubt = \(record.isInDoubt),
      cursor = \(record.cursor), error = \(record.error), finished_at = \(record.finishedAt), tool = \(record.tool)
      WHERE app = \(record.id.app) AND name = \(record.id.name) AND steps_done = \(stepsDone)
      AND status = \(status.rawValue)
      """)
    if count == 1 { return }
    throw MigrationError(
      .lockLost, "Another process has gone on with this migration meanwhile; nothing of this step is stored.",
      in: record.id)
  }

  /// Stores the place of a backfill, if the database still has the other one.
  ///
  /// - Throws: ``MigrationError/Code/lockLost`` if it has not.
  func store(
    _ record: MigrationRecord, cursorAfter cursor: String?, _ status: MigrationRecord.Status
  ) async throws {
    let place: RawSQL = if let cursor { "cursor = \(cursor)" } else { "cursor IS NULL" }
    let count = try await database.execute(
      """
      UPDATE kindred_migrations SET cursor = \(record.cursor)
      WHERE app = \(record.id.app) AND name = \(record.id.name) AND steps_done = \(record.stepsDone)
      AND status = \(status.rawValue) AND \(place)
      """)
    if count == 1 { return }
    throw MigrationError(.lockLost, "Another process has gone on with this backfill meanwhile.", in: record.id)
  }

  /// Keeps the text of an error, for `showmigrations`, unless another process has gone on. It is not important enough to
  /// fail.
  func note(_ error: any Error, in record: MigrationRecord) async {
    let text = String("\((error as? KindredError)?.message ?? "\(error)")".prefix(2000))
    _ = try? await database.execute(
      """
      UPDATE kindred_migrations SET error = \(text) WHERE app = \(record.id.app) AND name = \(record.id.name)
      AND steps_done = \(record.stepsDone) AND status = \(record.status.rawValue)
      """)
  }

  /// Records a migration as applied again that was to be undone, if still nothing of it is undone.
  ///
  /// - Throws: ``MigrationError/Code/lockLost`` if something is.
  func giveUpUndoing(_ id: MigrationID) async throws {
    let count = try await database.execute(
      """
      UPDATE kindred_migrations SET status = \(MigrationRecord.Status.applied.rawValue), error = NULL,
      finished_at = \(Date()) WHERE app = \(id.app) AND name = \(id.name) AND steps_done = 0
      AND status = \(MigrationRecord.Status.reverting.rawValue) AND in_doubt = \(false) AND cursor IS NULL
      """)
    if count == 1 { return }
    throw MigrationError(.lockLost, "Another process undoes this migration meanwhile. Migrate again.", in: id)
  }

  /// Removes the record of a migration, whatever it is.
  func forget(_ id: MigrationID) async throws {
    try await database.execute("DELETE FROM kindred_migrations WHERE app = \(id.app) AND name = \(id.name)")
  }

  /// Removes the record of a migration that is undone.
  func remove(_ record: MigrationRecord, after stepsDone: Int) async throws {
    let count = try await database.execute(
      """
      DELETE FROM kindred_migrations WHERE app = \(record.id.app) AND name = \(record.id.name)
      AND steps_done = \(stepsDone) AND status = \(MigrationRecord.Status.reverting.rawValue)
      """)
    if count == 1 { return }
    throw MigrationError(.lockLost, "Another process has undone this migration meanwhile.", in: record.id)
  }
}
