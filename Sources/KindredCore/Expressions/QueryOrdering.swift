/// One term of an ordering.
public struct QueryOrdering: Sendable {
  enum Nulls: Sendable, Hashable { case first, last }

  enum Key: Sendable {
    case expression(ExpressionNode)
    case random
  }

  let key: Key
  let isDescending: Bool
  let nulls: Nulls?

  init(_ key: Key, descending: Bool = false, nulls: Nulls? = nil) {
    self.key = key
    self.isDescending = descending
    self.nulls = nulls
  }

  /// In no particular order, another one each time.
  public static let random = QueryOrdering(.random)

  /// The same term with NULL before all values.
  public var nullsFirst: QueryOrdering { QueryOrdering(key, descending: isDescending, nulls: .first) }
  /// The same term with NULL behind all values.
  public var nullsLast: QueryOrdering { QueryOrdering(key, descending: isDescending, nulls: .last) }

  var isRandom: Bool { expression == nil }

  /// Whether a row may have several places in the order.
  var isMultiValued: Bool { expression?.hasMultiValuedPath ?? false }

  /// What is ordered by; nil at random.
  var expression: ExpressionNode? { if case .expression(let node) = key { node } else { nil } }

  /// The opposite order, NULL included.
  var reversed: QueryOrdering {
    let opposite: Nulls? =
      switch nulls {
      case .first: .last
      case .last: .first
      case nil: nil
      }
    return QueryOrdering(key, descending: !isDescending, nulls: opposite)
  }
}

/// What `order` takes: an ordering; an expression, which is ascending; or a relation, which has the order of its model.
public protocol OrderingTerm {
  /// The terms: several for a relation to a model with an order by several fields.
  var orderingTerms: [QueryOrdering] { get }
}

extension QueryOrdering: OrderingTerm {
  /// The term itself.
  public var orderingTerms: [QueryOrdering] { [self] }
}

extension ColumnExpression: OrderingTerm {
  /// From the smallest to the largest.
  public var orderingTerms: [QueryOrdering] { [asc] }
}

extension Expr: OrderingTerm {
  /// From the smallest to the largest.
  public var orderingTerms: [QueryOrdering] { [asc] }
}

extension QueryExpression {
  /// From the smallest to the largest.
  public var asc: QueryOrdering { QueryOrdering(.expression(node)) }
  /// From the largest to the smallest.
  public var desc: QueryOrdering { QueryOrdering(.expression(node), descending: true) }
}
