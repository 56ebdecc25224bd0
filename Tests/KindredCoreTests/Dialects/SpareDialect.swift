import KindredCore

extension Dialect {
  /// An invented database that supports little of the SQL standard.
  static let spare = Dialect(name: "spare", rules: SpareRules())
}

/// What another database than those that Kindred has may spell otherwise.
struct SpareRules: DialectRules {
  var features: DialectFeatures { [.rowLocks, .addsForeignKeysLater] }
}

extension SpareRules {
  func typeName(_ column: CreateTableStatement.ColumnDefinition) -> String {
    switch column.type.kind {
    case .integer: "bigint"
    case .text(let maxLength?): "varchar(\(maxLength))"
    case .text, .json, .array: "longtext"
    case .bool: "bool"
    case .double, .float, .decimal, .bytes, .timestamp, .date, .time, .interval, .uuid: "longblob"
    }
  }

  func literal(_ value: DatabaseValue) -> String? { nil }

  func listParameter(_ values: [DatabaseValue]) -> DatabaseValue { .list(values) }

  /// A backslash is no character as any other.
  func quoted(_ text: String) -> String { "'" + text.doubling("'").doubling("\\") + "'" }
}

extension SpareRules {
  /// The text contains the value twice.
  func writeMatch(_ match: TextMatch, _ text: SQLExpression, _ pattern: SQLExpression, to writer: inout SQLWriter) {
    writer.write("LEFT(")
    writer.write(text)
    writer.write(", CHAR_LENGTH(")
    writer.write(pattern)
    writer.write(")) = ")
    writer.write(pattern)
  }

  func boundPattern(_ text: String, for match: TextMatch) -> String { text }
}

extension SpareRules {
  var identifierQuote: Unicode.Scalar { "`" }

  func placeholder(_ index: Int) -> String { "?" }

  /// There is no FILTER.
  func writeAggregate(_ call: AggregateCall, to writer: inout SQLWriter) {
    guard let filter = call.filter else {
      return writer.writeCall(call.name, isDistinct: call.isDistinct, call.arguments)
    }
    writer.write(verbatim: call.name)
    writer.write(call.isDistinct ? "(DISTINCT CASE WHEN " : "(CASE WHEN ")
    writer.write(condition: filter, after: "")
    writer.write(" THEN ")
    if let argument = call.arguments.first { writer.write(argument: argument) } else { writer.write("1") }
    writer.write(" END)")
  }

  /// There is no NULLS FIRST; NULL is the smallest.
  func writeOrder(_ term: SelectStatement.Order, by expression: SQLExpression, to writer: inout SQLWriter) {
    if let nulls = term.nulls {
      writer.write(operand: expression, binding: .primary)
      writer.write(nulls == .first ? " IS NULL DESC, " : " IS NULL ASC, ")
    }
    writer.write(expression)
    if term.isDescending { writer.write(" DESC") } else { writer.write(" ASC") }
  }

  var randomOrder: String { "RAND()" }

  func writeSlice(limit: SQLExpression?, offset: SQLExpression?, to writer: inout SQLWriter) {
    writer.write(" LIMIT ")
    if let limit { writer.write(limit) } else { writer.write("18446744073709551615") }
    guard let offset else { return }
    writer.write(" OFFSET ")
    writer.write(offset)
  }

  /// All tables are locked, and their keys with them.
  func problem(of lock: SelectStatement.Lock, in statement: SelectStatement) -> String? {
    if lock.options.keepsKey { return "Locks here are on keys, too; leave noKey out." }
    return lock.tables.isEmpty || statement.joins.isEmpty ? nil : "Locks here are on the rows of all models."
  }

  func writeLock(_ lock: SelectStatement.Lock, of statement: SelectStatement, to writer: inout SQLWriter) {
    writer.write(" FOR UPDATE")
    switch lock.options.waiting {
    case .untilFree: break
    case .never: writer.write(" NOWAIT")
    case .skipping: writer.write(" SKIP LOCKED")
    }
  }

