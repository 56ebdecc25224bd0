import ArgumentParser
import KindredCore
import KindredMigrations

/// The options that all commands have.
struct CommonOptions: ParsableArguments {
  @Option(help: "The name of the database, for a project that has several.")
  var database: String?

  @Option(name: .customLong("app"), help: "Only the module with this name. Can be given several times.")
  var apps: [String] = []

  @Flag(name: .customLong("no-input"), help: "Never ask. A question without an answer ends the command with 3.")
  var noInput = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  /// The modules that are meant.
  func modules<Manage: ManageCommand>(of manage: Manage.Type) throws -> [ProjectModule] {
    for app in apps where !manage.modules.contains(where: { $0.name == app }) {
      let names = manage.modules.map(\.name).joined(separator: ", ")
      throw ValidationError("There is no module '\(app)'. The modules are: \(names).")
    }
    return apps.isEmpty ? manage.modules : manage.modules.filter { apps.contains($0.name) }
  }

  /// The one module that is meant.
  ///
  /// - Parameter purpose: What it is asked for, for the message.
  func module<Manage: ManageCommand>(of manage: Manage.Type, for purpose: String) throws -> ProjectModule {
    let modules = try modules(of: manage)
    guard let module = modules.first, modules.count == 1 else {
      throw ValidationError("Say with --app for which module \(purpose).")
    }
    return module
  }

  /// All migrations of the project, of all modules.
  func history<Manage: ManageCommand>(of manage: Manage.Type) throws -> MigrationHistory {
    try MigrationHistory(manage.migrations)
  }

  /// Says, where people see it, what Django has done since its tables were taken over.
  func warnOfDjango(_ migrator: Migrator) async throws {
    let later = try await migrator.laterDjangoMigrations()
    if later.isEmpty { return }
    Console.note(
      "warning: since its tables were taken over, Django has applied \(later.joined(separator: ", ")). Take over what "
        + "was changed, and say so with 'adopt-django --seen'.")
  }

  /// Who writes the migrations of the project.
  func author<Manage: ManageCommand>(of manage: Manage.Type) throws -> MigrationAuthor {
    try MigrationAuthor(manage.modules.map(\.authored))
  }

  /// Runs a command, and ends the program as the failure asks for.
  func run(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let error as MigrationError {
      Console.error("\(error)")
      let isBusy = (error.underlying as? KindredError)?.code == .busy
      throw (error.code == .lockTimeout || isBusy ? CommandExit.lockTimeout : .failure).code
    } catch let error as KindredError {
      Console.error("\(error)")
      throw (error.code == .busy ? CommandExit.lockTimeout : .failure).code
    } catch let error as ValidationError {
      // The words of the command line were right, but not what they say of this project.
      Console.error(error.message)
      throw CommandExit.failure.code
    }
  }

  /// Runs a command on the database, which is closed afterwards.
  func run<Manage: ManageCommand>(
    on manage: Manage.Type, _ body: (Database) async throws -> Void
  ) async throws {
    try await run { try await manage.database(named: self.database).closing(after: body) }
  }

  /// Runs a command that only looks at the database, which is closed afterwards. One that does not exist yet is not created:
  /// it is looked at as an empty one.
  func run<Manage: ManageCommand>(
    lookingAt manage: Manage.Type, _ body: (Database) async throws -> Void
  ) async throws {
    try await run { try await openedToLook(manage).closing(after: body) }
  }

  /// Opens the database to look at it, without creating it.
  func openedToLook<Manage: ManageCommand>(_ manage: Manage.Type) async throws -> Database {
    try await Database.$createsMissingFiles.withValue(false) { try await manage.database(named: database) }
  }
}
