/// The kind of an operation's result.
public struct SQLOperationKind: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case scalar
    case predicate
    case aggregate(AggregateTraits)
    case window
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

  /// A function that only exists over a window: `RANK()`. It is applied by ``WindowFunction`` or ``FrameFunction``.
  public static let window = SQLOperationKind(kind: .window)

  static func aggregate(_ traits: AggregateTraits) -> SQLOperationKind { SQLOperationKind(kind: .aggregate(traits)) }
}

/// The properties of an aggregate.
struct AggregateTraits: Sendable, Hashable {
  /// Whether duplicates are removed.
  var isDistinct = false
  /// Whether its last operand is a `FILTER` condition.
  var isFiltered = false
  /// Whether its result changes when a join repeats a row.
  var countsRepeatedRows = false
  /// Whether it gives 0 of no rows at all, where others give NULL.
  var isZeroWithoutRows = false
  /// How the values are ordered.
  var order: [Order] = []

  /// A term of the order. Its expression follows the other operands.
  struct Order: Sendable, Hashable {
    var isDescending: Bool
    var nulls: QueryOrdering.Nulls?
    /// Whether the first operand is the term, so there is no further operand for it.
    var isArgument: Bool
  }
}

extension SQLOperation {
  /// The traits, if the operation is an aggregate; else nil.
  var aggregate: AggregateTraits? {
    if case .aggregate(let traits) = content.kind.kind { traits } else { nil }
  }

  var isPredicate: Bool { content.kind == .predicate }

  /// Whether it only exists over a window.
  var isWindow: Bool { content.kind == .window }
}

/// How NULL operands affect the result of an operation.
///
/// When in doubt, use ``custom``: queries stay correct, but may be slower.
public enum SQLNullRule: Sendable, Hashable {
  /// NULL exactly if an operand is NULL: `LOWER(x)`, `x + 1`, `x > 1`.
  case strict
  /// NULL if an operand is NULL, and possibly in other cases: `x / y` where `y` is zero.
  case nullIfAnyNull
  /// Never NULL: `x IS NULL`.
  case never
  /// Never NULL, and false if an operand is NULL: `x IS NOT NULL`.
  case falseIfAnyNull
  /// NULL or false if an operand is NULL, and otherwise never NULL: `x IN (SELECT …)`.
  case nullOrFalseIfAnyNull
  /// NULL exactly if all operands are NULL: `COALESCE(x, y)`.
  case nullIfAllNull
  /// Any other rule: the result may be NULL, whatever the operands are.
  case custom
}

/// The precedence of an operation, from lowest to highest.
///
/// Where databases disagree, use the lower one: redundant parentheses are harmless.
public enum SQLPrecedence: Int, Sendable, Hashable, Comparable {
  /// `NOT`.
  case negation
  /// `=`, `<`, `IS NULL`, `IN`, `LIKE`, `BETWEEN`.
  case predicate
  /// Any operator not listed here: `||`, `@>`.
  case other
  /// `+` and `-`.
  case additive
  /// `*`, `/` and `%`.
  case multiplicative
  /// A sign: `-x`.
  case sign
  /// A column, a call, or anything in parentheses.
  case primary

  /// Whether the first has the lower precedence.
  public static func < (lhs: SQLPrecedence, rhs: SQLPrecedence) -> Bool { lhs.rawValue < rhs.rawValue }
}
