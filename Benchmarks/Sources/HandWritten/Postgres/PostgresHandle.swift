import CPostgresAPI
import Measuring

/// A blocking connection.
///
/// Unchecked, because each thread has its own.
final class PostgresHandle: @unchecked Sendable {
  let pointer: OpaquePointer?

  init(_ settings: String) throws {
    pointer = PQconnectdb(settings)
    guard PQstatus(pointer) == CONNECTION_OK else { throw failure("connecting") }
  }

  deinit { PQfinish(pointer) }

  func failure(_ what: String) -> BenchmarkError {
    BenchmarkError("\(what.prefix(200)): " + (PQerrorMessage(pointer).map { String(cString: $0) } ?? ""))
  }

  func execute(_ sql: String) throws {
    let result = PQexec(pointer, sql)
    defer { PQclear(result) }
    let status = PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else { throw failure(sql) }
  }

  func prepare(_ name: String, _ sql: String) throws {
    let result = PQprepare(pointer, name, sql, 0, nil)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw failure(sql) }
  }
}

/// A cell of a result in binary form.
struct Cells {
  let result: OpaquePointer?
  let row: Int32

  @inline(__always)
  func isNull(_ column: Int32) -> Bool { PQgetisnull(result, row, column) != 0 }

  @inline(__always)
  func word<Value: FixedWidthInteger>(_ column: Int32, as type: Value.Type = Value.self) -> Value {
    guard let bytes = PQgetvalue(result, row, column) else { return 0 }
    return Value(bigEndian: UnsafeRawPointer(bytes).loadUnaligned(as: Value.self))
  }

  @inline(__always)
  func integer(_ column: Int32) -> Int { Int(word(column, as: Int64.self)) }

  @inline(__always)
  func optional(_ column: Int32) -> Int? { isNull(column) ? nil : integer(column) }

  @inline(__always)
  func double(_ column: Int32) -> Double { Double(bitPattern: word(column)) }

  @inline(__always)
  func text(_ column: Int32) -> String {
    let bytes = UnsafeRawBufferPointer(
      start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
    return String(decoding: bytes, as: UTF8.self)
  }
}
