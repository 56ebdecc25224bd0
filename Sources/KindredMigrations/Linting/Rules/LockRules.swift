import KindredCore

/// What others cannot do meanwhile, on PostgreSQL: K301 to K308. The steps say what they lock; the usual ones lock little,
/// so that these findings are of what has no better way.
enum LockRules {
  static func findings(in subject: LintSubject) -> [LintFinding] {
    guard subject.isPostgres else { return [] }
    return subject.units.flatMap { findings(of: $0, in: subject) } + droppedTables(in: subject)
  }

  private static func findings(of unit: WorkUnit, in subject: LintSubject) -> [LintFinding] {
    guard case .schema(let step) = unit.kind else { return [] }
    let tables = subject.tablesInUse(by: step)
    guard !tables.isEmpty, step.work > .catalogue, step.lock >= .share else { return [] }
    let severity = subject.severity(ofWorkOn: tables, unknown: step.lock == .accessExclusive ? .error : .warning)
    let who = step.lock == .accessExclusive ? "all access is blocked" : "writers wait"
    let what = step.work == .rewrite ? "writes every row of" : "reads every row of"
    let names = tables.map(subject.named).joined(separator: ", ")
    return [
      subject.finding(
        rule(of: step, before: unit.before), severity, unit.operation,
        "\(unit.summary) \(what) \(names), and \(who) meanwhile. \(advice(for: step))")
    ]
  }

  private static func rule(of step: SchemaStep, before: SchemaState) -> LintRule {
    if step.work == .rewrite { return .k305 }
    for change in step.changes {
      switch change {
      case .addIndex: return .k301
      case .addConstraint(_, let constraint): if case .unique = constraint.kind { return .k304 } else { return .k302 }
      case .alterColumn(let table, let column, _):
        guard let old = before[table]?.column(column.name) else { return .k303 }
        return old.collation == column.collation && old.type == column.type ? .k303 : .k305
      case .setKey: return .k304
      case .addColumn: return .k306
      case .createTable, .dropTable, .renameTable, .setTableComment, .dropColumn, .renameColumn,
        .dropConstraint, .renameConstraint, .dropIndex, .renameIndex:
        continue
      }
    }
    return .k302
  }

  private static func advice(for step: SchemaStep) -> String {
    step.work == .rewrite
      ? "Add a new column, use a Backfill, and drop the old one in the stage .contract; or set the default afterwards."
      : "Apply it while nobody writes, or to a table with fewer rows."
  }

  private static func droppedTables(in subject: LintSubject) -> [LintFinding] {
    subject.changesInUse.compactMap { item in
      guard case .dropTable(let name) = item.change, let table = item.before[name], !table.foreignKeys.isEmpty else {
        return nil
      }
      let targets = Set(table.foreignKeys.map(\.table)).sorted().joined(separator: ", ")
      return subject.finding(
        .k307, .notice, item.operation,
        "Dropping \(name) locks \(targets) for a moment, which its foreign keys point to. They are dropped first, one by one."
      )
    }
  }
}
