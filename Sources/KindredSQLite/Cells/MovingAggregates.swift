import CSQLite

/// `kindred_var_pop_over(x)` and its like: Kindred's aggregates over a window, whose frame moves from row to row.
///
/// The plain aggregates have other names, because they do not have to keep the values that they have seen.
enum MovingAggregates {
  /// The name of an aggregate over a window.
  static func name(of aggregate: String) -> String {
    aggregate.hasPrefix("kindred_") ? aggregate + "_over" : aggregate
  }

  private typealias Body = SQLiteFunction.Body
  private typealias Finish = SQLiteFunction.Finish

  private static let spreads: [(String, Finish, Finish)] = [
    (
      "kindred_var_pop", { MovingSpread.give($0) { $0.variance(less: 0) } },
      { MovingSpread.finish($0) { $0.variance(less: 0) } }
    ),
    (
      "kindred_var_samp", { MovingSpread.give($0) { $0.variance(less: 1) } },
      { MovingSpread.finish($0) { $0.variance(less: 1) } }
    ),
    (
      "kindred_stddev_pop", { MovingSpread.give($0) { $0.variance(less: 0)?.squareRoot() } },
      { MovingSpread.finish($0) { $0.variance(less: 0)?.squareRoot() } }
    ),
    (
      "kindred_stddev_samp", { MovingSpread.give($0) { $0.variance(less: 1)?.squareRoot() } },
      { MovingSpread.finish($0) { $0.variance(less: 1)?.squareRoot() } }
    ),
  ]

  private static let bits: [(String, Finish, Finish)] = [
    ("kindred_bit_and", { MovingBits.give($0, &) }, { MovingBits.finish($0, &) }),
    ("kindred_bit_or", { MovingBits.give($0, |) }, { MovingBits.finish($0, |) }),
    ("kindred_bit_xor", { MovingBits.give($0, ^) }, { MovingBits.finish($0, ^) }),
  ]

  static func register(on database: OpaquePointer?) -> Int32 {
    for (name, give, finish) in spreads {
      let status = SQLiteFunction.register(
        Self.name(of: name), 1, step: { MovingSpread.step($0, $2) }, leave: { MovingSpread.leave($0, $2) }, give: give,
        finish: finish, on: database)
      if status != SQLITE_OK { return status }
    }
    for (name, give, finish) in bits {
      let status = SQLiteFunction.register(
        Self.name(of: name), 1, step: { MovingBits.step($0, $2) }, leave: { MovingBits.leave($0, $2) }, give: give,
        finish: finish, on: database)
      if status != SQLITE_OK { return status }
    }
    return SQLiteFunction.register(
      Self.name(of: JoinFunction.name), -1, step: { MovingTexts.step($0, $1, $2) },
      leave: { MovingTexts.leave($0, $1, $2) },
      give: { MovingTexts.give($0) }, finish: { MovingTexts.finish($0) }, on: database)
  }
}

/// The values in a frame. The oldest one leaves it first.
private struct MovingValues<Value> {
  private var values: [Value] = []
  private var first = 0

  var current: ArraySlice<Value> { values[first...] }

  mutating func append(_ value: Value) { values.append(value) }

  mutating func removeFirst() {
    if first < values.count { first += 1 }
    // Frees the values that have left, from time to time.
    guard first > 64, first > values.count / 2 else { return }
    values.removeFirst(first)
    first = 0
  }
}

private final class MovingSpread {
  private var values = MovingValues<Double>()
  /// The spread of the values; nil after one has left.
  private var spread: Spread? = Spread()

  static func step(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let value = arguments?[0], sqlite3_value_type(value) != SQLITE_NULL,
      let state = AggregateState<MovingSpread>.current(context, { MovingSpread() })
    else { return }
    let number = sqlite3_value_double(value)
    state.values.append(number)
    state.spread?.add(number)
  }

  static func leave(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let value = arguments?[0], sqlite3_value_type(value) != SQLITE_NULL,
      let state = AggregateState<MovingSpread>.current(context, { MovingSpread() })
    else { return }
    state.values.removeFirst()
    state.spread = nil
  }

  private var current: Spread {
    if let spread { return spread }
    let spread = Spread()
    for value in values.current { spread.add(value) }
    self.spread = spread
    return spread
  }

  static func give(_ context: OpaquePointer?, _ result: (Spread) -> Double?) {
    give(AggregateState<MovingSpread>.current(context) { MovingSpread() }, context, result)
  }

  static func finish(_ context: OpaquePointer?, _ result: (Spread) -> Double?) {
    give(AggregateState<MovingSpread>.finished(context), context, result)
  }

  private static func give(_ state: MovingSpread?, _ context: OpaquePointer?, _ result: (Spread) -> Double?) {
    guard let state, let result = result(state.current) else { return sqlite3_result_null(context) }
    sqlite3_result_double(context, result)
  }
}

private final class MovingBits {
  private var values = MovingValues<Int64>()

  static func step(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let value = arguments?[0], sqlite3_value_type(value) != SQLITE_NULL else { return }
    AggregateState<MovingBits>.current(context) { MovingBits() }?.values.append(sqlite3_value_int64(value))
  }

  static func leave(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let value = arguments?[0], sqlite3_value_type(value) != SQLITE_NULL else { return }
    AggregateState<MovingBits>.current(context) { MovingBits() }?.values.removeFirst()
  }

  static func give(_ context: OpaquePointer?, _ fold: (Int64, Int64) -> Int64) {
    give(AggregateState<MovingBits>.current(context) { MovingBits() }, context, fold)
  }

  static func finish(_ context: OpaquePointer?, _ fold: (Int64, Int64) -> Int64) {
    give(AggregateState<MovingBits>.finished(context), context, fold)
  }

  private static func give(_ state: MovingBits?, _ context: OpaquePointer?, _ fold: (Int64, Int64) -> Int64) {
    guard let values = state?.values.current, let first = values.first else { return sqlite3_result_null(context) }
    sqlite3_result_int64(context, values.dropFirst().reduce(first, fold))
  }
}

/// Texts of a frame, in the order in which they come. Each brings its separator along.
private final class MovingTexts {
  private var values = MovingValues<(separator: [UInt8], text: [UInt8])>()

  static func step(_ context: OpaquePointer?, _ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard count >= 2, let arguments, let text = SQLiteFunction.bytes(arguments[0]) else { return }
    let separator = SQLiteFunction.bytes(arguments[1]) ?? []
    AggregateState<MovingTexts>.current(context) { MovingTexts() }?.values.append((separator, text))
  }

  static func leave(_ context: OpaquePointer?, _ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard count >= 2, let text = arguments?[0], sqlite3_value_type(text) != SQLITE_NULL else { return }
    AggregateState<MovingTexts>.current(context) { MovingTexts() }?.values.removeFirst()
  }

  static func give(_ context: OpaquePointer?) {
    give(AggregateState<MovingTexts>.current(context) { MovingTexts() }, context)
  }

  static func finish(_ context: OpaquePointer?) { give(AggregateState<MovingTexts>.finished(context), context) }

  private static func give(_ state: MovingTexts?, _ context: OpaquePointer?) {
    guard let values = state?.values.current, !values.isEmpty else { return sqlite3_result_null(context) }
    var joined: [UInt8] = []
    for (index, value) in values.enumerated() {
      if index > 0 { joined += value.separator }
      joined += value.text
    }
    SQLiteFunction.give(joined, to: context)
  }
}
