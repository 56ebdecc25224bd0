import CSQLiteAPI
import Foundation
import Measuring

/// The program that reads all flights from SQLite.
final class SQLiteFlights {
  private let everything: SQLiteStatement

  init(_ path: String) throws {
    everything = try SQLiteHandle(path, isReader: true).prepare(
      """
      SELECT id, year, month, day, dep_time, sched_dep_time, dep_delay, arr_time, sched_arr_time, arr_delay, carrier,
        flight, tailnum, origin, dest, air_time, distance, hour, minute, time_hour FROM flight
      """)
  }

  /// How many flights there were the last time.
  private var expected = 0

  func read(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      var flights: [Flight] = []
      flights.reserveCapacity(expected)
      var status = sqlite3_step(everything.pointer)
      while status == SQLITE_ROW {
        flights.append(try Self.flight(everything.pointer))
        status = sqlite3_step(everything.pointer)
      }
      try everything.reset(after: status)
      expected = flights.count
      for flight in flights { sum += flight.check }
    }
    return sum
  }

  @inline(__always)
  private static func flight(_ row: OpaquePointer?) throws -> Flight {
    Flight(
      id: sqlite3_column_int64(row, 0), year: integer(row, 1), month: integer(row, 2), day: integer(row, 3),
      depTime: optional(row, 4), schedDepTime: integer(row, 5), depDelay: optional(row, 6), arrTime: optional(row, 7),
      schedArrTime: integer(row, 8), arrDelay: optional(row, 9), carrier: text(row, 10), flight: integer(row, 11),
      tailnum: sqlite3_column_type(row, 12) == SQLITE_NULL ? nil : text(row, 12), origin: text(row, 13),
      dest: text(row, 14), airTime: optional(row, 15), distance: integer(row, 16), hour: integer(row, 17),
      minute: integer(row, 18), timeHour: try date(row, 19))
  }

  @inline(__always)
  private static func integer(_ row: OpaquePointer?, _ column: Int32) -> Int {
    Int(sqlite3_column_int64(row, column))
  }

  @inline(__always)
  private static func optional(_ row: OpaquePointer?, _ column: Int32) -> Int? {
    sqlite3_column_type(row, column) == SQLITE_NULL ? nil : Int(sqlite3_column_int64(row, column))
  }

  /// Reads `YYYY-MM-DD HH:MM:SS`, the form in which the file has all of them, in UTC.
  @inline(__always)
  private static func date(_ row: OpaquePointer?, _ column: Int32) throws -> Date {
    guard let bytes = sqlite3_column_text(row, column), sqlite3_column_bytes(row, column) == 19 else {
      throw BenchmarkError("A date is not of the form YYYY-MM-DD HH:MM:SS.")
    }
    var wrong: UInt8 = 0
    func pair(_ index: Int) -> Int {
      let (high, low) = (bytes[index] &- 48, bytes[index + 1] &- 48)
      wrong |= (high > 9 ? 1 : 0) | (low > 9 ? 1 : 0)
      return Int(high) &* 10 &+ Int(low)
    }
    let (month, day) = (pair(5), pair(8))
    // Years that begin in March, so that the leap day comes last.
    let year = pair(0) * 100 + pair(2) - (month <= 2 ? 1 : 0)
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    let seconds = days * 86_400 + pair(11) * 3600 + pair(14) * 60 + pair(17)
    guard wrong == 0 else { throw BenchmarkError("A date has something else than digits in it.") }
    return Date(timeIntervalSinceReferenceDate: Double(seconds - 978_307_200))
  }
}
