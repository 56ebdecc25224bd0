/// Both conditions hold.
@inlinable
public func && <L: QueryExpression<Bool>, R: QueryExpression<Bool>>(lhs: consuming L, rhs: consuming R)
  -> QueryCondition
{
  QueryCondition(term: .conjunction((consume lhs).term, (consume rhs).term))
}

/// At least one of the conditions holds.
@inlinable
public func || <L: QueryExpression<Bool>, R: QueryExpression<Bool>>(lhs: L, rhs: R) -> QueryCondition {
  QueryCondition(term: .disjunction(lhs.term, rhs.term))
}

/// The condition does not hold. A row for which it is unknown because of NULL is included.
@inlinable
public prefix func ! <E: QueryExpression<Bool>>(expression: E) -> QueryCondition {
  QueryCondition(term: .negation(expression.term))
}

/// Exactly one of the conditions holds. Unknown because of NULL counts as false. As everywhere in one `filter`, conditions on
/// related rows speak of the same row.
///
/// In Swift, `^` has a higher precedence than comparisons, so those need parentheses: `($0.a > 1) ^ ($0.b > 1)`.
public func ^ <L: QueryExpression<Bool>, R: QueryExpression<Bool>>(lhs: L, rhs: R) -> QueryCondition {
  QueryCondition(.difference(lhs.node, rhs.node))
}

extension QueryCondition {
  /// A condition that is always true: the start of a conjunction that is built in a loop.
  public static var always: QueryCondition { QueryCondition(term: ExpressionTerm(.constant(true))) }

  /// A condition that is always false: the start of a disjunction that is built in a loop. A query with only this
  /// condition runs no SQL.
  ///
  /// ```swift
  /// let found = try await Entry.objects.filter { entry in
  ///   words.reduce(.never) { $0 || entry.headline.iContains($1) }
  /// }.all()
  /// ```
  public static var never: QueryCondition { QueryCondition(term: ExpressionTerm(.constant(false))) }
}

extension ExpressionNode {
  /// Exactly one of the conditions holds.
  ///
  /// Each of them stands in it once, so that a long chain does not double with each link, and none under a negation, which
  /// would change what a nil in a list means, and ask about any of the related rows.
  static func difference(_ lhs: ExpressionNode, _ rhs: ExpressionNode) -> ExpressionNode {
    if lhs.isInvalid || rhs.constant == false { return lhs }
    if rhs.isInvalid || lhs.constant == false { return rhs }
    if lhs.constant == true { return .operation(.isNotTrue, [rhs]) }
    if rhs.constant == true { return .operation(.isNotTrue, [lhs]) }
    return .operation(.notEqual, [.operation(.isTrue, [lhs]), .operation(.isTrue, [rhs])])
  }
}

extension SQLOperation {
  /// Two-valued negation: unknown counts as false before it is negated.
  static let isNotTrue = SQLOperation(
    "isNotTrue", kind: .predicate, nulls: .never, spelling: .postfix("IS NOT TRUE"))

  /// Whether a subquery has rows.
  static let exists = SQLOperation("exists", kind: .predicate, nulls: .falseIfAnyNull, spelling: .template("EXISTS{0}"))
}
