import CSQLite
import Foundation
import KindredCore

/// `kindred_wall_clock(timestamp, zone)` returns the local date and time of a timestamp, `kindred_moment_of_clock(clock,
/// zone)` the timestamp of a local date and time. `kindred_truncate(timestamp, unit, zone)` returns the timestamp at which
/// the local year, month or other unit began. The rules come from Foundation.
enum TimeZoneFunctions {
  static func register(on database: OpaquePointer?) -> Int32 {
    let functions: [(String, Int32, SQLiteFunction.Body)] = [
      ("kindred_wall_clock", 2, { TimeZoneFunctions.wallClock($0, $2) }),
      ("kindred_moment_of_clock", 2, { TimeZoneFunctions.momentOfClock($0, $2) }),
      ("kindred_truncate", 3, { TimeZoneFunctions.truncate($0, $2) }),
    ]
    return SQLiteFunction.register(functions, on: database)
  }

  private static func wallClock(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let moment = moment(arguments?[0]) else { return sqlite3_result_null(context) }
    guard let zone = zone(context, arguments?[1], index: 1) else { return }
    give(zone.wallClock(at: moment), to: context)
  }

  private static func momentOfClock(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let clock = moment(arguments?[0]) else { return sqlite3_result_null(context) }
    guard let zone = zone(context, arguments?[1], index: 1) else { return }
    give(zone.moment(of: clock), to: context)
  }

  private static func truncate(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let moment = moment(arguments?[0]), let unit = sqlite3_value_text(arguments?[1]) else {
      return sqlite3_result_null(context)
    }
    guard let zone = zone(context, arguments?[2], index: 2) else { return }
    give(zone.truncated(moment, to: String(cString: unit)), to: context)
  }

  private static func moment(_ value: OpaquePointer?) -> Int64? {
    guard let text = sqlite3_value_text(value) else { return nil }
    return Gregorian.parseTimestamp(UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(value)))[...])
  }

  private static func give(_ microseconds: Int64, to context: OpaquePointer?) {
    guard Gregorian.storableTimestamps.contains(microseconds) else { return sqlite3_result_null(context) }
    SQLiteFunction.give(Gregorian.timestampText(microseconds: microseconds), to: context)
  }

  /// The time zone named by an argument. SQLite caches it for the following rows. An unknown zone fails the statement.
  private static func zone(_ context: OpaquePointer?, _ value: OpaquePointer?, index: Int32) -> Zone? {
    if let kept = sqlite3_get_auxdata(context, index) { return Unmanaged<Zone>.fromOpaque(kept).takeUnretainedValue() }
    guard let text = sqlite3_value_text(value), let rules = TimeZone(identifier: String(cString: text)) else {
      sqlite3_result_error(context, Self.unknownZone, -1)
      return nil
    }
    let zone = Zone(rules)
    sqlite3_set_auxdata(context, index, Unmanaged.passRetained(zone).toOpaque()) { kept in
      if let kept { Unmanaged<Zone>.fromOpaque(kept).release() }
    }
    return zone
  }

  static let unknownZone = "unknown time zone"
}

/// A time zone, in microseconds since 1970.
private final class Zone {
  private let rules: TimeZone

  init(_ rules: TimeZone) { self.rules = rules }

  private func offset(at moment: Int64) -> Int64 {
    let seconds = Double(moment.quotientRoundedDown(by: 1_000_000))
    return Int64(rules.secondsFromGMT(for: Date(timeIntervalSince1970: seconds))) * 1_000_000
  }

  func wallClock(at moment: Int64) -> Int64 { moment + offset(at: moment) }

  /// The timestamp of a local date and time. If the clock shows it twice, the one in standard time is returned. If the clock
  /// skips it, the result is later by the skipped time. PostgreSQL has the same rules.
  func moment(of clock: Int64) -> Int64 {
    let day = Gregorian.microsecondsPerDay
    let (before, after) = (offset(at: clock - day), offset(at: clock + day))
    let candidates = [clock - before, clock - after].filter { wallClock(at: $0) == clock }
    guard let first = candidates.first else { return clock - before }
    return candidates.first { !rules.isDaylightSavingTime(for: Date(timeIntervalSince1970: Double($0) / 1_000_000)) }
      ?? first
  }

  func truncated(_ moment: Int64, to unit: String) -> Int64 {
    let clock = wallClock(at: moment)
    let days = clock.quotientRoundedDown(by: Gregorian.microsecondsPerDay)
    switch unit {
    // In an hour that the clock shows twice, the original timestamp tells which of the two it is.
    case "hour": return moment - (clock - clock.roundedDown(to: 3_600_000_000))
    case "minute": return moment - (clock - clock.roundedDown(to: 60_000_000))
    case "second": return moment - (clock - clock.roundedDown(to: 1_000_000))
    case "day": return self.moment(of: days * Gregorian.microsecondsPerDay)
    case "week": return self.moment(of: (days - (days + 3).remainderOfWeek) * Gregorian.microsecondsPerDay)
    case _:
      let parts = Gregorian.parts(days: Int32(clamping: days))
      let month = unit == "year" ? 1 : unit == "quarter" ? (parts.month - 1) / 3 * 3 + 1 : parts.month
      let first = Gregorian.days(year: parts.year, month: month, day: 1).map(Int64.init) ?? days
      return self.moment(of: first * Gregorian.microsecondsPerDay)
    }
  }
}

extension Int64 {
  fileprivate func quotientRoundedDown(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  fileprivate func roundedDown(to unit: Int64) -> Int64 { quotientRoundedDown(by: unit) * unit }

  fileprivate var remainderOfWeek: Int64 { self - quotientRoundedDown(by: 7) * 7 }
}
