/// Statements whose result is more than rows of a model.
extension PlanBuilder {
  func buildAnnotated(_ key: PlanKey) throws -> StatementPlan {
    var compiler = compiler
    let statement = try compiler.select(
      key.query, columns: key.columns, refinement: key.refinement, as: .annotated)
    return plan(key) { $0.write(statement) }
  }

  func buildTotals(_ key: PlanKey) throws -> StatementPlan {
    var compiler = compiler
    let statement =
      if let totals = key.totals {
        try compiler.totals(totals, ofResult: key.query, columns: key.columns, key.refinement)
      } else {
        try compiler.totals(of: key.query, columns: key.columns)
      }
    return plan(key) { $0.write(statement) }
  }

  /// Counts the rows of a result as it stands.
  func buildResultCount(_ key: PlanKey, annotated: Bool) throws -> StatementPlan {
    var compiler = compiler
    var statement = try compiler.select(
      key.query, columns: key.columns, refinement: key.refinement, as: annotated ? .annotated : .rows,
      ordered: false, locked: false)
    statement.namesColumns = true
    statement = wrapped(statement, as: "counted", columns: [.operation(.countRows, [])], &compiler)
    return plan(key) { $0.write(statement) }
  }
}
