import CPostgres

@testable import KindredPostgres

/// A cell in a result of one row and one column, as the server could have sent it.
enum PostgresCell {
  private static let types: [UInt32] =
    [
      16, 17, 18, 19, 20, 21, 23, 25, 26, 114, 600, 700, 701, 705, 1042, 1043, 1082, 1083, 1114, 1184, 1186, 1700, 2950,
      3802, 16_384,
    ] + TypeOID.elements.keys.sorted()

  static func read(_ bytes: UnsafeBufferPointer<UInt8>, type: UInt8) {
    let result = PQmakeEmptyPGresult(nil, PGRES_TUPLES_OK)
    defer { PQclear(result) }
    "value".withCString { name in
      var column = PGresAttDesc()
      column.name = UnsafeMutablePointer(mutating: name)
      column.typid = types[Int(type) % types.count]
      column.format = 1
      _ = PQsetResultAttrs(result, 1, &column)
    }
    var cell = bytes.map { CChar(bitPattern: $0) } + [0]
    _ = PQsetvalue(result, 0, 0, &cell, Int32(bytes.count))
    if let result { try? PostgresCells.forEachRow(of: result, nil) { Fields.read($0) } }
  }
}
