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
    return try plan(key, compiler) { $0.write(statement) }
  }

  /// Counts rows. A distinct or sliced query becomes a subquery whose rows are counted.
  func buildCount(_ key: PlanKey) throws -> StatementPlan {
    var compiler = compiler
    let statement = try compiler.counting(key.query, key.selection)
    return try plan(key, compiler) { $0.write(statement) }
  }

  /// Asks for one row.
  func buildExists(_ key: PlanKey) throws -> StatementPlan {
    var compiler = compiler
    var statement = try compiler.finding(key.query, key.selection)
    if statement.limit == nil { statement.limit = .integer(1) }
    return try plan(key, compiler) { $0.write(statement) }
  }
}
