import KindredCore
import KindredMigrations
import MigrationFixtures
import Testing

@Suite("Processes that are killed while they migrate", .timeLimit(.minutes(10)))
struct KilledProcessTests {
  /// The number of places at which a run can stop.
  private func places(_ backend: MigrationBackend, backwards: Bool = false) async throws -> Int {
    var count = 0
    try await withBench(backend) { bench async throws in
      let stops = Stops()
      if backwards { try await ShopMigrations.migrate(on: bench.database) }
      let migrator = Migrator(
        bench.database, migrations: ShopMigrations.all, options: stops.options { _, _ in })
      try await migrator.migrate(to: backwards ? .zero("Shop") : .latest)
      count = stops.passed
    }
    return count
  }

  @Test("Killed at any place, the next run ends where an undisturbed one does", arguments: MigrationBackend.allCases)
  func forwards(backend: MigrationBackend) async throws {
    let places = try await places(backend)
    #expect(places > 20)
    for place in 0..<places {
      try await withBench(backend) { bench async throws in
        #expect(try await MigrationProgram.run(on: bench, place: place), "It was not killed at \(place)")
        try await ShopMigrations.migrate(on: bench.database)
        try await MigratorTests.expectAll(bench, "Killed at place \(place)")
      }
    }
  }
}
