/// Both conditions hold.
public func && <L: Expression<Bool>, R: Expression<Bool>>(lhs: L, rhs: R) -> Condition {
  Condition(.conjunction(lhs.node, rhs.node))
}

/// At least one of the conditions holds.
public func || <L: Expression<Bool>, R: Expression<Bool>>(lhs: L, rhs: R) -> Condition {
  Condition(.disjunction(lhs.node, rhs.node))
}

/// The condition does not hold. Where it would be unknown because of a NULL, the row stays.
public prefix func ! <E: Expression<Bool>>(expression: E) -> Condition {
  Condition(.negation(expression.node))
}
