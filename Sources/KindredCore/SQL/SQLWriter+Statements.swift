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
    list(columns.indices) { writer, index in
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
    if statement.columns.isEmpty {
      write(verbatim: " " + rules.defaultRow)
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
    if let conflict = statement.conflict { rules.writeConflict(conflict, of: statement, to: &self) }
    if !statement.returning.isEmpty { rules.writeReturning(statement.returning, to: &self) }
  }

  package mutating func write(_ statement: UpdateStatement) { rules.writeUpdate(statement, to: &self) }

  package mutating func write(_ statement: DeleteStatement) { rules.writeDelete(statement, to: &self) }
}
