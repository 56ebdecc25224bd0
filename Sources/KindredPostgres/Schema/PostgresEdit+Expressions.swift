import KindredCore

/// The checks and the indexes on expressions or with conditions that use a column. The server would keep them when the
/// type changes, but build the indexes again all the same, and in words that are not those of new ones.
struct ColumnUsers {
  var checks: [ConstraintState] = []
  /// They are dropped and made again in the transaction of the change, so that no row can come in between.
  var uniques: [IndexState] = []
  /// The other indexes. Without them others only wait longer, so they are dropped before, and built again afterwards.
  var indexes: [IndexState] = []

  /// What happens to a table in the transaction of a change.
  func changes(of table: String, around changes: [SchemaChange]) -> [SchemaChange] {
    let dropped: [SchemaChange] =
      uniques.map { .dropIndex(table: table, $0) } + checks.map { .dropConstraint(table: table, $0) }
    let added: [SchemaChange] =
      uniques.map { .addIndex(table: table, $0) } + checks.map { .addConstraint(table: table, $0) }
    return dropped + changes + added
  }
}

extension PostgresEdit {
  func expressions(on column: String) -> ColumnUsers {
    let names = Set(new.columns.map(\.name))
    var users = ColumnUsers()
    users.checks = new.constraints.filter { constraint in
      guard case .check = constraint.kind else { return false }
      return constraint.columns(of: names).contains(column)
    }
    let indexes = new.indexes.filter { index in
      index.columns(of: names).contains(column)
        && (index.condition != nil || index.elements.contains { $0.field.map { !names.contains($0) } ?? true })
    }
    users.uniques = indexes.filter(\.isUnique)
    users.indexes = indexes.filter { !$0.isUnique }
    return users
  }

  /// A check as it stands behind ADD.
  func written(_ check: ConstraintState) throws -> String {
    guard case .check(let condition) = check.kind else { return "" }
    let expression = try builder.expression(of: condition, "check", of: new, isCondition: true)
    let text = builder.written { $0.write(expression) }
    return "CONSTRAINT \(quoted(builder.name(of: check, in: new))) CHECK (\(text))"
  }
}
