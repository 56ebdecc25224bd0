#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A value that SQL can add to another one of its type: a number, a span of time, a text.
public protocol AddableValue: FieldValue {
  /// The addition of two values.
  static var addition: SQLOperation { get }
}

/// A value that SQL can subtract from another one of its type: a number, a span of time.
public protocol SubtractableValue: AddableValue {
  /// The subtraction of two values.
  static var subtraction: SQLOperation { get }
  /// The negative of a value.
  static var negation: SQLOperation { get }
}

/// A number with SQL arithmetic.
///
/// An integer that does not fit the type of the result throws ``KindredError/Code/invalidValue``. A division by zero
/// gives NULL on every database.
public protocol ArithmeticValue: SubtractableValue {
  /// The arithmetic operators of the type.
  static var arithmetic: SQLArithmetic { get }
}

extension ArithmeticValue {
  /// Numbers are added with `+`.
  public static var addition: SQLOperation { arithmetic.add }
  /// Numbers are subtracted with `-`.
  public static var subtraction: SQLOperation { arithmetic.subtract }
  /// A number with the other sign.
  public static var negation: SQLOperation { arithmetic.negate }
  /// The plain SQL operators.
  public static var arithmetic: SQLArithmetic { .plain }
}

extension ArithmeticValue where Self: FixedWidthInteger {
  /// Operators that check for overflow of the column's type.
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

extension Duration: SubtractableValue {
  /// Durations are microseconds in databases without an interval type.
  public static var addition: SQLOperation { SQLArithmetic.integers64.add }
  /// The difference of two durations.
  public static var subtraction: SQLOperation { SQLArithmetic.integers64.subtract }
  /// The same span of time in the other direction.
  public static var negation: SQLOperation { SQLArithmetic.integers64.negate }
}

extension Optional: ArithmeticValue where Wrapped: ArithmeticValue {
  /// The arithmetic of the wrapped type.
  public static var arithmetic: SQLArithmetic { Wrapped.arithmetic }
}

extension Optional: SubtractableValue where Wrapped: SubtractableValue {
  /// The subtraction of the wrapped type.
  public static var subtraction: SQLOperation { Wrapped.subtraction }
  /// The negative of the wrapped type.
  public static var negation: SQLOperation { Wrapped.negation }
}

extension Optional: AddableValue where Wrapped: AddableValue {
  /// The addition of the wrapped type.
  public static var addition: SQLOperation { Wrapped.addition }
}

/// The negative.
public prefix func - <E: QueryExpression>(operand: E) -> Expr<E.Value> where E.Value: SubtractableValue {
  Expr(.operation(E.Value.negation, [operand.node]))
}

/// The sum with a value; for text, the concatenation.
public func + <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: AddableValue {
  Expr(.operation(E.Value.addition, [lhs.node, .value(of: rhs)]))
}

/// The sum of two expressions; for text, the concatenation.
public func + <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: AddableValue {
  Expr(.operation(L.Value.addition, [lhs.node, rhs.node]))
}

/// The sum of an optional and a required expression: NULL if the optional one is NULL.
@_disfavoredOverload
public func + <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: AddableValue, R.Value: AddableValue, L.Value.Base == R.Value.Base {
  Expr(.operation(L.Value.addition, [lhs.node, rhs.node]))
}

/// The same with the value on the left.
public func + <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value> where E.Value: AddableValue {
  Expr(.operation(E.Value.addition, [.value(of: lhs), rhs.node]))
}

/// The difference from a value.
public func - <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: SubtractableValue {
  Expr(.operation(E.Value.subtraction, [lhs.node, .value(of: rhs)]))
}

/// The difference of two expressions.
public func - <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: SubtractableValue {
  Expr(.operation(L.Value.subtraction, [lhs.node, rhs.node]))
}

/// The difference of an optional and a required expression: NULL if the optional one is NULL.
@_disfavoredOverload
public func - <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: SubtractableValue, R.Value: SubtractableValue, L.Value.Base == R.Value.Base {
  Expr(.operation(L.Value.subtraction, [lhs.node, rhs.node]))
}

/// The same with the value on the left.
public func - <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value> where E.Value: SubtractableValue {
  Expr(.operation(E.Value.subtraction, [.value(of: lhs), rhs.node]))
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

/// The product of an optional and a required expression: NULL if the optional one is NULL.
@_disfavoredOverload
public func * <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: ArithmeticValue, R.Value: ArithmeticValue, L.Value.Base == R.Value.Base {
  Expr(.operation(L.Value.arithmetic.multiply, [lhs.node, rhs.node]))
}

/// The same with the value on the left.
public func * <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(.operation(E.Value.arithmetic.multiply, [.value(of: lhs), rhs.node]))
}

/// The quotient by a value; division of integers truncates. NULL if the divisor is zero.
public func / <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(E.Value.arithmetic.quotient(lhs.node, .value(of: rhs)))
}

