/// The shape of an expression is everything but its bound values: two conditions of one shape have the same SQL text.
extension ExpressionNode {
  func hashShape(into hash: inout ShapeHash) {
    switch self {
    case .field(let path, let field):
      hash.combine(1)
      hash.combine(path)
      hash.combine(field)
    case .value: hash.combine(2)
    case .compare(let comparison, let lhs, let rhs):
      hash.combine(3)
      hash.combine(comparison.rawValue)
      lhs.hashShape(into: &hash)
      rhs.hashShape(into: &hash)
    case .and(let terms):
      hash.combine(4)
      hash.combine(terms.count)
      terms.eachInPlace { ExpressionTerm.hashShape(of: $0, into: &hash) }
    case .or(let lhs, let rhs):
      hash.combine(5)
      lhs.hashShape(into: &hash)
      rhs.hashShape(into: &hash)
    case .not(let inner):
      hash.combine(6)
      inner.hashShape(into: &hash)
    case .isNull(let inner):
      hash.combine(7)
      inner.hashShape(into: &hash)
    case .match(let match, let lhs, let rhs):
      hash.combine(8)
      hash.combine(hashOf: match)
      lhs.hashShape(into: &hash)
      rhs.hashShape(into: &hash)
    case .isIn(let inner, let values, let listsNull):
      hash.combine(9)
      let shape = ListShape(count: values.count)
      hash.combine(shape == .oneParameter ? -1 : shape.parameterCount)
      hash.combine(listsNull)
      inner.hashShape(into: &hash)
    case .isInQuery(let inner, let query, let field):
      hash.combine(10)
      inner.hashShape(into: &hash)
      query.hashShape(into: &hash)
      hash.combine(field)
    case .between(let inner, let low, let high):
      hash.combine(11)
      inner.hashShape(into: &hash)
      low.hashShape(into: &hash)
      high.hashShape(into: &hash)
    case .arithmetic(let operation, let lhs, let rhs):
      hash.combine(12)
      hash.combine(hashOf: operation)
      lhs.hashShape(into: &hash)
      rhs.hashShape(into: &hash)
    case .constant(let value):
      hash.combine(13)
      hash.combine(value)
    case .invalid: hash.combine(14)
    case .arrayLookup(let lookup, let lhs, let rhs):
      hash.combine(15)
      hash.combine(hashOf: lookup)
      lhs.hashShape(into: &hash)
      rhs.hashShape(into: &hash)
    case .arrayCount(let inner):
      hash.combine(16)
      inner.hashShape(into: &hash)
    case .aggregate(let aggregate):
      hash.combine(17)
      aggregate.hashShape(into: &hash)
    case .output(let index):
      hash.combine(18)
      hash.combine(index)
    }
  }

  func hasSameShape(as other: ExpressionNode) -> Bool {
    // By itself, without the copies that a switch over both makes.
    if case .and(let terms) = self {
      guard case .and(let otherTerms) = other else { return false }
      return terms.pairsInPlace(otherTerms) { ExpressionTerm.haveSameShape($0, $1) }
    }
    return hasSameTree(as: other)
  }

  private func hasSameTree(as other: ExpressionNode) -> Bool {
    switch (self, other) {
    case (.field(let path, let field), .field(let otherPath, let otherField)):
      field === otherField && path == otherPath
    case (.value, .value): true
    case (.compare(let comparison, let lhs, let rhs), .compare(let otherComparison, let otherLhs, let otherRhs)):
      comparison == otherComparison && lhs.hasSameShape(as: otherLhs) && rhs.hasSameShape(as: otherRhs)
    case (.or(let lhs, let rhs), .or(let otherLhs, let otherRhs)):
      lhs.hasSameShape(as: otherLhs) && rhs.hasSameShape(as: otherRhs)
    case (.arrayLookup(let lookup, let lhs, let rhs), .arrayLookup(let otherLookup, let otherLhs, let otherRhs)):
      lookup == otherLookup && lhs.hasSameShape(as: otherLhs) && rhs.hasSameShape(as: otherRhs)
    case (.not(let inner), .not(let otherInner)), (.isNull(let inner), .isNull(let otherInner)),
      (.arrayCount(let inner), .arrayCount(let otherInner)):
      inner.hasSameShape(as: otherInner)
    case (.match(let match, let lhs, let rhs), .match(let otherMatch, let otherLhs, let otherRhs)):
      match == otherMatch && lhs.hasSameShape(as: otherLhs) && rhs.hasSameShape(as: otherRhs)
    case (.isIn(let inner, let values, let listsNull), .isIn(let otherInner, let otherValues, let otherListsNull)):
      ListShape(count: values.count) == ListShape(count: otherValues.count) && listsNull == otherListsNull
        && inner.hasSameShape(as: otherInner)
    case (.isInQuery(let inner, let query, let field), .isInQuery(let otherInner, let otherQuery, let otherField)):
      field === otherField && inner.hasSameShape(as: otherInner) && query.hasSameShape(as: otherQuery)
    case (.between(let inner, let low, let high), .between(let otherInner, let otherLow, let otherHigh)):
      inner.hasSameShape(as: otherInner) && low.hasSameShape(as: otherLow) && high.hasSameShape(as: otherHigh)
    case (.arithmetic(let operation, let lhs, let rhs), .arithmetic(let otherOperation, let otherLhs, let otherRhs)):
      operation == otherOperation && lhs.hasSameShape(as: otherLhs) && rhs.hasSameShape(as: otherRhs)
    case (.constant(let value), .constant(let otherValue)): value == otherValue
    case (.aggregate(let aggregate), .aggregate(let other)): aggregate.hasSameShape(as: other)
    case (.output(let index), .output(let otherIndex)): index == otherIndex
    default: false
    }
  }

