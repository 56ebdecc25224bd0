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
        tables and rows stay as they are, and Django can go on with them. Tables of Django itself (auth_…, django_…) get \
        no models, unless they are named; those that others point to get models that make no tables.

        Read the models afterwards: what Django does when a row is deleted that others point to is not in the database, so \
        each relation says 'protect'.

        What Django's migrations do later is noticed: 'migrate', 'showmigrations' and 'drift' name them, until --seen says \
        that it was taken over.
        """)
  }

  @Argument(help: "The tables, or their beginnings with a * at the end: 'polls_*'. By default all but Django's own.")
  var tables: [String] = []

  @OptionGroup var common: CommonOptions

  @Option(help: "The file for the models; Models.swift beside the folder of the migrations by default.")
  var models: String?

  @Flag(name: .customLong("dry-run"), help: "Print the files, and write and record nothing.")
  var dryRun = false

  @Flag(help: "Record that the models and migrations have what Django's later migrations changed.")
  var seen = false

  func validate() throws {
    if seen && (!tables.isEmpty || models != nil || dryRun) {
      throw ValidationError("--seen takes over nothing, and goes with no tables, --models or --dry-run.")
    }
  }

  func run() async throws {
    if seen { return try await recordSeen() }
    if dryRun { return try await common.run(lookingAt: Manage.self, adopt) }
    try await common.run(on: Manage.self, adopt)
  }

  private func adopt(_ database: Database) async throws {
    let module = try common.module(of: Manage.self, for: "the models are")
    guard module.migrations.isEmpty else {
      throw ValidationError("\(module.name) has migrations already; adopting begins a history.")
    }
    let adoption = try await DjangoAdoption(
      of: database, tables: tables, in: module.name, among: Manage.modules.map(\.authored))
    let files = AdoptedFiles(adoption, of: module, models: models)
    if dryRun && !common.json {
      for remark in adoption.remarks { Console.note("note: \(remark)") }
      return Console.print(adoption.modelText + "\n" + (try adoption.writer.text()))
    }
    var differences: [SchemaChange] = []
    if !dryRun {
      try files.write()
      let definitions = MigrationDefinition.all(of: Manage.migrations) + [adoption.definition]
      let migrator = Migrator(database, definitions: definitions)
      try await migrator.record(adopted: adoption.writer.id, through: adoption.lastApplied)
      differences = try await migrator.drift()
    }
    try report(adoption, files, differences.map(\.summary))
  }

  private func recordSeen() async throws {
    try await common.run(on: Manage.self) { database in
      let later = try await Migrator(database, migrations: Manage.migrations).recordDjangoMigrationsAsSeen()
      if common.json { return try Console.json(["seen": later]) }
      Console.print(later.isEmpty ? "Django has done nothing since." : "Seen: " + later.joined(separator: ", "))
    }
  }

  // MARK: - Output

  private struct Report: Encodable {
    let models: String
    let migration: String
    let tables: [String]
    let djangoMigrations: Int
    let remarks: [String]
    let differences: [String]
    var modelText: String?
    var migrationText: String?
  }

  private func report(_ adoption: DjangoAdoption, _ files: AdoptedFiles, _ differences: [String]) throws {
    if common.json {
      return try Console.json(
        Report(
          models: files.modelPath, migration: files.migrationPath, tables: adoption.state.tables.map(\.name),
          djangoMigrations: adoption.applied, remarks: adoption.remarks, differences: differences,
          modelText: dryRun ? adoption.modelText : nil, migrationText: dryRun ? try adoption.writer.text() : nil))
    }
    Console.print("django_migrations: \(adoption.applied) applied")
    Console.print("wrote models for \(Console.count(adoption.state.tables.count, "table")): \(files.modelPath)")
    Console.print("wrote \(files.migrationPath), and recorded it as applied")
    for remark in adoption.remarks { Console.note("note: \(remark)") }
    Console.print(differences.isEmpty ? "0 differences" : "differences:")
    for difference in differences { Console.print("  \(difference)") }
    Console.print("Now build, and compare: 'makemigrations --check' finds nothing if the models are right.")
  }
}

/// The files of an adopted database.
private struct AdoptedFiles {
  let modelPath: String
  var migrationPath: String { module.path(of: adoption.writer) }
  private let adoption: DjangoAdoption
  private let module: ProjectModule

  init(_ adoption: DjangoAdoption, of module: ProjectModule, models: String?) {
    self.adoption = adoption
    self.module = module
    modelPath =
      models ?? URL(filePath: module.folder).deletingLastPathComponent().appending(path: "Models.swift").relativePath
  }

  func write() throws {
    for path in [modelPath, migrationPath] where FileManager.default.fileExists(atPath: path) {
      throw ValidationError("\(path) exists already; move it away, or name another file with --models.")
    }
    try FileManager.default.createDirectory(
      at: URL(filePath: modelPath).deletingLastPathComponent(), withIntermediateDirectories: true)
    try adoption.modelText.write(toFile: modelPath, atomically: true, encoding: .utf8)
    try module.write(adoption.writer, orElse: "move it away")
  }
}
