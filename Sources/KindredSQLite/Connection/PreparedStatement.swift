import CSQLite
import KindredCore

/// A prepared statement of one connection.
final class PreparedStatement {
  let plan: StatementPlan
  let handle: OpaquePointer?
  /// Whether it is kept for the next run of its plan.
  let isReusable: Bool
  /// When it was used last, as a count of uses of the cache.
  var lastUse = 0

  /// Prepares the statement of a plan.
  ///
  /// - Parameter isSnapshot: Whether its rows are those of the first step, whatever is written on the same connection
  ///   while they are read. SQLite would show such writes to a query that is under way: a loop that inserts a row for
  ///   each one that it reads would never end.
  init(_ plan: StatementPlan, on connection: OpaquePointer?, isSnapshot: Bool = false) throws {
    self.plan = plan
    isReusable = !isSnapshot
    let sql =
      isSnapshot
      ? "WITH \"kindred_snapshot\" AS MATERIALIZED (\(plan.sql)) SELECT * FROM \"kindred_snapshot\"" : plan.sql
    var statement: OpaquePointer?
    let flags = isSnapshot ? 0 : UInt32(SQLITE_PREPARE_PERSISTENT)
    let status = sqlite3_prepare_v3(connection, sql, -1, flags, &statement, nil)
    guard status == SQLITE_OK else { throw SQLiteFailure(status, connection, sql: plan.sql) }
    handle = statement
    try checkColumns()
  }

  deinit { sqlite3_finalize(handle) }

  /// Checks once that the result has the columns that the generated code reads, in its order.
  private func checkColumns() throws {
    guard !plan.columns.isEmpty else { return }
    let found = (0..<sqlite3_column_count(handle)).map { index in
      sqlite3_column_name(handle, index).map { String(cString: $0) } ?? ""
    }
    guard found == plan.columns else {
      throw KindredError(.schema, "The result has the columns \(found), but the model reads \(plan.columns).")
    }
  }
}

/// The statements that a connection keeps, least recently used out first.
struct StatementCache {
  private var statements: [ObjectIdentifier: PreparedStatement] = [:]
  private var uses = 0
  private let capacity: Int

  init(capacity: Int) { self.capacity = max(1, capacity) }

  /// Takes a statement out, so that nobody else runs it meanwhile.
  mutating func take(_ plan: StatementPlan) -> PreparedStatement? {
    statements.removeValue(forKey: ObjectIdentifier(plan))
  }

  /// Puts a statement back. It keeps its plan alive, so that the plan's identity stays its own.
  mutating func give(_ statement: PreparedStatement) {
    uses += 1
    statement.lastUse = uses
    if statements.count >= capacity, let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      statements.removeValue(forKey: oldest.key)
    }
    statements[ObjectIdentifier(statement.plan)] = statement
  }

  mutating func removeAll() { statements.removeAll() }
}
