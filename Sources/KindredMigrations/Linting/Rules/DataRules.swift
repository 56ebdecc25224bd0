import KindredCore

/// Rows that are changed beside the schema: K308 and K403. Such a step always has a transaction of its own, and the
/// findings say so.
enum DataRules {
  static func findings(in subject: LintSubject) -> [LintFinding] {
    subject.units.indices.compactMap { finding(at: $0, in: subject) }
  }

  private static func finding(at place: Int, in subject: LintSubject) -> LintFinding? {
    let unit = subject.units[place]
    guard unit.changesRows else { return nil }
    let steps = [place - 1, place + 1].filter(subject.units.indices.contains).compactMap { place -> SchemaStep? in
      guard case .schema(let step) = subject.units[place].kind else { return nil }
      return step.sql.isEmpty || subject.tablesInUse(by: step).isEmpty ? nil : step
    }
    if let remake = steps.first(where: \.suspendsForeignKeys) {
      return subject.finding(
        .k403, .notice, unit.operation,
        "Rows are changed (\(unit.summary)) apart from the copy of \(remake.tables.joined(separator: ", ")) beside it, during "
          + "which foreign keys are off: those of the changed rows are checked.")
    }
    guard let step = steps.first else { return nil }
    return subject.finding(
      .k308, .notice, unit.operation,
      "Rows are changed (\(unit.summary)) apart from the changes of \(step.tables.joined(separator: ", ")) beside it, so that "
        + "nobody waits for the table meanwhile. If it fails, the steps before it stay.")
  }
}
