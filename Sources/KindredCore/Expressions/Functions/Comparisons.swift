// Each operator has three overloads: (expression, value), (expression, expression), (value, expression). Every further
// one is paid for in type-checking time by all conditions.
//
// They are inlined, because a query is put together each time that it runs: in the module of the models, the types are
// known and nothing has to be looked up for them.

extension SQLOperation {
  @usableFromInline static let equal = comparison("equal", "=")
  /// Only where no operand can be NULL; elsewhere an inequality is the negation of an equality.
  @usableFromInline static let notEqual = comparison("notEqual", "<>")
  @usableFromInline static let less = comparison("less", "<")
  @usableFromInline static let lessOrEqual = comparison("lessOrEqual", "<=")
  @usableFromInline static let greater = comparison("greater", ">")
  @usableFromInline static let greaterOrEqual = comparison("greaterOrEqual", ">=")

  /// Inequality in which NULL differs from every value.
  static let isDistinct = SQLOperation(
    "isDistinct", kind: .predicate, nulls: .never, spelling: .infix("IS DISTINCT FROM", .predicate),
    in: [.sqlite: .infix("IS NOT", .predicate)])

  /// Whether this compares two values by an order or for equality.
  var isComparison: Bool {
    self == .equal || self == .less || self == .greater || self == .lessOrEqual || self == .greaterOrEqual
  }

  private static func comparison(_ name: StaticString, _ sign: StaticString) -> SQLOperation {
    SQLOperation(name, kind: .predicate, spelling: .infix(sign, .predicate))
  }
}

extension ExpressionNode {
  /// A comparison; with nil, equality asks for NULL and an order is an error.
  @usableFromInline
  static func comparison(
    _ comparison: SQLOperation, _ lhs: ExpressionNode, _ rhs: ExpressionNode
  ) -> ExpressionNode {
    if lhs.isInvalid { return lhs }
    if let side = rhs.side { return .comparison(comparison, lhs, with: side) }
    if rhs.isInvalid { return rhs }
    guard rhs.isNullValue else {
      return comparison == .notEqual
        ? .not(.operation(.equal, [lhs, rhs])) : .operation(comparison, [lhs, rhs])
    }
    if comparison == .equal { return .operation(.isNull, [lhs]) }
    if comparison == .notEqual { return .not(.operation(.isNull, [lhs])) }
    return .invalid(
      KindredError(
        .invalidQuery,
        "nil has no order, and \"\(comparison.name)\" asks for one; compare with == nil or != nil instead."))
  }
}

extension ExpressionNode {
  /// A comparison with a value below or above all values: it holds for each of them, or for none.
  private static func comparison(
    _ comparison: SQLOperation, _ lhs: ExpressionNode, with side: FieldValueError.Side
  ) -> ExpressionNode {
    if comparison == .equal { return .constant(false) }
    if comparison == .notEqual { return .constant(true) }
    let isBelow = comparison == .less || comparison == .lessOrEqual
    return isBelow == (side == .above) ? .operation(.isNotNull, [lhs]) : .constant(false)
  }
}

/// Equal; with nil, `IS NULL`.
@inlinable
public func == <E: QueryExpression>(lhs: E, rhs: E.Value) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.equal, lhs, rhs))
}

/// Both expressions have the same value.
@inlinable
public func == <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> QueryCondition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  QueryCondition(term: ExpressionTerm(.comparison(.equal, lhs.node, rhs.node)))
}

/// Equal; with nil, `IS NULL`.
@inlinable
public func == <E: QueryExpression>(lhs: E.Value, rhs: E) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.equal, rhs, lhs))
}

/// Different, NULL included: it holds wherever `==` does not, as Swift's optionals and Django's `exclude` have it.
@inlinable
public func != <E: QueryExpression>(lhs: E, rhs: E.Value) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.notEqual, lhs, rhs))
}

/// The expressions have different values, or one of them is NULL: it holds wherever `==` does not.
@inlinable
public func != <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> QueryCondition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  QueryCondition(term: ExpressionTerm(.comparison(.notEqual, lhs.node, rhs.node)))
}

/// The same with the value on the left.
@inlinable
public func != <E: QueryExpression>(lhs: E.Value, rhs: E) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.notEqual, rhs, lhs))
}

/// Below a value; never true of NULL.
@inlinable
public func < <E: QueryExpression>(lhs: E, rhs: E.Value) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.less, lhs, rhs))
}

/// Below another expression.
@inlinable
public func < <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> QueryCondition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  QueryCondition(term: ExpressionTerm(.comparison(.less, lhs.node, rhs.node)))
}

/// The same with the value on the left.
@inlinable
public func < <E: QueryExpression>(lhs: E.Value, rhs: E) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.greater, rhs, lhs))
}

/// At most a value; never true of NULL.
@inlinable
public func <= <E: QueryExpression>(lhs: E, rhs: E.Value) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.lessOrEqual, lhs, rhs))
}

/// At most another expression.
@inlinable
public func <= <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> QueryCondition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  QueryCondition(term: ExpressionTerm(.comparison(.lessOrEqual, lhs.node, rhs.node)))
}

/// The same with the value on the left.
@inlinable
public func <= <E: QueryExpression>(lhs: E.Value, rhs: E) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.greaterOrEqual, rhs, lhs))
}

/// Above a value; never true of NULL.
@inlinable
public func > <E: QueryExpression>(lhs: E, rhs: E.Value) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.greater, lhs, rhs))
}

/// Above another expression.
@inlinable
public func > <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> QueryCondition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  QueryCondition(term: ExpressionTerm(.comparison(.greater, lhs.node, rhs.node)))
}

/// The same with the value on the left.
@inlinable
public func > <E: QueryExpression>(lhs: E.Value, rhs: E) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.less, rhs, lhs))
}

/// At least a value; never true of NULL.
@inlinable
public func >= <E: QueryExpression>(lhs: E, rhs: E.Value) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.greaterOrEqual, lhs, rhs))
}

/// At least another expression.
@inlinable
public func >= <L: QueryExpression, R: QueryExpression>(lhs: L, rhs: R) -> QueryCondition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  QueryCondition(term: ExpressionTerm(.comparison(.greaterOrEqual, lhs.node, rhs.node)))
}

/// The same with the value on the left.
@inlinable
public func >= <E: QueryExpression>(lhs: E.Value, rhs: E) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.lessOrEqual, rhs, lhs))
}
