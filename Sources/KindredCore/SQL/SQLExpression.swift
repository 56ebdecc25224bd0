/// A resolved expression: every column has its table, every value its slot.
///
/// All SQL text is written from this tree and the statements that contain it. Functions and operators are
/// ``SQLOperation`` values. A new case needs changes in `SQLExpression+Children.swift` and in the writer only.
package indirect enum SQLExpression: Sendable, Hashable {
  case column(SQLColumn)
  case slot(Slot, BoundSlot.Form)
  /// A constant of a schema or of a statement. Values of queries are always bound instead.
  case literal(DatabaseValue)
  case operation(SQLOperation, [SQLExpression])
  case and([SQLExpression])
  case or([SQLExpression])
  case not(SQLExpression)
  case query(SelectStatement)
  case window(SQLWindow)
  /// A text of the user's, with its operands. It is written in parentheses.
  case raw(RawFragment, [SQLExpression])

  /// A value in its plain form.
  static func slot(_ slot: Slot) -> SQLExpression { .slot(slot, .plain) }

  static func integer(_ value: Int) -> SQLExpression { .literal(.integer(Int64(value))) }

  static func equal(_ lhs: SQLExpression, _ rhs: SQLExpression) -> SQLExpression { .operation(.equal, [lhs, rhs]) }

  static func exists(_ query: SelectStatement) -> SQLExpression { .operation(.exists, [.query(query)]) }
}

/// A column of a table in a statement.
package struct SQLColumn: Sendable, Hashable {
  package let table: String
  package let name: String
  /// Whether the column can be NULL in this statement: it is nullable itself, or its table is outer joined.
  package let isNullable: Bool
  /// Whether it holds JSON documents, which are compared by value.
  package var isJSON = false
}
