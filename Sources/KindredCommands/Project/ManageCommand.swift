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

  /// The kinds of databases whose SQL `sqlmigrate --dialect` prints, without a database of them.
  ///
  /// ```swift
  /// import KindredPostgres
  /// import KindredSQLite
  ///
  /// extension Manage {
  ///   static let dialects: [Dialect] = [.sqlite, .postgres]
  /// }
  /// ```
  static var dialects: [Dialect] { get }

  /// The project's own commands.
  static var commands: [any ParsableCommand.Type] { get }
}

extension ManageCommand {
  /// None, so that `sqlmigrate` prints the SQL of the project's own kind of database.
  public static var dialects: [Dialect] { [] }

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

  /// The dialect with a name. A name of several letters more or less means the same: PostgreSQL has two.
  static func dialect(named name: String) throws -> Dialect {
    let name = name.lowercased()
    if let dialect = dialects.first(where: { $0.name == name }) { return dialect }
    let found = dialects.filter { !name.isEmpty && ($0.name.hasPrefix(name) || name.hasPrefix($0.name)) }
    if found.count == 1 { return found[0] }
    let listed = dialects.map(\.name).joined(separator: ", ")
    throw ValidationError(
      "\(Self.self) lists no dialect '\(name)'\(listed.isEmpty ? "" : ", only \(listed)"). Import the libraries of the "
        + "dialects there, such as KindredSQLite and KindredPostgres, and write 'static let dialects: [Dialect] = [.sqlite, "
        + ".postgres]'.")
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
