/// A cached plan must not keep what it was first asked with: values may be large or secret, and a query that names its
/// database would keep the database alive from within.
extension PlanKey {
  /// The same key without values.
  var stripped: PlanKey {
    PlanKey(
      kind: kind, query: query.stripped, columns: columns.map(\.stripped),
      assignments: assignments.map { Assignment(path: $0.path, field: $0.field, value: $0.value.stripped) },
      refinement: refinement?.mapped({ $0.stripped }, { $0.stripped }), totals: totals?.map(\.stripped))
  }
}

extension Query {
  fileprivate var stripped: Query {
    var query = Query(schema: schema)
    query.scopes = scopes.map { Scope(condition: $0.condition.stripped, isExclusion: $0.isExclusion) }
    query.ordering = ordering?.map(\.stripped)
    query.isReversed = isReversed
    query.isDistinct = isDistinct
    query.window = window
    query.extras = QueryExtras.with(subqueryDatabase: nil, extras)
    return query
  }
}

extension Ordering {
  fileprivate var stripped: Ordering {
    guard case .expression(let node) = key else { return self }
    return Ordering(.expression(node.stripped), descending: isDescending, nulls: nulls)
  }
}

extension ExpressionNode {
  var stripped: ExpressionNode {
    switch self {
    case .field, .constant, .invalid, .output: self
    case .aggregate(let aggregate): .aggregate(aggregate.mapped(\.stripped))
    case .value: .value(.null)
    case .compare(let comparison, let lhs, let rhs): .compare(comparison, lhs.stripped, rhs.stripped)
    case .and(let terms): .and(terms.map(\.stripped))
    case .or(let lhs, let rhs): .or(lhs.stripped, rhs.stripped)
    case .not(let inner): .not(inner.stripped)
    case .isNull(let inner): .isNull(inner.stripped)
    case .match(let match, let lhs, let rhs): .match(match, lhs.stripped, rhs.stripped)
    case .arrayLookup(let lookup, let lhs, let rhs): .arrayLookup(lookup, lhs.stripped, rhs.stripped)
    case .arrayCount(let inner): .arrayCount(inner.stripped)
    case .isIn(let inner, let list, let listsNull):
      // A list that travels as one parameter has its shape in being longer than any other.
      .isIn(
        inner.stripped, Array(repeating: .null, count: Swift.min(list.count, ListShape.longestOfPlaceholders + 1)),
        listsNull: listsNull)
    case .isInQuery(let inner, let query, let field): .isInQuery(inner.stripped, query.stripped, selecting: field)
    case .between(let inner, let low, let high): .between(inner.stripped, low.stripped, high.stripped)
    case .arithmetic(let operation, let lhs, let rhs): .arithmetic(operation, lhs.stripped, rhs.stripped)
    }
  }
}
