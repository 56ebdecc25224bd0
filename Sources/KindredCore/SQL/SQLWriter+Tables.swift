extension SQLWriter {
  package mutating func write(_ statement: CreateTableStatement) {
    write("CREATE TABLE ")
    if statement.isConditional { write("IF NOT EXISTS ") }
    write(identifier: statement.table)
    write(" (")
    list(statement.columns) { $0.write($1) }
    for constraint in statement.constraints {
      write(", ")
      write(constraint)
    }
    write(")")
    write(verbatim: rules.tableSuffix(statement))
  }

  /// Writes a constraint of a table, as in `CREATE TABLE` and behind `ADD`.
  package mutating func write(_ constraint: CreateTableStatement.Constraint) {
    switch constraint {
    case .primaryKey(columns: let columns):
      write("PRIMARY KEY ")
      write(columns: columns)
    case .foreignKey(name: let name, columns: let columns, let reference):
      write("CONSTRAINT ")
      write(identifier: name)
      write(" FOREIGN KEY ")
      write(columns: columns)
      write(reference)
    case .unique(name: let name, columns: let columns):
      write("CONSTRAINT ")
      write(identifier: name)
      write(" UNIQUE ")
      write(columns: columns)
    case .check(name: let name, let condition):
      write("CONSTRAINT ")
      write(identifier: name)
      write(" CHECK (")
      write(condition)
      write(")")
    }
  }

  /// Writes columns in parentheses.
  package mutating func write(columns: [String]) {
    parenthesised { writer in writer.list(columns) { $0.write(identifier: $1) } }
  }

  /// Writes the definition of a column, as in `CREATE TABLE` and behind `ADD COLUMN`.
  package mutating func write(_ column: CreateTableStatement.ColumnDefinition) {
    let name = quoted(column.name)
    write(verbatim: name + " " + rules.typeName(column))
    if let collation = column.collation {
      write(" COLLATE ")
      write(identifier: collation)
    }
    switch column.databaseDefault?.kind {
    case nil, .unstorable: break
    case .value(let value):
      write(" DEFAULT ")
      write(literal: value)
    case .current(let moment):
      write(" DEFAULT ")
      write(verbatim: rules.current(moment))
    }
    if column.isNullable { write(" NULL") } else { write(" NOT NULL") }
    if column.isPrimaryKey { write(" PRIMARY KEY") } else if column.isUnique { write(" UNIQUE") }
    write(verbatim: rules.columnSuffix(column, quoted: name))
    guard let reference = column.reference, !rules.features.contains(.addsForeignKeysLater) else { return }
    write(reference)
  }

  package mutating func write(_ reference: CreateTableStatement.ForeignKeyClause) {
    write(" REFERENCES ")
    write(identifier: reference.table)
    write(" ")
    write(columns: reference.columns)
    switch reference.onDelete {
    case .cascade: write(" ON DELETE CASCADE")
    case .setNull: write(" ON DELETE SET NULL")
    case .setDefault: write(" ON DELETE SET DEFAULT")
    case nil: break
    }
    write(verbatim: rules.foreignKeySuffix)
  }

  /// Adds a foreign key to an existing table. Unconditional, as standard SQL has no `IF NOT EXISTS` for it.
  package mutating func write(_ statement: AddForeignKeyStatement) {
    write("ALTER TABLE ")
    write(identifier: statement.table)
    write(" ADD CONSTRAINT ")
    write(identifier: statement.name)
    write(" FOREIGN KEY ")
    write(columns: statement.columns)
    write(statement.reference)
  }

  package mutating func write(_ statement: CreateIndexStatement) {
    write("CREATE ")
    if statement.isUnique { write("UNIQUE ") }
    write("INDEX ")
    if statement.isConcurrent { write("CONCURRENTLY ") }
    if statement.isConditional { write("IF NOT EXISTS ") }
    write(identifier: statement.name)
    write(" ON ")
    write(identifier: statement.table)
    write(" (")
    list(statement.terms) { writer, term in
      writer.write(operand: term.expression, binding: .primary)
      if let operatorClass = statement.operatorClass { writer.write(verbatim: " " + operatorClass) }
      if term.isDescending { writer.write(" DESC") }
      if let nulls = term.nulls { writer.write(verbatim: writer.rules.placeOfNulls(nulls)) }
    }
    write(")")
    guard let condition = statement.condition else { return }
    write(" WHERE ")
    write(condition)
  }
}
