/// A value that SQL can add to another one of its type: a number, a span of time, a text.
public protocol AddableValue: FieldValue {
  /// How two of them are added.
  static var addition: SQLOperation { get }
}

/// A number that SQL can calculate with.
public protocol ArithmeticValue: AddableValue {}

extension ArithmeticValue {
  /// Numbers are added with `+`.
  public static var addition: SQLOperation { .add }
}

extension Int: ArithmeticValue {}
extension Int64: ArithmeticValue {}
extension Int32: ArithmeticValue {}
extension Int16: ArithmeticValue {}
extension Int8: ArithmeticValue {}
extension UInt: ArithmeticValue {}
extension UInt64: ArithmeticValue {}
extension UInt32: ArithmeticValue {}
extension UInt16: ArithmeticValue {}
extension UInt8: ArithmeticValue {}
extension Double: ArithmeticValue {}
extension Float: ArithmeticValue {}
extension Duration: ArithmeticValue {}
extension Optional: ArithmeticValue where Wrapped: ArithmeticValue {}

extension Optional: AddableValue where Wrapped: AddableValue {
  /// The addition of what is not NULL.
  public static var addition: SQLOperation { Wrapped.addition }
}

extension SQLOperation {
  static let add = SQLOperation("add", spelling: .infix("+", .additive))
  static let subtract = SQLOperation("subtract", spelling: .infix("-", .additive))
  static let multiply = SQLOperation("multiply", spelling: .infix("*", .multiplicative))
  static let divide = SQLOperation("divide", spelling: .infix("/", .multiplicative))
  static let remainder = SQLOperation("remainder", spelling: .infix("%", .multiplicative))
  static let negate = SQLOperation("negate", spelling: .prefix("-"))
}

/// The negative.
public prefix func - <E: QueryExpression>(operand: E) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(.negate, [operand.node]))
}

/// The sum with a value; of texts, both joined.
public func + <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: AddableValue {
  Expr(.operation(E.Value.addition, [lhs.node, .value(of: rhs)]))
}

/// The sum of two expressions; of texts, both joined.
public func + <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: AddableValue {
  Expr(.operation(L.Value.addition, [lhs.node, rhs.node]))
}

/// The sum where one of the expressions is optional: NULL where it is.
@_disfavoredOverload
public func + <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: AddableValue, R.Value: AddableValue, L.Value.Base == R.Value.Base {
  Expr(.operation(L.Value.addition, [lhs.node, rhs.node]))
}

/// The same with the value on the left.
public func + <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value> where E.Value: AddableValue {
  Expr(.operation(E.Value.addition, [.value(of: lhs), rhs.node]))
}

/// The difference to a value.
public func - <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(.subtract, [lhs.node, .value(of: rhs)]))
}

/// The difference of two expressions.
public func - <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue {
  Expr(.operation(.subtract, [lhs.node, rhs.node]))
}

/// The difference where one of the expressions is optional: NULL where it is.
@_disfavoredOverload
public func - <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: ArithmeticValue, R.Value: ArithmeticValue, L.Value.Base == R.Value.Base {
  Expr(.operation(.subtract, [lhs.node, rhs.node]))
}

/// The same with the value on the left.
public func - <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(.subtract, [.value(of: lhs), rhs.node]))
}

/// The product with a value.
public func * <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(.multiply, [lhs.node, .value(of: rhs)]))
}

/// The product of two expressions.
public func * <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue {
  Expr(.operation(.multiply, [lhs.node, rhs.node]))
}

/// The product where one of the expressions is optional: NULL where it is.
@_disfavoredOverload
public func * <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: ArithmeticValue, R.Value: ArithmeticValue, L.Value.Base == R.Value.Base {
  Expr(.operation(.multiply, [lhs.node, rhs.node]))
}

/// The same with the value on the left.
public func * <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(.multiply, [.value(of: lhs), rhs.node]))
}

/// The quotient by a value; of integers, without the remainder.
public func / <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(.divide, [lhs.node, .value(of: rhs)]))
}

/// The quotient of two expressions; of integers, without the remainder.
public func / <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue {
  Expr(.operation(.divide, [lhs.node, rhs.node]))
}

/// The quotient where one of the expressions is optional: NULL where it is.
@_disfavoredOverload
public func / <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: ArithmeticValue, R.Value: ArithmeticValue, L.Value.Base == R.Value.Base {
  Expr(.operation(.divide, [lhs.node, rhs.node]))
}

/// The same with the value on the left.
public func / <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(.divide, [.value(of: lhs), rhs.node]))
}

/// The remainder of the division by a value.
public func % <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value>
where E.Value: ArithmeticValue, E.Value.Base: FixedWidthInteger {
  Expr(.operation(.remainder, [lhs.node, .value(of: rhs)]))
}

/// The remainder of the division of two expressions.
public func % <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue, L.Value.Base: FixedWidthInteger {
  Expr(.operation(.remainder, [lhs.node, rhs.node]))
}

/// The remainder where one of the expressions is optional: NULL where it is.
@_disfavoredOverload
public func % <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: ArithmeticValue, R.Value: ArithmeticValue, L.Value.Base == R.Value.Base, L.Value.Base: FixedWidthInteger
{
  Expr(.operation(.remainder, [lhs.node, rhs.node]))
}

/// The same with the value on the left.
public func % <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value>
where E.Value: ArithmeticValue, E.Value.Base: FixedWidthInteger {
  Expr(.operation(.remainder, [.value(of: lhs), rhs.node]))
}
