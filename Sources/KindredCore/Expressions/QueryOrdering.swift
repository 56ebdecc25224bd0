/// One term of an ordering.
public struct QueryOrdering: Sendable {
  package enum Nulls: Sendable, Hashable { case first, last }

  enum Key: Sendable {
    case expression(ExpressionNode)
    case random
  }

  let key: Key
  let isDescending: Bool
  let nulls: Nulls?
  /// The Swift type of the expression's values, if known.
  let valueType: (any Sendable.Type)?

  init(_ key: Key, descending: Bool = false, nulls: Nulls? = nil, type: (any Sendable.Type)? = nil) {
    self.key = key
    self.isDescending = descending
    self.nulls = nulls
    valueType = type
  }

  /// A random order, different for each run.
  public static let random = QueryOrdering(.random)

  /// The same term with NULL before all values.
  public var nullsFirst: QueryOrdering { QueryOrdering(key, descending: isDescending, nulls: .first, type: valueType) }
  /// The same term with NULL after all values.
  public var nullsLast: QueryOrdering { QueryOrdering(key, descending: isDescending, nulls: .last, type: valueType) }

  var isRandom: Bool { expression == nil }

  /// Whether a row may appear several times in the order.
  var isMultiValued: Bool { expression?.hasMultiValuedPath ?? false }

  /// The ordering expression; nil for a random order.
  var expression: ExpressionNode? { if case .expression(let node) = key { node } else { nil } }

  /// The opposite order, including NULL.
  var reversed: QueryOrdering {
    let opposite: Nulls? =
      switch nulls {
      case .first: .last
      case .last: .first
      case nil: nil
      }
    return QueryOrdering(key, descending: !isDescending, nulls: opposite, type: valueType)
  }
}

/// A term of `order`: an ordering, an expression (ascending), or a relation (its model's default ordering).
public protocol OrderingTerm {
  /// The orderings; several for a relation to a model that is ordered by several fields.
  var orderingTerms: [QueryOrdering] { get }
}

extension QueryOrdering: OrderingTerm {
  /// The term itself.
  public var orderingTerms: [QueryOrdering] { [self] }
}

extension ColumnExpression: OrderingTerm {
  /// Ascending order.
  public var orderingTerms: [QueryOrdering] { [asc] }
}

extension Expr: OrderingTerm {
  /// Ascending order.
  public var orderingTerms: [QueryOrdering] { [asc] }
}

extension QueryExpression {
  /// Ascending order.
  public var asc: QueryOrdering { QueryOrdering(.expression(node), type: Value.self) }
  /// Descending order.
  public var desc: QueryOrdering { QueryOrdering(.expression(node), descending: true, type: Value.self) }
}
