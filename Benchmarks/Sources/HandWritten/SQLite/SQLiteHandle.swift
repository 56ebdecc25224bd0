import CSQLiteAPI
import Measuring

/// A connection as a careful programmer sets it up by hand: as Kindred's are, so that the same work is measured.
///
/// Unchecked, because each thread has its own.
final class SQLiteHandle: @unchecked Sendable {
  let pointer: OpaquePointer?

  init(_ path: String, isReader: Bool = false) throws {
    var pointer: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let status = sqlite3_open_v2(path, &pointer, flags, nil)
    self.pointer = pointer
    guard status == SQLITE_OK else { throw BenchmarkError("\(path) cannot be opened: \(message)") }
    try execute("PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
    if isReader { try execute("PRAGMA query_only = ON") }
    sqlite3_busy_timeout(pointer, 10_000)
  }

  deinit { sqlite3_close_v2(pointer) }

  var message: String { sqlite3_errmsg(pointer).map { String(cString: $0) } ?? "" }

  func execute(_ sql: String) throws {
    guard sqlite3_exec(pointer, sql, nil, nil, nil) == SQLITE_OK else { throw BenchmarkError("\(sql): \(message)") }
  }

  func prepare(_ sql: String) throws -> SQLiteStatement {
    var statement: OpaquePointer?
    let status = sqlite3_prepare_v3(pointer, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard status == SQLITE_OK else { throw BenchmarkError("\(sql): \(message)") }
    return SQLiteStatement(connection: self, pointer: statement)
  }
}

/// A prepared statement, which keeps its connection open.
///
/// Unchecked, because each thread has its own.
final class SQLiteStatement: @unchecked Sendable {
  let connection: SQLiteHandle
  let pointer: OpaquePointer?

  init(connection: SQLiteHandle, pointer: OpaquePointer?) {
    self.connection = connection
    self.pointer = pointer
  }

  deinit { sqlite3_finalize(pointer) }

  /// Resets the statement after a step that should have found no more rows.
  @inline(__always)
  func reset(after status: Int32) throws {
    guard sqlite3_reset(pointer) == SQLITE_OK, status == SQLITE_DONE else { throw BenchmarkError(connection.message) }
  }
}

/// The text of a cell.
@inline(__always)
func text(_ statement: OpaquePointer?, _ column: Int32) -> String {
  let bytes = sqlite3_column_text(statement, column)
  return String(
    decoding: UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))), as: UTF8.self)
}
