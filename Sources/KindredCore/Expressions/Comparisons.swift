// Each operator has two overloads and no more: every further one is paid for in type-checking time by all conditions.

/// Equal; with nil, `IS NULL`.
public func == <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(.comparison(.equal, lhs.node, .value(of: rhs)))
}

/// Both expressions have the same value.
public func == <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(.comparison(.equal, lhs.node, rhs.node))
}

/// Different, NULL included: rows without a value stay, as Swift's optionals and Django's `exclude` have it.
public func != <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(.comparison(.notEqual, lhs.node, .value(of: rhs)))
}

/// The expressions have different values.
public func != <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(.comparison(.notEqual, lhs.node, rhs.node))
}

/// Below a value; never true of NULL.
public func < <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(.comparison(.less, lhs.node, .value(of: rhs)))
}

/// Below another expression.
public func < <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(.comparison(.less, lhs.node, rhs.node))
}

/// At most a value; never true of NULL.
public func <= <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(.comparison(.lessOrEqual, lhs.node, .value(of: rhs)))
}

/// At most another expression.
public func <= <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(.comparison(.lessOrEqual, lhs.node, rhs.node))
}

/// Above a value; never true of NULL.
public func > <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(.comparison(.greater, lhs.node, .value(of: rhs)))
}

/// Above another expression.
public func > <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(.comparison(.greater, lhs.node, rhs.node))
}

/// At least a value; never true of NULL.
public func >= <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(.comparison(.greaterOrEqual, lhs.node, .value(of: rhs)))
}

/// At least another expression.
public func >= <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(.comparison(.greaterOrEqual, lhs.node, rhs.node))
}
