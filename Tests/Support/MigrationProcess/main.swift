// A process that migrates, and is killed at a given place.
//
//   MigrationProcess sqlite <path> <place> <forwards|backwards>
//   MigrationProcess postgres <settings> <place> <forwards|backwards>
import Foundation
import KindredCore
import KindredMigrations
import KindredPostgres
import KindredSQLite
import MigrationFixtures

let arguments = CommandLine.arguments
guard arguments.count == 5, let place = Int(arguments[3]) else { exit(64) }
let database =
  arguments[1] == "sqlite"
  ? try Database(sqlite: arguments[2])
  : try await Database(postgres: PostgresConfiguration(arguments[2], maximumConnections: 3))
let options = Stops().options { number, _ in
  if number == place { kill(getpid(), SIGKILL) }
}
var migrator = Migrator(database, migrations: ShopMigrations.all, options: options)
do {
  try await migrator.migrate(to: arguments[4] == "backwards" ? .zero("Shop") : .latest)
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(1)
}
await database.close()
