/// A resolved expression: every column has its table, every value its slot.
///
/// All SQL text comes from this tree and from the statements that hold it. What can be done with values is an
/// ``SQLOperation``; a new case is taken into account in `SQLExpression+Children.swift` and in the writer.
package indirect enum SQLExpression: Sendable, Hashable {
  case column(SQLColumn)
  case slot(Slot, BoundSlot.Form)
  /// A constant of a schema or of a statement. Values of queries are always bound.
  case literal(DatabaseValue)
  case operation(SQLOperation, [SQLExpression])
  case and([SQLExpression])
  case or([SQLExpression])
  case not(SQLExpression)
  case query(SelectStatement)

  /// A value as it is.
  static func slot(_ slot: Slot) -> SQLExpression { .slot(slot, .plain) }

  static func integer(_ value: Int) -> SQLExpression { .literal(.integer(Int64(value))) }

  static func equal(_ lhs: SQLExpression, _ rhs: SQLExpression) -> SQLExpression { .operation(.equal, [lhs, rhs]) }

  static func exists(_ query: SelectStatement) -> SQLExpression { .operation(.exists, [.query(query)]) }
}

/// A column of a table in a statement.
package struct SQLColumn: Sendable, Hashable {
  package let table: String
  package let name: String
  /// Whether it can be NULL in this statement: by its own definition, or because its table is joined where no row may be.
  package let isNullable: Bool
}
