import CSQLite

/// `kindred_var_pop(x)`, `kindred_bit_and(x)` and other aggregates that SQLite does not have.
enum AggregateFunctions {
  private static let aggregates: [(String, SQLiteFunction.Body, SQLiteFunction.Finish)] = [
    ("kindred_var_pop", { Spread.step($0, $2) }, { Spread.finish($0) { $0.variance(less: 0) } }),
    ("kindred_var_samp", { Spread.step($0, $2) }, { Spread.finish($0) { $0.variance(less: 1) } }),
    ("kindred_stddev_pop", { Spread.step($0, $2) }, { Spread.finish($0) { $0.variance(less: 0)?.squareRoot() } }),
    ("kindred_stddev_samp", { Spread.step($0, $2) }, { Spread.finish($0) { $0.variance(less: 1)?.squareRoot() } }),
    ("kindred_bit_and", { Bits.step($0, $2, &) }, { Bits.finish($0) }),
    ("kindred_bit_or", { Bits.step($0, $2, |) }, { Bits.finish($0) }),
    ("kindred_bit_xor", { Bits.step($0, $2, ^) }, { Bits.finish($0) }),
  ]

  static func register(on database: OpaquePointer?) -> Int32 {
    for (name, step, finish) in aggregates {
      let status = SQLiteFunction.register(name, 1, step: step, finish: finish, on: database)
      if status != SQLITE_OK { return status }
    }
    return SQLITE_OK
  }
}

/// The variance of numbers, by Welford's method, which stays exact for large numbers that are close together.
final class Spread {
  private var count = 0.0
  private var mean = 0.0
  private var squares = 0.0

  func add(_ value: Double) {
    count += 1
    let distance = value - mean
    mean += distance / count
    squares += distance * (value - mean)
  }

  /// - Parameter freedom: The number subtracted from the count: 1 for a sample, 0 for all values.
  func variance(less freedom: Double) -> Double? { count > freedom ? squares / (count - freedom) : nil }

  static func step(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let value = arguments?[0], sqlite3_value_type(value) != SQLITE_NULL else { return }
    AggregateState<Spread>.current(context) { Spread() }?.add(sqlite3_value_double(value))
  }

  static func finish(_ context: OpaquePointer?, _ result: (Spread) -> Double?) {
    guard let result = AggregateState<Spread>.finished(context).flatMap(result) else {
      return sqlite3_result_null(context)
    }
    sqlite3_result_double(context, result)
  }
}

/// A bitwise operation over all integers.
private final class Bits {
  private var value: Int64?

  static func step(
    _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?, _ fold: (Int64, Int64) -> Int64
  ) {
    guard let value = arguments?[0], sqlite3_value_type(value) != SQLITE_NULL,
      let state = AggregateState<Bits>.current(context, { Bits() })
    else { return }
    let number = sqlite3_value_int64(value)
    state.value = state.value.map { fold($0, number) } ?? number
  }

  static func finish(_ context: OpaquePointer?) {
    guard let value = AggregateState<Bits>.finished(context)?.value else { return sqlite3_result_null(context) }
    sqlite3_result_int64(context, value)
  }
}
