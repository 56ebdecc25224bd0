package import KindredCore

/// The tables of a database as models, with what the models do not have.
package struct InspectedSchema {
  /// The tables.
  package let state: SchemaState
  private let source: SchemaSource
  private let unreadable: [String: [String]]

  /// Reads the tables of a database.
  package init(of database: Database) async throws {
    let reader = database.dialect.rules.reader
    let live = try await database.schemaStateWithExpressions().withWideKeys(reader)
    let isDjango = live["django_migrations"] != nil
    state = isDjango ? SchemaState(live.tables.map { $0.withoutDjangoNames(reader) }) : live
    source = SchemaSource(SchemaState(state.tables.filter { $0.problemForModels == nil }))
    unreadable = try await database.schemaExtras().unreadable
  }

  /// The models of tables, each with comments on what it does not have.
  ///
  /// - Parameter names: The tables; nil for all but those of links.
  package func models(of names: Set<String>?) -> [String] {
    let chosen = state.tables.filter { table in
      names.map { $0.contains(table.name) } ?? (source.links[table.name] == nil && !table.name.hasPrefix("kindred_"))
    }
    return chosen.map { table in
      if let problem = table.problemForModels { return "// \(table.name): no model, because \(problem)." }
      let remarks = (unreadable[table.name] ?? []).map { "// Not here: \($0).\n" }
      return remarks.joined() + source.models(of: [table.name]).joined()
    }
  }
}
