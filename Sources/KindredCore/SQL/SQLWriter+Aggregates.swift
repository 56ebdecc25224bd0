extension SQLWriter {
  mutating func write(_ aggregate: SQLAggregate) {
    let wrapping = rules.wrapping(of: aggregate.function, over: aggregate.type.kind)
    write(verbatim: wrapping.result.before)
    if aggregate.fallback != nil { write("COALESCE(") }
    write(verbatim: aggregate.function.sql)
    write("(")
    if aggregate.isDistinct { write("DISTINCT ") }
    if let argument = aggregate.argument {
      write(verbatim: wrapping.argument.before)
      write(argument)
      write(verbatim: wrapping.argument.after)
    } else {
      write("*")
    }
    write(")")
    if let filter = aggregate.filter {
      write(" FILTER (")
      write(condition: filter, after: "WHERE ")
      write(")")
    }
    if let fallback = aggregate.fallback {
      write(", ")
      write(fallback)
      write(")")
    }
    write(verbatim: wrapping.result.after)
  }

  /// `GROUP BY` and `HAVING`.
  mutating func writeGroups(of statement: SelectStatement) {
    if !statement.groups.isEmpty {
      write(" GROUP BY ")
      list(statement.groups) { $0.write($1) }
    }
    write(condition: statement.groupCondition, after: " HAVING ")
  }
}
