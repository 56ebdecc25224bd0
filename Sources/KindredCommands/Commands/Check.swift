import ArgumentParser
import KindredCore
import KindredMigrations

/// `check`: whether the models can be tables.
struct Check<Manage: ManageCommand>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "check", abstract: "Checks the models and the history of migrations.",
      discussion: """
        Finds tables that two models have, indexes and constraints on fields that do not exist, names that are too long, \
        and a history that is split or does not fit together. No database is opened, unless one is named with --database.
        """)
  }

  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.run {
      let models = try common.modules(of: Manage.self).flatMap(\.models)
      let state = try SchemaState(of: models)
      let history = try common.history(of: Manage.self)
      try history.checkLeaves()
      _ = try history.state()
      if common.database != nil {
        let database = try await common.openedToLook(Manage.self)
        _ = try Database.createTablesSQL(for: models, dialect: database.dialect)
        await database.close()
      }
      if common.json {
        try Console.json(["tables": state.tables.count, "migrations": history.migrations.count])
      } else {
        Console.print(
          "\(Console.count(state.tables.count, "table")) and "
            + "\(Console.count(history.migrations.count, "migration")): nothing found.")
      }
    }
  }
}