  /// Appends the bound values from left to right, which is the order of the placeholders' numbers.
  func collectValues(into values: inout [DatabaseValue]) {
    switch self {
    case .field, .constant, .invalid, .output: break
    case .aggregate(let aggregate): for operand in aggregate.operands { operand.collectValues(into: &values) }
    case .value(let value): values.append(value)
    case .and(let terms): terms.eachInPlace { ExpressionTerm.collectValues(of: $0, into: &values) }
    case .not(let inner), .isNull(let inner), .arrayCount(let inner): inner.collectValues(into: &values)
    case .compare(_, let lhs, let rhs), .or(let lhs, let rhs), .match(_, let lhs, let rhs),
      .arithmetic(_, let lhs, let rhs), .arrayLookup(_, let lhs, let rhs):
      lhs.collectValues(into: &values)
      rhs.collectValues(into: &values)
    case .isIn(let inner, let list, _):
      inner.collectValues(into: &values)
      ListShape(count: list.count).append(list, to: &values)
    case .isInQuery(let inner, let query, _):
      inner.collectValues(into: &values)
      query.collectValues(into: &values)
    case .between(let inner, let low, let high):
      inner.collectValues(into: &values)
      low.collectValues(into: &values)
      high.collectValues(into: &values)
    }
  }

  /// The database that a query inside names.
  var subqueryDatabase: Database? {
    switch self {
    case .field, .value, .constant, .invalid, .output: nil
    case .and(let terms): terms.firstInPlace { $0.pointee.subqueryDatabase }
    case .aggregate(let aggregate): aggregate.operands.lazy.compactMap(\.subqueryDatabase).first
    case .not(let inner), .isNull(let inner), .isIn(let inner, _, _), .arrayCount(let inner): inner.subqueryDatabase
    case .isInQuery(let inner, let query, _):
      query.database ?? query.extras?.subqueryDatabase ?? inner.subqueryDatabase
    case .compare(_, let lhs, let rhs), .or(let lhs, let rhs), .match(_, let lhs, let rhs),
      .arithmetic(_, let lhs, let rhs), .arrayLookup(_, let lhs, let rhs):
      lhs.subqueryDatabase ?? rhs.subqueryDatabase
    case .between(let inner, let low, let high):
      inner.subqueryDatabase ?? low.subqueryDatabase ?? high.subqueryDatabase
    }
  }

  /// The first mistake in the expression.
  var failure: KindredError? {
    switch self {
    case .invalid(let error): error
    case .field, .value, .constant, .output: nil
    case .and(let terms): terms.firstInPlace { $0.pointee.failure }
    case .aggregate(let aggregate): aggregate.operands.lazy.compactMap(\.failure).first
    case .not(let inner), .isNull(let inner), .isIn(let inner, _, _), .arrayCount(let inner): inner.failure
    case .isInQuery(let inner, let query, _): inner.failure ?? query.failure
    case .compare(_, let lhs, let rhs), .or(let lhs, let rhs), .match(_, let lhs, let rhs),
      .arithmetic(_, let lhs, let rhs), .arrayLookup(_, let lhs, let rhs):
      lhs.failure ?? rhs.failure
    case .between(let inner, let low, let high): inner.failure ?? low.failure ?? high.failure
    }
  }
}
