import CPostgres
import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the server can hold and no Swift value stands for, such as an infinite date, is answered as unrepresentable.
extension PostgresCells {
  /// Writes what the closure makes of a cell that is not NULL.
  ///
  /// - Parameter types: The types of which every value that has a Swift value is converted.
  private static func convert<Value>(
    _ handle: OpaquePointer?, _ column: Int32, _ output: UnsafeMutableRawPointer, _ types: @autoclosure () -> [Oid],
    _ read: (Cell, UnsafeRawPointer) -> Value?
  ) -> Int32 {
    let cell = Cell(handle, column)
    guard let start = cell.start else { return CellStatus.null.rawValue }
    guard let value = read(cell, start) else {
      let status: CellStatus = types().contains(cell.type) ? .unrepresentable : .malformed
      return status.rawValue
    }
    output.assumingMemoryBound(to: Value.self).pointee = value
    return CellStatus.converted.rawValue
  }

  /// Microseconds since 1970; nil for an infinity, and for the last years that the server knows, which end in 294276.
  static func microseconds(_ start: UnsafeRawPointer) -> Int64? {
    let value = Int64(network: start)
    guard value != .max, value != .min else { return nil }
    let (sum, overflow) = value.addingReportingOverflow(PostgresEpoch.microseconds)
    return overflow ? nil : sum
  }

  /// Microseconds since 1970 at the beginning of a day; nil for an infinity, and for the years that only dates have, which
  /// end in 5874897.
  private static func midnight(_ start: UnsafeRawPointer) -> Int64? {
    guard let days = days(start) else { return nil }
    let (product, overflow) = Int64(days).multipliedReportingOverflow(by: Gregorian.microsecondsPerDay)
    return overflow ? nil : product
  }

  /// Days since 1970; nil for an infinity.
  static func days(_ start: UnsafeRawPointer) -> Int32? {
    let value = Int32(network: start)
    guard value != .max, value != .min else { return nil }
    let (sum, overflow) = value.addingReportingOverflow(PostgresEpoch.days)
    return overflow ? nil : sum
  }

  static let timestamp: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output, [TypeOID.timestamptz, TypeOID.timestamp, TypeOID.date]) { cell, start in
      switch (cell.type, cell.count) {
      case (TypeOID.timestamptz, 8), (TypeOID.timestamp, 8): microseconds(start)
      case (TypeOID.date, 4): midnight(start)
      default: nil
      }
    }
  }

  static let date: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output, [TypeOID.date]) { cell, start -> Int32? in
      switch (cell.type, cell.count) {
      case (TypeOID.date, 4): return days(start)
      case (TypeOID.timestamptz, 8), (TypeOID.timestamp, 8):
        guard let time = microseconds(start), time % Gregorian.microsecondsPerDay == 0 else { return nil }
        return Int32(exactly: time / Gregorian.microsecondsPerDay)
      default: return nil
      }
    }
  }

  /// The server knows 24:00 and a time of day does not.
  static let time: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output, [TypeOID.time]) { cell, start -> Int64? in
      guard cell.type == TypeOID.time, cell.count == 8 else { return nil }
      let value = Int64(network: start)
      return (0..<Gregorian.microsecondsPerDay).contains(value) ? value : nil
    }
  }

  /// A month has no fixed length, so that an interval with months has no duration; a day has 24 hours. The server keeps
  /// days and microseconds apart, and both together may be more microseconds than there are numbers for.
  static let interval: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output, [TypeOID.interval]) { cell, start -> Int64? in
      if cell.type == TypeOID.int8 { return cell.integer }
      guard cell.type == TypeOID.interval, cell.count == 16, Int32(network: start + 12) == 0 else { return nil }
      let time = Int128(Int64(network: start))
      return Int64(exactly: Int128(Int32(network: start + 8)) * Int128(Gregorian.microsecondsPerDay) + time)
    }
  }

  static let uuid: CellFunctions.Conversion = { handle, column, output in
    let cell = Cell(handle, column)
    guard let start = cell.start else { return CellStatus.null.rawValue }
    guard cell.type == TypeOID.uuid, cell.count == 16 else { return CellStatus.malformed.rawValue }
    output.copyMemory(from: start, byteCount: 16)
    return CellStatus.converted.rawValue
  }

  /// A number with more digits than `Decimal` keeps is refused instead of rounded.
  static let decimal: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output, [TypeOID.numeric, TypeOID.float8, TypeOID.float4]) { cell, _ -> Decimal? in
      let text: String?
      switch cell.type {
      case TypeOID.bool: return nil
      case TypeOID.numeric: text = NumericText.decode(cell.bytes)
      // The shortest text of a number says what was stored; a wider type has more digits.
      case TypeOID.float4: text = cell.real.flatMap { $0.isFinite ? "\(Float($0))" : nil }
      case TypeOID.float8: text = cell.real.flatMap { $0.isFinite ? "\($0)" : nil }
      default: return cell.integer.map { Decimal($0) }
      }
      guard let text, case .number(let value) = DecimalText.read(text.utf8) else { return nil }
      return value
    }
  }
}
