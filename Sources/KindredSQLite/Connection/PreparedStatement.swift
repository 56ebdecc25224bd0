import CSQLite
import KindredCore

/// A prepared statement of one connection.
final class PreparedStatement {
  let plan: StatementPlan
  let handle: OpaquePointer?
  private let rowState: UnsafeMutablePointer<kindred_rows>
  /// Whether it is cached for the next run of its plan.
  let isReusable: Bool
  /// The cache's use count at its last use. Only accessed inside the connection's lock.
  @exclusivity(unchecked) var lastUse = 0

  /// Prepares the statement of a plan.
  ///
  /// - Parameter isSnapshot: Whether its rows are those at the first step, even if the same connection writes while
  ///   they are read. SQLite would show such writes to a running query: a loop that inserts a row for each row that it
  ///   reads would never end.
  init(_ plan: StatementPlan, on connection: OpaquePointer?, isSnapshot: Bool = false) throws {
    self.plan = plan
    isReusable = !isSnapshot
    let start = isSnapshot ? "WITH \"kindred_snapshot\" AS MATERIALIZED (" : ""
    // A text of the user's may end in a comment.
    let end = isSnapshot ? (plan.raw == nil ? "" : "\n") + ") SELECT * FROM \"kindred_snapshot\"" : ""
    let flags = isSnapshot ? 0 : UInt32(SQLITE_PREPARE_PERSISTENT)
    handle = try Self.prepare(start + plan.sql + end, of: plan, offset: start.utf8.count, flags, on: connection)
    rowState = .allocate(capacity: 1)
    rowState.initialize(to: kindred_rows(statement: handle, first: nil, stride: 0, count: 0, seen: 0))
    try check()
  }

  /// - Parameter offset: The number of bytes before the plan's text.
  private static func prepare(
    _ sql: String, of plan: StatementPlan, offset: Int, _ flags: UInt32, on connection: OpaquePointer?
  ) throws -> OpaquePointer? {
    try sql.withCString { start in
      var statement: OpaquePointer?
      var rest: UnsafePointer<CChar>?
      let status = sqlite3_prepare_v3(connection, start, -1, flags, &statement, &rest)
      guard status == SQLITE_OK else { throw SQLiteFailure(status, connection, sql: plan.sql, offset: offset) }
      guard plan.raw != nil, let rest, rest.pointee != 0 else { return statement }
      // SQLite prepares the first statement and ignores the others. What follows may be a comment.
      var second: OpaquePointer?
      let next = sqlite3_prepare_v3(connection, rest, -1, 0, &second, nil)
      let isSingle = next == SQLITE_OK && second == nil
      sqlite3_finalize(second)
      if isSingle { return statement }
      sqlite3_finalize(statement)
      throw KindredError(.invalidQuery, "The SQL text contains several statements; run one in each call.") {
        $0.sql = plan.sql
      }
    }
  }

  deinit {
    sqlite3_finalize(handle)
    rowState.deallocate()
  }

  /// Its rows, for the cell functions.
  var rows: OpaquePointer { OpaquePointer(rowState) }

  /// Moves to the next row, or the first one.
  func step() -> Int32 { kindred_step(rows) }

  /// Ends the run.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
    kindred_rows_end(rowState)
  }

  /// Checks once that the statement has the plan's parameters, and that the result has the columns that are read. Generated
  /// code reads them in its own order.
  private func check() throws {
    try plan.check(parameters: Int(sqlite3_bind_parameter_count(handle)))
    guard !plan.columns.isEmpty || plan.raw != nil else { return }
    let found = (0..<sqlite3_column_count(handle)).map { index in
      sqlite3_column_name(handle, index).map { String(cString: $0) } ?? ""
    }
    if plan.raw != nil { return try plan.check(columns: found) }
    guard found == plan.columns else {
      throw KindredError(.schema, "The result has the columns \(found), but the model reads \(plan.columns).")
    }
  }
}

/// The cached statements of a connection (least recently used are evicted).
struct StatementCache {
  /// Direct-mapped places by plan number, which need no hash. Checked first.
  private var places: [PreparedStatement?] = Array(repeating: nil, count: 64)
  /// The statements whose place is taken by another one.
  private var others: [ObjectIdentifier: PreparedStatement] = [:]
  private var count = 0
  private var uses = 0
  private let capacity: Int

  init(capacity: Int) { self.capacity = max(1, capacity) }

  /// Takes a statement out of the cache, so that it is not run twice at the same time.
  mutating func take(_ plan: StatementPlan) -> PreparedStatement? {
    let place = plan.number & 63
    if let statement = places[place], statement.plan === plan {
      places[place] = nil
      count -= 1
      return statement
    }
    guard !others.isEmpty, let statement = others.removeValue(forKey: ObjectIdentifier(plan)) else { return nil }
    count -= 1
    return statement
  }

  /// Puts a statement back. It keeps its plan alive, so that the plan's identity stays unique.
  mutating func give(_ statement: PreparedStatement) {
    uses += 1
    statement.lastUse = uses
    if count >= capacity { dropOldest() }
    count += 1
    let place = statement.plan.number & 63
    if let former = places[place] {
      if let same = others.updateValue(former, forKey: ObjectIdentifier(former.plan)), same !== former { count -= 1 }
    }
    places[place] = statement
  }

  private mutating func dropOldest() {
    let placed = places.compactMap { $0 }.min { $0.lastUse < $1.lastUse }
    let other = others.values.min { $0.lastUse < $1.lastUse }
    guard let oldest = [placed, other].compactMap({ $0 }).min(by: { $0.lastUse < $1.lastUse }) else { return }
    count -= 1
    if oldest === placed { places[oldest.plan.number & 63] = nil } else { others[ObjectIdentifier(oldest.plan)] = nil }
  }

  mutating func removeAll() {
    places = Array(repeating: nil, count: 64)
    others.removeAll()
    count = 0
  }
}
