import KindredCore

/// Releases that run while the migration is applied: K201 to K203.
enum ReleaseRules {
  static func findings(in subject: LintSubject) -> [LintFinding] {
    subject.changesInUse.compactMap { finding(of: $0, in: subject) }
  }

  private static func finding(of item: LintedChange, in subject: LintSubject) -> LintFinding? {
    switch item.change {
    case .renameTable(let table, let name):
      subject.finding(
        .k201, .warning, item.operation,
        "The running release still uses the table \(table), which becomes \(name). Keep the name with @Model(table:), or "
          + "stop the release before.")
    case .renameColumn(let table, let column, let name):
      subject.finding(
        .k201, .warning, item.operation,
        "The running release still uses \(table).\(column), which becomes \(name). Keep the name with @Field(column:), or "
          + "add a new column, copy the values, and drop the old one in the stage .contract.")
    case .addColumn(let table, let column, _):
      column.isNullable || column.databaseDefault != nil
        ? nil
        : subject.finding(
          .k202, .warning, item.operation,
          "The running release inserts rows into \(table) without \(column.name), which cannot be NULL. Give it a default "
            + "of the database until that release is gone, or let it be NULL.")
    case .dropColumn(let table, let column):
      droppedWhileRequired(column, of: table, item, subject)
    case .createTable, .dropTable, .setTableComment, .alterColumn, .setKey, .addConstraint, .dropConstraint,
      .renameConstraint, .addIndex, .dropIndex, .renameIndex:
      nil
    }
  }

  private static func droppedWhileRequired(
    _ name: String, of table: String, _ item: LintedChange, _ subject: LintSubject
  ) -> LintFinding? {
    guard subject.definition.stage == .contract, let column = item.column(name), !column.isNullable,
      column.databaseDefault == nil, !column.isAutomatic
    else { return nil }
    return subject.finding(
      .k203, .warning, item.operation,
      "Until it is dropped, \(table).\(name) cannot be NULL, and the new release inserts rows without it. Let it be NULL in "
        + "the stage .expand before.")
  }
}
