import KindredCore

/// What the linter cannot see, and what cannot be undone: K601 and K602.
enum OpaqueRules {
  static func findings(in subject: LintSubject, before: SchemaState) throws -> [LintFinding] {
    var state = before
    var findings: [LintFinding] = []
    for operation in subject.definition.operations {
      if operation is RunSQL {
        findings.append(
          subject.finding(
            .k601, .warning, operation,
            "The statement is your own: look yourself at what it locks and for how long, and say so with acknowledging."
          ))
      }
      let current = state
      if try subject.definition.located(operation, { try operation.reversed(in: current) }) == nil {
        findings.append(
          subject.finding(
            .k602, .warning, operation, "\"\(operation.summary)\" cannot be undone. Say how with backwards:."))
      }
      state = try subject.definition.located(operation) { try current.applying(operation.changes(in: current)) }
    }
    return findings
  }
}
