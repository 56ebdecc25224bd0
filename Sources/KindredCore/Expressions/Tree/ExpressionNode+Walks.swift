// The walks over the tree. None of them knows the cases that it does not speak of.

/// The shape of an expression is everything but its bound values: two conditions of one shape have the same SQL text.
extension ExpressionNode {
  func hashShape(into hash: inout ShapeHash) {
    hashOwnShape(into: &hash)
    if case .and(let terms) = self { return terms.eachInPlace { ExpressionTerm.hashShape(of: $0, into: &hash) } }
    forEachChild { $0.hashShape(into: &hash) }
  }

  func hasSameShape(as other: ExpressionNode) -> Bool {
    guard hasSameOwnShape(as: other) else { return false }
    if case .and(let terms) = self, case .and(let otherTerms) = other {
      return terms.pairsInPlace(otherTerms) { ExpressionTerm.haveSameShape($0, $1) }
    }
    if case .operation(_, let operands) = self, case .operation(_, let otherOperands) = other {
      return operands.elementsEqual(otherOperands) { $0.hasSameShape(as: $1) }
    }
    if case .or(let lhs, let rhs) = self, case .or(let otherLhs, let otherRhs) = other {
      return lhs.hasSameShape(as: otherLhs) && rhs.hasSameShape(as: otherRhs)
    }
    if case .not(let inner) = self, case .not(let otherInner) = other { return inner.hasSameShape(as: otherInner) }
    let (children, others) = (self.children, other.children)
    return children.elementsEqual(others) { $0.hasSameShape(as: $1) }
  }

  /// The nodes right below this one, from left to right.
  var children: [ExpressionNode] {
    var children: [ExpressionNode] = []
    forEachChild { children.append($0) }
    return children
  }
}

extension ExpressionNode {
  /// Appends the values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    if case .value(let node) = self { values.append(node.value) }
    if case .list(let list) = self { values.append(.list(list.values)) }
    if case .query(let query) = self { query.collectValues(into: &values) }
    if case .and(let terms) = self { return terms.eachInPlace { ExpressionTerm.collectValues(of: $0, into: &values) } }
    forEachChild { $0.collectValues(into: &values) }
  }

  /// The same with a slot in place of each value.
  func stripped(_ slots: inout SlotCounter) -> ExpressionNode {
    if case .value(let node) = self { return .value(ValueNode(slot: slots.next(), node.type, isNull: node.isNull)) }
    if case .list(let list) = self { return .list(list.stripped(slot: slots.next())) }
    if case .query(let query) = self { return .query(query.stripped(&slots)) }
    if case .and(let terms) = self { return .and(terms.map { $0.stripped(&slots) }) }
    return mapChildren { $0.stripped(&slots) }
  }

  /// The first result that is not nil, of this node and of those below it. Queries are not entered.
  func first<Result>(_ body: (ExpressionNode) -> Result?) -> Result? {
    if let found = body(self) { return found }
    var found: Result?
    forEachChild { if found == nil { found = $0.first(body) } }
    return found
  }

  /// The database that a query inside names.
  var subqueryDatabase: Database? {
    first { node -> Database? in
      if case .query(let query) = node { query.database } else { nil }
    }
  }

  /// The first mistake in the expression.
  var failure: KindredError? {
    first { node -> KindredError? in
      if case .invalid(let error) = node { return error }
      if case .query(let query) = node { return query.query.failure }
      return nil
    }
  }
}

/// Gives numbers to slots.
struct SlotCounter {
  private var count = 0

  mutating func next() -> Int {
    defer { count += 1 }
    return count
  }
}

// MARK: - What stands in an expression

extension ExpressionNode {
  /// The terms of a conjunction, from left to right, or the expression alone.
  var conjuncts: [ExpressionNode] {
    if case .and(let terms) = self { terms.map(\.node) } else { [self] }
  }

  /// The operation that the node is, with its operands.
  var operation: (SQLOperation, [ExpressionNode])? {
    if case .operation(let operation, let operands) = self { (operation, operands) } else { nil }
  }

  var isAggregate: Bool { operation?.0.aggregate != nil }

  /// Whether something in the expression is so. Aggregates and queries are not entered.
  func contains(_ isFound: (ExpressionNode) -> Bool) -> Bool {
    if isFound(self) { return true }
    if isAggregate { return false }
    var found = false
    forEachChild { found = found || $0.contains(isFound) }
    return found
  }

  /// Whether there is an aggregate in the expression.
  var containsAggregate: Bool { contains(\.isAggregate) }

  /// Whether the expression speaks of what a result selects, or of many of its rows.
  var dependsOnResult: Bool {
    contains { if case .output = $0 { true } else { $0.isAggregate } }
  }

  /// Whether a column behind a multi-valued relation is in the expression.
  var hasMultiValuedPath: Bool {
    contains { if case .field(let path, _) = $0 { path.isMultiValued } else { false } }
  }

  /// Whether the expression is made of conditions, or is one.
  var isCondition: Bool {
    switch self {
    case .and, .or, .not, .constant: true
    case .operation(let operation, _): operation.isPredicate
    case .scoped(_, let inner): inner.isCondition
    case .field, .value, .list, .query, .output, .invalid: false
    }
  }
}
