import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The releases that run, as their processes have announced them: a row for each process.
struct ReleaseTable: Sendable {
  let database: Database

  /// A process that was seen.
  struct Entry: Sendable {
    let release: String
    let holder: String
    /// The columns that it uses, by table.
    let columns: [String: [String]]
  }

  static let table = TableState(
    "kindred_migration_releases",
    columns: [
      ColumnState("id", .text), ColumnState("release", .text), ColumnState("holder", .text),
      ColumnState("columns", .text), ColumnState("seen_at", .timestamp),
    ], key: ["id"])

  /// A server has one clock for all processes; those that share a file of SQLite's are on one machine.
  private var now: RawSQL { MigrationLock.isNeeded(database) ? "clock_timestamp()" : "\(Date())" }

  private func ago(_ duration: Duration) -> RawSQL {
    if MigrationLock.isNeeded(database) { return "clock_timestamp() - \(duration)" }
    return "\(Date().addingTimeInterval(-(duration / .seconds(1))))"
  }

  /// Creates the table, if it is missing.
  func create() async throws {
    try await database.createOwnTables([Self.table])
  }

  /// Adds a process, or says that it still runs.
  func add(_ id: String, _ entry: Entry) async throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let columns = String(decoding: try encoder.encode(entry.columns), as: UTF8.self)
    try await database.execute(
      """
      INSERT INTO kindred_migration_releases (id, release, holder, columns, seen_at)
      VALUES (\(id), \(entry.release), \(entry.holder), \(columns), \(now))
      ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
      """)
  }

  /// Removes a process.
  func remove(_ id: String) async throws {
    try await database.execute("DELETE FROM kindred_migration_releases WHERE id = \(id)")
  }

  /// Removes the processes that have not been seen for a while.
  func removeAll(before age: Duration) async throws {
    try await database.execute("DELETE FROM kindred_migration_releases WHERE seen_at < \(ago(age))")
  }

  /// The processes that were seen within some time; none if no process has ever announced itself.
  func entries(within lifetime: Duration) async throws -> [Entry] {
    try await read("WHERE \(database.isOwn(Self.table)) AND seen_at >= \(ago(lifetime)) ORDER BY release, holder") ?? []
  }

  /// nil if there is no table.
  private func read(_ condition: RawSQL) async throws -> [Entry]? {
    do {
      let rows = try await database.query(
        "SELECT release, holder, columns FROM kindred_migration_releases \(condition)",
        as: (String, String, String).self
      ).all()
      return try rows.map { release, holder, columns in
        Entry(
          release: release, holder: holder,
          columns: try JSONDecoder().decode([String: [String]].self, from: Data(columns.utf8)))
      }
    } catch let error as KindredError where error.code == .schema {
      return nil
    }
  }
}
