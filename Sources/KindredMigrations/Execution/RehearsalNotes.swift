import KindredCore
import Synchronization

/// Collects what a rehearsal does, with the locks that the server reports.
final class RehearsalNotes: Sendable {
  private let copy: Database
  private let work = Mutex<[MigrationID: [RehearsalReport.Work]]>([:])

  init(_ copy: Database) { self.copy = copy }

  /// What was done until now.
  var taken: [MigrationID: [RehearsalReport.Work]] { work.withLock { $0 } }

  /// Notes a piece of work, inside of its transaction.
  func add(_ id: MigrationID, _ units: [WorkUnit], _ duration: Duration) async throws {
    // A table that is created here is used by nobody yet.
    let created = Set(units.flatMap { unit in unit.after.tables.map(\.name).filter { unit.before[$0] == nil } })
    var found: [(table: String, lock: RehearsalReport.Lock?)] = []
    for case .schema(let step) in units.map(\.kind) {
      found += step.tables.map { ($0, RehearsalReport.Lock(step.lock)) }
    }
    found += try await heldLocks().map { ($0, RehearsalReport.Lock(postgres: $1)) }
    var locks: [String: RehearsalReport.Lock] = [:]
    for (table, lock) in found where !created.contains(table) {
      if let lock { locks[table] = max(lock, locks[table] ?? lock) }
    }
    let item = RehearsalReport.Work(
      summary: units.map(\.summary).joined(separator: "; "), duration: duration, locks: locks)
    work.withLock { $0[id, default: []].append(item) }
  }

  /// The locks of this transaction.
  private func heldLocks() async throws -> [(String, String)] {
    guard DialectName(copy.dialect.name) == .postgres else { return [] }
    return try await copy.query(
      """
      SELECT c.relname::text, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      WHERE l.pid = pg_backend_pid() AND l.granted AND c.relkind IN ('r', 'p')
      AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND c.relname NOT LIKE 'kindred\\_migration%'
      """, as: (String, String).self
    ).all()
  }
}
