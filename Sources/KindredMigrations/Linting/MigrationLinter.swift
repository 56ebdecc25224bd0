public import KindredCore

/// Looks for what may lose rows or stop a running system, before a migration is applied.
///
/// ```swift
/// let linter = MigrationLinter(try MigrationHistory(BlogMigrations.all), dialect: .postgres)
/// for finding in try linter.findings() { print(finding) }
/// ```
public struct MigrationLinter: Sendable {
  private let history: MigrationHistory
  private let dialect: Dialect
  private let database: LintedDatabase

  /// Makes a linter.
  ///
  /// - Parameters:
  ///   - history: The migrations.
  ///   - dialect: The kind of database.
  ///   - rows: The number of rows of tables, where it is known. It decides how bad a finding is.
  public init(_ history: MigrationHistory, dialect: Dialect, rows: [String: Int] = [:]) {
    self.init(history, dialect: dialect, knowing: LintedDatabase(rows: rows))
  }

  package init(_ history: MigrationHistory, dialect: Dialect, knowing database: LintedDatabase) {
    self.history = history
    self.dialect = dialect
    self.database = database
  }

  /// The findings of all migrations, or of some, in their order.
  ///
  /// - Throws: ``MigrationError/Code/invalidOperation`` when an operation does not fit the schema.
  public func findings(in ids: Set<MigrationID>? = nil) throws -> [LintFinding] {
    var state = SchemaState()
    var database = database
    var findings: [LintFinding] = []
    for definition in history.migrations {
      if ids?.contains(definition.id) ?? true {
        let subject = try LintSubject(definition, before: state, dialect: dialect, database: database)
        findings += RowRules.findings(in: subject) + ReleaseRules.findings(in: subject)
        findings += LockRules.findings(in: subject) + RemakeRules.findings(in: subject)
        findings += DataRules.findings(in: subject)
        findings += try OpaqueRules.findings(in: subject, before: state)
        subject.changes.forEach { database.follow($0.change) }
      }
      state = try definition.state(after: state)
    }
    return findings
  }
}
