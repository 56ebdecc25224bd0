import KindredCore
import KindredMigrations
import MigrationFixtures
import Testing

@Suite("Processes that migrate, and are killed", .timeLimit(.minutes(10)))
struct KilledProcessTests {
  /// The number of places at which a run can stop.
  private func places(
    _ backend: MigrationBackend, from start: Migrator.Target? = nil, to target: Migrator.Target
  ) async throws -> Int {
    var count = 0
    try await withBench(backend) { bench async throws in
      try await Self.migrate(bench, to: start)
      let stops = Stops()
      let migrator = Migrator(
        bench.database, migrations: ShopMigrations.all, options: stops.options { _, _ in })
      try await migrator.migrate(to: target)
      count = stops.passed
    }
    return count
  }

  private static func migrate(_ bench: MigrationBench, to target: Migrator.Target?) async throws {
    guard let target else { return }
    try await Migrator(bench.database, migrations: ShopMigrations.all).migrate(to: target)
  }

  /// Runs the closure for each place, six at a time: a run mostly waits until the lock of a killed process is over.
  private func atEach(_ places: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for place in 0..<places {
        if place >= 6 { try await group.next() }
        group.addTask { try await body(place) }
      }
      try await group.waitForAll()
    }
  }

  @Test("Killed at any place, the next run ends where an undisturbed one does", arguments: MigrationBackend.allCases)
  func forwards(backend: MigrationBackend) async throws {
    let places = try await places(backend, to: .latest)
    #expect(places > 20)
    try await atEach(places) { place in
      try await withBench(backend) { bench async throws in
        #expect(try await MigrationProgram.run(on: bench, place: place) == .killed, "It was not killed at \(place)")
        try await ShopMigrations.migrate(on: bench.database)
        try await MigratorTests.expectAll(bench, "Killed at place \(place)")
      }
    }
  }

  @Test(
    "Killed at any place while it undoes changes, the next run ends where an undisturbed one does",
    arguments: MigrationBackend.allCases)
  func backwards(backend: MigrationBackend) async throws {
    let target = Migrator.Target.migration("Shop.0002_rows")
    let places = try await places(backend, from: .latest, to: target)
    #expect(places > 10)
    try await atEach(places) { place in
      let comment = Comment(rawValue: "Killed at place \(place)")
      try await withBench(backend) { bench async throws in
        try await Self.migrate(bench, to: .latest)
        #expect(try await MigrationProgram.run(on: bench, place: place, to: "Shop.0002_rows") == .killed, comment)
        try await Self.migrate(bench, to: target)
        #expect(try await bench.recorded() == ["Shop.0001_initial applied", "Shop.0002_rows applied"], comment)
        // Each price has grown once and was reduced once.
        #expect(try await bench.numbers("SELECT price FROM item ORDER BY id") == Array(1...25), comment)
        #expect(try await bench.texts("SELECT what FROM event ORDER BY id") == ["rows"], comment)
        let drift = try await Migrator(bench.database, migrations: ShopMigrations.all).drift()
        #expect(drift.map(\.summary) == [], comment)
        try await Self.migrate(bench, to: .latest)
        try await MigratorTests.expectAll(bench, comment)
      }
    }
  }

  @Test("Killed at any place while it undoes everything, the next run does", arguments: MigrationBackend.allCases)
  func toZero(backend: MigrationBackend) async throws {
    let start = Migrator.Target.migration("Shop.0002_rows")
    let places = try await places(backend, from: start, to: .zero("Shop"))
    #expect(places > 5)
    try await atEach(places) { place in
      let comment = Comment(rawValue: "Killed at place \(place)")
      try await withBench(backend) { bench async throws in
        try await Self.migrate(bench, to: start)
        #expect(try await MigrationProgram.run(on: bench, place: place, to: "zero") == .killed, comment)
        // Without a target, what was interrupted is finished first, and then everything is applied.
        if place.isMultiple(of: 2) {
          try await Self.migrate(bench, to: .zero("Shop"))
          #expect(try await bench.recorded() == [], comment)
          let tables = try await bench.database.schemaState().tables.map(\.name)
          #expect(tables.filter { !$0.hasPrefix("kindred_") } == [], comment)
        }
        try await Self.migrate(bench, to: .latest)
        try await MigratorTests.expectAll(bench, comment)
      }
    }
  }

  @Test("Case 24: of ten processes, each migration is applied by one", arguments: MigrationBackend.allCases)
  func together(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await withThrowingTaskGroup(of: MigrationProgram.Ending.self) { group in
        for _ in 0..<10 { group.addTask { try await MigrationProgram.run(on: bench, place: nil) } }
        for try await ending in group { #expect(ending == .exited(0)) }
      }
      try await MigratorTests.expectAll(bench)
    }
  }

  @Test(
    "Case 25: where one process is killed, one of those that wait goes on", arguments: MigrationBackend.allCases)
  func killedAmongOthers(backend: MigrationBackend) async throws {
    for place in [3, 12, 20] {
      try await withBench(backend) { bench async throws in
        try await withThrowingTaskGroup(of: MigrationProgram.Ending.self) { group in
          for number in 0..<3 {
            group.addTask { try await MigrationProgram.run(on: bench, place: number == 0 ? place : nil) }
          }
          // The first one may find that all is done before it comes to its place.
          let endings = try await group.reduce(into: []) { $0.append($1) }
          #expect(endings.count { $0 == .exited(0) } >= 2)
          #expect(endings.allSatisfy { [.killed, .exited(0)].contains($0) })
        }
        try await MigratorTests.expectAll(bench, "Killed at place \(place)")
      }
    }
  }
}
