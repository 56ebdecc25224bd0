// What the SQL standard says. A dialect that has it otherwise says so in its own part.

extension TypeRules {
  /// The standard writes a quotation mark in a text twice.
  package func quoted(_ text: String) -> String { "'" + text.doubling("'") + "'" }
  /// A parameter has the type of what it stands beside.
  package func cast(of type: ColumnType) -> String { "" }
}

extension StatementRules {
  package var identifierQuote: Unicode.Scalar { "\"" }

  /// `SUM(DISTINCT x) FILTER (WHERE y)`, since SQL:2003.
  package func writeAggregate(_ call: AggregateCall, to writer: inout SQLWriter) {
    writer.writeCall(call.name, isDistinct: call.isDistinct, call.arguments, order: call.order)
    writer.write(filter: call.filter)
  }

  /// `x DESC NULLS LAST`, since SQL:2003.
  package func writeOrder(_ term: SelectStatement.Order, by expression: SQLExpression, to writer: inout SQLWriter) {
    writer.write(expression)
    if term.isDescending { writer.write(" DESC") } else { writer.write(" ASC") }
    switch term.nulls {
    case .first: writer.write(" NULLS FIRST")
    case .last: writer.write(" NULLS LAST")
    case nil: break
    }
  }

  package var distinctOn: String? { nil }
  package var defaultRow: String { "DEFAULT VALUES" }
  package func rowsPerInsert(columns: Int) -> [Int] { [] }

  package func writeUpdate(_ statement: UpdateStatement, to writer: inout SQLWriter) {
    writer.write("UPDATE ")
    writer.write(identifier: statement.table)
    writer.write(" SET ")
    writer.list(statement.assignments) { writer, assignment in
      writer.write(identifier: assignment.column)
      writer.write(" = ")
      writer.write(assignment.value)
    }
    writer.write(condition: statement.condition)
  }

  package func writeDelete(_ statement: DeleteStatement, to writer: inout SQLWriter) {
    writer.write("DELETE FROM ")
    writer.write(identifier: statement.table)
    writer.write(condition: statement.condition)
  }
}

extension SchemaRules {
  package func current(_ moment: DatabaseDefault.Moment) -> String {
    switch moment {
    case .timestamp: "CURRENT_TIMESTAMP"
    case .date: "CURRENT_DATE"
    case .time: "CURRENT_TIME"
    }
  }

  package func tableSuffix(_ statement: CreateTableStatement) -> String { "" }
  package var foreignKeySuffix: String { " DEFERRABLE INITIALLY DEFERRED" }

  /// The standard has no condition.
  package func writeForeignKey(_ statement: AddForeignKeyStatement, to writer: inout SQLWriter) {
    writer.write(statement)
  }

  /// The standard has no indexes; databases agree on this nevertheless.
  package func writeIndex(_ statement: CreateIndexStatement, to writer: inout SQLWriter) { writer.write(statement) }

  package func comment(_ statement: CommentStatement) -> String? { nil }
  package func prefixOperatorClass(_ type: ColumnType) -> String? { nil }
  package func placeOfNulls(_ nulls: SelectStatement.Order.Nulls) -> String { "" }
}
