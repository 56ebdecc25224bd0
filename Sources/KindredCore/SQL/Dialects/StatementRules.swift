/// The dialect's statements that read and change rows.
package protocol StatementRules: Sendable {
  /// The quotation mark of identifiers; it is doubled inside them.
  var identifierQuote: Unicode.Scalar { get }
  /// The placeholder of a parameter; indices start at 1.
  func placeholder(_ index: Int) -> String

  /// Writes an aggregate.
  func writeAggregate(_ call: AggregateCall, to writer: inout SQLWriter)
  /// Writes one ordering term: the expression, its direction and the position of NULL.
  func writeOrder(_ term: SelectStatement.Order, by expression: SQLExpression, to writer: inout SQLWriter)
  /// The ordering expression for a random order.
  var randomOrder: String { get }
  /// Writes `LIMIT` and `OFFSET`; at least one of the two is given.
  func writeSlice(limit: SQLExpression?, offset: SQLExpression?, to writer: inout SQLWriter)
  /// The keyword of `DISTINCT ON`; nil if the database does not have it, so that `ROW_NUMBER()` is used instead.
  var distinctOn: String? { get }

  /// Writes statements combined by a set operation.
  func writeCompound(_ compound: CompoundStatement, to writer: inout SQLWriter)

  /// Why the query's rows cannot be locked like this, as a sentence; nil if they can.
  func problem(of lock: SelectStatement.Lock, in statement: SelectStatement) -> String?
  /// Writes the clause that locks the rows of a query. Called only for databases with row locks.
  func writeLock(_ lock: SelectStatement.Lock, of statement: SelectStatement, to writer: inout SQLWriter)

  /// The text after the table name for a row without values.
  var defaultRow: String { get }
  /// Writes the `ON CONFLICT` clause.
  func writeConflict(_ conflict: InsertStatement.Conflict, of statement: InsertStatement, to writer: inout SQLWriter)
  /// Writes the `RETURNING` clause.
  func writeReturning(_ columns: [SQLExpression], to writer: inout SQLWriter)
  /// The largest number of parameters of a statement that changes many rows.
  var maximumParameters: Int { get }
  /// The number of rows that an explanation estimates for a query; nil if it does not say.
  func estimatedRows(in explanation: String) -> Int?
  /// The numbers of rows per statement for a bulk insert, largest first; empty if single rows are as fast.
  func rowsPerInsert(columns: Int) -> [Int]
  /// Writes the statement that loads the rows of an insert in bulk. Called only for databases with bulk loads.
  func writeLoad(_ statement: InsertStatement, to writer: inout SQLWriter)
  /// Writes an update.
  func writeUpdate(_ statement: UpdateStatement, to writer: inout SQLWriter)
  /// Writes a deletion.
  func writeDelete(_ statement: DeleteStatement, to writer: inout SQLWriter)

  /// The prefix that explains a query.
  var explainPrefix: String { get }
  /// One line of an explanation.
  func explanation(in row: borrowing DatabaseRow) throws -> String
}

/// An aggregate call, before the dialect writes it.
package struct AggregateCall: Sendable {
  /// The function.
  package let name: String
  /// Whether duplicates are removed.
  package let isDistinct: Bool
  /// Empty for `COUNT(*)`.
  package let arguments: [SQLExpression]
  /// The order in which the values are taken.
  package let order: [SelectStatement.Order]
  /// The condition on the rows that are looked at.
  package let filter: SQLExpression?
  /// Whether a window follows.
  package var isWindow = false
}
