#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A value that SQL can add to another one of its type: a number, a span of time, a text.
public protocol AddableValue: FieldValue {
  /// How two of them are added.
  static var addition: SQLOperation { get }
}

/// A number that SQL can calculate with.
///
/// Integers that do not fit into the type of the result throw ``KindredError/Code/invalidValue``. A division by zero gives
/// NULL, on every database.
public protocol ArithmeticValue: AddableValue {
  /// How it is calculated with.
  static var arithmetic: SQLArithmetic { get }
}

extension ArithmeticValue {
  /// Numbers are added with `+`.
  public static var addition: SQLOperation { arithmetic.add }
  /// The operators of SQL.
  public static var arithmetic: SQLArithmetic { .plain }
}

extension ArithmeticValue where Self: FixedWidthInteger {
  /// Operators that notice what does not fit into the column's type.
  public static var arithmetic: SQLArithmetic { .integers(Self.columnType) }
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

extension Decimal: ArithmeticValue {
  /// PostgreSQL calculates with all digits, SQLite with the 15 that it keeps of a decimal.
  public static var arithmetic: SQLArithmetic { .decimals }
}

extension Duration: ArithmeticValue {
  /// Spans of time are microseconds where the database has no type for them.
  public static var arithmetic: SQLArithmetic { .integers64 }
}

extension Optional: ArithmeticValue where Wrapped: ArithmeticValue {
  /// The arithmetic of what is not NULL.
  public static var arithmetic: SQLArithmetic { Wrapped.arithmetic }
}

extension Optional: AddableValue where Wrapped: AddableValue {
  /// The addition of what is not NULL.
  public static var addition: SQLOperation { Wrapped.addition }
}

/// The negative.
public prefix func - <E: QueryExpression>(operand: E) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(E.Value.arithmetic.negate, [operand.node]))
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
  Expr(.operation(E.Value.arithmetic.subtract, [lhs.node, .value(of: rhs)]))
}

/// The difference of two expressions.
public func - <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue {
  Expr(.operation(L.Value.arithmetic.subtract, [lhs.node, rhs.node]))
}

/// The difference where one of the expressions is optional: NULL where it is.
@_disfavoredOverload
public func - <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: ArithmeticValue, R.Value: ArithmeticValue, L.Value.Base == R.Value.Base {
  Expr(.operation(L.Value.arithmetic.subtract, [lhs.node, rhs.node]))
}

/// The same with the value on the left.
public func - <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(E.Value.arithmetic.subtract, [.value(of: lhs), rhs.node]))
}

/// The product with a value.
public func * <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(E.Value.arithmetic.multiply, [lhs.node, .value(of: rhs)]))
}

/// The product of two expressions.
public func * <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue {
  Expr(.operation(L.Value.arithmetic.multiply, [lhs.node, rhs.node]))
}

/// The product where one of the expressions is optional: NULL where it is.
@_disfavoredOverload
public func * <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: ArithmeticValue, R.Value: ArithmeticValue, L.Value.Base == R.Value.Base {
  Expr(.operation(L.Value.arithmetic.multiply, [lhs.node, rhs.node]))
}

/// The same with the value on the left.
public func * <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(E.Value.arithmetic.multiply, [.value(of: lhs), rhs.node]))
}

/// The quotient by a value; of integers, without the remainder. It is NULL where the divisor is zero.
public func / <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(E.Value.arithmetic.quotient(lhs.node, .value(of: rhs)))
}

/// The quotient of two expressions; of integers, without the remainder. It is NULL where the divisor is zero.
public func / <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue {
  Expr(L.Value.arithmetic.quotient(lhs.node, rhs.node))
}

/// The quotient where one of the expressions is optional: NULL where it is.
@_disfavoredOverload
public func / <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: ArithmeticValue, R.Value: ArithmeticValue, L.Value.Base == R.Value.Base {
  Expr(L.Value.arithmetic.quotient(lhs.node, rhs.node))
}

/// The same with the value on the left.
public func / <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(E.Value.arithmetic.quotient(.value(of: lhs), rhs.node))
}

/// The remainder of the division by a value. It is NULL where the divisor is zero.
public func % <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value>
where E.Value: ArithmeticValue, E.Value.Base: FixedWidthInteger {
  Expr(E.Value.arithmetic.remainder(lhs.node, .value(of: rhs)))
}

/// The remainder of the division of two expressions. It is NULL where the divisor is zero.
public func % <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue, L.Value.Base: FixedWidthInteger {
  Expr(L.Value.arithmetic.remainder(lhs.node, rhs.node))
}

/// The remainder where one of the expressions is optional: NULL where it is.
@_disfavoredOverload
public func % <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: ArithmeticValue, R.Value: ArithmeticValue, L.Value.Base == R.Value.Base, L.Value.Base: FixedWidthInteger
{
  Expr(L.Value.arithmetic.remainder(lhs.node, rhs.node))
}

/// The same with the value on the left.
public func % <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value>
where E.Value: ArithmeticValue, E.Value.Base: FixedWidthInteger {
  Expr(E.Value.arithmetic.remainder(.value(of: lhs), rhs.node))
}
