/// How two values compare.
@usableFromInline
enum ComparisonOperator: Int, Sendable, Hashable {
  // From 100 on, where the hash of a shape has no numbers of nodes.
  case equal = 100
  case notEqual, less, lessOrEqual, greater, greaterOrEqual

  var sql: String {
    switch self {
    case .equal: "="
    case .notEqual: "<>"
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }
}

/// How two numbers combine.
@usableFromInline
enum ArithmeticOperator: Sendable, Hashable {
  case add, subtract, multiply, divide, remainder

  var sql: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .remainder: "%"
    }
  }
}

/// Where and how one text is looked for in another.
@usableFromInline
package struct TextMatch: Sendable, Hashable {
  @usableFromInline
  package enum Place: Sendable, Hashable { case anywhere, start, end, whole }

  package let place: Place
  package let ignoresCase: Bool
}

/// A typed expression without its type: what the closures of a query build.
///
/// The tree is immutable; fields are named by their path from the queried model, because which join they end up on is
/// decided when the whole query is compiled.
@usableFromInline
enum ExpressionNode: Sendable {
  indirect case field(Path, FieldSchema)
  indirect case value(DatabaseValue)
  indirect case compare(ComparisonOperator, ExpressionNode, ExpressionNode)
  /// Two terms or more, none of which is itself an `and`.
  case and([ExpressionTerm])
  indirect case or(ExpressionNode, ExpressionNode)
  indirect case not(ExpressionNode)
  indirect case isNull(ExpressionNode)
  indirect case match(TextMatch, ExpressionNode, ExpressionNode)
  /// `listsNull`: the list also held nil, which a negation honours and a plain condition ignores.
  indirect case isIn(ExpressionNode, [DatabaseValue], listsNull: Bool)
  indirect case isInQuery(ExpressionNode, Query, selecting: FieldSchema)
  indirect case between(ExpressionNode, ExpressionNode, ExpressionNode)
  indirect case arithmetic(ArithmeticOperator, ExpressionNode, ExpressionNode)
  indirect case arrayLookup(ArrayLookup, ExpressionNode, ExpressionNode)
  indirect case arrayCount(ExpressionNode)
  indirect case aggregate(AggregateNode)
  /// What a result selects, by its index.
  case output(Int)
  case constant(Bool)
  case invalid(KindredError)

  /// A bound value, or the reason why there is none.
  @inlinable
  static func value(of value: some FieldValue) -> ExpressionNode {
    do {
      return .value(try value.databaseValue())
    } catch {
      return unusable(error)
    }
  }

  /// The node of a value that has no form in the database.
  @usableFromInline
  static func unusable(_ error: any Error) -> ExpressionNode {
    guard let error = error as? FieldValueError else {
      return .invalid(KindredError(.invalidValue, "A value in a condition cannot be used.") { $0.underlying = error })
    }
    let code: KindredError.Code = error.isUnsavedKey ? .unsavedObject : .invalidValue
    return .invalid(KindredError(code, "A value in a condition cannot be used: \(error.problem)."))
  }
}

// MARK: - Simplification

extension ExpressionNode {
  /// Whether a conjunction with anything else is one of the two.
  var isDecided: Bool {
    switch self {
    case .invalid, .constant: true
    default: false
    }
  }

  /// The conjunction of two nodes, one of which is a mistake or a constant.
  static func simplifiedConjunction(_ lhs: ExpressionNode, _ rhs: ExpressionNode) -> ExpressionNode {
    switch (lhs, rhs) {
    case (.invalid, _), (.constant(false), _): lhs
    case (_, .invalid), (_, .constant(false)): rhs
    case (.constant(true), _): rhs
    default: lhs
    }
  }

  @usableFromInline
  static func disjunction(_ lhs: ExpressionNode, _ rhs: ExpressionNode) -> ExpressionNode {
    switch (lhs, rhs) {
    case (.invalid, _), (.constant(true), _): lhs
    case (_, .invalid), (_, .constant(true)): rhs
    case (.constant(false), _): rhs
    case (_, .constant(false)): lhs
    default: .or(lhs, rhs)
    }
  }

  static func negation(_ node: ExpressionNode) -> ExpressionNode {
    switch node {
    case .invalid: node
    case .constant(let value): .constant(!value)
    case .not(let inner): inner
    default: .not(node)
    }
  }

  /// A comparison; with nil, equality asks for NULL and an order is an error.
  @usableFromInline
  static func comparison(
    _ comparison: ComparisonOperator, _ lhs: ExpressionNode, _ rhs: ExpressionNode
  ) -> ExpressionNode {
    if case .invalid = lhs { return lhs }
    if case .invalid = rhs { return rhs }
    guard case .value(.null) = rhs else {
      return comparison == .notEqual ? .not(.compare(.equal, lhs, rhs)) : .compare(comparison, lhs, rhs)
    }
    switch comparison {
    case .equal: return .isNull(lhs)
    case .notEqual: return .not(.isNull(lhs))
    default:
      return .invalid(
        KindredError(.invalidQuery, "nil has no order; compare with == nil or != nil instead of \(comparison.sql)."))
    }
  }
}
