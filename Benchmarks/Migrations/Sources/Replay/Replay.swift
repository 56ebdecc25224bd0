import Foundation
import KindredCore
import KindredMigrations
import KindredPostgres

/// How long a long history takes: to make of its operations, to order and replay, and to find that nothing is pending. In
/// processor time, which other work on the machine changes least.
struct Replay {
  let settings: String
  let count: Int

  func run() async throws {
    let start = clock()
    let definitions = LongHistory.definitions(count)
    let made = clock()
    let state = try MigrationHistory(definitions).state()
    let replayed = clock()
    let columns = state.tables.reduce(0) { $0 + $1.columns.count }
    say("\(count) migrations, \(state.tables.count) tables, \(columns) columns")
    say("the first time in a process: operations \(text(made - start)), replay \(text(replayed - made))")
    let times = try (0..<21).map { _ in
      let start = clock()
      _ = try MigrationHistory(definitions).state()
      return clock() - start
    }
    say("replay, median of 21: \(text(times.sorted()[10]))")

    let database = try await Database(postgres: PostgresConfiguration(settings, maximumConnections: 4))
    let migrator = Migrator(database, definitions: definitions)
    try await migrator.fake()
    var checks: [clock_t] = []
    for _ in 0..<11 {
      let start = clock()
      try await migrator.migrate()
      checks.append(clock() - start)
    }
    say("migrate() where nothing is pending, median of 11: \(text(checks.sorted()[5]))")
    await database.close()
  }

  private func text(_ time: clock_t) -> String {
    String(format: "%.1f ms", Double(time) * 1000 / Double(CLOCKS_PER_SEC))
  }
}
