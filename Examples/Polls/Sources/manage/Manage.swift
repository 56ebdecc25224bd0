import ArgumentParser
import KindredCommands
import KindredCore
import Polls

@main
struct Manage: ManageCommand {
  static let modules = [
    ProjectModule(
      "Polls", models: PollsModels.all, migrations: PollsMigrations.all,
      folder: "Examples/Polls/Sources/Polls/Migrations")
  ]

  static let commands: [any ParsableCommand.Type] = [Ask.self]

  static func database(named name: String?) async throws -> Database { try Database.polls() }
}
