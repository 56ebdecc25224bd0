/// How the values of many rows become one.
package enum AggregateFunction: Sendable, Hashable {
  case count, sum, average, minimum, maximum

  var sql: String {
    switch self {
    case .count: "COUNT"
    case .sum: "SUM"
    case .average: "AVG"
    case .minimum: "MIN"
    case .maximum: "MAX"
    }
  }
}

/// An aggregate in an expression.
@usableFromInline
struct AggregateNode: Sendable {
  let function: AggregateFunction
  /// What is aggregated; nil counts rows.
  let argument: ExpressionNode?
  /// The type of the values that are aggregated.
  let type: ColumnType
  var isDistinct = false
  /// Which rows are looked at.
  var filter: ExpressionNode?
  /// What stands in place of NULL.
  var fallback: ExpressionNode?
  /// The result of no rows at all, where it is not NULL.
  var emptyResult: (any FieldValue)?

  /// What stands inside, in the order in which values are collected.
  var operands: [ExpressionNode] { [argument, filter, fallback].compactMap { $0 } }

  func hashShape(into hash: inout ShapeHash) {
    hash.combine(hashOf: function)
    hash.combine(hashOf: type)
    hash.combine(isDistinct)
    hash.combine(argument == nil)
    hash.combine(filter == nil)
    for operand in operands { operand.hashShape(into: &hash) }
  }

  func hasSameShape(as other: AggregateNode) -> Bool {
    function == other.function && type == other.type && isDistinct == other.isDistinct
      && (argument == nil) == (other.argument == nil) && (filter == nil) == (other.filter == nil)
      && (fallback == nil) == (other.fallback == nil)
      && operands.elementsEqual(other.operands) { $0.hasSameShape(as: $1) }
  }

  /// The same with other operands, and without values.
  func mapped(_ change: (ExpressionNode) -> ExpressionNode) -> AggregateNode {
    AggregateNode(
      function: function, argument: argument.map(change), type: type, isDistinct: isDistinct,
      filter: filter.map(change), fallback: fallback.map(change))
  }
}

extension ExpressionNode {
  /// The terms of a conjunction, from left to right, or the expression alone.
  var conjuncts: [ExpressionNode] {
    if case .and(let terms) = self { terms.map(\.node) } else { [self] }
  }

  /// What the aggregate gives of no rows at all; nil for other expressions.
  func emptyResult<Value: FieldValue>(as type: Value.Type) -> Value? {
    guard case .aggregate(let aggregate) = self else { return nil }
    if let value = aggregate.emptyResult { return value as? Value }
    guard aggregate.fallback == nil else { return nil }
    return (type as? any ExpressibleByNilLiteral.Type)?.init(nilLiteral: ()) as? Value
  }
}
