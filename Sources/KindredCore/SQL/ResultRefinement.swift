/// What is asked of the rows of a result, by what they select: conditions and an order of its own.
final class ResultRefinement: Sendable {
  let conditions: [ExpressionNode]
  /// nil while the order of the query applies.
  let ordering: [QueryOrdering]?

  init(conditions: [ExpressionNode], ordering: [QueryOrdering]?) {
    self.conditions = conditions
    self.ordering = ordering
  }

  /// The same with further conditions.
  static func adding(_ conditions: [ExpressionNode], to refinement: ResultRefinement?) -> ResultRefinement {
    ResultRefinement(conditions: (refinement?.conditions ?? []) + conditions, ordering: refinement?.ordering)
  }

  /// The same with another order.
  static func ordering(_ ordering: [QueryOrdering], _ refinement: ResultRefinement?) -> ResultRefinement {
    ResultRefinement(conditions: refinement?.conditions ?? [], ordering: ordering)
  }

  var containsAggregate: Bool {
    conditions.contains(where: \.containsAggregate)
      || (ordering ?? []).contains { if case .expression(let node) = $0.key { node.containsAggregate } else { false } }
  }

  func hashShape(into hash: inout ShapeHash) {
    for condition in conditions { condition.hashShape(into: &hash) }
    for term in ordering ?? [] {
      if case .expression(let node) = term.key { node.hashShape(into: &hash) }
      hash.combine(term.isDescending)
    }
    hash.combine(conditions.count)
    hash.combine(ordering?.count ?? -1)
  }

  func hasSameShape(as other: ResultRefinement) -> Bool {
    conditions.elementsEqual(other.conditions) { $0.hasSameShape(as: $1) }
      && (ordering == nil) == (other.ordering == nil)
      && (ordering ?? []).elementsEqual(other.ordering ?? []) { $0.hasSameShape(as: $1) }
  }

  /// Appends the values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    for condition in conditions { condition.collectValues(into: &values) }
    for case .expression(let node) in (ordering ?? []).map(\.key) { node.collectValues(into: &values) }
  }
}
