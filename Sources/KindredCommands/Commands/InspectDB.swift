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

        Views and partitions get models with --include-views and --include-partitions, or where they are named. The models \
        say 'managed: false', because migrations do not make them. The key of a view is a guess.
        """)
  }

  @Argument(help: "The tables; all by default.")
  var tables: [String] = []

  @Flag(name: .customLong("include-views"), help: "Models for views as well, also for those whose rows are stored.")
  var includeViews = false

  @Flag(name: .customLong("include-partitions"), help: "Models for the parts of divided tables as well.")
  var includePartitions = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.run(lookingAt: Manage.self) { database in
      var relations: Set<SchemaRelation> = []
      if includeViews { relations.insert(.views) }
      if includePartitions { relations.insert(.partitions) }
      var schema = try await InspectedSchema(of: database, including: relations)
      if tables.contains(where: { schema.state[$0] == nil }) {
        schema = try await InspectedSchema(of: database, including: Set(SchemaRelation.allCases))
      }
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
