import CSQLite
import Foundation
import KindredCore
import SeededRandom
import Testing

@testable import KindredSQLite

/// Whatever a cell holds, reading it gives a value or an error about the cell.
@Suite struct RandomCellTests {
  /// Reads a cell as one type, and does with the value what users do.
  struct Reader: Sendable {
    let name: String
    let read: @Sendable (borrowing DatabaseRow) throws -> Void

    init<Value: FieldValue>(_ type: Value.Type) {
      name = "\(type)"
      read = { row in
        let value = try Value(row: row, column: 0)
        _ = "\(value)"
        _ = try? value.databaseValue()
        _ = try Value.readOptional(row, column: 0)
      }
    }
  }

  static let readers = [
    Reader(Bool.self), Reader(Int.self), Reader(Int64.self), Reader(Int32.self), Reader(Int16.self), Reader(Int8.self),
    Reader(UInt.self), Reader(UInt64.self), Reader(UInt32.self), Reader(UInt16.self), Reader(UInt8.self),
    Reader(Double.self), Reader(Float.self), Reader(Decimal.self), Reader(String.self), Reader(Data.self),
    Reader(UUID.self), Reader(Date.self), Reader(CalendarDate.self), Reader(TimeOfDay.self), Reader(Duration.self),
    Reader(JSON<[String: [Double]]>.self), Reader(Key<Shelf>.self), Reader([Int].self), Reader([Int16?].self),
    Reader([Double].self), Reader([Float].self), Reader([String].self), Reader([UUID].self), Reader([Date].self),
    Reader([CalendarDate?].self), Reader([Bool].self), Reader(Int?.self), Reader(String?.self),
  ]

  private enum Stored {
    case integer(Int64)
    case real(Double)
    case text([UInt8])
    case blob([UInt8])
  }

  /// A statement that returns its bound values, on a separate connection.
  private func withEcho(_ body: (OpaquePointer) throws -> Void) throws {
    var database: OpaquePointer?
    defer { sqlite3_close_v2(database) }
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    try #require(sqlite3_open(":memory:", &database) == SQLITE_OK)
    try #require(sqlite3_prepare_v2(database, "SELECT ?1", -1, &statement, nil) == SQLITE_OK)
    try body(try #require(statement))
  }

  /// Expects that every Swift type reads the cell or throws an error that names the problem.
  private func readAll(_ stored: Stored, on statement: OpaquePointer) throws {
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    for reader in Self.readers {
      sqlite3_reset(statement)
      switch stored {
      case .integer(let value): sqlite3_bind_int64(statement, 1, value)
      case .real(let value): sqlite3_bind_double(statement, 1, value)
      case .text(let bytes):
        sqlite3_bind_text(statement, 1, bytes.map { CChar(bitPattern: $0) } + [0], Int32(bytes.count), transient)
      case .blob(let bytes): sqlite3_bind_blob(statement, 1, bytes + [0], Int32(bytes.count), transient)
      }
      var rows = kindred_rows()
      rows.statement = statement
      try withUnsafeMutablePointer(to: &rows) { rows in
        let handle = OpaquePointer(rows)
        try #require(kindred_step(handle) == SQLITE_ROW)
        do {
          try reader.read(DatabaseRow(handle: handle, functions: SQLiteCells.functions))
        } catch let error as CellError {
          #expect(error.column == 0)
        } catch {
          Issue.record("\(reader.name) of \(stored): \(error)")
        }
      }
    }
  }

  @Test func extremes() throws {
    try withEcho { statement in
      for value: Int64 in [0, 1, -1, .min, .min + 1, .max, .max - 1, 1 << 53, 256, -32_769, 1 << 32] {
        try readAll(.integer(value), on: statement)
        try readAll(.real(Double(value)), on: statement)
        try readAll(.text([UInt8]("\(value)".utf8)), on: statement)
      }
      for value in [Double.infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, 0.1, 1e39] {
        try readAll(.real(value), on: statement)
      }
      let texts = [
        "1e999999", "1e-999999", "1e+99999", "-1e-128", "9e127", "0e99999", "1e9223372036854775808",
        "+5874897-12-31", "-5877641-06-23", "+9999999-12-31", "-0000-01-01", "9999-12-31 23:59:59.9999999",
        "0001-01-01 00:00:00+23:59", "9999-12-31 23:59:59-23:59", "0001-01-01T00:00Z", "23:59:59.9999999",
        "[9223372036854775808]", "[1e999,-1e999]", "[-9223372036854775808]", #"["\ud83d\ude00"]"#, #"["\ud83d"]"#,
        #"["\udfff"]"#, "[", "[1", "[,", #"[""#, #"["\"#, #"["\u"#, #"["\u1"#, #"["9999-12-31 23:59:59-23:59"]"#,
        #"["0001-01-01"]"#, "[[1]]", "[null]", String(repeating: "9", count: 400), String(repeating: "[", count: 5000),
        String(repeating: "0", count: 400) + ".1",
      ]
      for text in texts {
        try readAll(.text([UInt8](text.utf8)), on: statement)
        try readAll(.blob([UInt8](text.utf8)), on: statement)
      }
    }
  }

  @Test(arguments: 1...8)
  func randomBytes(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    try withEcho { statement in
      for _ in 0..<150 {
        let bytes = random.bytes(Int.random(in: 0...40, using: &random))
        try readAll(.text(bytes), on: statement)
        try readAll(.blob(bytes), on: statement)
        try readAll(.integer(Int64(bitPattern: random.next())), on: statement)
        try readAll(.real(Double(bitPattern: random.next())), on: statement)
      }
    }
  }

  /// Almost valid texts: valid ones with characters exchanged, removed or repeated.
  @Test(arguments: 1...8)
  func nearlyValid(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let texts = [
      "2008-02-29 12:30:45.123456", "2008-02-29T12:30:45+01:30", "2008-02-29", "12:30:45.123456", "-12345.6789e-12",
      "0f8fad5b-d9cb-469f-a165-70867728950e", #"["a\u00e9\n",null,true,-1.5e3,"2008-02-29"]"#, #"{"a":[1.5]}"#,
      "+12345-06-07",
    ]
    let alphabet = [UInt8]("0123456789+-.:eE ZT\"\\[]{},u\0".utf8) + [0x80, 0xFF]
    try withEcho { statement in
      for _ in 0..<400 {
        var bytes = [UInt8]((texts.randomElement(using: &random) ?? "").utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
          let place = bytes.indices.randomElement(using: &random) ?? 0
          switch Int.random(in: 0..<3, using: &random) {
          case 0: bytes[place] = alphabet.randomElement(using: &random) ?? 0
          case 1: bytes.remove(at: place)
          default: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
          }
        }
        try readAll(.text(bytes), on: statement)
      }
    }
  }
}
