// A program with the commands of `manage`, for tests of the commands as people use them.
//
//   KINDRED_MODELS     which of the models the module has
//   KINDRED_DATABASE   the path of a SQLite file, or the settings of a PostgreSQL server
//
// The folder of the migrations is `Migrations` in the working directory.
import Foundation
import KindredCommands
import KindredCore
import KindredPostgres
import KindredSQLite

@main
struct Manage: ManageCommand {
  static var modules: [ProjectModule] {
    let models: [any Model.Type] =
      switch environment["KINDRED_MODELS"] {
      case "renamed": [RenamedEntry.self, Person.self, Band.self]
      case "through": [Entry.self, Person.self, OwnBand.self, Membership.self]
      case "rules": [OrderedEntry.self, Person.self, StrictBand.self, StrictMembership.self]
      case "more": [LongerEntry.self, Person.self, Band.self]
      case "fewer": [ShorterEntry.self, Person.self, Band.self]
      default: [Entry.self, Person.self, Band.self]
      }
    return [
      ProjectModule("ManageProgram", models: models, migrations: ManageProgramMigrations.all, folder: "Migrations")
    ]
  }

  static let dialects: [Dialect] = [.sqlite, .postgres]

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }

  static func database(named name: String?) async throws -> Database {
    let place = environment["KINDRED_DATABASE"] ?? "test.sqlite"
    return place.hasSuffix(".sqlite")
      ? try Database(sqlite: place) : try await Database(postgres: PostgresConfiguration(place))
  }
}
