extension SQLWriter {
  package mutating func write(_ statement: SelectStatement) {
    write("SELECT ")
    if statement.isDistinct { write("DISTINCT ") }
    list(statement.columns + missingColumns(of: statement)) { $0.write($1) }
    write(" FROM ")
    switch statement.source {
    case .table(let table, let alias): write(table: table, alias: alias)
    case .query(let query, let alias):
      write("(")
      write(query)
      write(") AS ")
      write(identifier: alias)
    }
    for join in statement.joins {
      if join.isOuter { write(" LEFT OUTER JOIN ") } else { write(" INNER JOIN ") }
      write(table: join.table, alias: join.alias)
      write(" ON ")
      write(join.on)
    }
    write(condition: statement.condition)
    if !statement.order.isEmpty {
      write(" ORDER BY ")
      list(statement.order) { $0.write($1) }
    }
    write(limit: statement.limit, offset: statement.offset)
  }

  /// What a distinct selection is ordered by and does not select, where the database asks for it. It stands behind the
  /// columns that are read, and makes rows distinct that differ only in it, as in Django.
  private func missingColumns(of statement: SelectStatement) -> [SQLExpression] {
    guard statement.isDistinct, rules.distinctSelectsOrder, !statement.order.isEmpty else { return [] }
    func text(_ expression: SQLExpression) -> String {
      var writer = emptied
      writer.write(expression)
      return writer.text
    }
    var known = Set(statement.columns.map(text))
    return statement.order.compactMap(\.expression).filter { known.insert(text($0)).inserted }
  }

  private mutating func write(table: String, alias: String) {
    write(identifier: table)
    if alias != table {
      write(" AS ")
      write(identifier: alias)
    }
  }

  private mutating func write(condition: SQLExpression?) {
    guard let condition else { return }
    write(" WHERE ")
    if case .and(let terms) = condition {
      for (index, term) in terms.enumerated() {
        if index > 0 { write(" AND ") }
        write(term)
      }
    } else {
      write(condition)
    }
  }

  private mutating func write(_ order: SelectStatement.Order) {
    guard let expression = order.expression else {
      write("RANDOM()")
      return
    }
    write(expression)
    if order.isDescending { write(" DESC") } else { write(" ASC") }
    switch order.nulls {
    case .first: write(" NULLS FIRST")
    case .last: write(" NULLS LAST")
    case nil: break
    }
  }

  private mutating func write(limit: SQLExpression?, offset: SQLExpression?) {
    if let limit {
      write(" LIMIT ")
      write(limit)
    } else if offset != nil, let unlimited {
      write(" LIMIT ")
      write(verbatim: unlimited)
    }
    if let offset {
      write(" OFFSET ")
      write(offset)
    }
  }

  package mutating func write(_ statement: InsertStatement) {
    write("INSERT INTO ")
    write(identifier: statement.table)
    if statement.columns.isEmpty {
      write(" DEFAULT VALUES")
    } else {
      write(" (")
      list(statement.columns) { $0.write(identifier: $1) }
      write(") VALUES (")
      list(statement.columns.indices) { $0.write(SQLExpression.parameter($1 + 1)) }
      write(")")
    }
    write(returning: statement.returning)
  }

  package mutating func write(_ statement: UpdateStatement) {
    write("UPDATE ")
    write(identifier: statement.table)
    write(" SET ")
    list(statement.assignments) { writer, assignment in
      writer.write(identifier: assignment.column)
      writer.write(" = ")
      writer.write(assignment.value)
    }
    write(condition: statement.condition)
  }

  package mutating func write(_ statement: DeleteStatement) {
    write("DELETE FROM ")
    write(identifier: statement.table)
    write(condition: statement.condition)
  }

  private mutating func write(returning columns: [String]) {
    guard !columns.isEmpty else { return }
    write(" RETURNING ")
    list(columns) { $0.write(identifier: $1) }
  }
}
