public import ArgumentParser
public import KindredCore
import KindredMigrations

/// The program that manages a project's databases: `makemigrations`, `migrate` and the others.
///
/// It is an executable of a few lines, beside the module with the models:
///
/// ```swift
/// import KindredCommands
/// import KindredSQLite
/// import Polls
///
/// @main
/// struct Manage: ManageCommand {
///   static let modules = [ProjectModule("Polls", models: PollsModels.all, migrations: PollsMigrations.all)]
///
///   static func database(named name: String?) async throws -> Database {
///     try Database(sqlite: "polls.sqlite3")
///   }
/// }
/// ```
///
/// `swift run manage --help` lists the commands.
public protocol ManageCommand: AsyncParsableCommand {
  /// The modules with models.
  static var modules: [ProjectModule] { get }

  /// Opens a database.
  ///
  /// - Parameter name: The name after `--database`; nil without it.
  static func database(named name: String?) async throws -> Database

  /// The project's own commands.
  static var commands: [any ParsableCommand.Type] { get }
}

extension ManageCommand {
  /// None.
  public static var commands: [any ParsableCommand.Type] { [] }

  /// The commands of Kindred, and the project's own.
  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "manage", abstract: "Manages the databases of the project.",
      discussion: """
        A change of the models reaches a database in two steps: 'makemigrations' writes the change down as a Swift file, \
        which belongs to the source, and 'migrate' makes it in a database.
        """,
      subcommands: ownCommands + commands)
  }

  /// The module with a name, which is that of a migration.
  static func module(named name: String) throws -> ProjectModule {
    guard let module = modules.first(where: { $0.name == name }) else {
      throw ValidationError("There is no module '\(name)'.")
    }
    return module
  }

  /// The migrations of all modules.
  static var migrations: [any Migration.Type] { modules.flatMap(\.migrations) }

  private static var ownCommands: [any ParsableCommand.Type] {
    [
      MakeMigrations<Self>.self, Migrate<Self>.self, ShowMigrations<Self>.self, SQLMigrate<Self>.self,
      SquashMigrations<Self>.self, OptimizeMigration<Self>.self, Migrations<Self>.self, LintMigrations<Self>.self,
      Drift<Self>.self, InspectDB<Self>.self, AdoptDjango<Self>.self, Check<Self>.self, DBShell<Self>.self,
    ]
  }
}