  var defaultRow: String { "() VALUES ()" }

  func writeConflict(
    _ conflict: InsertStatement.Conflict, of statement: InsertStatement, to writer: inout SQLWriter
  ) {
    writer.write(" ON DUPLICATE KEY UPDATE ")
    switch conflict {
    case .ignore:
      writer.write(identifier: statement.key)
      writer.write(" = ")
      writer.write(identifier: statement.key)
    case .update(let changes, _, _):
      writer.list(changes) { writer, change in
        writer.write(identifier: change.column)
        writer.write(" = VALUES(")
        writer.write(identifier: change.column)
        writer.write(")")
      }
    }
  }

  /// A statement cannot read the table that it changes, unless it joins something.
  func writeUpdate(_ statement: UpdateStatement, to writer: inout SQLWriter) {
    writer.write("UPDATE ")
    writer.write(identifier: statement.table)
    writer.write(" JOIN (SELECT 1) z SET ")
    writer.list(statement.assignments) { writer, assignment in
      writer.write(identifier: assignment.column)
      writer.write(" = ")
      writer.write(assignment.value)
    }
    writer.write(condition: statement.condition)
  }

  func writeDelete(_ statement: DeleteStatement, to writer: inout SQLWriter) {
    writer.write("DELETE ")
    writer.write(identifier: statement.table)
    writer.write(" FROM ")
    writer.write(identifier: statement.table)
    writer.write(condition: statement.condition)
  }

  var explainPrefix: String { "EXPLAIN FORMAT=JSON " }

  func explanation(in row: borrowing DatabaseRow) throws -> String { try row.string(0) }
}

extension SpareRules {
  var maximumIdentifierLength: Int { 24 }

  func columnSuffix(_ column: CreateTableStatement.ColumnDefinition, quoted: String) -> String {
    (column.isAutomatic ? " AUTO_INCREMENT" : "") + (column.comment.map { " COMMENT \(self.quoted($0))" } ?? "")
  }

  func tableSuffix(_ statement: CreateTableStatement) -> String {
    " ENGINE=InnoDB" + (statement.comment.map { " COMMENT=\(quoted($0))" } ?? "")
  }

  func current(_ moment: DatabaseDefault.Moment) -> String {
    switch moment {
    case .timestamp: "(UTC_TIMESTAMP(6))"
    case .date: "(UTC_DATE())"
    case .time: "(UTC_TIME(6))"
    }
  }

  /// An index over some rows is one over a column that has nothing for the others.
  func writeIndex(_ statement: CreateIndexStatement, to writer: inout SQLWriter) {
    guard let condition = statement.condition, let term = statement.terms.first else { return writer.write(statement) }
    writer.write("ALTER TABLE ")
    writer.write(identifier: statement.table)
    writer.write(" ADD COLUMN v_")
    writer.write(verbatim: statement.name)
    writer.write(" bigint INVISIBLE AS (CASE WHEN ")
    writer.write(condition)
    writer.write(" THEN ")
    writer.write(term.expression)
    writer.write(" END)")
  }

  /// Every foreign key is checked at once.
  var foreignKeySuffix: String { "" }

  var editor: any SchemaEditor { TableCreator(dialect: .spare) }
  var reader: any SchemaReader { NoReader(dialect: "spare") }

  func writeForeignKey(_ statement: AddForeignKeyStatement, to writer: inout SQLWriter) {
    writer.write("ALTER TABLE ")
    writer.write(identifier: statement.table)
    writer.write(" ADD CONSTRAINT ")
    writer.write(identifier: statement.name)
    writer.write(statement.isConditional ? " FOREIGN KEY IF NOT EXISTS " : " FOREIGN KEY ")
    writer.write(columns: statement.columns)
    writer.write(statement.reference)
  }
}
