/// One term of an ordering.
public struct Ordering: Sendable {
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
  public static let random = Ordering(.random)

  /// The same term with NULL before all values.
  public var nullsFirst: Ordering { Ordering(key, descending: isDescending, nulls: .first) }
  /// The same term with NULL behind all values.
  public var nullsLast: Ordering { Ordering(key, descending: isDescending, nulls: .last) }

  var isRandom: Bool { expression == nil }

  /// Whether a row may have several places in the order.
  var isMultiValued: Bool { expression?.hasMultiValuedPath ?? false }

  /// What is ordered by; nil at random.
  var expression: ExpressionNode? { if case .expression(let node) = key { node } else { nil } }

  /// The opposite order, NULL included.
  var reversed: Ordering {
    let opposite: Nulls? =
      switch nulls {
      case .first: .last
      case .last: .first
      case nil: nil
      }
    return Ordering(key, descending: !isDescending, nulls: opposite)
  }
}

/// What `order` takes: an ordering, or an expression, which is ascending.
public protocol OrderingTerm {
  /// The term.
  var ordering: Ordering { get }
}

extension Ordering: OrderingTerm {
  /// The term of the ordering.
  public var ordering: Ordering { self }
}

extension Column: OrderingTerm {
  /// The term of the ordering.
  public var ordering: Ordering { asc }
}

extension Expr: OrderingTerm {
  /// The term of the ordering.
  public var ordering: Ordering { asc }
}

extension Expression {
  /// From the smallest to the largest.
  public var asc: Ordering { Ordering(.expression(node)) }
  /// From the largest to the smallest.
  public var desc: Ordering { Ordering(.expression(node), descending: true) }
}
