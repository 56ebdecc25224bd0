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

/// The condition does not hold. Where it would be unknown because of a NULL, the row stays.
@inlinable
public prefix func ! <E: QueryExpression<Bool>>(expression: E) -> QueryCondition {
  QueryCondition(term: .negation(expression.term))
}

/// Exactly one of the conditions holds. What is unknown because of a NULL counts as not holding.
///
/// In Swift it binds tighter than comparisons, so that those need parentheses: `($0.a > 1) ^ ($0.b > 1)`.
public func ^ <L: QueryExpression<Bool>, R: QueryExpression<Bool>>(lhs: L, rhs: R) -> QueryCondition {
  (lhs || rhs) && !(lhs && rhs)
}

extension QueryCondition {
  /// A condition that every row fulfils: where a conjunction that is built in a loop begins.
  public static var always: QueryCondition { QueryCondition(term: ExpressionTerm(.constant(true))) }

  /// A condition that no row fulfils: where a disjunction that is built in a loop begins. A query with nothing else runs no
  /// SQL.
  ///
  /// ```swift
  /// let found = try await Entry.objects.filter { entry in
  ///   words.reduce(.never) { $0 || entry.headline.iContains($1) }
  /// }.all()
  /// ```
  public static var never: QueryCondition { QueryCondition(term: ExpressionTerm(.constant(false))) }
}

extension SQLOperation {
  /// Two-valued negation: what is unknown counts as false before it is negated.
  static let isNotTrue = SQLOperation(
    "isNotTrue", kind: .predicate, nulls: .never, spelling: .postfix("IS NOT TRUE"))

  /// Whether a query finds anything.
  static let exists = SQLOperation("exists", kind: .predicate, nulls: .falseOfNull, spelling: .template("EXISTS{0}"))
}
