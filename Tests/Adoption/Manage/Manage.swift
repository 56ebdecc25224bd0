import Adopted
import Foundation
import KindredCommands
import KindredCore
import KindredPostgres
import KindredSQLite

/// The program that Scripts/adopt runs beside Django's manage.py, with the same variables.
@main
struct Manage: ManageCommand {
  static let modules = [
    ProjectModule(
      "Adopted", models: AdoptedModels.all, migrations: AdoptedMigrations.all,
      folder: (environment["KINDRED_ADOPTION"] ?? "Tests/Adoption/Adopted") + "/Migrations")
  ]

  static func database(named name: String?) async throws -> Database {
    if let path = environment["ADOPT_SQLITE"] { return try Database(sqlite: path) }
    let host = environment["KINDRED_POSTGRES_HOST"] ?? ""
    return try await Database(postgres: PostgresConfiguration("host=\(host) user=postgres dbname=adopt"))
  }

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
