// The condition that two rows belong together by a relation: that each of the key's columns is equal to the one that it
// refers to.

extension RelationSchema {
  /// Whether a row of the model that has the key refers to a row of the other one.
  ///
  /// - Parameters:
  ///   - source: The alias of the table that has the key.
  ///   - target: The alias of the table that the key refers to.
  ///   - isForward: Whether the key comes first in the text.
  func match(source: String, target: String, isForward: Bool = true) -> SQLExpression {
    let key = SQLExpression.column(SQLColumn(table: source, name: column, isNullable: false))
    let other = SQLExpression.column(SQLColumn(table: target, name: targetField.column, isNullable: false))
    return isForward ? .equal(key, other) : .equal(other, key)
  }
}

extension RelationPath.Hop {
  /// The condition that a row at the end of the hop belongs to one at its beginning.
  func link(from end: RelationPath, to beginning: RelationPath) -> ExpressionTerm {
    let (far, near) = isBackward ? (relation.field, relation.targetField) : (relation.targetField, relation.field)
    return ExpressionTerm(.operation(.equal, [.field(end, far), .field(beginning, near)]))
  }
}
