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
        """)
  }

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.run(on: Manage.self) { database in
      let migrator = Migrator(database, migrations: Manage.migrations)
      try await common.warnOfDjango(migrator)
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
  }
}
