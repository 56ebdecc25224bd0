import CSQLite
import KindredCore

/// `kindred_moment_advanced(moment, microseconds)`, `kindred_moment_duration(moment, moment)` and their like for dates and
/// times of day, and `kindred_scaled(microseconds, factor)`. Times are text and durations microseconds.
enum SpanFunctions {
  static func register(on database: OpaquePointer?) -> Int32 {
    let functions: [(String, Int32, SQLiteFunction.Body)] = [
      ("kindred_moment_advanced", 2, { SpanFunctions.advance($0, $2, SpanFunctions.moment, SpanFunctions.later) }),
      ("kindred_date_advanced", 2, { SpanFunctions.advance($0, $2, SpanFunctions.date, SpanFunctions.laterDate) }),
      ("kindred_time_advanced", 2, { SpanFunctions.advance($0, $2, SpanFunctions.time, SpanFunctions.laterTime) }),
      ("kindred_moment_duration", 2, { SpanFunctions.measure($0, $2, SpanFunctions.moment) }),
      ("kindred_date_duration", 2, { SpanFunctions.measure($0, $2, SpanFunctions.date) }),
      ("kindred_time_duration", 2, { SpanFunctions.measure($0, $2, SpanFunctions.time) }),
      ("kindred_scaled", 2, { SpanFunctions.scale($0, $2) }),
    ]
    return SQLiteFunction.register(functions, on: database)
  }

  // MARK: - Reading, in microseconds

  private static func moment(_ bytes: Gregorian.Bytes) -> Int64? { Gregorian.parseTimestamp(bytes) }

  private static func date(_ bytes: Gregorian.Bytes) -> Int64? {
    Gregorian.parseDate(bytes).map { Int64($0) * Gregorian.microsecondsPerDay }
  }

  private static func time(_ bytes: Gregorian.Bytes) -> Int64? { Gregorian.parseTime(bytes) }

  private static func microseconds(_ value: OpaquePointer?, _ read: (Gregorian.Bytes) -> Int64?) -> Int64? {
    guard let text = sqlite3_value_text(value) else { return nil }
    return read(UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(value)))[...])
  }

  // MARK: - Writing

  private static func later(_ microseconds: Int64) -> [UInt8]? {
    guard Gregorian.storableTimestamps.contains(microseconds) else { return nil }
    return Gregorian.timestampText(microseconds: microseconds)
  }

  private static func laterDate(_ microseconds: Int64) -> [UInt8]? {
    let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: Gregorian.microsecondsPerDay)
    let days = remainder < 0 ? quotient - 1 : quotient
    guard Gregorian.storableDays.contains(days) else { return nil }
    return Gregorian.dateText(days: Int32(days))
  }

  private static func laterTime(_ microseconds: Int64) -> [UInt8]? {
    let remainder = microseconds % Gregorian.microsecondsPerDay
    return Gregorian.timeText(microseconds: remainder < 0 ? remainder + Gregorian.microsecondsPerDay : remainder)
  }

  // MARK: - Computing

  private static func advance(
    _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
    _ read: (Gregorian.Bytes) -> Int64?, _ write: (Int64) -> [UInt8]?
  ) {
    guard let start = microseconds(arguments?[0], read), let span = arguments?[1],
      sqlite3_value_type(span) != SQLITE_NULL
    else { return sqlite3_result_null(context) }
    let (sum, overflow) = start.addingReportingOverflow(sqlite3_value_int64(span))
    guard !overflow, let text = write(sum) else {
      return sqlite3_result_error(context, ArithmeticFunctions.overflow, -1)
    }
    SQLiteFunction.give(text, to: context)
  }

  private static func measure(
    _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?, _ read: (Gregorian.Bytes) -> Int64?
  ) {
    guard let start = microseconds(arguments?[0], read), let end = microseconds(arguments?[1], read) else {
      return sqlite3_result_null(context)
    }
    sqlite3_result_int64(context, end - start)
  }

  /// The same steps as on PostgreSQL, where the duration is a number of seconds.
  private static func scale(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let span = arguments?[0], let factor = arguments?[1], sqlite3_value_type(span) != SQLITE_NULL,
      sqlite3_value_type(factor) != SQLITE_NULL
    else { return sqlite3_result_null(context) }
    let seconds = Double(sqlite3_value_int64(span)) / 1_000_000 * sqlite3_value_double(factor)
    guard let result = Int64(exactly: (seconds * 1_000_000).rounded(.toNearestOrEven)) else {
      return sqlite3_result_error(context, ArithmeticFunctions.overflow, -1)
    }
    sqlite3_result_int64(context, result)
  }
}
