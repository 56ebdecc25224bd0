import Foundation
import KindredCore
import KindredMigrations
import KindredPostgres

/// Runs each recipe twice, each time on a new copy of the tables while a writer inserts rows: as Kindred runs it, and in
/// the plain words.
struct OnlineComparison {
  let settings: String
  let rows: Int
  /// Only the recipes with this in their rule or name.
  let only: String?

  /// What a writer may wait while Kindred changes its table.
  private static let limit = Duration.milliseconds(250)
  private static let template = "online_template"
  private static let copy = "online_copy"

  private struct Run {
    let outcome: WritingProcess.Outcome
    let time: Duration

    var text: String { "\(Self.text(outcome.longestPause)) | \(Self.text(time))" }

    private static func text(_ duration: Duration) -> String {
      let milliseconds = Int((duration / .milliseconds(1)).rounded())
      return milliseconds < 1000 ? "\(milliseconds) ms" : String(format: "%.1f s", Double(milliseconds) / 1000)
    }
  }

  private func open(_ name: String) async throws -> Database {
    try await Database(postgres: PostgresConfiguration("\(settings) dbname=\(name)", maximumConnections: 4))
  }

  /// - Returns: Whether no writer waited longer for Kindred than it may.
  func run() async throws -> Bool {
    let server = try await open("postgres")
    try await server.execute("CREATE DATABASE \(identifier: Self.template)")
    let database = try await open(Self.template)
    try await OnlineTables.make(on: database, rows: rows)
    await database.close()
    let idle = try await measure(server) { _ in try await Task.sleep(for: .seconds(5)) }
    say("The longest pause of a writer of 200 rows a second, in a table of \(rows) rows, and the time of the change.")
    say("While nothing is changed: \(idle.text).\n")
    say("| rule | change | Kindred: pause | time | plain: pause | time |")
    say("|---|---|---|---|---|---|")
    var failures: [String] = []
    for recipe in Recipe.all where only.map({ recipe.rule == $0 || recipe.name.contains($0) }) ?? true {
      let migrating = try await measure(server) { database in
        let change = MigrationDefinition(
          id: "Shop.0002_change", after: [OnlineTables.initial.id], operations: recipe.operations)
        try await Migrator(database, definitions: [OnlineTables.initial, change]).migrate()
      }
      let plain = try await measure(server) { database in
        try await database.execute(recipe.plain)
      }
      say("| \(recipe.rule) | \(recipe.name) | \(migrating.text) | \(plain.text) |")
      if migrating.outcome.longestPause >= Self.limit { failures.append(recipe.name) }
    }
    await server.close()
    if failures.isEmpty { return true }
    say("\nA writer waited longer than \(Self.limit): \(failures.joined(separator: ", ")).")
    return false
  }

  /// Makes a change in a copy of the tables.
  private func measure(_ server: Database, _ change: (Database) async throws -> Void) async throws -> Run {
    // Copying files ends with a checkpoint, so that what was written before costs the writer nothing.
    try await server.execute(
      """
      CREATE DATABASE \(identifier: Self.copy) TEMPLATE \(identifier: Self.template) STRATEGY file_copy
      """)
    let database = try await open(Self.copy)
    let writer = try WritingProcess("\(settings) dbname=\(Self.copy)")
    let start = ContinuousClock.now
    try await change(database)
    let time = ContinuousClock.now - start
    // An insert that still waits is answered now.
    try await Task.sleep(for: .milliseconds(500))
    let outcome = try writer.end()
    await database.close()
    try await server.execute("DROP DATABASE \(identifier: Self.copy)")
    return Run(outcome: outcome, time: time)
  }
}
