import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import PostgresTestServer
import Testing

/// Clients write, read, fail and are cancelled by chance, on pools of 1 to 10 connections and with statements that are
/// new to the server. Afterwards, what is stored is compared with what they were told.
///
/// `KINDRED_ROUNDS` multiplies the number of rounds; `make soak` sets it.
@Suite("What clients are told is what is stored", .serialized, .timeLimit(.minutes(10)))
struct HistoryTests {
  private static let clients = 10
  private static let steps = 14
  private static var factor: Int { ProcessInfo.processInfo.environment["KINDRED_ROUNDS"].flatMap(Int.init) ?? 1 }

  /// The sizes of pools that the rounds take turns with.
  private static let sizes = [1, 2, 3, 10, 5]

  /// One round on a database that has been opened for it.
  private func round(
    _ seed: Int, on database: Database, _ conditions: HistoryClient.Conditions = .init(),
    beside disturb: @escaping @Sendable () async throws -> Void = {}, stored: () async throws -> [String]
  ) async throws {
    let history = History(registers: Self.clients)
    try await database.use {
      try await database.createTables(for: KindredFaultTestsModels.all)
      try await Account.objects.bulkCreate((0..<Self.clients).map { Account(number: $0, balance: 0) })
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<Self.clients {
          group.addTask {
            var client = HistoryClient(
              number: number, clients: Self.clients, seed: UInt64(seed), database: database, history: history,
              conditions: conditions)
            await client.run(steps: Self.steps)
          }
        }
        group.addTask { try await disturb() }
        try await group.waitForAll()
      }
    }
    await database.close()
    history.compare(stored: try await stored())
    let violations = history.violations
    #expect(violations.isEmpty, "seed \(seed): \(violations.count) violations, such as \(violations.prefix(5))")
  }

  private func size(_ seed: Int) -> Int { Self.sizes[seed % Self.sizes.count] }

  @Test("on SQLite")
  func sqlite() async throws {
    for seed in 0..<40 * Self.factor {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-history-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let path = folder.path + "/history.sqlite"
      let database = try Database(
        sqlite: .file(path), configuration: .init(maximumReaders: size(seed), leaseTimeout: .seconds(120)))
      try await round(seed, on: database) {
        let again = try Database(sqlite: .file(path))
        let tokens = try await again.use { try await Movement.objects.values { $0.token }.all() }
        await again.close()
        return tokens
      }
    }
  }

  private func postgres(
    _ settings: String, direct: String, _ seed: Int, _ statements: PostgresConfiguration.Statements,
    _ conditions: HistoryClient.Conditions = .init(),
    beside disturb: @escaping @Sendable () async throws -> Void = {}
  ) async throws {
    let configuration = PostgresConfiguration(
      settings, maximumConnections: size(seed), leaseTimeout: .seconds(120), statements: statements)
    try await round(seed, on: try await Database(postgres: configuration), conditions, beside: disturb) {
      try RawConnection(direct).run("SELECT token FROM movement")
    }
  }

  @Test("on PostgreSQL")
  func postgres() async throws {
    for seed in 0..<40 * Self.factor {
      let settings = try Cluster.shared.newDatabase()
      try await postgres(settings, direct: settings, seed, .named)
    }
  }

  @Test("on PostgreSQL behind PgBouncer")
  func bouncer() async throws {
    for seed in 0..<20 * Self.factor {
      let (pooled, direct) = try Bouncer.shared.newDatabase()
      // Where a cancel request meets a SET of PgBouncer's own, it closes the connection, with "invalid server parameter"
      // (https://github.com/pgbouncer/pgbouncer/pull/298, mended in later versions).
      try await postgres(pooled, direct: direct, seed, .unnamed, .init(losesConnections: true))
    }
  }

  @Test("on PostgreSQL, while sessions are ended")
  func endedSessions() async throws {
    for seed in 0..<20 * Self.factor {
      let settings = try Cluster.shared.newDatabase()
      try await postgres(settings, direct: settings, seed, .named, .init(losesConnections: true)) {
        let raw = try RawConnection(settings)
        for _ in 0..<5 {
          for _ in 0..<200 { await Task.yield() }
          try raw.run(
            "SELECT pg_terminate_backend(pid) FROM (\(FaultBench.processes) ORDER BY random() LIMIT 1) AS chosen")
        }
      }
    }
  }
}
