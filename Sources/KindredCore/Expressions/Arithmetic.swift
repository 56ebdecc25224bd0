/// A number that SQL can calculate with.
public protocol ArithmeticValue: FieldValue {}

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

/// The sum with a value.
public func + <E: Expression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.arithmetic(.add, lhs.node, .value(of: rhs)))
}

/// The sum of two expressions.
public func + <L: Expression, R: Expression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue {
  Expr(.arithmetic(.add, lhs.node, rhs.node))
}

/// The difference to a value.
public func - <E: Expression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.arithmetic(.subtract, lhs.node, .value(of: rhs)))
}

/// The difference of two expressions.
public func - <L: Expression, R: Expression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue {
  Expr(.arithmetic(.subtract, lhs.node, rhs.node))
}

/// The product with a value.
public func * <E: Expression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.arithmetic(.multiply, lhs.node, .value(of: rhs)))
}

/// The product of two expressions.
public func * <L: Expression, R: Expression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue {
  Expr(.arithmetic(.multiply, lhs.node, rhs.node))
}

/// The quotient by a value; of integers, without the remainder.
public func / <E: Expression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.arithmetic(.divide, lhs.node, .value(of: rhs)))
}

/// The quotient of two expressions; of integers, without the remainder.
public func / <L: Expression, R: Expression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue {
  Expr(.arithmetic(.divide, lhs.node, rhs.node))
}

/// The remainder of the division by a value.
public func % <E: Expression>(lhs: E, rhs: E.Value) -> Expr<E.Value>
where E.Value: ArithmeticValue & FixedWidthInteger {
  Expr(.arithmetic(.remainder, lhs.node, .value(of: rhs)))
}

/// The remainder of the division of two expressions.
public func % <L: Expression, R: Expression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue & FixedWidthInteger {
  Expr(.arithmetic(.remainder, lhs.node, rhs.node))
}
