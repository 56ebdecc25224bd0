import CPostgresAPI
import Foundation
import Measuring

/// The programs that read rows from PostgreSQL over one connection.
///
/// Unchecked, because each thread has its own.
final class PostgresReading: @unchecked Sendable {
  private let connection: PostgresHandle
  private var key: Int64 = 0

  init(_ settings: String) throws {
    connection = try PostgresHandle(settings)
    try connection.prepare(
      "by_key", "SELECT id, blog_id, headline, body, pub_date, rating, comments FROM entry WHERE id = $1")
    try connection.prepare(
      "flights",
      """
      SELECT id, year, month, day, dep_time, sched_dep_time, dep_delay, arr_time, sched_arr_time, arr_delay, carrier,
        flight, tailnum, origin, dest, air_time, distance, hour, minute, time_hour FROM flight
      """)
  }

  /// Calls the closure with the parameter arrays of a key.
  @inline(__always)
  private func withKey<Value>(
    _ key: Int,
    _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) throws -> Value
  ) rethrows -> Value {
    var bytes = Int64(key).bigEndian
    return try withUnsafeBytes(of: &bytes) { bytes in
      var value = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      var length: Int32 = 8
      var format: Int32 = 1
      return try body(&value, &length, &format)
    }
  }

  @inline(__always)
  private func entry(_ result: OpaquePointer?) throws -> Entry {
    guard PQresultStatus(result) == PGRES_TUPLES_OK, PQntuples(result) == 1 else {
      throw connection.failure("reading by key")
    }
    let cells = Cells(result: result, row: 0)
    return Entry(
      id: cells.word(0), blogID: cells.word(1), headline: cells.text(2), body: cells.text(3), pubDate: cells.double(4),
      rating: cells.integer(5), comments: cells.integer(6))
  }

  func get(_ steps: Range<Int>) throws -> Int {
    var sum = 0
    for step in steps {
      let result = withKey(Dataset.key(step)) { PQexecPrepared(connection.pointer, "by_key", 1, $0, $1, $2, 1) }
      defer { PQclear(result) }
      sum += try entry(result).comments
    }
    return sum
  }

  /// Reads 20 rows at a time: all statements are sent before the first result is read, with one sync behind them.
  func getTogether(_ steps: Int) throws -> Int {
    var sum = 0
    guard PQenterPipelineMode(connection.pointer) == 1 else { throw connection.failure("pipeline") }
    for step in 0..<steps {
      var entries: [Entry] = []
      entries.reserveCapacity(20)
      for number in 0..<20 {
        let sent = withKey(Dataset.key(step * 20 + number)) {
          PQsendQueryPrepared(connection.pointer, "by_key", 1, $0, $1, $2, 1)
        }
        guard sent == 1 else { throw connection.failure("sending") }
      }
      guard PQpipelineSync(connection.pointer) == 1 else { throw connection.failure("sync") }
      for _ in 0..<20 {
        let result = PQgetResult(connection.pointer)
        defer { PQclear(result) }
        entries.append(try entry(result))
        // The end of one statement's results.
        PQclear(PQgetResult(connection.pointer))
      }
      let sync = PQgetResult(connection.pointer)
      defer { PQclear(sync) }
      guard PQresultStatus(sync) == PGRES_PIPELINE_SYNC else { throw connection.failure("sync") }
      for entry in entries { sum += entry.comments }
    }
    guard PQexitPipelineMode(connection.pointer) == 1 else { throw connection.failure("pipeline") }
    return sum
  }

  func flights(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      let result = PQexecPrepared(connection.pointer, "flights", 0, nil, nil, nil, 1)
      defer { PQclear(result) }
      guard PQresultStatus(result) == PGRES_TUPLES_OK else { throw connection.failure("reading flights") }
      let count = PQntuples(result)
      var flights: [Flight] = []
      flights.reserveCapacity(Int(count))
      for row in 0..<count { flights.append(Self.flight(Cells(result: result, row: row))) }
      for flight in flights { sum += flight.check }
    }
    return sum
  }

  @inline(__always)
  private static func flight(_ cells: Cells) -> Flight {
    Flight(
      id: cells.word(0), year: cells.integer(1), month: cells.integer(2), day: cells.integer(3),
      depTime: cells.optional(4), schedDepTime: cells.integer(5), depDelay: cells.optional(6),
      arrTime: cells.optional(7), schedArrTime: cells.integer(8), arrDelay: cells.optional(9),
      carrier: cells.text(10), flight: cells.integer(11), tailnum: cells.isNull(12) ? nil : cells.text(12),
      origin: cells.text(13), dest: cells.text(14), airTime: cells.optional(15), distance: cells.integer(16),
      hour: cells.integer(17), minute: cells.integer(18),
      // Microseconds since 2000.
      timeHour: Date(timeIntervalSinceReferenceDate: Double(cells.word(19, as: Int64.self) - 31_622_400_000_000) / 1e6))
  }
}
