import ArgumentParser
import KindredCore
import KindredMigrations

/// `drift`: what a database and its history differ in.
struct Drift<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "drift", abstract: "Compares the database with the migrations that it has.",
      discussion: """
        Prints what would have to be changed in the database to be as its migrations say, and ends with 1 if there is \
        anything. Tables that no migration has made are not looked at. Nothing is changed.

        With --adopt, the database is right: what it has is written down as a migration, and recorded there as applied. \
        Other databases get the same with 'migrate'. The models have to follow, or the next 'makemigrations' takes it back.
        """)
  }

  @OptionGroup var common: CommonOptions
  @OptionGroup var answering: AnswerOptions

  @Flag(help: "Write a migration for what the database has, and record it there.")
  var adopt = false

  @Option(help: "With --adopt: the name of the migration.")
  var name: String?

  @Flag(name: .customLong("dry-run"), help: "With --adopt: print the file, and write and record nothing.")
  var dryRun = false

  func run() async throws {
    if adopt && !dryRun { return try await common.run(on: Manage.self, work) }
    try await common.run(lookingAt: Manage.self, work)
  }

  private func work(_ database: Database) async throws {
    let migrator = Migrator(database, migrations: Manage.migrations)
    try await common.warnOfDjango(migrator)
    if adopt { return try await adopt(migrator) }
    let changes = try await migrator.drift()
    if common.json {
      try Console.json(changes.map(\.summary))
    } else if changes.isEmpty {
      Console.print("The database is as its migrations say.")
    } else {
      Console.print("To be as its migrations say, the database would have to:")
      for change in changes { Console.print("  \(change.summary)") }
    }
    if !changes.isEmpty { throw CommandExit.failure.code }
  }

  private func adopt(_ migrator: Migrator) async throws {
    let (live, foreign, unsaid) = try await migrator.driftedSchema()
    let author = try common.author(of: Manage.self)
    let writers = try answering.draft(author, to: live, named: name ?? "drift", of: Manage.self, common)
    for part in foreign { Console.note("warning: \(part) is in the words of this kind of database") }
    for part in unsaid {
      Console.note("warning: \(part), cannot be written down; 'drift' goes on to name it until the database loses it")
    }
    if dryRun {
      for writer in writers { Console.print(try writer.text()) }
      return
    }
    for writer in writers {
      try Manage.module(named: writer.app).write(writer, orElse: "name the migration with --name")
    }
    try await migrator.record(writers.map(\.definition))
    let paths = try writers.map { try Manage.module(named: $0.app).path(of: $0) }
    if common.json { return try Console.json(paths) }
    if paths.isEmpty {
      return Console.print(unsaid.isEmpty ? "The database is as its migrations say." : "Nothing can be written down.")
    }
    for (path, writer) in zip(paths, writers) {
      Console.print("\(path), recorded as applied")
      for operation in writer.operations { Console.print("    \(operation.summary)") }
    }
    Console.print("Now change the models as well: otherwise the next makemigrations takes it back.")
  }
}
