import CSQLite

/// `kindred_integer(x)` and other casts that fail for a text that is not a number. SQLite's own casts return 0.
enum CastFunctions {
  static func register(on database: OpaquePointer?) -> Int32 {
    let functions: [(String, Int32, SQLiteFunction.Body)] = [
      ("kindred_integer", 1, { CastFunctions.integer($0, $2?.pointee) }),
      ("kindred_real", 1, { CastFunctions.real($0, $2?.pointee) }),
      ("kindred_decimal", 1, { CastFunctions.decimal($0, $2?.pointee) }),
      ("kindred_decimal_text", 1, { CastFunctions.text($0, $2?.pointee) { $0.plainText } }),
      ("kindred_double_text", 1, { CastFunctions.text($0, $2?.pointee) { $0.text(sureOf: 15) } }),
      ("kindred_float_text", 1, { CastFunctions.floatText($0, $2?.pointee) }),
      ("kindred_round", 2, { CastFunctions.round($0, $2) }),
    ]
    return SQLiteFunction.register(functions, on: database)
  }

  /// The error message for a text that is not a number.
  static let notANumber = "a text is no number"

  private static func fail(_ context: OpaquePointer?, _ message: String) { sqlite3_result_error(context, message, -1) }

  /// The text without surrounding white space.
  private static func trimmed(_ value: OpaquePointer?) -> String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    var bytes = (SQLiteFunction.bytes(value) ?? [])[...].drop(while: isSpace)
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func integer(_ context: OpaquePointer?, _ value: OpaquePointer?) {
    switch sqlite3_value_type(value) {
    case SQLITE_NULL, SQLITE_INTEGER: sqlite3_result_value(context, value)
    case SQLITE_FLOAT:
      let whole = sqlite3_value_double(value).rounded(.towardZero)
      guard let number = Int64(exactly: whole) else { return fail(context, ArithmeticFunctions.overflow) }
      sqlite3_result_int64(context, number)
    case _:
      let text = trimmed(value)
      if let number = Int64(text) { return sqlite3_result_int64(context, number) }
      let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.utf8.dropFirst() : text.utf8[...]
      let isNumber = !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
      fail(context, isNumber ? ArithmeticFunctions.overflow : notANumber)
    }
  }

  private static func real(_ context: OpaquePointer?, _ value: OpaquePointer?) {
    switch sqlite3_value_type(value) {
    case SQLITE_NULL: sqlite3_result_null(context)
    case SQLITE_INTEGER, SQLITE_FLOAT: sqlite3_result_double(context, sqlite3_value_double(value))
    case _:
      let text = trimmed(value)
      guard let digits = DecimalDigits(text) else {
        guard let number = Double(text), number.isInfinite else { return fail(context, notANumber) }
        return sqlite3_result_double(context, number)
      }
      let number = digits.double
      guard number.isFinite, number != 0 || digits.digits.isEmpty else {
        return fail(context, ArithmeticFunctions.overflow)
      }
      sqlite3_result_double(context, number)
    }
  }

  private static func decimal(_ context: OpaquePointer?, _ value: OpaquePointer?) {
    let digits: DecimalDigits?
    switch sqlite3_value_type(value) {
    case SQLITE_NULL, SQLITE_INTEGER: return sqlite3_result_value(context, value)
    case SQLITE_FLOAT: digits = DecimalDigits(fifteenOf: sqlite3_value_double(value))
    case _: digits = DecimalDigits(trimmed(value))
    }
    guard let digits else { return fail(context, notANumber) }
    // SQLite stores decimals with 15 digits.
    guard digits.digits.count <= 15, digits.double.isFinite else { return fail(context, ArithmeticFunctions.overflow) }
    if let integer = digits.integer { return sqlite3_result_int64(context, integer) }
    sqlite3_result_double(context, digits.double)
  }

  private static func text(
    _ context: OpaquePointer?, _ value: OpaquePointer?, _ write: (DecimalDigits) -> String
  ) {
    switch sqlite3_value_type(value) {
    case SQLITE_NULL: return sqlite3_result_null(context)
    case SQLITE_INTEGER:
      guard let digits = DecimalDigits("\(sqlite3_value_int64(value))") else { return sqlite3_result_null(context) }
      SQLiteFunction.give(write(digits), to: context)
    case _:
      let number = sqlite3_value_double(value)
      guard let digits = DecimalDigits(shortest: number) else {
        return SQLiteFunction.give(number < 0 ? "-Infinity" : "Infinity", to: context)
      }
      let isNegativeZero = number == 0 && number.sign == .minus
      SQLiteFunction.give((isNegativeZero ? "-" : "") + write(digits), to: context)
    }
  }

  private static func floatText(_ context: OpaquePointer?, _ value: OpaquePointer?) {
    if sqlite3_value_type(value) == SQLITE_NULL { return sqlite3_result_null(context) }
    let number = Float(sqlite3_value_double(value))
    guard let digits = DecimalDigits("\(number)") else {
      return SQLiteFunction.give(number < 0 ? "-Infinity" : "Infinity", to: context)
    }
    SQLiteFunction.give((number == 0 && number.sign == .minus ? "-" : "") + digits.text(sureOf: 6), to: context)
  }

  /// `kindred_round(x, places)`: rounds halves away from zero. A double is treated as the decimal number of its first 15
  /// digits.
  private static func round(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let value = arguments?[0], let places = arguments?[1], sqlite3_value_type(places) != SQLITE_NULL else {
      return sqlite3_result_null(context)
    }
    let count = Int(sqlite3_value_int(places))
    switch sqlite3_value_type(value) {
    case SQLITE_INTEGER:
      guard let digits = DecimalDigits("\(sqlite3_value_int64(value))") else { return sqlite3_result_null(context) }
      let rounded = digits.rounded(toPlaces: count)
      guard let integer = rounded.integer else { return sqlite3_result_double(context, rounded.double) }
      sqlite3_result_int64(context, integer)
    case SQLITE_FLOAT:
      guard let digits = DecimalDigits(fifteenOf: sqlite3_value_double(value)) else {
        return sqlite3_result_value(context, value)
      }
      sqlite3_result_double(context, digits.rounded(toPlaces: count).double)
    case _: sqlite3_result_value(context, value)
    }
  }
}
