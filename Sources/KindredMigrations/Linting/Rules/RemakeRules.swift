import KindredCore

/// Tables that SQLite has to copy: K401.
enum RemakeRules {
  static func findings(in subject: LintSubject) -> [LintFinding] {
    guard subject.isSQLite else { return [] }
    return subject.units.compactMap { unit in
      guard case .schema(let step) = unit.kind, step.work == .rewrite else { return nil }
      let tables = step.tables.filter { !subject.created.contains($0) }
      if tables.isEmpty { return nil }
      let names = tables.map(subject.named).joined(separator: ", ")
      return subject.finding(
        .k401, subject.severity(ofWorkOn: tables, unknown: .notice), unit.operation,
        "SQLite copies \(names) for it. Other processes cannot write meanwhile, and the file needs room for both copies."
      )
    }
  }
}
