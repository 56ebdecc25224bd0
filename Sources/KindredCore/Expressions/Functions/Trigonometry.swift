extension SQLOperation {
  static let sine = SQLOperation("sin", spelling: .call("SIN"))
  static let cosine = SQLOperation("cos", spelling: .call("COS"))
  static let tangent = SQLOperation("tan", spelling: .call("TAN"))
  static let cotangent = SQLOperation(
    "cot", nulls: .custom, spelling: .template("CASE WHEN {0} <> 0 THEN 1.0 / TAN({0}) END"))
  static let arcSine = SQLOperation(
    "asin", nulls: .custom, spelling: .template("CASE WHEN {0} BETWEEN -1 AND 1 THEN ASIN({0}) END"))
  static let arcCosine = SQLOperation(
    "acos", nulls: .custom, spelling: .template("CASE WHEN {0} BETWEEN -1 AND 1 THEN ACOS({0}) END"))
  static let arcTangent = SQLOperation("atan", spelling: .call("ATAN"))
  static let arcTangent2 = SQLOperation("atan2", spelling: .call("ATAN2"))
  static let degrees = SQLOperation("degrees", spelling: .call("DEGREES"))
  static let radians = SQLOperation("radians", spelling: .call("RADIANS"))
  static let pi = SQLOperation("pi", nulls: .never, spelling: .call("PI"))
}

/// Angles are in radians. The results are optional, because the result for NULL is NULL.
extension QueryExpression where Value: FieldValue, Value.Base: MathValue {
  /// The sine: `SIN`.
  public func sin() -> Expr<Double?> { Expr(.sine, self) }
  /// The cosine: `COS`.
  public func cos() -> Expr<Double?> { Expr(.cosine, self) }
  /// The tangent: `TAN`.
  public func tan() -> Expr<Double?> { Expr(.tangent, self) }
  /// The cotangent. NULL for 0.
  public func cot() -> Expr<Double?> { Expr(.cotangent, self) }
  /// The arcsine: `ASIN`. NULL outside of -1 to 1.
  public func asin() -> Expr<Double?> { Expr(.arcSine, self) }
  /// The arccosine: `ACOS`. NULL outside of -1 to 1.
  public func acos() -> Expr<Double?> { Expr(.arcCosine, self) }
  /// The arctangent: `ATAN`.
  public func atan() -> Expr<Double?> { Expr(.arcTangent, self) }
  /// The angle of a point whose y coordinate is this number: `ATAN2`.
  public func atan2<E: QueryExpression>(_ x: E) -> Expr<Double?> where E.Value: FieldValue, E.Value.Base: MathValue {
    Expr(.arcTangent2, self, x)
  }
  /// Radians as degrees: `DEGREES`.
  public func degrees() -> Expr<Double?> { Expr(.degrees, self) }
  /// Degrees as radians: `RADIANS`.
  public func radians() -> Expr<Double?> { Expr(.radians, self) }
}

extension Expr<Double> {
  /// π: `PI()`.
  public static var pi: Expr<Double> { Expr(.pi) }
}

// MARK: - Names

extension NamedFunction {
  static let trigonometry: [NamedFunction] = [
    NamedFunction("sin") { (number: Expr<Double?>) in number.sin() },
    NamedFunction("cos") { (number: Expr<Double?>) in number.cos() },
    NamedFunction("tan") { (number: Expr<Double?>) in number.tan() },
    NamedFunction("cot") { (number: Expr<Double?>) in number.cot() },
    NamedFunction("asin") { (number: Expr<Double?>) in number.asin() },
    NamedFunction("acos") { (number: Expr<Double?>) in number.acos() },
    NamedFunction("atan") { (number: Expr<Double?>) in number.atan() },
    NamedFunction("atan2") { (number: Expr<Double?>, other: Expr<Double?>) in number.atan2(other) },
    NamedFunction("degrees") { (number: Expr<Double?>) in number.degrees() },
    NamedFunction("radians") { (number: Expr<Double?>) in number.radians() },
    NamedFunction("pi") { () -> Expr<Double> in .pi },
  ]
}
