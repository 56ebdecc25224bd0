/// Statements on the result of `values` or `annotate`, as a subquery.
extension PlanBuilder {
  func buildTotals(_ key: PlanKey) throws -> StatementPlan {
    var compiler = compiler
    let statement =
      if let selection = key.selection {
        try compiler.totals(key.columns, of: selection, key.query)
      } else {
        try compiler.totals(of: key.query, columns: key.columns)
      }
    return plan(key) { $0.write(statement) }
  }

  /// Counts the rows of a result.
  func buildCount(_ key: PlanKey, of selection: ResultSelection) throws -> StatementPlan {
    var compiler = compiler
    var statement = try compiler.select(key.query, selection: selection, ordered: false, locked: false)
    statement.firstNamedColumn = 0
    statement = wrapped(statement, as: "counted", columns: [.operation(.countRows, [])], &compiler)
    return plan(key) { $0.write(statement) }
  }

  /// Checks whether a result has rows.
  func buildExists(_ key: PlanKey, of selection: ResultSelection) throws -> StatementPlan {
    var compiler = compiler
    var statement = try compiler.select(key.query, selection: selection, ordered: false, locked: false)
    if statement.isDistinct || !statement.distinctOn.isEmpty || statement.isGrouped || key.query.window.isSlice {
      statement.firstNamedColumn = 0
      statement = wrapped(statement, as: "found", columns: [.integer(1)], &compiler)
    } else {
      statement.columns = [.integer(1)]
    }
    statement.limit = .integer(1)
    return plan(key) { $0.write(statement) }
  }
}
