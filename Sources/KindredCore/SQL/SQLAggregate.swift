/// A resolved aggregate.
package struct SQLAggregate: Sendable {
  package let function: AggregateFunction
  /// nil counts rows.
  package let argument: SQLExpression?
  package let type: ColumnType
  package let isDistinct: Bool
  package let filter: SQLExpression?
  package let fallback: SQLExpression?

  /// Whether it is NULL where there is nothing to look at.
  var isNullable: Bool { function != .count && fallback == nil }

  /// Whether the result changes when a join repeats a row.
  var countsRepeatedRows: Bool {
    switch function {
    case .count, .sum, .average: !isDistinct
    case .minimum, .maximum: false
    }
  }
}

/// Text around an aggregate, and around what it is taken of.
package struct AggregateWrapping: Sendable {
  package var argument: (before: String, after: String) = ("", "")
  package var result: (before: String, after: String) = ("", "")

  package init() {}

  /// The result as another type.
  package static func casting(to type: String) -> AggregateWrapping {
    var wrapping = AggregateWrapping()
    wrapping.result = ("CAST(", " AS \(type))")
    return wrapping
  }
}

extension SQLExpression {
  /// Calls the closure with every operand, but not with theirs. Aggregates and subqueries are not entered.
  private func forEachOperand(_ body: (SQLExpression) -> Void) {
    switch self {
    case .column, .parameter, .literal, .integer, .exists, .countRows, .aggregate: break
    case .compare(_, let lhs, let rhs), .isDistinct(let lhs, let rhs), .arithmetic(_, let lhs, let rhs),
      .match(_, let lhs, let rhs, _), .arrayLookup(_, let lhs, let rhs):
      body(lhs)
      body(rhs)
    case .and(let terms), .or(let terms): terms.forEach(body)
    case .not(let inner), .isNotTrue(let inner), .isNull(let inner), .isNotNull(let inner), .isInQuery(let inner, _),
      .isInList(let inner, _), .arrayCount(let inner), .function(_, let inner):
      body(inner)
    case .isIn(let inner, let list):
      body(inner)
      list.forEach(body)
    case .between(let inner, let low, let high):
      body(inner)
      body(low)
      body(high)
    }
  }

  /// Calls the closure with every aggregate in the expression.
  func forEachAggregate(_ body: (SQLAggregate) -> Void) {
    if case .aggregate(let aggregate) = self { body(aggregate) }
    forEachOperand { $0.forEachAggregate(body) }
  }

  var containsAggregate: Bool {
    var found = false
    forEachAggregate { _ in found = true }
    return found
  }
}
