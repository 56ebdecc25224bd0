/// How a database spells the statements that read and change rows.
package protocol StatementRules: Sendable {
  /// The character that encloses identifiers; it is doubled inside them.
  var identifierQuote: Unicode.Scalar { get }
  /// The placeholder of a parameter, counted from 1.
  func placeholder(_ index: Int) -> String

  /// Writes an aggregate.
  func writeAggregate(_ call: AggregateCall, to writer: inout SQLWriter)
  /// Writes one term of an order: the expression, its direction and the place of NULL.
  func writeOrder(_ term: SelectStatement.Order, by expression: SQLExpression, to writer: inout SQLWriter)
  /// What rows are ordered by that come in any order, another one each time.
  var randomOrder: String { get }
  /// Writes how many rows are wanted, and how many are skipped before; at least one of the two is there.
  func writeSlice(limit: SQLExpression?, offset: SQLExpression?, to writer: inout SQLWriter)
  /// What stands before the columns of which each combination of values is wanted once; nil where there is no such thing,
  /// and rows are numbered within each set of equal values.
  var distinctOn: String? { get }

  /// Why the rows of a query cannot be locked so, as a sentence; nil when they can.
  func problem(of lock: SelectStatement.Lock, in statement: SelectStatement) -> String?
  /// Writes the clause that locks the rows of a query, where rows can be locked.
  func writeLock(_ lock: SelectStatement.Lock, of statement: SelectStatement, to writer: inout SQLWriter)

  /// What stands behind the table when a row without any value of its own is inserted.
  var defaultRow: String { get }
  /// Writes what happens where a row that is inserted is there already.
  func writeConflict(_ conflict: InsertStatement.Conflict, of statement: InsertStatement, to writer: inout SQLWriter)
  /// Writes which columns of the rows that are inserted are read.
  func writeReturning(_ columns: [String], to writer: inout SQLWriter)
  /// How many rows a statement inserts where there are many, the larger number first; empty where one at a time is as
  /// fast.
  func rowsPerInsert(columns: Int) -> [Int]
  /// Writes an update.
  func writeUpdate(_ statement: UpdateStatement, to writer: inout SQLWriter)
  /// Writes a deletion.
  func writeDelete(_ statement: DeleteStatement, to writer: inout SQLWriter)

  /// What stands before a query to have it explained.
  var explainPrefix: String { get }
  /// One line of an explanation.
  func explanation(in row: borrowing DatabaseRow) throws -> String
}

/// An aggregate over rows, before it has a spelling.
package struct AggregateCall: Sendable {
  /// The function.
  package let name: String
  /// Whether each value is taken once.
  package let isDistinct: Bool
  /// None stands for whole rows.
  package let arguments: [SQLExpression]
  /// The order in which the values are taken.
  package let order: [SelectStatement.Order]
  /// The condition on the rows that are looked at.
  package let filter: SQLExpression?
}
