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
  private let rows: [String: Int]

  /// Makes a linter.
  ///
  /// - Parameters:
  ///   - history: The migrations.
  ///   - dialect: The kind of database.
  ///   - rows: The number of rows of tables, where it is known. It decides how bad a finding is.
  public init(_ history: MigrationHistory, dialect: Dialect, rows: [String: Int] = [:]) {
    self.history = history
    self.dialect = dialect
    self.rows = rows
  }

  /// The findings of all migrations, or of some, in their order.
  ///
  /// - Throws: ``MigrationError/Code/invalidOperation`` when an operation does not fit the schema.
  public func findings(in ids: Set<MigrationID>? = nil) throws -> [LintFinding] {
    var state = SchemaState()
    var findings: [LintFinding] = []
    for definition in history.migrations {
      if ids?.contains(definition.id) ?? true {
        let subject = try LintSubject(definition, before: state, dialect: dialect, rows: rows)
        findings += RowRules.findings(in: subject) + ReleaseRules.findings(in: subject)
        findings += LockRules.findings(in: subject) + RemakeRules.findings(in: subject)
        findings += try OpaqueRules.findings(in: subject, before: state)
      }
      state = try definition.state(after: state)
    }
    return findings
  }
}

extension Migrator {
  /// The linter's findings in the migrations that are not applied yet, with the numbers of rows that the tables have.
  public func lint() async throws -> [LintFinding] {
    let plan = try await plan()
    var rows: [String: Int] = [:]
    let ids = Set(plan.items.filter(\.isForwards).map(\.definition.id))
    for table in plan.state.tables {
      let sql: RawSQL = "SELECT COUNT(*) FROM \(identifier: table.name)"
      // A table that is missing is for `drift` to find.
      rows[table.name] = try? await database.query(sql, as: Int.self).all().first
    }
    return try MigrationLinter(plan.history, dialect: database.dialect, rows: rows).findings(in: ids)
  }
}