/// The quotient of two expressions; division of integers truncates. NULL if the divisor is zero.
public func / <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue {
  Expr(L.Value.arithmetic.quotient(lhs.node, rhs.node))
}

/// The quotient of an optional and a required expression: NULL if the optional one is NULL.
@_disfavoredOverload
public func / <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value.Base?>
where L.Value: ArithmeticValue, R.Value: ArithmeticValue, L.Value.Base == R.Value.Base {
  Expr(L.Value.arithmetic.quotient(lhs.node, rhs.node))
}

/// The same with the value on the left.
public func / <E: QueryExpression>(lhs: E.Value, rhs: E) -> Expr<E.Value> where E.Value: ArithmeticValue {
  Expr(E.Value.arithmetic.quotient(.value(of: lhs), rhs.node))
}

/// The remainder of the division by a value. NULL if the divisor is zero.
public func % <E: QueryExpression>(lhs: E, rhs: E.Value) -> Expr<E.Value>
where E.Value: ArithmeticValue, E.Value.Base: FixedWidthInteger {
  Expr(E.Value.arithmetic.remainder(lhs.node, .value(of: rhs)))
}

/// The remainder of the division of two expressions. NULL if the divisor is zero.
public func % <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> Expr<L.Value>
where L.Value == R.Value, L.Value: ArithmeticValue, L.Value.Base: FixedWidthInteger {
  Expr(L.Value.arithmetic.remainder(lhs.node, rhs.node))
}

/// The remainder of an optional and a required expression: NULL if the optional one is NULL.
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

// MARK: - Names

extension NamedFunction {
  static let arithmetic: [NamedFunction] = [
    NamedFunction("add", 2...2, of: "numbers, durations or texts") { operands, purpose in
      if operands.compactMap(\.naturalType).contains(where: { ValueFamily($0.columnType) == .text }) {
        let nodes = try operands.map { try $0.expression(as: String.self).node }
        if purpose == .query { return DynamicExpression(.operation(.concatenate, nodes), String.self) }
      }
      return try calculated(operands, purpose, takesSpans: true) { .operation($0.add, [$1, $2]) }
    },
    operation("subtract", takesSpans: true) { .operation($0.subtract, [$1, $2]) },
    operation("multiply") { .operation($0.multiply, [$1, $2]) },
    operation("divide", isDivision: true) { $0.quotient($1, $2) },
    operation("remainder", isDivision: true, takesReals: false) { $0.remainder($1, $2) },
    operation("mod", isDivision: true, takesReals: false) { $0.remainder($1, $2) },
    NamedFunction("negate", of: .integer, .real, .decimal, .interval) { operand in
      guard let type = operand.arithmeticType else { throw NeedError("a number") }
      return DynamicExpression(.operation(type.negation, [operand.node]), type)
    },
  ]

  private static func operation(
    _ name: String, isDivision: Bool = false, takesReals: Bool = true, takesSpans: Bool = false,
    _ apply: @escaping @Sendable (SQLArithmetic, ExpressionNode, ExpressionNode) -> ExpressionNode
  ) -> NamedFunction {
    NamedFunction(name, 2...2, of: "numbers") { operands, purpose in
      if isDivision, purpose == .schema, case .value(let value) = operands[1].form, value == .integer(0) {
        throw NeedError("a divisor other than zero", operands[0])
      }
      return try calculated(operands, purpose, takesReals: takesReals, takesSpans: takesSpans, apply)
    }
  }

