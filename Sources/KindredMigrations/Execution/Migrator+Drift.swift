public import KindredCore

extension Migrator {
  /// What the database's schema and the history differ in. Tables that the history does not have are of others, and are
  /// not looked at.
  ///
  /// - Returns: The changes that would bring the database to the schema of the migrations that it has; none if it is there.
  public func drift() async throws -> [SchemaChange] {
    let plan = try await plan()
    let live = try await database.schemaState(like: plan.state)
    return try SchemaState(live.tables.filter { plan.state[$0.name] != nil }).changes(to: plan.state)
  }

  /// The schema that the database has in place of the history's, which parts of it are known only in the words of this
  /// kind of database, and which cannot be written down, so that the schema does not have them.
  ///
  /// - Throws: ``MigrationError/Code/drift`` where migrations are still to be applied, so that the difference is not only
  ///   that of the database.
  package func driftedSchema() async throws -> (schema: SchemaState, foreign: [String], unsaid: [String]) {
    let plan = try await plan()
    if let open = plan.items.first {
      throw MigrationError(
        .drift, "\(open.definition.id) is not applied; apply what is open first (migrate).", in: open.definition.id)
    }
    let live = try await database.schemaState(like: plan.state)
    var unsaid: [String] = []
    let drifted = SchemaState(
      live.tables.filter { plan.state[$0.name] != nil }.map { table in
        var table = table
        for (place, column, text) in table.computedDefaults {
          unsaid.append("the default of \"\(column)\" of \"\(table.name)\", the expression \(text)")
          table.columns[place].databaseDefault = plan.state[table.name]?.column(column)?.databaseDefault
        }
        return table
      })
    let foreign = drifted.tables.flatMap { table in
      table.foreignParts(besides: plan.state[table.name]).map { "\($0) of \"\(table.name)\"" }
    }
    return (drifted, foreign, unsaid)
  }

  /// Records new migrations of what the database has already.
  package func record(_ new: [MigrationDefinition]) async throws {
    let migrator = Migrator(database, definitions: definitions + new, options: options)
    _ = try await migrator.fake()
  }
}

extension TableState {
  /// The checks and indexes that are known only as the text that a database prints, and that another table does not have.
  fileprivate func foreignParts(besides other: TableState?) -> [String] {
    func isText(_ expression: NamedExpression) -> Bool { if case .sql = expression.node { true } else { false } }
    let checks = constraints.filter { constraint in
      guard case .check(let condition) = constraint.kind else { return false }
      return isText(condition) && other?.constraints.contains(constraint) != true
    }
    let others = indexes.filter { index in
      (index.elements.map(\.expression) + [index.condition].compactMap { $0 }).contains(where: isText)
        && other?.indexes.contains(index) != true
    }
    return checks.map(\.summary) + others.map(\.summary)
  }
}
