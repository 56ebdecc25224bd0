extension SQLWriter {
  package mutating func write(_ statement: SelectStatement) {
    let distinctOn = rules.distinctOn
    let isNumbered = statement.numbersRows || (!statement.distinctOn.isEmpty && distinctOn == nil)
    if isNumbered { return write(numbering: statement) }
    write("SELECT ")
    if statement.isDistinct { write("DISTINCT ") }
    if let distinctOn, !statement.distinctOn.isEmpty {
      write(verbatim: distinctOn + " (")
      list(statement.distinctOn) { $0.write($1) }
      write(") ")
    }
    let columns = statement.columns + missingColumns(of: statement)
    list(columns.indices.filter { !statement.omitted.contains($0) }) { writer, index in
      writer.write(argument: columns[index])
      guard statement.namesColumn(index) else { return }
      writer.write(" AS ")
      writer.write(identifier: SelectStatement.columnName(index))
    }
    writeSource(of: statement)
    writeGroups(of: statement)
    write(order: statement.order)
    writeSlice(of: statement)
    if let lock = statement.lock { rules.writeLock(lock, of: statement, to: &self) }
  }

  /// `GROUP BY` and `HAVING`.
  mutating func writeGroups(of statement: SelectStatement) {
    if !statement.groups.isEmpty {
      write(" GROUP BY ")
      list(statement.groups) { $0.write(argument: $1) }
    }
    write(condition: statement.groupCondition, after: " HAVING ")
  }

  /// `FROM` and everything up to `ORDER BY`.
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
    case .compound(let compound, let alias):
      write(" FROM (")
      rules.writeCompound(compound, to: &self)
      write(") AS ")
      write(identifier: alias)
    }
    for join in statement.joins {
      if join.isOuter { write(" LEFT OUTER JOIN ") } else { write(" INNER JOIN ") }
      if let statement = join.statement {
        if join.isLateral { write("LATERAL ") }
        write("(")
        write(statement)
        write(") AS ")
        write(identifier: join.alias)
      } else {
        write(table: join.table, alias: join.alias)
      }
      write(condition: join.on, after: " ON ")
    }
    write(condition: statement.condition)
  }

  mutating func write(order: [SelectStatement.Order]) {
    guard !order.isEmpty else { return }
    write(" ORDER BY ")
    list(order) { $0.write($1) }
  }

  /// The ordering expressions that a distinct query does not select, for databases that require them. They depend on
  /// the selected columns and are appended to them.
  private func missingColumns(of statement: SelectStatement) -> [SQLExpression] {
    guard statement.isDistinct, rules.features.contains(.selectsOrderOfDistinct), !statement.order.isEmpty else {
      return []
    }
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

  package mutating func write(condition: SQLExpression?, after keyword: StaticString = " WHERE ") {
    guard let condition else { return }
    write(keyword)
    junction(condition.conjuncts, " AND ")
  }

  mutating func write(_ term: SelectStatement.Order) {
    if let expression = term.expression {
      rules.writeOrder(term, by: expression, to: &self)
    } else {
      write(verbatim: rules.randomOrder)
    }
  }

  /// Writes `LIMIT` and `OFFSET`.
  mutating func writeSlice(of statement: SelectStatement) {
    guard statement.limit != nil || statement.offset != nil else { return }
    rules.writeSlice(limit: statement.limit, offset: statement.offset, to: &self)
  }

  package mutating func write(_ statement: InsertStatement) {
    write("INSERT INTO ")
    write(identifier: statement.table)
    let columns = statement.columns + (statement.constant.map { [$0.column] } ?? [])
    if columns.isEmpty {
      write(verbatim: " " + rules.defaultRow)
    } else {
      write(" (")
      list(columns) { $0.write(identifier: $1) }
      write(") VALUES ")
      list(0..<statement.rows) { writer, row in
        writer.write("(")
        writer.list(columns.indices) { writer, column in
          if let constant = statement.constant, column == statement.columns.count {
            return writer.write(argument: constant.value)
          }
          if statement.values.indices.contains(column) { return writer.write(statement.values[column]) }
          let number = statement.firstSlot + row * statement.columns.count + column
          writer.write(Slot(number: number, type: statement.types[column]), as: .plain)
        }
        writer.write(")")
      }
    }
    if let conflict = statement.conflict { rules.writeConflict(conflict, of: statement, to: &self) }
    write(returning: statement.returning)
  }

  package mutating func write(_ statement: UpdateStatement) { rules.writeUpdate(statement, to: &self) }

  package mutating func write(_ statement: DeleteStatement) { rules.writeDelete(statement, to: &self) }

  /// Writes rows of values. The first row says which types the columns have.
  package mutating func write(_ source: ValueRows) {
    write("(VALUES ")
    list(0..<source.rows) { writer, row in
      writer.write("(")
      writer.list(source.types.indices) { writer, column in
        let slot = Slot(number: source.firstSlot + row * source.types.count + column, type: source.types[column])
        if row == 0 { writer.write(argument: .slot(slot)) } else { writer.write(slot, as: .plain) }
      }
      writer.write(")")
    }
    write(") AS ")
    write(identifier: source.alias)
  }

  /// Writes `ON CONFLICT`, as PostgreSQL and SQLite have it.
  package mutating func writeOnConflict(_ conflict: InsertStatement.Conflict) {
    switch conflict {
    case .ignore: write(" ON CONFLICT DO NOTHING")
    case .update(let changes, let target, let condition):
      write(" ON CONFLICT (")
      list(target) { $0.write(identifier: $1) }
      write(") DO UPDATE SET ")
      list(changes) { writer, change in
        writer.write(identifier: change.column)
        writer.write(" = ")
        if let value = change.value { return writer.write(value) }
        writer.write("EXCLUDED.")
        writer.write(identifier: change.column)
      }
      write(condition: condition)
    }
  }

  /// Writes `RETURNING`, unless nothing is returned.
  package mutating func write(returning columns: [SQLExpression]) {
    if !columns.isEmpty { rules.writeReturning(columns, to: &self) }
  }
}
