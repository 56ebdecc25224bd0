// Each operator has three overloads: (expression, value), (expression, expression), (value, expression). Every further
// one slows down the type checking of all conditions.
//
// They are inlined, because queries are built each time they run: in the models' module the types are known and need no
// metadata look-ups.

extension SQLOperation {
  @usableFromInline static let equal = comparison("equal", "=")
  /// Used only if no operand can be NULL; otherwise an inequality is a negated equality.
  @usableFromInline static let notEqual = comparison("notEqual", "<>")
  @usableFromInline static let less = comparison("less", "<")
  @usableFromInline static let lessOrEqual = comparison("lessOrEqual", "<=")
  @usableFromInline static let greater = comparison("greater", ">")
  @usableFromInline static let greaterOrEqual = comparison("greaterOrEqual", ">=")

  /// NULL-safe inequality: NULL differs from every value.
  static let isDistinct = SQLOperation(
    "isDistinct", kind: .predicate, nulls: .never, spelling: .infix("IS DISTINCT FROM", .predicate),
    in: [.sqlite: .infix("IS NOT", .predicate)])

  /// Whether this is an ordering comparison or a test for equality.
  var isComparison: Bool {
    self == .equal || self == .less || self == .greater || self == .lessOrEqual || self == .greaterOrEqual
  }

  private static func comparison(_ name: StaticString, _ sign: StaticString) -> SQLOperation {
    SQLOperation(name, kind: .predicate, spelling: .infix(sign, .predicate))
  }
}

extension ExpressionNode {
  /// A comparison. With nil, equality becomes `IS NULL`, and an ordering comparison is an error.
  @usableFromInline
  static func comparison(
    _ comparison: SQLOperation, _ lhs: ExpressionNode, _ rhs: ExpressionNode
  ) -> ExpressionNode {
    if lhs.isInvalid { return lhs }
    if let side = rhs.side { return .comparison(comparison, lhs, with: side) }
    if rhs.isInvalid { return rhs }
    guard rhs.isNullValue else {
      if let range = yearComparison(comparison, lhs, rhs) { return range }
      return comparison == .notEqual
        ? .not(.operation(.equal, [lhs, rhs])) : .operation(comparison, [lhs, rhs])
    }
    if comparison == .equal { return .operation(.isNull, [lhs]) }
    if comparison == .notEqual { return .not(.operation(.isNull, [lhs])) }
    return .invalid(
      KindredError(
        .invalidQuery,
        "nil has no order, but \"\(comparison.name)\" needs one; compare with == nil or != nil instead."))
  }
}

extension ExpressionNode {
  /// A comparison with a value outside of the column's range: it is true for all values or for none.
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

/// Equality of two expressions.
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

/// Inequality that includes NULL: true whenever `==` is not, like Swift's optionals and Django's `exclude`.
@inlinable
public func != <E: QueryExpression>(lhs: E, rhs: E.Value) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.notEqual, lhs, rhs))
}

/// Inequality of two expressions, also true if one of them is NULL: true whenever `==` is not.
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

/// Less than a value; never true for NULL.
@inlinable
public func < <E: QueryExpression>(lhs: E, rhs: E.Value) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.less, lhs, rhs))
}

/// Less than another expression.
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

/// At most a value; never true for NULL.
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

/// Greater than a value; never true for NULL.
@inlinable
public func > <E: QueryExpression>(lhs: E, rhs: E.Value) -> QueryCondition where E.Value: FieldValue {
  QueryCondition(term: .comparison(.greater, lhs, rhs))
}

/// Greater than another expression.
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

/// At least a value; never true for NULL.
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

// MARK: - Names

extension NamedLookup {
  static let comparisons: [NamedLookup] = [
    NamedLookup("exact", isForRelations: true) { subject, operand, purpose in
      .comparison(.equal, subject.node, try operand.node(comparedWith: subject, purpose))
    },
    NamedLookup("ne", isForRelations: true) { subject, operand, purpose in
      let value = try operand.node(comparedWith: subject, purpose)
      guard purpose == .schema else { return .comparison(.notEqual, subject.node, value) }
      return value.isNullValue
        ? .operation(.isNotNull, [subject.node]) : .operation(.notEqual, [subject.node, value])
    },
    comparison("lt", .less), comparison("lte", .lessOrEqual), comparison("gt", .greater),
    comparison("gte", .greaterOrEqual),
  ]

  private static func comparison(_ name: String, _ operation: SQLOperation) -> NamedLookup {
    NamedLookup(name, isForRelations: true) { subject, operand, purpose in
      if operand.isNull { throw noNull(name) }
      return .comparison(operation, subject.node, try operand.node(comparedWith: subject, purpose))
    }
  }
}

extension DynamicOperand {
  /// The operand as one of a comparison. A number outside of the column's range still has an answer, except in a check.
  func node(comparedWith subject: DynamicExpression, _ purpose: NamePurpose = .query) throws -> ExpressionNode {
    do {
      return try expression(as: subject.type).node
    } catch let error as FieldValueError where error.side != nil && purpose == .query {
      return .unusable(error)
    }
  }
}
