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
    let pending = plan.items.filter(\.isForwards)
    let ids = Set(pending.map(\.definition.id))
    for table in plan.state.tables where pending.contains(where: { $0.definition.touches(table.name) }) {
      // A table that is missing is for `drift` to find.
      rows[table.name] = try? await database.rowEstimate(of: table.name)
    }
    return try MigrationLinter(plan.history, dialect: database.dialect, rows: rows).findings(in: ids)
  }
}

extension MigrationDefinition {
  fileprivate func touches(_ table: String) -> Bool {
    operations.contains { $0.touches.overlaps(.tables([table])) }
  }
}

extension Database {
  /// The number of a table's rows: where the server keeps statistics, by these.
  fileprivate func rowEstimate(of table: String) async throws -> Int? {
    if DialectName(dialect.name) == .postgres {
      let estimate = try await query(
        "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(quote_ident(\(table)))", as: Int.self
      ).all().first
      // Below zero: the table was never analysed.
      if let estimate, estimate >= 0 { return estimate }
    }
    return try await query("SELECT COUNT(*) FROM \(identifier: table)", as: Int.self).all().first
  }
}
