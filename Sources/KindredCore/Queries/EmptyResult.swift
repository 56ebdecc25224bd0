// The results of aggregates without rows, which need no query.

extension ExpressionNode {
  /// The expression's value without rows; nil if only the database knows.
  var valueWithoutRows: DatabaseValue? {
    if case .value(let node) = self { return node.value }
    guard let (operation, operands) = operation else { return nil }
    if let traits = operation.aggregate { return traits.isZeroWithoutRows ? .integer(0) : .null }
    if operation == .coalesce, operands.count == 2 {
      guard let first = operands[0].valueWithoutRows else { return nil }
      return first.isNull ? operands[1].valueWithoutRows : first
    }
    // A conversion of an aggregate.
    guard operation.content.nulls == .strict, operands.count == 1, operands[0].valueWithoutRows == .null else {
      return nil
    }
    return .null
  }

  /// The expression's value without rows, in its own type; nil if only the database knows.
  func emptyResult<Value: FieldValue>(as type: Value.Type) -> Value? {
    valueWithoutRows.flatMap { try? ValueRow.read($0, as: type) }
  }
}
