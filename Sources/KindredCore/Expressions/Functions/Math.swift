#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension SQLOperation {
  static let absolute = SQLOperation("abs", spelling: .call("ABS"))

  static let round = SQLOperation("round", spelling: .call("ROUND"))

  /// PostgreSQL rounds halves of doubles to even, SQLite away from zero. Doubles from 2⁵² on have no fraction.
  static let roundReal = SQLOperation(
    "round", spelling: .call("ROUND"),
    in: [
      .postgres: .template("CASE WHEN ABS({0}) < 4503599627370496 THEN TRUNC({0} + SIGN({0}) * 0.5) ELSE {0} END")
    ])
}

extension SQLOperation {
  fileprivate static let roundDecimal = SQLOperation(
    "roundToPlaces", spelling: .call("ROUND"), in: [.sqlite: .call("kindred_round")])
  fileprivate static let roundDouble = SQLOperation(
    "roundToPlaces", spelling: .call("ROUND"),
    in: [
      .sqlite: .call("kindred_round"),
      .postgres: .template("CAST(ROUND(CAST({0} AS numeric), {1}) AS double precision)"),
    ])
  fileprivate static let roundFloat = SQLOperation(
    "roundToPlaces", spelling: .call("ROUND"),
    in: [
      .sqlite: .call("kindred_round"), .postgres: .template("CAST(ROUND(CAST({0} AS numeric), {1}) AS real)"),
    ])
}

extension QueryExpression where Value: FieldValue, Value.Base: SignedNumeric {
  /// The absolute value: `ABS`.
  public func abs() -> Expr<Value> { Expr(.absolute, self) }
}

extension SQLOperation {
  static let signum = SQLOperation(
    "signum", spelling: .template("CASE WHEN {0} > 0 THEN 1 WHEN {0} < 0 THEN -1 WHEN {0} = 0 THEN 0 END"))
  static let roundUp = SQLOperation("roundUp", spelling: .call("CEIL"))
  static let roundDown = SQLOperation("roundDown", spelling: .call("FLOOR"))
  static let truncate = SQLOperation("truncate", spelling: .call("TRUNC"))
  static let roundAway = SQLOperation(
    "roundAway", spelling: .template("CASE WHEN {0} > 0 THEN CEIL({0}) ELSE FLOOR({0}) END"))
  static let random = SQLOperation(
    "random", nulls: .never, spelling: .template("(RANDOM() / 18446744073709551616.0 + 0.5)"),
    in: [.postgres: .call("RANDOM")], isVolatile: true)
}

extension QueryExpression where Value: MathValue {
  /// The sign of the number: 1, 0 or -1.
  public func signum() -> Expr<Int> { Expr(.signum, self) }
}

extension QueryExpression where Value: OptionalFieldValue, Value.Wrapped: MathValue {
  /// The sign of the number: 1, 0 or -1; NULL for NULL.
  public func signum() -> Expr<Int?> { Expr(.signum, self) }
}

extension Expr<Double> {
  /// A random number from 0 up to, but not including, 1, different for each row and run: `RANDOM()`.
  public static var random: Expr<Double> { Expr(.random) }
}

/// A number with a fraction, which can be rounded.
public protocol RoundableValue: FieldValue {}

extension Double: RoundableValue {}
extension Float: RoundableValue {}
extension Decimal: RoundableValue {}

extension QueryExpression where Value: FieldValue, Value.Base: RoundableValue {
  /// The nearest whole number; halves are rounded away from zero, as in Swift.
  public func rounded() -> Expr<Value> {
    if case .decimal = Value.columnType.kind { Expr(.round, self) } else { Expr(.roundReal, self) }
  }

  /// The number rounded by a rule: `CEIL`, `FLOOR`, `TRUNC`.
  ///
  /// ```swift
  /// Sample.objects.values { $0.weight.rounded(.up) } // CEIL("sample"."weight")
  /// ```
  ///
  /// - Parameter rule: `.up`, `.down`, `.towardZero`, `.awayFromZero` or `.toNearestOrAwayFromZero`. Databases disagree
  ///   about rounding halves to even: with `.toNearestOrEven` the query throws ``KindredError/Code/invalidQuery``.
  public func rounded(_ rule: FloatingPointRoundingRule) -> Expr<Value> {
    switch rule {
    case .up: Expr(.roundUp, self)
    case .down: Expr(.roundDown, self)
    case .towardZero: Expr(.truncate, self)
    case .awayFromZero: Expr(.roundAway, self)
    case .toNearestOrAwayFromZero: rounded()
    case .toNearestOrEven: unknown(rule)
    @unknown default: unknown(rule)
    }
  }

  /// The number rounded to a number of decimal places; halves are rounded away from zero.
  ///
  /// ```swift
  /// Item.objects.values { $0.weight.rounded(toPlaces: 2) } // 1.005 gives 1.01
  /// ```
  ///
  /// A double is treated as the decimal number of its first 15 digits.
  ///
  /// - Parameter places: The number of digits after the point. If it is negative, digits before the point become 0.
  public func rounded(toPlaces places: Int) -> Expr<Value> {
    let count = Expr<Int32>.value(Int32(Swift.min(Swift.max(places, -400), 400)))
    switch Value.columnType.kind {
    case .decimal: return Expr(.roundDecimal, self, count)
    case .float: return Expr(.roundFloat, self, count)
    case .bool, .integer, .double, .text, .bytes, .timestamp, .date, .time, .interval, .uuid, .json, .array:
      return Expr(.roundDouble, self, count)
    }
  }

  private func unknown(_ rule: FloatingPointRoundingRule) -> Expr<Value> {
    Expr(.invalid(KindredError(.invalidQuery, "The rounding rule \"\(rule)\" is not supported in queries.")))
  }
}

// MARK: - Names

extension NamedFunction {
  static let math: [NamedFunction] = [
    NamedFunction("abs", of: .integer, .real, .decimal) {
      DynamicExpression(.operation(.absolute, [$0.node]), $0.type)
    },
    NamedFunction("sign") { (number: Expr<Double?>) in number.signum() },
    NamedFunction("round") { (number: Expr<Double?>) in number.rounded() },
    NamedFunction("round") { (number: Expr<Decimal?>) in number.rounded() },
    NamedFunction("round") { (number: Expr<Double?>, places: Int) in number.rounded(toPlaces: places) },
    NamedFunction("round") { (number: Expr<Decimal?>, places: Int) in number.rounded(toPlaces: places) },
    NamedFunction("ceil") { (number: Expr<Double?>) in number.rounded(.up) },
    NamedFunction("ceil") { (number: Expr<Decimal?>) in number.rounded(.up) },
    NamedFunction("floor") { (number: Expr<Double?>) in number.rounded(.down) },
    NamedFunction("floor") { (number: Expr<Decimal?>) in number.rounded(.down) },
    NamedFunction("truncate") { (number: Expr<Double?>) in number.rounded(.towardZero) },
    NamedFunction("truncate") { (number: Expr<Decimal?>) in number.rounded(.towardZero) },
    NamedFunction("random") { () -> Expr<Double> in .random },
  ]
}
