import CSQLite
import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The functions that read a SQLite row: the library's own, and conversions from the text forms that Django stores.
enum SQLiteCells {
  /// Never freed, so that rows can point to it.
  nonisolated(unsafe) static let functions: UnsafePointer<CellFunctions> = {
    let table = UnsafeMutablePointer<CellFunctions>.allocate(capacity: 1)
    table.initialize(
      to: CellFunctions(
        integer: kindred_column_integer, real: kindred_column_real, text: kindred_column_text,
        blob: kindred_column_blob, storageClass: kindred_column_type,
        timestamp: { convert($0, $1, $2) { Gregorian.parseTimestamp($0) } },
        date: { convert($0, $1, $2) { Gregorian.parseDate($0) ?? midnight($0) } },
        time: { convert($0, $1, $2) { Gregorian.parseTime($0) } },
        interval: { row, column, output in
          switch kindred_column_type(row, column) {
          case SQLITE_INTEGER:
            output.storeBytes(of: kindred_column_integer(row, column), as: Int64.self)
            return CellStatus.converted.rawValue
          case SQLITE_NULL: return CellStatus.null.rawValue
          default: return CellStatus.malformed.rawValue
          }
        },
        uuid: uuid, decimal: decimal, list: list, hasWrittenForm: hasWrittenForm,
        columnCount: kindred_column_count, columnName: kindred_column_name))
    return UnsafePointer(table)
  }()

  /// A date from a timestamp at midnight.
  private static func midnight(_ bytes: Gregorian.Bytes) -> Int32? {
    guard let time = Gregorian.parseTimestamp(bytes), time % Gregorian.microsecondsPerDay == 0 else { return nil }
    return Int32(exactly: time / Gregorian.microsecondsPerDay)
  }

  private static func convert<Value>(
    _ row: OpaquePointer?, _ column: Int32, _ output: UnsafeMutableRawPointer,
    _ parse: (Gregorian.Bytes) -> Value?
  ) -> Int32 {
    var count: Int32 = 0
    guard let text = kindred_column_text(row, column, &count) else { return CellStatus.null.rawValue }
    let bytes = UnsafeBufferPointer(start: text, count: Int(count))
    guard let value = parse(bytes[...]) else { return CellStatus.malformed.rawValue }
    output.assumingMemoryBound(to: Value.self).pointee = value
    return CellStatus.converted.rawValue
  }

  /// An array is stored as JSON text. JSON `null` is not an array.
  private static let list: CellFunctions.Conversion = { row, column, output in
    var count: Int32 = 0
    guard let text = kindred_column_text(row, column, &count) else { return CellStatus.null.rawValue }
    let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
    guard let values = ListText.read(bytes) else {
      return (ListText.isNull(bytes) ? CellStatus.null : CellStatus.malformed).rawValue
    }
    output.assumingMemoryBound(to: [DatabaseValue].self).pointee = values
    return CellStatus.converted.rawValue
  }

  /// 32 hexadecimal digits, with or without hyphens, or 16 bytes.
  private static let uuid: CellFunctions.Conversion = { row, column, output in
    let type = kindred_column_type(row, column)
    if type == SQLITE_NULL { return CellStatus.null.rawValue }
    var count: Int32 = 0
    guard let start = kindred_column_blob(row, column, &count) else { return CellStatus.malformed.rawValue }
    let bytes = UnsafeRawBufferPointer(start: start, count: Int(count))
    if type == SQLITE_BLOB {
      guard bytes.count == 16 else { return CellStatus.malformed.rawValue }
      output.copyMemory(from: start, byteCount: 16)
      return CellStatus.converted.rawValue
    }
    var digits = 0
    var value: UInt8 = 0
    for byte in bytes where byte != 0x2D {
      guard digits < 32, let digit = Hexadecimal.value(byte) else { return CellStatus.malformed.rawValue }
      value = value << 4 | digit
      if digits % 2 == 1 { output.storeBytes(of: value, toByteOffset: digits / 2, as: UInt8.self) }
      digits += 1
    }
    return digits == 32 ? CellStatus.converted.rawValue : CellStatus.malformed.rawValue
  }

  /// A column of type "decimal" stores integers and reals. The shortest text of a real is the number that was stored.
  private static let decimal: CellFunctions.Conversion = { row, column, output in
    let reading: DecimalText.Reading
    switch kindred_column_type(row, column) {
    case SQLITE_NULL: return CellStatus.null.rawValue
    case SQLITE_INTEGER: reading = .number(Decimal(kindred_column_integer(row, column)))
    case SQLITE_FLOAT:
      let real = kindred_column_real(row, column)
      reading = real.isFinite ? DecimalText.read("\(real)".utf8) : .unrepresentable
    case SQLITE_TEXT:
      var count: Int32 = 0
      guard let start = kindred_column_text(row, column, &count) else { return CellStatus.malformed.rawValue }
      reading = DecimalText.read(UnsafeBufferPointer(start: start, count: Int(count)))
    default: reading = .malformed
    }
    switch reading {
    case .number(let value):
      output.assumingMemoryBound(to: Decimal.self).pointee = value
      return CellStatus.converted.rawValue
    case .unrepresentable: return CellStatus.unrepresentable.rawValue
    case .malformed: return CellStatus.malformed.rawValue
    }
  }
}
