#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension SQLOperation {
  static let absolute = SQLOperation("abs", spelling: .call("ABS"))

  static let round = SQLOperation("round", spelling: .call("ROUND"))

  /// PostgreSQL rounds halves of doubles to the even number, where SQLite rounds them away from zero. From 2⁵² on there
  /// are no fractions.
  static let roundReal = SQLOperation(
    "round", spelling: .call("ROUND"),
    in: [
      .postgres: .template("CASE WHEN ABS({0}) < 4503599627370496 THEN TRUNC({0} + SIGN({0}) * 0.5) ELSE {0} END")
    ])
}

extension Expression where Value: FieldValue, Value.Base: SignedNumeric {
  /// The value without its sign: `ABS`.
  public func abs() -> Expr<Value> { Expr(.absolute, self) }
}

/// A number with a fraction, which can be rounded.
public protocol RoundableValue: FieldValue {}

extension Double: RoundableValue {}
extension Float: RoundableValue {}
extension Decimal: RoundableValue {}

extension Expression where Value: FieldValue, Value.Base: RoundableValue {
  /// The nearest whole number; halves are rounded away from zero, as Swift does.
  public func rounded() -> Expr<Value> {
    if case .decimal = Value.columnType.kind { Expr(.round, self) } else { Expr(.roundReal, self) }
  }
}
