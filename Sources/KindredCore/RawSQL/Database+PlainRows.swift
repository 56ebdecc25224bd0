extension Database {
  /// The rows of a statement, whose columns have types that are only known at run time.
  package func plainRows(_ sql: RawSQL, as types: [ColumnType]) async throws -> [[DatabaseValue]] {
    let statement = try RawStatement(sql, columns: .count(types.count))
    let plan = try rawPlans.plan(for: statement)
    var rows: [[DatabaseValue]] = []
    try await run(plan, .values(try plan.boundValues(statement.values))) { row in
      rows.append(try types.enumerated().map { try $1.read(row, Int32($0)) })
    }
    return rows
  }
}

extension RawSQL.StringInterpolation {
  /// Appends a placeholder for a value of a type that is only known at run time.
  package mutating func appendInterpolation(stored value: DatabaseValue, _ type: ColumnType) {
    parts.append(.operand(.value(ValueNode(stored: value, type))))
  }
}
