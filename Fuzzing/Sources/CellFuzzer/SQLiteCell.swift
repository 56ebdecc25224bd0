import CSQLite
import KindredCore

@testable import KindredSQLite

/// A cell that a statement gives back as it was bound.
enum SQLiteCell {
  nonisolated(unsafe) private static let statement: OpaquePointer? = {
    var database: OpaquePointer?
    var statement: OpaquePointer?
    sqlite3_open(":memory:", &database)
    sqlite3_prepare_v2(database, "SELECT ?1", -1, &statement, nil)
    return statement
  }()

  static func read(_ bytes: UnsafeBufferPointer<UInt8>, kind: UInt8) {
    sqlite3_reset(statement)
    let number = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    switch kind & 3 {
    case 0: sqlite3_bind_int64(statement, 1, Int64(bitPattern: number))
    case 1: sqlite3_bind_double(statement, 1, Double(bitPattern: number))
    case 2:
      let text = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
      sqlite3_bind_text(
        statement, 1, text, Int32(bytes.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    default:
      sqlite3_bind_blob(
        statement, 1, bytes.baseAddress, Int32(bytes.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }
    var rows = kindred_rows()
    rows.statement = statement
    withUnsafeMutablePointer(to: &rows) { rows in
      let handle = OpaquePointer(rows)
      if kindred_step(handle) == SQLITE_ROW {
        Fields.read(DatabaseRow(handle: handle, functions: SQLiteCells.functions))
      }
    }
  }
}
