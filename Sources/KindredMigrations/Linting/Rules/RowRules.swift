import KindredCore

/// Rows that are lost, or that stand in the way: K101 to K106.
enum RowRules {
  static func findings(in subject: LintSubject) -> [LintFinding] {
    subject.changesInUse.flatMap { findings(of: $0, in: subject) }
  }

  private static func findings(of item: LintedChange, in subject: LintSubject) -> [LintFinding] {
    switch item.change {
    case .dropTable(let table):
      return dropped("The table \(subject.named(table))", table, item, subject)
    case .dropColumn(let table, let column):
      return dropped("The column \(column) of \(subject.named(table))", table, item, subject)
    case .addColumn(let table, let column, let fill):
      return added(column, fill, to: table, item, subject)
    case .alterColumn(let table, let column, let fill):
      return altered(column, fill, of: table, item, subject)
    case .addConstraint(let table, let constraint):
      guard case .unique(let columns) = constraint.kind, !isNew(columns, of: table, subject) else { return [] }
      return [unique(columns, table, item, subject)]
    case .addIndex(let table, let index):
      let columns = index.elements.compactMap(\.field)
      guard index.isUnique, !isNew(columns, of: table, subject) else { return [] }
      return [unique(columns, table, item, subject)]
    case .createTable, .renameTable, .setTableComment, .renameColumn, .setKey, .dropConstraint, .renameConstraint,
      .dropIndex, .renameIndex:
      return []
    }
  }

  private static func dropped(
    _ what: String, _ table: String, _ item: LintedChange, _ subject: LintSubject
  ) -> [LintFinding] {
    if subject.rows[table] == 0 { return [] }
    let isLater = subject.definition.stage == .contract
    let message =
      isLater
      ? "\(what) is dropped with its values. They cannot be restored by undoing the migration."
      : "\(what) is dropped while the previous release may use it. Drop it in a migration with the stage .contract."
    return [subject.finding(.k101, isLater ? .warning : .error, item.operation, message)]
  }

  private static func added(
    _ column: ColumnState, _ fill: ColumnFill?, to table: String, _ item: LintedChange, _ subject: LintSubject
  ) -> [LintFinding] {
    var findings: [LintFinding] = []
    if !column.isNullable, fill == nil, column.databaseDefault == nil, subject.rows[table] != 0 {
      findings.append(
        subject.finding(
          .k103, .error, item.operation,
          "The column \(column.name) of \(subject.named(table)) cannot be NULL, and has no value for the rows that exist. "
            + "Say fill:, or add it with isNullable: true, fill it with a Backfill, and alter it then."))
    }
    if case .value = fill, isUnique(column.name, of: table, subject), subject.rows[table] ?? 2 > 1 {
      findings.append(
        subject.finding(
          .k105, .error, item.operation,
          "All rows of \(subject.named(table)) would get the same value in \(column.name), which has to be unique. Fill it "
            + "row by row: with .randomUUID, or add it with isNullable: true and use a Backfill."))
    }
    if case .column(let name) = fill, let old = item.column(name), let finding = misfits(old, column, item, subject) {
      findings.append(finding)
    }
    return findings
  }

  private static func altered(
    _ column: ColumnState, _ fill: ColumnFill?, of table: String, _ item: LintedChange, _ subject: LintSubject
  ) -> [LintFinding] {
    guard let old = item.column(column.name) else { return [] }
    var findings: [LintFinding] = []
    if old.isNullable && !column.isNullable && fill == nil {
      findings.append(
        subject.finding(
          .k103, .warning, item.operation,
          "The column \(column.name) of \(subject.named(table)) may be NULL no longer. Where it is, the migration stops; "
            + "say fill:, or use a Backfill before."))
    }
    if old.type.mayLose(as: column.type) {
      findings.append(
        subject.finding(
          .k102, .warning, item.operation,
          "The column \(column.name) of \(subject.named(table)) gets a type that does not hold all of its values. Where one "
            + "does not fit, the migration stops. For a long table, add a new column, use a Backfill, and drop the old one."
        ))
      if let finding = misfits(old, column, item, subject) { findings.append(finding) }
    }
    return findings
  }

  /// The finding that texts become something else on SQLite, which does not convert them by itself.
  private static func misfits(
    _ old: ColumnState, _ column: ColumnState, _ item: LintedChange, _ subject: LintSubject
  ) -> LintFinding? {
    guard subject.isSQLite && !column.type.isText && old.type.isText else { return nil }
    return subject.finding(
      .k106, .notice, item.operation,
      "SQLite would keep texts in the column \(column.name), so that the step looks at each value first.")
  }

  private static func unique(
    _ columns: [String], _ table: String, _ item: LintedChange, _ subject: LintSubject
  ) -> LintFinding {
    let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    return subject.finding(
      .k104, subject.rows[table] == 0 ? .notice : .warning, item.operation,
      "Rows of \(subject.named(table)) may have the same \(columns.joined(separator: ", ")); then the migration stops. Look "
        + "first: SELECT \(names), COUNT(*) FROM \"\(table)\" GROUP BY \(names) HAVING COUNT(*) > 1")
  }

  /// Whether the migration has added one of the columns, which then K105 is about.
  private static func isNew(_ columns: [String], of table: String, _ subject: LintSubject) -> Bool {
    subject.changes.contains { item in
      if case .addColumn(table: let other, let column, fill: _) = item.change {
        other == table && columns.contains(column.name)
      } else {
        false
      }
    }
  }

  private static func isUnique(_ column: String, of table: String, _ subject: LintSubject) -> Bool {
    subject.changes.contains { item in
      guard item.change.table == table else { return false }
      switch item.change {
      case .addConstraint(_, let constraint):
        if case .unique(let columns) = constraint.kind { return columns == [column] }
        return false
      case .addIndex(_, let index): return index.isUnique && index.elements.map(\.field) == [column]
      case .createTable, .dropTable, .renameTable, .setTableComment, .addColumn, .dropColumn, .renameColumn,
        .alterColumn, .setKey, .dropConstraint, .renameConstraint, .dropIndex, .renameIndex:
        return false
      }
    }
  }
}

extension ColumnType {
  var isText: Bool { if case .text = kind { true } else { false } }

  /// Whether a column of another type may not hold all values of this one.
  func mayLose(as other: ColumnType) -> Bool {
    switch (kind, other.kind) {
    case (.integer(let bits, let isSigned), .integer(let newBits, let newIsSigned)):
      newBits < bits || (isSigned && !newIsSigned) || (!isSigned && newIsSigned && newBits == bits)
    case (.text(let length), .text(let newLength)):
      newLength.map { new in length.map { $0 > new } ?? true } ?? false
    case (.decimal(let digits, let places), .decimal(let newDigits, let newPlaces)):
      newDigits.map { new in (digits ?? .max) - (places ?? 0) > new - (newPlaces ?? 0) } ?? false
        || newPlaces.map { (places ?? .max) > $0 } ?? false
    case (.float, .double): false
    case (_, .text(maxLength: nil)): false
    case (let old, let new): old != new
    }
  }
}
