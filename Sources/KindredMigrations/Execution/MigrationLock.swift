import KindredCore
import Synchronization

/// The lock of a server, so that one process at a time migrates: a row with a token and a time at which it expires, by the
/// server's clock.
///
/// Waiting processes look again and again. They do not wait inside the server, where they would keep an index from being
/// made concurrently. A process that stops leaves a lock that expires. One that only stood still finds another token, and
/// records nothing.
struct MigrationLock: Sendable {
  let database: Database
  let holder: String
  let token: Int
  private let lifetime: Duration

  /// Whether the database needs one. A transaction of SQLite's has the whole file to itself.
  static func isNeeded(_ database: Database) -> Bool { database.dialect.rules.features.contains(.rowLocks) }

  /// Takes the lock.
  ///
  /// - Parameters:
  ///   - limit: How long to wait for it.
  ///   - waiting: Called while another process has it.
  /// - Throws: ``MigrationError/Code/lockTimeout``.
  static func take(
    on database: Database, holder: String, lifetime: Duration, within limit: Duration,
    waiting: (String, String?) -> Void
  ) async throws -> MigrationLock {
    let start = ContinuousClock.now
    var pause = Duration.milliseconds(50)
    while true {
      if let token = try await attempt(database, holder, lifetime) {
        return MigrationLock(database: database, holder: holder, token: token, lifetime: lifetime)
      }
      let other = try await database.query(
        "SELECT holder, migration FROM kindred_migration_lock WHERE id = 1", as: (String, String?).self
      ).first()
      if let other { waiting(other.0, other.1) }
      if ContinuousClock.now - start >= limit {
        throw MigrationError(
          .lockTimeout,
          "\(other?.0 ?? "Another process") still migrates\(other?.1.map { " (\($0))" } ?? ""). Wait for it and start "
            + "again, or give more time with --lock-timeout.")
      }
      try await Task.sleep(for: min(pause, limit))
      pause = min(pause * 2, .seconds(1))
    }
  }

  /// The new token; nil if another process has the lock.
  private static func attempt(_ database: Database, _ holder: String, _ lifetime: Duration) async throws -> Int? {
    let isTaken = try await database.query(
      "SELECT COUNT(*) FROM kindred_migration_lock WHERE id = 1 AND expires_at > clock_timestamp()", as: Int.self
    ).first()
    if isTaken == 1 { return nil }
    return try await database.query(
      """
      INSERT INTO kindred_migration_lock AS present (id, holder, token, expires_at)
      VALUES (1, \(holder), 1, clock_timestamp() + \(lifetime))
      ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, token = present.token + 1, migration = NULL,
      expires_at = clock_timestamp() + \(lifetime)
      WHERE present.expires_at <= clock_timestamp() RETURNING token
      """, as: Int.self
    ).all().first
  }

  /// Keeps the lock while the closure runs, and releases it afterwards.
  func keep<Result>(while body: () async throws -> Result) async throws -> Result {
    let lock = self
    let beating = Task.detached {
      while !Task.isCancelled {
        try await Task.sleep(for: lock.lifetime / 4)
        // Without the lock there is nothing to keep; what is recorded is checked anyway.
        try? await lock.extend()
      }
    }
    do {
      let result = try await body()
      beating.cancel()
      await release()
      return result
    } catch {
      beating.cancel()
      await release()
      throw error
    }
  }

  /// Notes what is migrated, for those who wait, and extends the lock.
  func note(_ id: MigrationID) async throws {
    let count = try await database.execute(
      """
      UPDATE kindred_migration_lock SET migration = \(id.description), expires_at = clock_timestamp() + \(lifetime)
      WHERE id = 1 AND token = \(token)
      """)
    if count != 1 { throw lost(id) }
  }

  private func extend() async throws {
    try await database.execute(
      """
      UPDATE kindred_migration_lock SET expires_at = clock_timestamp() + \(lifetime)
      WHERE id = 1 AND token = \(token)
      """)
  }

  /// Checks that the lock is still held. At the end of a transaction, it cannot be taken before the transaction ends; outside
  /// of one it may be, at any moment afterwards.
  func check(_ id: MigrationID) async throws {
    let found = try await database.query(
      "SELECT token FROM kindred_migration_lock WHERE id = 1 AND token = \(token) FOR UPDATE", as: Int.self
    ).all()
    if found.isEmpty { throw lost(id) }
  }

  private func lost(_ id: MigrationID) -> MigrationError {
    MigrationError(
      .lockLost,
      "Another process has taken the lock, because this one did not extend it in time; nothing of this step is stored.",
      in: id)
  }

  /// A task that is cancelled has to release the lock as well.
  private func release() async {
    let (database, token) = (database, token)
    _ = await Task.detached {
      try? await database.execute(
        """
        UPDATE kindred_migration_lock SET expires_at = clock_timestamp() - \(Duration.seconds(1)), migration = NULL
        WHERE id = 1 AND token = \(token)
        """)
    }.value
  }
}
