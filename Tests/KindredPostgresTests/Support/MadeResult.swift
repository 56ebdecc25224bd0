import CPostgres
import KindredCore

@testable import KindredPostgres

/// A result of one row and one column, as the server could have sent it.
enum MadeResult {
  /// Calls the closure with the row.
  ///
  /// - Parameter bytes: The cell; nil for NULL.
  static func withRow(_ type: UInt32, _ bytes: [UInt8]?, _ body: (borrowing DatabaseRow) throws -> Void) throws {
    let result = PQmakeEmptyPGresult(nil, PGRES_TUPLES_OK)
    defer { PQclear(result) }
    "value".withCString { name in
      var column = PGresAttDesc()
      column.name = UnsafeMutablePointer(mutating: name)
      column.typid = type
      column.format = 1
      _ = PQsetResultAttrs(result, 1, &column)
    }
    var cell = (bytes ?? []).map { CChar(bitPattern: $0) }
    // The library does not take a null pointer for an empty value.
    if cell.isEmpty { cell = [0] }
    _ = PQsetvalue(result, 0, 0, &cell, bytes.map { Int32($0.count) } ?? -1)
    guard let result else { return }
    try PostgresCells.forEachRow(of: result, nil, body)
  }
}
