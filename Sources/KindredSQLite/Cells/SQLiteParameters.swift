import CSQLite
import KindredCore

/// The functions that bind the parameters of a SQLite statement. Dates, UUIDs and decimals are stored as in Django.
enum SQLiteParameters {
  /// Never freed, so that writers can point to it.
  nonisolated(unsafe) static let functions: UnsafePointer<ParameterFunctions> = {
    let table = UnsafeMutablePointer<ParameterFunctions>.allocate(capacity: 1)
    table.initialize(
      to: ParameterFunctions(
        null: sqlite3_bind_null, integer: sqlite3_bind_int64, bool: sqlite3_bind_int64, real: sqlite3_bind_double,
        text: text, blob: blob,
        timestamp: { statement, index, value in
          guard Gregorian.storableTimestamps.contains(value) else { return ParameterError.dateOutOfRange }
          return text(statement, index, Gregorian.timestampText(microseconds: value))
        },
        date: { statement, index, value in
          guard Gregorian.storableDays.contains(value) else { return ParameterError.dateOutOfRange }
          return text(statement, index, Gregorian.dateText(days: Int32(clamping: value)))
        },
        time: { statement, index, value in
          guard (0..<Gregorian.microsecondsPerDay).contains(value) else { return ParameterError.timeOutOfRange }
          return text(statement, index, Gregorian.timeText(microseconds: value))
        },
        interval: sqlite3_bind_int64,
        uuid: { statement, index, bytes, count in
          text(statement, index, [UInt8](Hexadecimal.text(UnsafeRawBufferPointer(start: bytes, count: count)).utf8))
        },
        decimal: decimal, json: text,
        keptText: { statement, index, bytes, count in
          sqlite3_bind_text64(
            statement, index, bytes?.assumingMemoryBound(to: CChar.self), UInt64(count), nil, UInt8(SQLITE_UTF8))
        }))
    return UnsafePointer(table)
  }()

  /// Makes SQLite copy the bound value.
  private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

  private static let text: ParameterFunctions.Bytes = { statement, index, bytes, count in
    // A null pointer would bind NULL, and an empty text may have one.
    guard let bytes, count > 0 else { return sqlite3_bind_text(statement, index, "", 0, nil) }
    return sqlite3_bind_text64(
      statement, index, bytes.assumingMemoryBound(to: CChar.self), UInt64(count), transient, UInt8(SQLITE_UTF8))
  }

  private static func text(_ statement: OpaquePointer?, _ index: Int32, _ bytes: [UInt8]) -> Int32 {
    bytes.withUnsafeBytes { text(statement, index, $0.baseAddress, $0.count) }
  }

  private static let blob: ParameterFunctions.Bytes = { statement, index, bytes, count in
    guard let bytes, count > 0 else { return sqlite3_bind_zeroblob(statement, index, 0) }
    return sqlite3_bind_blob64(statement, index, bytes, UInt64(count), transient)
  }

  /// SQLite stores a decimal as a real, with 15 significant digits. More digits are refused, as they would be lost
  /// silently.
  ///
  /// Bound as a number, not as text, because SQLite orders all texts after all numbers in comparisons with computed
  /// values. A column of type "decimal" converts whole numbers to integers, as it would from text.
  private static let decimal: ParameterFunctions.Bytes = { statement, index, bytes, count in
    var digits = 0
    var trailingZeros = 0
    for byte in UnsafeRawBufferPointer(start: bytes, count: count) where (0x30...0x39).contains(byte) {
      if digits == 0 && byte == 0x30 { continue }
      digits += 1
      trailingZeros = byte == 0x30 ? trailingZeros + 1 : 0
    }
    guard digits - trailingZeros <= 15 else { return ParameterError.tooManyDigits }
    let text = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    if let whole = Int64(text) { return sqlite3_bind_int64(statement, index, whole) }
    guard let number = Double(text) else { return ParameterError.tooManyDigits }
    return sqlite3_bind_double(statement, index, number)
  }
}
