import Kindred
import KindredPostgres
import PostgresTestServer
import Testing

@Suite("Behind PgBouncer", .timeLimit(.minutes(2)))
struct BouncerTests {
  private func withBouncer(connections: Int = 8, _ body: (FaultBench) async throws -> Void) async throws {
    let (pooled, direct) = try Bouncer.shared.newDatabase()
    try await withFaults(pooled, direct: direct, connections: connections, statements: .unnamed, body)
  }

  @Test("More connections than the pooler has: statements and transactions of many tasks")
  func many() async throws {
    try await withBouncer { bench async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<60 {
          group.addTask {
            if number % 2 == 0 {
              _ = try await Movement.objects.create(token: "\(number)", amount: number)
            } else {
              try await bench.database.transaction {
                let made = try await Movement.objects.create(token: "\(number)", amount: 0)
                try await Movement.objects.filter { $0.id == made.id }.update { $0.amount.set(number) }
              }
            }
            #expect(try await Movement.objects.get { $0.token == "\(number)" }.amount == number)
          }
        }
        try await group.waitForAll()
      }
      var sum = 0
      for try await movement in Movement.objects.order({ $0.id }).rows { sum += movement.amount }
      #expect(sum == (0..<60).reduce(0, +))
      try await Movement.objects.bulkCreate((100..<1200).map { Movement(token: "\($0)") })
      #expect(try bench.tokens().count == 1160)
      // The pooler shares three connections of the server between eight of Kindred's.
      #expect(try bench.raw().run(FaultBench.processes).count <= 3)
    }
  }

  @Test("A cancelled statement stops on the server")
  func cancelling() async throws {
    try await withBouncer { bench async throws in
      _ = try await Movement.objects.create(token: "a")
      let raw = try bench.raw()
      try raw.run("BEGIN; UPDATE movement SET amount = 1")
      let blocked = Task { try await Movement.objects.update { $0.amount.set(2) } }
      try await bench.waitUntil(FaultBench.waitsForALock)
      blocked.cancel()
      await #expect(throws: CancellationError.self) { _ = try await blocked.value }
      try await bench.waitUntil("SELECT 1 WHERE NOT EXISTS (\(FaultBench.waitsForALock))")
      try raw.run("COMMIT")
      #expect(try await Movement.objects.get { $0.token == "a" }.amount == 1)
    }
  }

  @Test("Times that the server makes are in UTC on every connection")
  func sessionState() async throws {
    try await withBouncer { bench async throws in
      // The server's own zone is another one; the pooler tells each of its connections the client's.
      try bench.raw().run(
        """
        DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET TimeZone = ''Asia/Tokyo'''; END $$;
        ALTER TABLE movement ALTER COLUMN note SET DEFAULT current_setting('TimeZone')
        """)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<20 {
          group.addTask {
            let connection = try await bench.database.driver.acquire(.write)
            defer { bench.database.driver.release(connection) }
            try await connection.execute("INSERT INTO movement (token, amount) VALUES ('\(number)', 0)")
          }
        }
        try await group.waitForAll()
      }
      #expect(try bench.raw().run("SELECT DISTINCT note FROM movement") == ["UTC"])
    }
  }

  @Test("With named statements the error says what to set")
  func named() async throws {
    let (pooled, _) = try Bouncer.shared.newDatabase()
    let first = try await Database(postgres: PostgresConfiguration(pooled, maximumConnections: 1))
    let second = try await Database(postgres: PostgresConfiguration(pooled, maximumConnections: 1))
    try await first.createTables(for: KindredFaultTestsModels.all)
    // Both give their first statement the same name, and the pooler both the same connection.
    _ = try await first.use { try await Movement.objects.count() }
    let error = try await failure { try await second.use { _ = try await Movement.objects.count() } }
    #expect(error?.sqlState == "42P05")
    #expect(error?.message.contains("statements: .unnamed") == true)
    await first.close()
    await second.close()
  }
}
