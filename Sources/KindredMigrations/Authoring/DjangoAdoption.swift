package import KindredCore

/// What becomes of the tables that Django has made: models, and a migration that makes the same tables.
package struct DjangoAdoption {
  /// The tables that get models of the module.
  package let state: SchemaState
  /// The file with the models.
  package let modelText: String
  /// The first migration.
  package let writer: MigrationWriter
  /// The same migration as a value.
  package let definition: MigrationDefinition
  /// What the models do not have, in sentences.
  package let remarks: [String]
  /// How many of Django's migrations the database has.
  package let applied: Int
  /// The key of the last one.
  package let lastApplied: Int

  /// Reads the tables of a database.
  ///
  /// - Parameters:
  ///   - patterns: The names of tables, or their beginnings with `*` behind them; all but Django's own if there are none.
  ///   - app: The module that gets the models.
  ///   - modules: All modules, whose models are not written again.
  /// - Throws: ``MigrationError`` when Django has not made the database, or no table is left.
  package init(
    of database: Database, tables patterns: [String], in app: String, among modules: [MigrationAuthor.Module]
  ) async throws {
    let live = try await database.schemaStateWithExpressions()
    guard live["django_migrations"] != nil else {
      throw MigrationError(.drift, "The database has no table \"django_migrations\": Django has not made it.")
    }
    let django = try await Self.migrations(in: database)
    (applied, lastApplied) = (django.count, django.map(\.id).max() ?? 0)
    var declared = Declared(modules)
    var selection = DjangoSelection(
      live: live, extras: try await database.schemaExtras(), reader: database.dialect.rules.reader,
      declared: Set(declared.types.keys))
    try selection.choose(patterns)
    state = selection.chosen
    remarks = selection.remarks
    declared.keep(selection.targets)
    let source = SchemaSource(
      SchemaState(state.tables + selection.targets.tables),
      droppingPrefixes: Set(django.map(\.app)).map { $0 + "_" },
      unmanaged: Set(selection.targets.tables.map(\.name)).subtracting(declared.types.keys), external: declared.types)
    let imports = ["Foundation", "Kindred"] + declared.modules.subtracting([app]).sorted()
    modelText =
      imports.map { "public import \($0)\n" }.joined()
      + "\n// Written by adopt-django. The database does not know what Django does when a row is deleted that others point\n"
      + "// to: change .protect to what the Django models say.\n\n"
      + source.models(isPublic: true).joined(separator: "\n\n") + "\n"
    let changes = try SchemaDifference(
      from: selection.targets, to: SchemaState(state.tables + selection.targets.tables)
    ).changes
    let history = try MigrationHistory(modules.flatMap(\.migrations))
    writer = try MigrationWriter(
      app: app, number: 1, slug: "initial",
      after: declared.modules.subtracting([app]).sorted().flatMap { history.leaves(of: $0) }, stage: .expand,
      changes: changes, from: selection.targets)
    definition = writer.definition
  }

  /// The migrations that Django has recorded.
  static func migrations(in database: Database) async throws -> [(id: Int, app: String, name: String)] {
    try await database.query("SELECT id, app, name FROM django_migrations ORDER BY id", as: (Int, String, String).self)
      .all().map { (id: $0.0, app: $0.1, name: $0.2) }
  }

  /// The models that exist.
  private struct Declared {
    /// The names of the models, by their tables.
    var types: [String: String] = [:]
    private var owners: [String: String] = [:]

    init(_ modules: [MigrationAuthor.Module]) {
      for module in modules {
        for model in module.models {
          types[model.schema.table] = model.schema.name
          owners[model.schema.table] = module.name
        }
      }
    }

    var modules: Set<String> { Set(owners.values) }

    /// Forgets the models that no table points to.
    mutating func keep(_ targets: SchemaState) {
      types = types.filter { targets[$0.key] != nil }
      owners = owners.filter { targets[$0.key] != nil }
    }
  }
}
