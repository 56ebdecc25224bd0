import CSQLite

/// `kindred_add(x, y)` and so on: integer arithmetic that fails on overflow of 64 bits, or of the number of bits given
/// as a third argument. SQLite's own operators continue with floating-point numbers.
///
/// Other numbers are computed as by SQLite. A division by zero gives NULL.
enum ArithmeticFunctions {
  static func register(on database: OpaquePointer?) -> Int32 {
    let functions: [(String, Int32, SQLiteFunction.Body)] = [
      ("kindred_add", -1, { ArithmeticFunctions.calculate($0, $1, $2, { $0.addingReportingOverflow($1) }, +) }),
      (
        "kindred_subtract", -1,
        { ArithmeticFunctions.calculate($0, $1, $2, { $0.subtractingReportingOverflow($1) }, -) }
      ),
      (
        "kindred_multiply", -1,
        { ArithmeticFunctions.calculate($0, $1, $2, { $0.multipliedReportingOverflow(by: $1) }, *) }
      ),
      (
        "kindred_divide", -1,
        { ArithmeticFunctions.calculate($0, $1, $2, { $0.dividedReportingOverflow(by: $1) }, /, isDivision: true) }
      ),
      ("kindred_fitting", 3, { ArithmeticFunctions.fit($0, $2) }),
    ]
    return SQLiteFunction.register(functions, on: database)
  }

  @inline(__always)
  private static func calculate(
    _ context: OpaquePointer?, _ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
    _ integers: (Int64, Int64) -> (partialValue: Int64, overflow: Bool), _ reals: (Double, Double) -> Double,
    isDivision: Bool = false
  ) {
    guard count >= 2, let lhs = arguments?[0], let rhs = arguments?[1] else {
      return sqlite3_result_error(context, "two numbers are needed", -1)
    }
    let types = (sqlite3_value_numeric_type(lhs), sqlite3_value_numeric_type(rhs))
    if types.0 == SQLITE_NULL || types.1 == SQLITE_NULL { return sqlite3_result_null(context) }
    guard types == (SQLITE_INTEGER, SQLITE_INTEGER) else {
      let divisor = sqlite3_value_double(rhs)
      if isDivision && divisor == 0 { return sqlite3_result_null(context) }
      return sqlite3_result_double(context, reals(sqlite3_value_double(lhs), divisor))
    }
    let divisor = sqlite3_value_int64(rhs)
    if isDivision && divisor == 0 { return sqlite3_result_null(context) }
    let result = integers(sqlite3_value_int64(lhs), divisor)
    let bits = count > 2 ? Int64(sqlite3_value_int(arguments?[2])) : 64
    let limit = Int64.max >> (64 - bits)
    if result.overflow || result.partialValue > limit || result.partialValue < ~limit {
      return sqlite3_result_error(context, Self.overflow, -1)
    }
    sqlite3_result_int64(context, result.partialValue)
  }

  /// `kindred_fitting(x, least, greatest)`: the integer, if it is in the range.
  private static func fit(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let value = arguments?[0], let least = arguments?[1], let greatest = arguments?[2] else { return }
    let number: Int64?
    switch sqlite3_value_numeric_type(value) {
    case SQLITE_INTEGER: number = sqlite3_value_int64(value)
    case SQLITE_FLOAT: number = Int64(exactly: sqlite3_value_double(value))
    case _: return sqlite3_result_value(context, value)
    }
    guard let number, number >= sqlite3_value_int64(least), number <= sqlite3_value_int64(greatest) else {
      return sqlite3_result_error(context, Self.overflow, -1)
    }
    sqlite3_result_int64(context, number)
  }

  /// SQLite's own message for an overflow of `SUM` and `ABS`.
  static let overflow = "integer overflow"
}
