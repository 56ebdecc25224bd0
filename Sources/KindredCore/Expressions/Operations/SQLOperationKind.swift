/// What an operation gives.
public struct SQLOperationKind: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case scalar
    case predicate
    case aggregate(AggregateTraits)
  }

  let kind: Kind

  var isAggregate: Bool { if case .aggregate = kind { true } else { false } }

  /// A value of one row.
  public static let scalar = SQLOperationKind(kind: .scalar)
  /// A condition on one row.
  public static let predicate = SQLOperationKind(kind: .predicate)

  /// A value of many rows: `SUM(x)`. Its spelling is a call.
  ///
  /// ```swift
  /// extension SQLOperation {
  ///   static let every = SQLOperation("every", kind: .aggregate(), spelling: .call("BOOL_AND"))
  /// }
  ///
  /// extension QueryExpression<Bool> {
  ///   func every(filter: (any QueryExpression<Bool>)? = nil) -> Expr<Bool?> { Expr(.every, self, filter: filter) }
  /// }
  /// ```
  ///
  /// - Parameter countsRepeatedRows: Whether its result changes when a row is there twice. A query in which a join would
  ///   repeat rows is refused then.
  public static func aggregate(countsRepeatedRows: Bool = true) -> SQLOperationKind {
    .aggregate(AggregateTraits(countsRepeatedRows: countsRepeatedRows))
  }

  static func aggregate(_ traits: AggregateTraits) -> SQLOperationKind { SQLOperationKind(kind: .aggregate(traits)) }
}

/// What is to be known of an aggregate.
struct AggregateTraits: Sendable, Hashable {
  /// Whether each value is taken once.
  var isDistinct = false
  /// Whether its last operand is the condition on the rows that are looked at.
  var isFiltered = false
  /// Whether its result changes when a join repeats a row.
  var countsRepeatedRows = false
  /// Whether it gives 0 of no rows at all, where others give NULL.
  var isZeroOfNothing = false
  /// How the values are ordered.
  var order: [Order] = []

  /// A term of the order. What it goes by stands behind the other operands.
  struct Order: Sendable, Hashable {
    var isDescending: Bool
    var nulls: QueryOrdering.Nulls?
    /// Whether it goes by the first operand itself, so that there is none for it.
    var isArgument: Bool
  }
}

extension SQLOperation {
  /// What is to be known of an aggregate; nil for all other operations.
  var aggregate: AggregateTraits? {
    if case .aggregate(let traits) = content.kind.kind { traits } else { nil }
  }

  var isPredicate: Bool { content.kind == .predicate }
}

/// What an operation makes of NULL.
///
/// When in doubt, say ``custom``: it makes no query wrong, at most slower.
public enum SQLNullRule: Sendable, Hashable {
  /// NULL where one of the operands is, and nowhere else: `LOWER(x)`, `x + 1`, `x > 1`.
  case strict
  /// NULL where one of the operands is, and it may be NULL elsewhere: `x / y`, where `y` is zero.
  case nullOfNull
  /// Never NULL: `x IS NULL`.
  case never
  /// Never NULL, and false where one of the operands is: `x IS NOT NULL`.
  case falseOfNull
  /// NULL or false where one of the operands is NULL, and not NULL elsewhere: `x IN (SELECT …)`.
  case nullOrFalseOfNull
  /// NULL only where all operands are: `COALESCE(x, y)`.
  case onlyOfNulls
  /// It has a rule of its own: it may be NULL, whatever the operands are.
  case custom
}

/// How strongly an operation binds its operands, from the loosest to the tightest.
///
/// Where databases do not agree on an order, the looser one is meant: a pair of parentheses too many does no harm.
public enum SQLPrecedence: Int, Sendable, Hashable, Comparable {
  /// `NOT`.
  case negation
  /// `=`, `<`, `IS NULL`, `IN`, `LIKE`, `BETWEEN`.
  case predicate
  /// Any operator that is not named here: `||`, `@>`.
  case other
  /// `+` and `-`.
  case additive
  /// `*`, `/` and `%`.
  case multiplicative
  /// A sign in front.
  case sign
  /// What stands for itself: a column, a call, whatever has its own parentheses.
  case primary

  /// Whether the first binds looser.
  public static func < (lhs: SQLPrecedence, rhs: SQLPrecedence) -> Bool { lhs.rawValue < rhs.rawValue }
}
