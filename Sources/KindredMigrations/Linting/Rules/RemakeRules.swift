import KindredCore

/// Tables that SQLite has to copy: K401 and K402.
enum RemakeRules {
  static func findings(in subject: LintSubject) -> [LintFinding] {
    guard subject.isSQLite else { return [] }
    return subject.units.flatMap { unit -> [LintFinding] in
      guard case .schema(let step) = unit.kind, step.work == .rewrite else { return [] }
      let tables = subject.tablesInUse(by: step)
      if tables.isEmpty { return [] }
      let names = tables.map(subject.named).joined(separator: ", ")
      let copied = subject.finding(
        .k401, subject.severity(ofWorkOn: tables, unknown: .notice), unit.operation,
        "SQLite copies \(names) for it. Other processes cannot write meanwhile, and the file needs room for both copies."
      )
      return [copied] + others(tables, step, unit, subject)
    }
  }

  /// What uses the tables and is not of the history.
  private static func others(
    _ tables: [String], _ step: SchemaStep, _ unit: WorkUnit, _ subject: LintSubject
  ) -> [LintFinding] {
    let names = tables.joined(separator: ", ")
    if let problem = tables.compactMap({ subject.database.extras?.unreadable[$0]?.first }).first {
      return [
        subject.finding(
          .k402, .error, unit.operation,
          "SQLite would copy \(names), and lose what Kindred does not know: \(problem). The migration stops before it. "
            + "Change the table with SQL of your own (RunSQL beside StateOnly).")
      ]
    }
    if step.keeps.isEmpty { return [] }
    return [
      subject.finding(
        .k402, .notice, unit.operation,
        "SQLite copies \(names), and the history does not know what else uses it: "
          + "\(step.keeps.joined(separator: ", ")). Triggers and indexes are made again; views have to work afterwards, "
          + "or nothing is changed.")
    ]
  }
}
