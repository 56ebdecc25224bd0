import KindredCore
import KindredMigrations
import MigrationFixtures
import PostgresTestServer
import SeededRandom
import Synchronization
import Testing

/// Processes that disturb each other: each migration is applied once all the same.
@Suite("Attacks on the executor", .timeLimit(.minutes(10)))
struct AttackTests {
  /// What a disturbed run may end with.
  private static func isExpected(_ error: any Error) -> Bool {
    error is Disturbance || error is CancellationError || error is MigrationError || error is KindredError
  }

  private struct Disturbance: Error {}

  // MARK: One process takes over from another

  @Test(
    "Another process takes over at any place, and the first one goes on later", arguments: MigrationBackend.allCases)
  func takeover(backend: MigrationBackend) async throws {
    var place = 0
    var places = Int.max
    while place < places {
      let (current, stops) = (place, Stops())
      try await withBench(backend) { bench async throws in
        let other = try await bench.opened()
        let options = stops.options { number, point in
          // In the middle of a transaction, the other one would wait for this one.
          if number != current || point == .beforeCommit { return }
          try expireLock(bench)
          try await ShopMigrations.migrate(on: other)
        }
        do {
          try await Migrator(bench.database, migrations: ShopMigrations.all, options: options).migrate()
        } catch let error as MigrationError where error.code == .lockLost && backend == .postgres {}
        await other.close()
        try await MigratorTests.expectAll(bench, "Taken over at place \(current)")
        #expect(
          try await bench.texts("SELECT name FROM kindred_migrations WHERE error IS NOT NULL") == [],
          "Taken over at place \(current)")
      }
      // A run that is taken over passes fewer places, so that the first one which nobody disturbs says how many there are.
      if stops.passed <= current { places = current }
      place += 1
    }
    #expect(place > 20)
  }

  /// Lets another process have the lock, as if this one had stood still until it expired. Not while a transaction holds
  /// its row, which may be the one that this is called in.
  private func expireLock(_ bench: MigrationBench) throws {
    guard bench.backend == .postgres else { return }
    try RawConnection(bench.place).run(
      """
      SET lock_timeout = '100ms';
      UPDATE kindred_migration_lock SET token = token + 1, expires_at = clock_timestamp() - interval '1 second'
      """)
  }

  // MARK: Everything at once

  @Test(
    "Random histories, targets, errors, cancellations, lost locks and killed sessions",
    arguments: MigrationBackend.allCases)
  func chaos(backend: MigrationBackend) async throws {
    for seed in UInt64(1)...6 {
      try await withBench(backend) { bench async throws in
        let history = RandomHistory(seed: seed, count: 4)
        try await Migrator(bench.database, definitions: Array(history.definitions.prefix(2))).migrate()
        await withTaskGroup(of: Void.self) { group in
          for number in UInt64(0)..<3 {
            group.addTask { await disturbedRuns(bench, history, SeededGenerator(seed: seed * 100 + number)) }
          }
        }
        // Not with the connections that were there all the time, which may have been killed.
        let bench = MigrationBench(backend: backend, place: bench.place, database: try await bench.opened())
        let migrator = Migrator(bench.database, definitions: history.definitions, options: quick())
        try await migrator.migrate()
        let log = try await bench.texts("SELECT what FROM log ORDER BY id")
        let numbers = try await bench.numbers("SELECT n FROM thing ORDER BY id")
        #expect(history.problems(log: log, numbers: numbers) == [], "Seed \(seed)")
        #expect(try await migrator.drift().map(\.summary) == [], "Seed \(seed)")
        #expect(try await migrator.status().allSatisfy(\.isApplied), "Seed \(seed)")
        if backend == .postgres {
          let invalid = try await bench.texts(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid AND indrelid = 'thing'::regclass")
          #expect(invalid == [], "Seed \(seed)")
        }
        await bench.database.close()
      }
    }
  }

  /// Options with which a lock that is not released expires soon.
  private func quick() -> MigratorOptions {
    var options = MigratorOptions()
    options.lockLifetime = .milliseconds(400)
    options.attempts = 4
    options.statementLockTimeout = .milliseconds(300)
    return options
  }

  /// Migrates to random places in the history, and is disturbed.
  private func disturbedRuns(
    _ bench: MigrationBench, _ history: RandomHistory, _ generator: SeededGenerator
  ) async {
    let random = Mutex(generator)
    @Sendable func number(_ range: Range<Int>) -> Int { random.withLock { Int.random(in: range, using: &$0) } }
    let kills = Mutex<[Task<Void, Never>]>([])
    for _ in 0..<5 {
      guard let database = try? await bench.opened() else { continue }
      var options = quick()
      options.pause = { _ in
        switch number(0..<24) {
        case 0: throw Disturbance()
        case 1: withUnsafeCurrentTask { $0?.cancel() }
        case 2: try? expireLock(bench)
        case 3: killSession(bench, ofState: "%")
        case 4:
          // While the next statement runs.
          let kill = Task.detached { killSession(bench, ofState: "active") }
          kills.withLock { $0.append(kill) }
        default: break
        }
      }
      // Not the first two, which make the log and the rows.
      let ids = history.definitions.dropFirst().map(\.id)
      let target: Migrator.Target = number(0..<3) == 0 ? .latest : .migration(ids[number(0..<ids.count)])
      let migrator = Migrator(database, definitions: history.definitions, options: options)
      // A task of its own, which can be cancelled without the others.
      let run = Task { try await migrator.migrate(to: target) }
      do { _ = try await run.value } catch { #expect(Self.isExpected(error), "\(error)") }
      await database.close()
    }
    // None of them may hit what comes afterwards.
    for kill in kills.withLock({ $0 }) { await kill.value }
  }

  private func killSession(_ bench: MigrationBench, ofState state: String) {
    guard bench.backend == .postgres else { return }
    _ = try? RawConnection(bench.place).run(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
      AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state LIKE '\(state)' ORDER BY pid DESC LIMIT 1
      """)
  }
}
