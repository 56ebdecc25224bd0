// What aggregates give of no rows at all, without asking the database.

extension ExpressionNode {
  /// What the expression gives of no rows; nil where the database has to say.
  private var valueOfNothing: DatabaseValue? {
    if case .value(let node) = self { return node.value }
    guard let (operation, operands) = operation else { return nil }
    if let traits = operation.aggregate { return traits.isZeroOfNothing ? .integer(0) : .null }
    if operation == .coalesce, operands.count == 2 {
      guard let first = operands[0].valueOfNothing else { return nil }
      return first.isNull ? operands[1].valueOfNothing : first
    }
    // A conversion of the aggregate.
    guard operation.content.nulls == .strict, operands.count == 1, operands[0].valueOfNothing == .null else {
      return nil
    }
    return .null
  }

  /// What the expression gives of no rows, as a value of its type; nil where the database has to say.
  func emptyResult<Value: FieldValue>(as type: Value.Type) -> Value? {
    valueOfNothing.flatMap { try? ValueCell.read($0, as: type) }
  }
}
