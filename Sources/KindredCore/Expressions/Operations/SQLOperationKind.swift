/// The kind of an operation's result.
public struct SQLOperationKind: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    case scalar
    case predicate
    case aggregate(AggregateTraits)
  }

  let kind: Kind

  /// A value of one row.
  public static let scalar = SQLOperationKind(kind: .scalar)
  /// A condition on one row.
  public static let predicate = SQLOperationKind(kind: .predicate)

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
  /// Whether its result without rows is 0 instead of NULL.
  var isZeroWithoutRows = false
}

extension SQLOperation {
  /// The traits, if the operation is an aggregate; else nil.
  var aggregate: AggregateTraits? {
    if case .aggregate(let traits) = content.kind.kind { traits } else { nil }
  }

  var isPredicate: Bool { content.kind == .predicate }
}

/// How NULL operands affect the result of an operation.
///
/// When in doubt, use ``custom``: queries stay correct, but may be slower.
public enum SQLNullRule: Sendable, Hashable {
  /// NULL exactly if an operand is NULL: `LOWER(x)`, `x + 1`, `x > 1`.
  case strict
  /// NULL if an operand is NULL, and possibly in other cases: `x / y` where `y` is zero.
  case nullOfNull
  /// Never NULL: `x IS NULL`.
  case never
  /// Never NULL, and false if an operand is NULL: `x IS NOT NULL`.
  case falseOfNull
  /// NULL or false if an operand is NULL, and otherwise never NULL: `x IN (SELECT …)`.
  case nullOrFalseOfNull
  /// NULL exactly if all operands are NULL: `COALESCE(x, y)`.
  case onlyOfNulls
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
