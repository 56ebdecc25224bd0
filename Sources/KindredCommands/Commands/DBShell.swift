import ArgumentParser
import Foundation
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
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [shell.program] + shell.arguments + arguments
      process.environment = ProcessInfo.processInfo.environment.merging(shell.environment) { $1 }
      try process.run()
      process.waitUntilExit()
      if process.terminationStatus == 127 {
        Console.error("'\(shell.program)' is not installed, or not in the path.")
      }
      if process.terminationStatus != 0 { throw ExitCode(process.terminationStatus) }
    }
  }
}
