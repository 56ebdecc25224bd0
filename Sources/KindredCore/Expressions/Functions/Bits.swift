// Bitwise operations on integers. They are methods, because every further operator slows down the type checking of all
// conditions.

extension SQLOperation {
  fileprivate static let bitwiseAnd = SQLOperation("bitwiseAnd", spelling: .infix("&"))
  fileprivate static let bitwiseOr = SQLOperation("bitwiseOr", spelling: .infix("|"))
  fileprivate static let bitwiseXor = SQLOperation(
    "bitwiseXor", spelling: .template("({0} | {1}) - ({0} & {1})", .additive), in: [.postgres: .infix("#")])
  fileprivate static let bitwiseNot = SQLOperation("bitwiseNot", spelling: .prefix("~"))
  // Calculated with 64 bits, because PostgreSQL would drop the bits that do not fit a narrower type.
  fileprivate static let shiftLeft = SQLOperation(
    "shiftLeft", spelling: .infix("<<"), in: [.postgres: .template("CAST({0} AS bigint) << {1}", .other)])
  fileprivate static let shiftRight = SQLOperation("shiftRight", spelling: .infix(">>", infersTypes: false))
}

extension QueryExpression where Value: FieldValue, Value.Base: FixedWidthInteger & SignedInteger {
  /// The bits that are set in both numbers: `&`.
  ///
  /// ```swift
  /// File.objects.filter { $0.permissions.bitwiseAnd(4) != 0 } // "file"."permissions" & ?1 <> ?2
  /// ```
  public func bitwiseAnd(_ other: Value.Base) -> Expr<Value> { Expr(.bitwiseAnd, self, Expr<Value.Base>.value(other)) }

  /// The bits that are set in both numbers.
  public func bitwiseAnd<E: QueryExpression<Value>>(_ other: E) -> Expr<Value> { Expr(.bitwiseAnd, self, other) }

  /// The bits that are set in at least one of the numbers: `|`.
  public func bitwiseOr(_ other: Value.Base) -> Expr<Value> { Expr(.bitwiseOr, self, Expr<Value.Base>.value(other)) }

  /// The bits that are set in at least one of the numbers.
  public func bitwiseOr<E: QueryExpression<Value>>(_ other: E) -> Expr<Value> { Expr(.bitwiseOr, self, other) }

  /// The bits that are set in just one of the numbers: `#` on PostgreSQL.
  public func bitwiseXor(_ other: Value.Base) -> Expr<Value> { Expr(.bitwiseXor, self, Expr<Value.Base>.value(other)) }

  /// The bits that are set in just one of the numbers.
  public func bitwiseXor<E: QueryExpression<Value>>(_ other: E) -> Expr<Value> { Expr(.bitwiseXor, self, other) }

  /// The bits that are not set: `~`.
  public func bitwiseNot() -> Expr<Value> { Expr(.bitwiseNot, self) }

  /// The bits moved to the left by a number of places, in 64 bits: `<<`. A negative number moves them to the right.
  ///
  /// A result that does not fit the type throws when it is read or stored.
  public func shiftedLeft(by places: Int) -> Expr<Value> {
    if places < 0 { return shiftedRight(by: places == .min ? .max : -places) }
    if places > 63 { return shiftedLeft(by: 63).shiftedLeft(by: 1) }
    return Expr(.shiftLeft, self, Expr<Int32>.value(Int32(places)))
  }

  /// The bits moved to the right by a number of places: `>>`. The sign is kept. A negative number moves them to the left.
  public func shiftedRight(by places: Int) -> Expr<Value> {
    if places < 0 { return shiftedLeft(by: places == .min ? .max : -places) }
    return Expr(.shiftRight, self, Expr<Int32>.value(Int32(Swift.min(places, Value.Base.bitWidth - 1))))
  }
}

// MARK: - Names

extension NamedFunction {
  static let bits: [NamedFunction] = [
    NamedFunction("bitand") { (number: Expr<Int?>, other: Expr<Int?>) in number.bitwiseAnd(other) },
    NamedFunction("bitor") { (number: Expr<Int?>, other: Expr<Int?>) in number.bitwiseOr(other) },
    NamedFunction("bitxor") { (number: Expr<Int?>, other: Expr<Int?>) in number.bitwiseXor(other) },
    NamedFunction("bitnot") { (number: Expr<Int?>) in number.bitwiseNot() },
    NamedFunction("bitleftshift") { (number: Expr<Int?>, places: Int) in number.shiftedLeft(by: places) },
    NamedFunction("bitrightshift") { (number: Expr<Int?>, places: Int) in number.shiftedRight(by: places) },
  ]
}
