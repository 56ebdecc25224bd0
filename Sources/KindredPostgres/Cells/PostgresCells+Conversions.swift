import CPostgres
import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Infinite times and dates, and what else no Swift value stands for, are answered as malformed.
extension PostgresCells {
  /// Writes what the closure makes of a cell that is not NULL.
  private static func convert<Value>(
    _ handle: OpaquePointer?, _ column: Int32, _ output: UnsafeMutableRawPointer,
    _ read: (Cell, UnsafeRawPointer) -> Value?
  ) -> Int32 {
    let cell = Cell(handle, column)
    guard let start = cell.start else { return CellStatus.null.rawValue }
    guard let value = read(cell, start) else { return CellStatus.malformed.rawValue }
    output.assumingMemoryBound(to: Value.self).pointee = value
    return CellStatus.converted.rawValue
  }

  /// Microseconds since 1970; nil for an infinity.
  static func microseconds(_ start: UnsafeRawPointer) -> Int64? {
    let value = Int64(network: start)
    guard value != .max, value != .min else { return nil }
    let (sum, overflow) = value.addingReportingOverflow(PostgresEpoch.microseconds)
    return overflow ? nil : sum
  }

  /// Days since 1970; nil for an infinity.
  static func days(_ start: UnsafeRawPointer) -> Int32? {
    let value = Int32(network: start)
    guard value != .max, value != .min else { return nil }
    let (sum, overflow) = value.addingReportingOverflow(PostgresEpoch.days)
    return overflow ? nil : sum
  }

  static let timestamp: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output) { cell, start in
      switch (cell.type, cell.count) {
      case (TypeOID.timestamptz, 8), (TypeOID.timestamp, 8): microseconds(start)
      case (TypeOID.date, 4): days(start).map { Int64($0) * Gregorian.microsecondsPerDay }
      default: nil
      }
    }
  }

  static let date: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output) { cell, start -> Int32? in
      switch (cell.type, cell.count) {
      case (TypeOID.date, 4): return days(start)
      case (TypeOID.timestamptz, 8), (TypeOID.timestamp, 8):
        guard let time = microseconds(start), time % Gregorian.microsecondsPerDay == 0 else { return nil }
        return Int32(exactly: time / Gregorian.microsecondsPerDay)
      default: return nil
      }
    }
  }

  /// 24:00, which the server knows and a time of day does not, is malformed.
  static let time: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output) { cell, start -> Int64? in
      guard cell.type == TypeOID.time, cell.count == 8 else { return nil }
      let value = Int64(network: start)
      return value < Gregorian.microsecondsPerDay ? value : nil
    }
  }

  /// A month has no fixed length, so that an interval with months is malformed; a day has 24 hours.
  static let interval: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output) { cell, start -> Int64? in
      if cell.type == TypeOID.int8 { return cell.integer }
      guard cell.type == TypeOID.interval, cell.count == 16, Int32(network: start + 12) == 0 else { return nil }
      let days = Int64(Int32(network: start + 8)) * Gregorian.microsecondsPerDay
      let (sum, overflow) = Int64(network: start).addingReportingOverflow(days)
      return overflow ? nil : sum
    }
  }

  static let uuid: CellFunctions.Conversion = { handle, column, output in
    let cell = Cell(handle, column)
    guard let start = cell.start else { return CellStatus.null.rawValue }
    guard cell.type == TypeOID.uuid, cell.count == 16 else { return CellStatus.malformed.rawValue }
    output.copyMemory(from: start, byteCount: 16)
    return CellStatus.converted.rawValue
  }

  /// `Decimal` keeps 38 digits; a number with more is malformed instead of rounded.
  static let decimal: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output) { cell, _ -> Decimal? in
      if let whole = cell.integer { return cell.type == TypeOID.bool ? nil : Decimal(whole) }
      if cell.type == TypeOID.numeric {
        guard let text = NumericText.decode(cell.bytes) else { return nil }
        let digits = text.drop { "-0.".contains($0) }.filter { $0 != "." }
        let trailing = text.contains(".") ? digits.reversed().prefix { $0 == "0" }.count : 0
        return digits.count - trailing <= 38 ? Decimal(string: text) : nil
      }
      guard let real = cell.real, real.isFinite else { return nil }
      return Decimal(string: "\(real)")
    }
  }
}