  /// The result of an operator, of the type that has room for both operands.
  private static func calculated(
    _ operands: [DynamicOperand], _ purpose: NamePurpose, takesReals: Bool = true, takesSpans: Bool = false,
    _ apply: (SQLArithmetic, ExpressionNode, ExpressionNode) -> ExpressionNode
  ) throws -> DynamicExpression {
    for operand in operands {
      guard let type = operand.naturalType else { continue }
      switch ValueFamily(type.columnType) {
      case .integer: continue
      case .real where takesReals: continue
      // SQLite has no decimal arithmetic that other programs know.
      case .decimal where takesReals && purpose == .query, .interval where takesSpans && purpose == .query: continue
      case .real, .decimal, .interval, .bool, .text, .bytes, .timestamp, .date, .time, .uuid, .json, .array:
        let numbers = purpose == .schema ? "integers or floating-point numbers" : "numbers of one kind"
        throw NeedError(takesReals ? numbers : "integers", operand)
      }
    }
    guard let type = commonType(operands[0], operands[1]) else { throw NeedError("numbers of one kind", operands[1]) }
    let arithmetic = purpose == .schema ? SQLArithmetic.plain : type.operators
    let (lhs, rhs) = (try operand(operands[0], as: type, purpose), try operand(operands[1], as: type, purpose))
    return DynamicExpression(apply(arithmetic, lhs, rhs), type)
  }

  /// An operand for a result of a type. An integer column beside a number with a fraction is cast: a server would take
  /// the number for an integer, too.
  private static func operand(
    _ operand: DynamicOperand, as type: any SubtractableValue.Type, _ purpose: NamePurpose
  ) throws -> ExpressionNode {
    let expression = try operand.expression(as: type)
    guard purpose == .query, case .expression = operand.form, expression.family == .integer,
      ValueFamily(type.columnType) != .integer, let target = type as? any CastTarget.Type
    else { return expression.node }
    return try expression.cast(to: target).node
  }

  /// The type of the result of two operands; nil if there is none.
  private static func commonType(_ lhs: DynamicOperand, _ rhs: DynamicOperand) -> (any SubtractableValue.Type)? {
    guard let left = lhs.arithmeticType else { return rhs.arithmeticType }
    guard let right = rhs.arithmeticType else { return left }
    if left == right { return left }
    let families: Set = [ValueFamily(left.columnType), ValueFamily(right.columnType)]
    // A value takes the type of a field; the other way round, its type is only a guess.
    if families == [.integer] { return lhs.isValue ? right : rhs.isValue ? left : Int.self }
    if families == [.real] || families == [.integer, .real] { return Double.self }
    if families == [.integer, .decimal] { return Decimal.self }
    if families == [.real, .decimal], lhs.isValue || rhs.isValue { return Decimal.self }
    return families == [.interval] ? Duration.self : nil
  }
}

extension DynamicOperand {
  fileprivate var isValue: Bool { if case .value = form { true } else { false } }

  fileprivate var arithmeticType: (any SubtractableValue.Type)? {
    naturalType.flatMap { DynamicExpression(.constant(true), $0).arithmeticType }
  }
}

extension DynamicExpression {
  /// The type as one with arithmetic: itself, or the standard type that is stored like it.
  fileprivate var arithmeticType: (any SubtractableValue.Type)? {
    type as? any SubtractableValue.Type ?? family.standardType as? any SubtractableValue.Type
  }
}

extension SubtractableValue {
  /// The operators of the type. A span of time has those of addition alone; the others are refused before.
  fileprivate static var operators: SQLArithmetic {
    if let type = Self.self as? any ArithmeticValue.Type { return type.arithmetic }
    let plain = SQLArithmetic.plain
    return SQLArithmetic(
      add: addition, subtract: subtraction, multiply: plain.multiply, negate: negation, divide: plain.divide,
      remainder: plain.remainder, divideOrNull: plain.divideOrNull, remainderOrNull: plain.remainderOrNull)
  }
}
