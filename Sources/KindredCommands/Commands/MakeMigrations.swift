import ArgumentParser
import KindredCore
import KindredMigrations

/// `makemigrations`: writes down what has changed in the models.
struct MakeMigrations<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "makemigrations", abstract: "Writes migrations for what has changed in the models.",
      discussion: """
        Compares the models with what the existing migrations make, and writes the difference as Swift files, one for each \
        module. Needs no database. What removes columns and tables goes into a migration of its own, which is applied once \
        no process of the previous release runs.

        Whether a column was renamed, or one was dropped and another added, is asked for, and never guessed.
        """)
  }

  @OptionGroup var common: CommonOptions
  @OptionGroup var answering: AnswerOptions

  @Option(help: "The name of the migrations, instead of one made of what they do.")
  var name: String?

  @Flag(help: "Write an empty migration, to be filled by hand. Needs --app if there are several modules.")
  var empty = false

  @Option(help: ArgumentHelp("With --empty: a table whose model is written into the migration.", valueName: "entry"))
  var with: [String] = []

  @Flag(
    help: ArgumentHelp(
      "Add to the last migration instead of writing a new one.",
      discussion: "Only if the database does not have it, nothing comes after it, and its file was not edited by hand.")
  )
  var update = false

  @Flag(help: "Join the ends of a split history, where their order does not matter.")
  var merge = false

  @Flag(name: .customLong("dry-run"), help: "Print the files instead of writing them.")
  var dryRun = false

  @Flag(help: "Write nothing and ask nothing; end with 1 if migrations are missing.")
  var check = false

  func validate() throws {
    if [empty, merge, update].count(where: { $0 }) > 1 {
      throw ValidationError("--empty, --merge and --update exclude each other.")
    }
    if update && name != nil {
      throw ValidationError("--update keeps the name of the migration, because others may refer to it.")
    }
  }

  func run() async throws {
    try await common.run {
      if merge {
        let merges = try mergeMigrations()
        try report(merges, isDone: !check && !dryRun)
        if check && !merges.isEmpty { throw CommandExit.failure.code }
        return
      }
      let author = try common.author(of: Manage.self)
      let chosen = Set(try common.modules(of: Manage.self).map(\.name))
      let writers =
        try empty
        ? [emptyMigration(author)]
        : answering.draft(author, named: name, of: Manage.self, common, checking: check ? chosen : nil)
      let own = writers.needed(by: chosen)
      if update && !check && !own.isEmpty { return try await self.update(own, author) }
      try report(own, isDone: !check && !dryRun)
      if check && !own.isEmpty { throw CommandExit.failure.code }
    }
  }

  private func emptyMigration(_ author: MigrationAuthor) throws -> MigrationWriter {
    let module = try common.module(of: Manage.self, for: "the migration is")
    return try author.empty(in: module.name, named: name, with: with)
  }

  private func mergeMigrations() throws -> [MigrationWriter] {
    let history = try common.history(of: Manage.self)
    return try common.modules(of: Manage.self).compactMap { module in
      let leaves = try history.mergeable(module.name)
      guard leaves.count > 1 else { return nil }
      return MigrationWriter(
        app: module.name, number: history.nextNumber(in: module.name), slug: name ?? "merge", after: leaves,
        stage: .expand, from: try history.state())
    }
  }

  // MARK: - Output

  private struct File: Encodable {
    let app: String
    let name: String
    let path: String
    let stage: String
    let changes: [String]
    let text: String
  }

  private func report(_ writers: [MigrationWriter], isDone: Bool) throws {
    let files = try writers.map { writer in
      let module = try Manage.module(named: writer.app)
      return File(
        app: writer.app, name: writer.id.name, path: module.path(of: writer), stage: writer.stage.rawValue,
        changes: writer.operations.map(\.summary), text: try writer.text())
    }
    if isDone {
      for writer in writers {
        try Manage.module(named: writer.app).write(writer, orElse: "name the migration with --name")
      }
    }
    if common.json { return try Console.json(files) }
    if files.isEmpty { return Console.print("No changes.") }
    for file in files {
      Console.print("\(Console.colored(file.app, .bold))\n  \(file.path) (\(file.stage))")
      if dryRun {
        Console.print(file.text)
      } else {
        for change in file.changes { Console.print("    \(change)") }
      }
    }
  }
}
