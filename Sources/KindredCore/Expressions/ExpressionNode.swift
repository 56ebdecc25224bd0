/// How two values compare.
enum ComparisonOperator: Sendable, Hashable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

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
package struct TextMatch: Sendable, Hashable {
  package enum Place: Sendable, Hashable { case anywhere, start, end, whole }

  package let place: Place
  package let ignoresCase: Bool
}

/// A typed expression without its type: what the closures of a query build.
///
/// The tree is immutable; fields are named by their path from the queried model, because which join they end up on is
/// decided when the whole query is compiled.
indirect enum ExpressionNode: Sendable {
  case field(Path, FieldSchema)
  case value(DatabaseValue)
  case compare(ComparisonOperator, ExpressionNode, ExpressionNode)
  case and(ExpressionNode, ExpressionNode)
  case or(ExpressionNode, ExpressionNode)
  case not(ExpressionNode)
  case isNull(ExpressionNode)
  case match(TextMatch, ExpressionNode, ExpressionNode)
  /// `listsNull`: the list also held nil, which a negation honours and a plain condition ignores.
  case isIn(ExpressionNode, [DatabaseValue], listsNull: Bool)
  case isInQuery(ExpressionNode, Query, selecting: FieldSchema)
  case between(ExpressionNode, ExpressionNode, ExpressionNode)
  case arithmetic(ArithmeticOperator, ExpressionNode, ExpressionNode)
  case arrayLookup(ArrayLookup, ExpressionNode, ExpressionNode)
  case arrayCount(ExpressionNode)
  case constant(Bool)
  case invalid(KindredError)

  /// A bound value, or the reason why there is none.
  static func value(of value: some FieldValue) -> ExpressionNode {
    do {
      return .value(try value.databaseValue())
    } catch let error as FieldValueError {
      let code: KindredError.Code = error.isUnsavedKey ? .unsavedObject : .invalidValue
      return .invalid(KindredError(code, "A value in a condition cannot be used: \(error.problem)."))
    } catch {
      return .invalid(KindredError(.invalidValue, "A value in a condition cannot be used.") { $0.underlying = error })
    }
  }
}

// MARK: - Simplification

extension ExpressionNode {
  static func conjunction(_ lhs: ExpressionNode, _ rhs: ExpressionNode) -> ExpressionNode {
    switch (lhs, rhs) {
    case (.invalid, _), (.constant(false), _): lhs
    case (_, .invalid), (_, .constant(false)): rhs
    case (.constant(true), _): rhs
    case (_, .constant(true)): lhs
    default: .and(lhs, rhs)
    }
  }

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
