/// Distinct rows through a window function, for databases without `DISTINCT ON`, and for queries ordered by other
/// expressions.
extension SQLWriter {
  /// Writes a selection that numbers the rows of each set of equal values and keeps the first one.
  mutating func write(numbering statement: SelectStatement) {
    write("SELECT ")
    list(statement.columns.indices) { writer, index in
      writer.write(identifier: SelectStatement.columnName(index))
      // An enclosing statement refers to the column by its generated name.
      guard !statement.namesColumn(index), case .column(let column) = statement.columns[index] else { return }
      writer.write(" AS ")
      writer.write(identifier: column.name)
    }
    write(" FROM (SELECT ")
    for (index, column) in statement.columns.enumerated() {
      write(argument: column)
      write(" AS ")
      write(identifier: "column_\(index + 1)")
      write(", ")
    }
    for (index, term) in statement.order.enumerated() {
      guard let expression = term.expression else { continue }
      write(expression)
      write(" AS ")
      write(identifier: "order_\(index + 1)")
      write(", ")
    }
    write("ROW_NUMBER() OVER (PARTITION BY ")
    list(statement.distinctOn) { $0.write($1) }
    write(order: statement.order)
    write(") AS ")
    write(identifier: "number")
    writeSource(of: statement)
    writeGroups(of: statement)
    write(") AS ")
    write(identifier: "numbered")
    write(" WHERE ")
    write(identifier: "number")
    write(" = 1")
    write(
      order: statement.order.enumerated().map { index, term in
        SelectStatement.Order(
          expression: term.expression.map { _ in
            .column(SQLColumn(table: "", name: "order_\(index + 1)", isNullable: false))
          }, isDescending: term.isDescending, nulls: term.nulls)
      })
    writeSlice(of: statement)
  }
}
