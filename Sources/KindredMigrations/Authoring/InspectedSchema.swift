package import KindredCore

/// The tables of a database as models, with what the models do not have.
package struct InspectedSchema {
  /// The tables, and the views and parts of tables that are included.
  package let state: SchemaState
  private let source: SchemaSource
  private let unreadable: [String: [String]]
  private let views: Set<String>

  /// Reads the tables of a database.
  ///
  /// - Parameter relations: What gets models besides the tables. They are models of tables that others make.
  package init(of database: Database, including relations: Set<SchemaRelation> = []) async throws {
    let reader = database.dialect.rules.reader
    let live = try await database.schemaStateWithExpressions().withWideKeys(reader)
    let isDjango = live["django_migrations"] != nil
    var tables = isDjango ? live.tables.map { $0.withoutDjangoNames(reader) } : live.tables
    var unreadable = try await database.schemaExtras().unreadable
    var names: [SchemaRelation: Set<String>] = [:]
    for kind in relations {
      let found = try await reader.readRelations(kind, of: database)
      let others = found.state.withWideKeys(reader).tables
      switch kind {
      case .views: tables += others.map(\.withViewKey)
      case .partitions: tables += others
      }
      found.extras.unreadable.forEach { unreadable[$0] = $1 }
      names[kind] = Set(others.map(\.name))
    }
    state = SchemaState(tables)
    views = names[.views] ?? []
    source = SchemaSource(
      SchemaState(tables.filter { $0.problemForModels == nil }),
      unmanaged: names.values.reduce(into: []) { $0.formUnion($1) })
    self.unreadable = unreadable
  }

  /// The models of tables, each with comments on what it does not have.
  ///
  /// - Parameter names: The tables; nil for all but those of links.
  package func models(of names: Set<String>?) -> [String] {
    let chosen = state.tables.filter { table in
      names.map { $0.contains(table.name) } ?? (source.links[table.name] == nil && !table.name.hasPrefix("kindred_"))
    }
    return chosen.map { table in
      let remarks =
        ((unreadable[table.name] ?? [])
        + table.computedDefaults.map { "the default of the column \"\($0.column)\", the expression \($0.text)" }).map {
          "// Not here: \($0).\n"
        }
      guard views.contains(table.name) else {
        if let problem = table.problemForModels { return "// \(table.name): no model, because \(problem)." }
        return remarks.joined() + source.models(of: [table.name]).joined()
      }
      guard let key = table.key.first else {
        return remarks.joined() + "// \(table.name): no model, because no column of the view can be its key."
      }
      return "// A view has no key: make sure that \"\(key)\" is different in each row, and never NULL.\n"
        + remarks.joined() + source.models(of: [table.name]).joined()
    }
  }
}
