import CSQLite

/// `kindred_bytes(text)`: the bytes of hexadecimal digits; NULL for anything else. Long lists of bytes are bound as
/// such texts.
enum BytesFunction {
  static func register(on database: OpaquePointer?) -> Int32 {
    SQLiteFunction.register(
      "kindred_bytes", 1,
      { context, _, arguments in
        guard let argument = arguments?.pointee, let start = sqlite3_value_text(argument) else {
          return sqlite3_result_null(context)
        }
        let digits = UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(argument)))
        guard let bytes = BytesFunction.bytes(of: digits) else { return sqlite3_result_null(context) }
        if bytes.isEmpty { return sqlite3_result_zeroblob(context, 0) }
        sqlite3_result_blob64(
          context, bytes, UInt64(bytes.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
      }, on: database)
  }

  private static func bytes(of digits: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Hexadecimal.value(digits[index]), let low = Hexadecimal.value(digits[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }
}
