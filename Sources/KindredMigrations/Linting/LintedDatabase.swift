package import KindredCore

/// What the linter knows of a database.
package struct LintedDatabase: Sendable {
  /// The number of rows of tables, where it is known.
  package var rows: [String: Int] = [:]
  /// What it has besides the schema; nil if no database was asked.
  package var extras: SchemaExtras?

  package init(rows: [String: Int] = [:], extras: SchemaExtras? = nil) {
    self.rows = rows
    self.extras = extras
  }

  /// Follows a change, as later migrations know a table by its new name, and one that does not exist yet has no rows.
  mutating func follow(_ change: SchemaChange) {
    switch change {
    case .createTable(let table): if extras != nil { rows[table.name] = 0 }
    case .dropTable(let name): rows[name] = nil
    case .renameTable(let name, to: let new):
      rows[new] = rows.removeValue(forKey: name)
      extras?.renameTable(name, to: new)
    case .setTableComment, .addColumn, .dropColumn, .renameColumn, .alterColumn, .setKey, .addConstraint,
      .dropConstraint, .renameConstraint, .addIndex, .dropIndex, .renameIndex:
      break
    }
  }
}

extension Migrator {
  /// The linter's findings in the migrations that are not applied yet. It knows the numbers of rows that the tables have,
  /// and the views and triggers that use them.
  public func lint() async throws -> [LintFinding] {
    let plan = try await plan()
    let pending = plan.items.filter(\.isForwards).map(\.definition)
    var known = LintedDatabase(extras: try await database.schemaExtras(like: plan.state))
    for table in plan.state.tables where pending.contains(where: { $0.touches(table.name) }) {
      // A table that is missing is for `drift` to find.
      known.rows[table.name] = try? await database.rowEstimate(of: table.name)
    }
    return try MigrationLinter(plan.history, dialect: database.dialect, knowing: known)
      .findings(in: Set(pending.map(\.id)))
  }
}

extension MigrationDefinition {
  fileprivate func touches(_ table: String) -> Bool {
    operations.contains { $0.touches.overlaps(.tables([table])) }
  }
}

extension Database {
  /// The number of a table's rows: of a long one, where the server keeps statistics, by these.
  fileprivate func rowEstimate(of table: String) async throws -> Int? {
    if DialectName(dialect.name) == .postgres {
      let estimate = try await query(
        "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(quote_ident(\(table)))", as: Int.self
      ).all().first
      // A small number may be that of a table which has grown since, or was never analysed.
      if let estimate, estimate >= LintSubject.smallTable { return estimate }
    }
    return try await query("SELECT COUNT(*) FROM \(identifier: table)", as: Int.self).all().first
  }
}
