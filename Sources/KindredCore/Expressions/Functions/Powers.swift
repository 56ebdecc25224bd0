// Roots, powers, logarithms. Outside of a function's domain, the result is NULL on every backend. (PostgreSQL's own
// functions fail there, SQLite's return NULL.) A result too large for a Double is an `invalidValue` on PostgreSQL, and
// infinite on SQLite.

/// A number that mathematical functions accept. They compute with doubles.
public protocol MathValue: FieldValue {}

extension Double: MathValue {}
extension Float: MathValue {}
extension Int: MathValue {}
extension Int16: MathValue {}
extension Int32: MathValue {}
extension Int64: MathValue {}

extension SQLOperation {
  static let squareRoot = SQLOperation(
    "squareRoot", nulls: .custom, spelling: .call("SQRT"),
    in: [.postgres: .template("CASE WHEN {0} >= 0 THEN SQRT({0}) END")])

  static let exponential = SQLOperation("exp", spelling: .call("EXP"))

  static let logarithm = SQLOperation(
    "log", nulls: .custom, spelling: .call("LN"), in: [.postgres: .template("CASE WHEN {0} > 0 THEN LN({0}) END")])

  static let logarithmToBase = SQLOperation(
    "logToBase", nulls: .custom,
    spelling: .template("CASE WHEN {0} > 0 AND {1} > 0 AND {1} <> 1 THEN LN({0}) / LN({1}) END"))

  static let power = SQLOperation(
    "power", nulls: .custom,
    spelling: .template(
      "CASE WHEN {0} > 0 OR {0} = 0 AND {1} >= 0 THEN POWER({0}, {1}) WHEN {0} < 0 THEN POWER({0}, {1}) END"),
    in: [
      .postgres: .template(
        "CASE WHEN {0} > 0 OR {0} = 0 AND {1} >= 0 OR {0} < 0 AND {1} = TRUNC({1}) THEN POWER({0}, {1}) END")
    ])
}

extension QueryExpression where Value: FieldValue, Value.Base: MathValue {
  /// The square root: `SQRT`. NULL for a negative number.
  public func squareRoot() -> Expr<Double?> { Expr(.squareRoot, self) }

  /// The natural logarithm: `LN`. NULL unless the number is positive.
  public func log() -> Expr<Double?> { Expr(.logarithm, self) }

  /// The logarithm to a base. NULL unless both are positive and the base is not 1.
  ///
  /// ```swift
  /// Sample.objects.values { $0.size.log(base: 2) }
  /// ```
  public func log(base: Double) -> Expr<Double?> { Expr(.logarithmToBase, self, Expr<Double>.value(base)) }

  /// A power of the number: `POWER`. NULL for a negative power of 0, and for a fractional power of a negative number.
  public func power(_ exponent: Double) -> Expr<Double?> { Expr(.power, self, Expr<Double>.value(exponent)) }

  /// A power of the number, with an expression as the exponent.
  public func power<E: QueryExpression>(_ exponent: E) -> Expr<Double?>
  where E.Value: FieldValue, E.Value.Base: MathValue { Expr(.power, self, exponent) }
}

extension QueryExpression where Value: MathValue {
  /// e to the power of the number: `EXP`.
  public func exp() -> Expr<Double> { Expr(.exponential, self) }
}

extension QueryExpression {
  /// e to the power of the number: `EXP`. NULL for NULL.
  public func exp<Wrapped: MathValue>() -> Expr<Double?> where Value == Wrapped? { Expr(.exponential, self) }
}

// MARK: - Names

extension NamedFunction {
  static let powers: [NamedFunction] = [
    NamedFunction("sqrt") { (number: Expr<Double?>) in number.squareRoot() },
    NamedFunction("exp") { (number: Expr<Double?>) -> Expr<Double?> in number.exp() },
    NamedFunction("ln") { (number: Expr<Double?>) in number.log() },
    NamedFunction("log") { (number: Expr<Double?>, base: Double) in number.log(base: base) },
    NamedFunction("power") { (number: Expr<Double?>, exponent: Expr<Double?>) in number.power(exponent) },
  ]
}
