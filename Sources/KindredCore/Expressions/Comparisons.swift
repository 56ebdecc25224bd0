// Each operator has two overloads and no more: every further one is paid for in type-checking time by all conditions.
//
// They are inlined, because a query is put together each time that it runs: in the module of the models, the types are
// known and nothing has to be looked up for them.

/// Equal; with nil, `IS NULL`.
@inlinable
public func == <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(term: .comparison(.equal, lhs, rhs))
}

/// Both expressions have the same value.
@inlinable
public func == <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(term: ExpressionTerm(.comparison(.equal, lhs.node, rhs.node)))
}

/// Different, NULL included: rows without a value stay, as Swift's optionals and Django's `exclude` have it.
@inlinable
public func != <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(term: .comparison(.notEqual, lhs, rhs))
}

/// The expressions have different values.
@inlinable
public func != <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(term: ExpressionTerm(.comparison(.notEqual, lhs.node, rhs.node)))
}

/// Below a value; never true of NULL.
@inlinable
public func < <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(term: .comparison(.less, lhs, rhs))
}

/// Below another expression.
@inlinable
public func < <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(term: ExpressionTerm(.comparison(.less, lhs.node, rhs.node)))
}

/// At most a value; never true of NULL.
@inlinable
public func <= <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(term: .comparison(.lessOrEqual, lhs, rhs))
}

/// At most another expression.
@inlinable
public func <= <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(term: ExpressionTerm(.comparison(.lessOrEqual, lhs.node, rhs.node)))
}

/// Above a value; never true of NULL.
@inlinable
public func > <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(term: .comparison(.greater, lhs, rhs))
}

/// Above another expression.
@inlinable
public func > <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(term: ExpressionTerm(.comparison(.greater, lhs.node, rhs.node)))
}

/// At least a value; never true of NULL.
@inlinable
public func >= <E: Expression>(lhs: E, rhs: E.Value) -> Condition where E.Value: FieldValue {
  Condition(term: .comparison(.greaterOrEqual, lhs, rhs))
}

/// At least another expression.
@inlinable
public func >= <L: Expression, R: Expression>(lhs: L, rhs: R) -> Condition
where L.Value: FieldValue, R.Value: FieldValue, L.Value.Base == R.Value.Base {
  Condition(term: ExpressionTerm(.comparison(.greaterOrEqual, lhs.node, rhs.node)))
}
