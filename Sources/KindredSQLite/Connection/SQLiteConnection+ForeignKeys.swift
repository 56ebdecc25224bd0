import CSQLite
import KindredCore

/// Rows whose foreign keys point to no row.
struct ForeignKeyViolations {
  struct Violation: Hashable {
    let table: String
    /// nil in a table without row ids.
    let row: Int64?
    let target: String
  }

  /// How often each of them occurs; nil if SQLite cannot tell, because a target has no unique key.
  let counts: [Violation: Int]?
  let tables: Set<String>
}

extension SQLiteConnection {
  /// Stops looking at foreign keys, and begins a transaction. SQLite allows the first only outside of a transaction.
  func beginWithoutForeignKeys(_ sql: StaticString) throws {
    if !foreignKeysAreSuspended {
      foreignKeysAreSuspended = true
      try control("PRAGMA foreign_keys = OFF")
    }
    try control(sql)
    earlierViolations = try violations()
  }

  /// Looks for rows whose foreign keys point to no row since the transaction began. Older ones are not in the way.
  ///
  /// - Throws: ``KindredError/Code/foreignKeyViolation`` for the first one.
  func checkForeignKeys() throws {
    guard foreignKeysAreSuspended, let earlier = earlierViolations, let known = earlier.counts else { return }
    let present = try violations()
    guard let counts = present.counts else {
      throw KindredError(
        .foreignKeyViolation, "A foreign key points to columns that are neither a primary key nor unique together.")
    }
    let new = counts.filter { $0.value > known[$0.key, default: 0] }.keys
    // Those of a table that was renamed are the same under another name.
    let renamed = known.keys.filter { !present.tables.contains($0.table) || !present.tables.contains($0.target) }
    guard new.count > renamed.count, let first = new.min(by: { ($0.table, $0.target) < ($1.table, $1.target) }) else {
      return
    }
    throw KindredError(
      .foreignKeyViolation,
      "\(new.count) rows would have a foreign key to a row that does not exist, the first one from \"\(first.table)\" to "
        + "\"\(first.target)\". Nothing was changed; correct the rows first."
    ) { $0.table = first.table }
  }

  /// Enforces foreign keys again after a transaction.
  func enforceForeignKeys() {
    earlierViolations = nil
    guard foreignKeysAreSuspended else { return }
    do {
      try control("PRAGMA foreign_keys = ON")
      foreignKeysAreSuspended = false
    } catch { markBroken() }
  }

  private func violations() throws -> ForeignKeyViolations {
    var counts: [ForeignKeyViolations.Violation: Int] = [:]
    let isKnown = try rows("PRAGMA foreign_key_check") { statement in
      let violation = ForeignKeyViolations.Violation(
        table: Self.text(statement, 0),
        row: sqlite3_column_type(statement, 1) == SQLITE_NULL ? nil : sqlite3_column_int64(statement, 1),
        target: Self.text(statement, 2))
      counts[violation, default: 0] += 1
    }
    var tables: Set<String> = []
    _ = try rows("SELECT name FROM sqlite_schema WHERE type = 'table'") { tables.insert(Self.text($0, 0)) }
    return ForeignKeyViolations(counts: isKnown ? counts : nil, tables: tables)
  }

  private static func text(_ statement: OpaquePointer?, _ column: Int32) -> String {
    sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
  }

  /// Reads the rows of a statement.
  ///
  /// - Returns: Whether SQLite could run it.
  private func rows(_ sql: String, _ read: (OpaquePointer?) -> Void) throws -> Bool {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { return false }
    defer { sqlite3_finalize(statement) }
    var status = sqlite3_step(statement)
    while status == SQLITE_ROW {
      read(statement)
      status = sqlite3_step(statement)
    }
    if status == SQLITE_INTERRUPT || status & 0xFF == SQLITE_IOERR { throw SQLiteFailure(status, handle, sql: sql) }
    return status == SQLITE_DONE
  }
}
