import CSQLite

/// A file read and written through the C library alone, so that what Kindred does is compared with something else.
final class Raw {
  struct Failure: Error {
    let message: String
  }

  private let handle: OpaquePointer?

  init(_ path: String) throws {
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
    self.handle = handle
    guard status == SQLITE_OK else { throw Failure(message: String(cString: sqlite3_errmsg(handle))) }
    sqlite3_busy_timeout(handle, 5000)
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements and ignores their results.
  func run(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
      throw Failure(message: String(cString: sqlite3_errmsg(handle)))
    }
  }

  /// The rows of a query as text, NULL as nil.
  func rows(_ sql: String) throws -> [[String?]] {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
      throw Failure(message: String(cString: sqlite3_errmsg(handle)))
    }
    defer { sqlite3_finalize(statement) }
    var rows: [[String?]] = []
    var status = sqlite3_step(statement)
    while status == SQLITE_ROW {
      rows.append(
        (0..<sqlite3_column_count(statement)).map { column in
          sqlite3_column_text(statement, column).map { String(cString: $0) }
        })
      status = sqlite3_step(statement)
    }
    guard status == SQLITE_DONE else { throw Failure(message: String(cString: sqlite3_errmsg(handle))) }
    return rows
  }

  /// The only cell of a query.
  func cell(_ sql: String) throws -> String? { try rows(sql).first?.first ?? nil }
}
