// The defaults from the SQL standard. Dialects override what they do differently.

extension TypeRules {
  /// The standard escapes a quotation mark in text by doubling it.
  package func quoted(_ text: String) -> String { "'" + text.doubling("'") + "'" }
  /// The server infers a parameter's type from its context.
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
    // A server takes the text of a lone parameter for its type.
    writer.write(argument: expression)
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
  package var maximumParameters: Int { 30_000 }
  package func writeLoad(_ statement: InsertStatement, to writer: inout SQLWriter) {}
  package func estimatedRows(in explanation: String) -> Int? { nil }

  package func writeReturning(_ columns: [SQLExpression], to writer: inout SQLWriter) {
    writer.write(" RETURNING ")
    writer.list(columns) { $0.write(argument: $1) }
  }

  package func writeUpdate(_ statement: UpdateStatement, to writer: inout SQLWriter) {
    writer.write("UPDATE ")
    writer.write(identifier: statement.table)
    writer.write(" SET ")
    writer.list(statement.assignments) { writer, assignment in
      writer.write(identifier: assignment.column)
      writer.write(" = ")
      writer.write(assignment.value)
    }
    if let source = statement.source {
      writer.write(" FROM ")
      writer.write(source)
    }
    writer.write(condition: statement.condition)
    writer.write(returning: statement.returning)
  }

  package func writeDelete(_ statement: DeleteStatement, to writer: inout SQLWriter) {
    writer.write("DELETE FROM ")
    writer.write(identifier: statement.table)
    writer.write(condition: statement.condition)
    writer.write(returning: statement.returning)
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

  /// The standard has no conditional form.
  package func writeForeignKey(_ statement: AddForeignKeyStatement, to writer: inout SQLWriter) {
    writer.write(statement)
  }

  /// Indexes are not in the standard, but databases agree on this form.
  package func writeIndex(_ statement: CreateIndexStatement, to writer: inout SQLWriter) { writer.write(statement) }

  package func comment(_ statement: CommentStatement) -> String? { nil }
  package func prefixOperatorClass(_ type: ColumnType) -> String? { nil }
  package func uniqueName(table: String, column: String) -> String? { nil }
  package func placeOfNulls(_ nulls: SelectStatement.Order.Nulls) -> String { "" }
}
