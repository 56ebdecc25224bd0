extension SQLWriter {
  package mutating func write(_ statement: SelectStatement) {
    let isNumbered = statement.numbersRows || !(statement.distinctOn.isEmpty || rules.hasDistinctOn)
    if isNumbered { return write(numbering: statement) }
    write("SELECT ")
    if statement.isDistinct { write("DISTINCT ") }
    if !statement.distinctOn.isEmpty {
      write("DISTINCT ON (")
      list(statement.distinctOn) { $0.write($1) }
      write(") ")
    }
    let columns = statement.columns + missingColumns(of: statement)
    list(columns.indices) { writer, index in
      writer.write(argument: columns[index])
      guard statement.namesColumn(index) else { return }
      writer.write(" AS ")
      writer.write(identifier: SelectStatement.columnName(index))
    }
    writeSource(of: statement)
    writeGroups(of: statement)
    write(order: statement.order)
    write(limit: statement.limit, offset: statement.offset)
    if let lock = statement.lock { write(lock) }
  }

  /// `GROUP BY` and `HAVING`.
  mutating func writeGroups(of statement: SelectStatement) {
    if !statement.groups.isEmpty {
      write(" GROUP BY ")
      list(statement.groups) { $0.write(argument: $1) }
    }
    write(condition: statement.groupCondition, after: " HAVING ")
  }

  /// `FROM` and all that stands before the order.
  mutating func writeSource(of statement: SelectStatement) {
    switch statement.source {
    case .nothing: break
    case .table(let table, let alias):
      write(" FROM ")
      write(table: table, alias: alias)
    case .query(let query, let alias):
      write(" FROM (")
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
  }

  private mutating func write(_ lock: SelectStatement.Lock) {
    if lock.options.keepsKey { write(" FOR NO KEY UPDATE") } else { write(" FOR UPDATE") }
    if !lock.tables.isEmpty {
      write(" OF ")
      list(lock.tables) { $0.write(identifier: $1) }
    }
    switch lock.options.waiting {
    case .untilFree: break
    case .never: write(" NOWAIT")
    case .skipping: write(" SKIP LOCKED")
    }
  }

  mutating func write(order: [SelectStatement.Order]) {
    guard !order.isEmpty else { return }
    write(" ORDER BY ")
    list(order) { $0.write($1) }
  }

  /// What a distinct selection is ordered by and does not select, where the database asks for it. It follows from the
  /// columns that are read, and stands behind them.
  private func missingColumns(of statement: SelectStatement) -> [SQLExpression] {
    guard statement.isDistinct, rules.distinctSelectsOrder, !statement.order.isEmpty else { return [] }
    var known = Set(statement.columns)
    return statement.order.compactMap(\.expression).filter { known.insert($0).inserted }
  }

  private mutating func write(table: String, alias: String) {
    write(identifier: table)
    if alias != table {
      write(" AS ")
      write(identifier: alias)
    }
  }

  mutating func write(condition: SQLExpression?, after keyword: StaticString = " WHERE ") {
    guard let condition else { return }
    write(keyword)
    junction(condition.conjuncts, " AND ")
  }

  mutating func write(_ order: SelectStatement.Order) {
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

  mutating func write(limit: SQLExpression?, offset: SQLExpression?) {
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
      write(") VALUES ")
      list(0..<statement.rows) { writer, row in
        writer.write("(")
        writer.list(statement.columns.indices) { writer, column in
          let number = row * statement.columns.count + column
          writer.write(Slot(number: number, type: statement.types[column]), as: .plain)
        }
        writer.write(")")
      }
    }
    write(statement.conflict)
    write(returning: statement.returning)
  }

  private mutating func write(_ conflict: InsertStatement.Conflict?) {
    switch conflict {
    case nil: break
    case .ignore: write(" ON CONFLICT DO NOTHING")
    case .update(let columns, let target):
      write(" ON CONFLICT (")
      list(target) { $0.write(identifier: $1) }
      write(") DO UPDATE SET ")
      list(columns) { writer, column in
        writer.write(identifier: column)
        writer.write(" = EXCLUDED.")
        writer.write(identifier: column)
      }
    }
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
