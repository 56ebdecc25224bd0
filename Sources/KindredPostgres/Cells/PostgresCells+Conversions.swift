import CPostgres
import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Values of the server without a Swift equivalent, such as an infinite date, give ``CellStatus/unrepresentable``.
extension PostgresCells {
  /// Writes the result of converting a cell that is not NULL.
  ///
  /// - Parameter types: The types that the conversion supports.
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

  /// Microseconds since 1970; nil for infinities, and for years near the server's maximum of 294276, which overflow.
  static func microseconds(_ start: UnsafeRawPointer) -> Int64? {
    let value = Int64(network: start)
    guard value != .max, value != .min else { return nil }
    let (sum, overflow) = value.addingReportingOverflow(PostgresEpoch.microseconds)
    return overflow ? nil : sum
  }

  /// Microseconds since 1970 at the start of a day; nil for infinities, and for years that only dates have, up to
  /// 5874897.
  private static func midnight(_ start: UnsafeRawPointer) -> Int64? {
    guard let days = days(start) else { return nil }
    let (product, overflow) = Int64(days).multipliedReportingOverflow(by: Gregorian.microsecondsPerDay)
    return overflow ? nil : product
  }

  /// Days since 1970; nil for infinities.
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

  /// The server allows 24:00, `TimeOfDay` does not.
  static let time: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output, [TypeOID.time]) { cell, start -> Int64? in
      guard cell.type == TypeOID.time, cell.count == 8 else { return nil }
      let value = Int64(network: start)
      return (0..<Gregorian.microsecondsPerDay).contains(value) ? value : nil
    }
  }

  /// An interval with months has no fixed duration; a day has 24 hours. The server stores days and microseconds
  /// separately, and their sum may overflow.
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

  /// A number with more digits than `Decimal` has is refused, not rounded.
  static let decimal: CellFunctions.Conversion = { handle, column, output in
    convert(handle, column, output, [TypeOID.numeric, TypeOID.float8, TypeOID.float4]) { cell, _ -> Decimal? in
      let text: String?
      switch cell.type {
      case TypeOID.bool: return nil
      case TypeOID.numeric: text = NumericText.decode(cell.bytes)
      // The shortest text of a float is the number that was stored; converting it to double first would add digits.
      case TypeOID.float4: text = cell.real.flatMap { $0.isFinite ? "\(Float($0))" : nil }
      case TypeOID.float8: text = cell.real.flatMap { $0.isFinite ? "\($0)" : nil }
      default: return cell.integer.map { Decimal($0) }
      }
      guard let text, case .number(let value) = DecimalText.read(text.utf8) else { return nil }
      return value
    }
  }
}
