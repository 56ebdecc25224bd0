// JSON documents are compared by value: 1 equals 1.0, and the order of members does not matter. Databases that keep them
// as text compare what a function makes of them.

extension QueryCompiler {
  /// The expression as one that can be compared.
  func comparable(_ expression: SQLExpression) -> SQLExpression {
    guard expression.isJSON, SQLOperation.jsonComparable.content.spelling(in: dialect).form != .operand else {
      return expression
    }
    if case .operation(.jsonGet, let operands) = expression { return .operation(.jsonComparableGet, operands) }
    return .operation(.jsonComparable, [expression])
  }
}

extension SQLExpression {
  /// Whether the expression is a JSON document.
  var isJSON: Bool {
    switch self {
    case .column(let column): column.isJSON
    case .slot(let slot, _): slot.type.kind == .json
    case .literal(let value): if case .json = value { true } else { false }
    case .operation(let operation, let operands):
      operation.givesJSON || operation.givesOperand && operands.contains(where: \.isJSON)
    case .and, .or, .not, .raw: false
    case .window(let window): window.operation.givesJSON || window.operands.first?.isJSON == true
    case .query(let query): query.columns.first?.isJSON ?? false
    }
  }
}

extension SQLOperation {
  /// Whether it compares its operands with each other.
  fileprivate static let comparing: Set<SQLOperation> = [
    .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isDistinct, .between,
  ]

  /// Whether it compares its operands with each other.
  var comparesOperands: Bool { Self.comparing.contains(self) }
}
