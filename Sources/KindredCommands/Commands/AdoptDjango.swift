import ArgumentParser
import Foundation
import KindredCore
import KindredMigrations

/// `adopt-django`: takes over a database that Django has made.
struct AdoptDjango<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "adopt-django", abstract: "Takes over the tables of a Django project.",
      discussion: """
        Writes models for the tables and a first migration that makes them, and records that migration as applied: the \
        tables and rows stay as they are, and Django can go on with them. Tables of Django itself (auth_…, django_…) are left \
        out, unless they are named.

        Read the models afterwards: what Django does when a row is deleted that others point to is not in the database, so \
        each relation says 'protect'.
        """)
  }

  @Argument(help: "The tables, or their beginnings with a * at the end: 'polls_*'. By default all but Django's own.")
  var tables: [String] = []

  @OptionGroup var common: CommonOptions

  @Option(help: "The file for the models; Models.swift beside the folder of the migrations by default.")
  var models: String?

  @Flag(name: .customLong("dry-run"), help: "Print the files, and write and record nothing.")
  var dryRun = false

  func run() async throws {
    let modules = try common.modules(of: Manage.self)
    guard let module = modules.first, modules.count == 1 else {
      throw ValidationError("Say with --app which module the models are for.")
    }
    guard module.migrations.isEmpty else {
      throw ValidationError("\(module.name) has migrations already; adopting begins a history.")
    }
    try await common.run(on: Manage.self) { database in
      let live = try await database.schemaState()
      guard live["django_migrations"] != nil else {
        throw ValidationError("The database has no table 'django_migrations', so that Django has not made it.")
      }
      let applied = try await database.query("SELECT COUNT(*) FROM django_migrations", as: Int.self).all().first ?? 0
      let chosen = SchemaState(live.tables.filter(isChosen))
      guard !chosen.tables.isEmpty else { throw ValidationError("No table is left to adopt.") }
      let adoption = try Adoption(module: module, of: chosen, models: models)
      if dryRun { return Console.print(try adoption.modelText + "\n" + adoption.writer.text()) }
      try adoption.write()
      try await Migrator(database, definitions: [adoption.writer.definition]).fake()
      if common.json {
        return try Console.json([
          "models": adoption.modelPath, "migration": adoption.migrationPath, "tables": "\(chosen.tables.count)",
        ])
      }
      Console.print("django_migrations: \(applied) applied")
      Console.print("wrote \(chosen.tables.count) models: \(adoption.modelPath)")
      Console.print("wrote \(adoption.migrationPath), and recorded it as applied")
      Console.print(
        "Now build, and compare: 'makemigrations --check' and 'drift' find nothing if the models are right.")
    }
  }

  private func isChosen(_ table: TableState) -> Bool {
    if tables.isEmpty {
      return !["auth_", "django_", "kindred_"].contains { table.name.hasPrefix($0) }
    }
    return tables.contains { $0.hasSuffix("*") ? table.name.hasPrefix($0.dropLast()) : table.name == $0 }
  }
}

/// The files of an adopted database.
private struct Adoption {
  let modelPath: String
  /// The path of the migration's file.
  var migrationPath: String { module.path(of: writer) }
  let modelText: String
  let writer: MigrationWriter
  private let module: ProjectModule

  init(module: ProjectModule, of state: SchemaState, models: String?) throws {
    let prefix = Self.commonPrefix(state.tables.map(\.name))
    let sources = state.tables.map { ModelSource($0, in: state, droppingPrefix: prefix) }
    let changes = try SchemaDifference(from: SchemaState(), to: state).changes
    self.module = module
    writer = try MigrationWriter(
      app: module.name, number: 1, slug: "initial", after: [], stage: .expand, changes: changes, from: SchemaState())
    modelPath =
      models ?? URL(filePath: module.folder).deletingLastPathComponent().appending(path: "Models.swift").relativePath
    modelText =
      "public import Foundation\npublic import Kindred\n\n" + sources.map(\.publicModel).joined(separator: "\n\n")
      + "\n"
  }

  /// `polls_`, if all names begin with it.
  private static func commonPrefix(_ names: [String]) -> String {
    guard let first = names.first, let end = first.firstIndex(of: "_") else { return "" }
    let prefix = String(first[...end])
    return names.allSatisfy { $0.hasPrefix(prefix) } ? prefix : ""
  }

  func write() throws {
    for path in [modelPath, migrationPath] where FileManager.default.fileExists(atPath: path) {
      throw ValidationError("\(path) exists already; move it away, or name another file with --models.")
    }
    try FileManager.default.createDirectory(
      at: URL(filePath: modelPath).deletingLastPathComponent(), withIntermediateDirectories: true)
    try modelText.write(toFile: modelPath, atomically: true, encoding: .utf8)
    try module.write(writer, orElse: "move it away")
  }
}
