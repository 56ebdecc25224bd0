import ArgumentParser
import KindredCore
import KindredMigrations

/// `inspectdb`: models for tables that exist.
struct InspectDB<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "inspectdb", abstract: "Prints models for the tables of a database.",
      discussion: """
        A beginning for a database that exists. Read it before you use it: what happens to rows when the row that they point \
        to is deleted is not known to the database, unless it does it itself.
        """)
  }

  @Argument(help: "The tables; all by default.")
  var tables: [String] = []

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.run(on: Manage.self) { database in
      let schema = try await InspectedSchema(of: database)
      let state = schema.state
      for name in tables where state[name] == nil {
        let names = state.tables.map(\.name).joined(separator: ", ")
        throw ValidationError("The database has no table '\(name)'. Its tables are: \(names).")
      }
      let models = schema.models(of: tables.isEmpty ? nil : Set(tables))
      if common.json { return try Console.json(models) }
      Console.print(
        "import Foundation\nimport Kindred\n\n// Made from the database. Check names, types and onDelete rules.\n")
      Console.print(models.joined(separator: "\n\n"))
    }
  }
}
