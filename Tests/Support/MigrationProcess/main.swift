// A process that migrates, and is killed at a given place.
//
//   MigrationProcess sqlite <path> <place> <latest|zero|migration>
//   MigrationProcess postgres <settings> <place> <latest|zero|migration>
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
var options = Stops().options { number, _ in
  if number == place { kill(getpid(), SIGKILL) }
}
// One that is not killed keeps its lock on a busy machine as well.
if place < 0 { options.lockLifetime = .seconds(30) }
let migrator = Migrator(database, migrations: ShopMigrations.all, options: options)
do {
  switch arguments[4] {
  case "latest": try await migrator.migrate()
  case "zero": try await migrator.migrate(to: .zero("Shop"))
  default: try await migrator.migrate(to: .migration(MigrationID(stringLiteral: arguments[4])))
  }
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(1)
}
await database.close()
