// The walks over the tree. Each one mentions only the cases that it treats specially.

/// The shape of an expression is everything but its bound values: two conditions of the same shape have the same SQL
/// text.
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

  /// The children, from left to right.
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

  /// The first result that is not nil, of this node and its descendants. Subqueries are not entered.
  func first<Result>(_ body: (ExpressionNode) -> Result?) -> Result? {
    if let found = body(self) { return found }
    var found: Result?
    forEachChild { if found == nil { found = $0.first(body) } }
    return found
  }

  /// The database of a subquery.
  var subqueryDatabase: InnerDatabase? {
    first { node -> InnerDatabase? in
      if case .query(let query) = node { query.database } else { nil }
    }
  }

  /// The first error in the expression.
  var failure: KindredError? {
    first { node -> KindredError? in
      if case .invalid(let error) = node { return error }
      if case .query(let query) = node { return query.query.failure }
      return nil
    }
  }
}

/// Numbers the slots.
struct SlotCounter {
  private(set) var count = 0

  mutating func next() -> Int {
    defer { count += 1 }
    return count
  }
}

// MARK: - Contents

extension ExpressionNode {
  /// The terms of a conjunction from left to right, or the expression itself.
  var conjuncts: [ExpressionNode] {
    if case .and(let terms) = self { terms.map(\.node) } else { [self] }
  }

  /// The operation and its operands, if the node is one.
  var operation: (SQLOperation, [ExpressionNode])? {
    if case .operation(let operation, let operands) = self { (operation, operands) } else { nil }
  }

  var isAggregate: Bool { operation?.0.aggregate != nil }

  /// Whether the expression contains such a node. Aggregates and subqueries are not entered.
  func contains(_ isFound: (ExpressionNode) -> Bool) -> Bool {
    if isFound(self) { return true }
    if isAggregate { return false }
    var found = false
    forEachChild { found = found || $0.contains(isFound) }
    return found
  }

  /// Whether the expression contains an aggregate.
  var containsAggregate: Bool { contains(\.isAggregate) }

  /// Whether the expression depends on a result: it refers to a selected expression, or is an aggregate of its rows.
  var dependsOnResult: Bool {
    contains { if case .output = $0 { true } else { $0.isAggregate } }
  }

  /// Whether the expression contains a column behind a multi-valued relation.
  var hasMultiValuedPath: Bool {
    contains { if case .field(let path, _) = $0 { path.isMultiValued } else { false } }
  }

  /// Whether the expression is a condition, or is made of conditions.
  var isCondition: Bool {
    switch self {
    case .and, .or, .not, .constant: true
    case .operation(let operation, _): operation.isPredicate
    case .scoped(_, let inner): inner.isCondition
    case .raw(let fragment, _): fragment.isCondition
    case .field, .value, .list, .query, .window, .output, .invalid: false
    }
  }
}
