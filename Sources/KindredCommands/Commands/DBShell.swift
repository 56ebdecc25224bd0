import ArgumentParser
import KindredCore

/// `dbshell`: the database's own shell.
struct DBShell<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "dbshell", abstract: "Starts the database's own shell: sqlite3 or psql.",
      discussion: "Arguments after -- go to the shell.")
  }

  @OptionGroup var common: CommonOptions

  @Argument(parsing: .postTerminator, help: "Arguments for the shell.")
  var arguments: [String] = []

  func run() async throws {
    try await common.run(on: Manage.self) { database in
      guard let shell = database.shell else {
        throw ValidationError("A \(database.dialect.name) database that is opened like this has no shell.")
      }
      await database.close()
      let isMissing = ProgramReplacement.run(
        [shell.program] + shell.arguments + arguments, environment: shell.environment)
      throw ValidationError(
        isMissing
          ? "'\(shell.program)' is not installed, or not in the path." : "'\(shell.program)' cannot be started.")
    }
  }
}
