import Kindred
import KindredPostgres
import PostgresTestServer
import Testing

/// Nothing comes back any more, and nobody is told: a frozen server, or a network that drops everything.
@Suite("A server that falls silent", .timeLimit(.minutes(2)))
struct SilentServerTests {
  @Test("A cancelled statement returns, and the pool serves again")
  func statement() async throws {
    try await withProxy { bench, proxy async throws in
      _ = try await Movement.objects.count()
      proxy.fail(.freeze, after: 0, .toServer)
      let waiting = Task { try await Movement.objects.count() }
      #expect(try await eventually { () async throws -> Bool in try bench.unanswered == 1 })
      waiting.cancel()
      await #expect(throws: CancellationError.self) { _ = try await waiting.value }
      proxy.heal()
      try await bench.expectService()
    }
  }

  @Test("A cancelled transaction returns, and nothing of it is stored")
  func transaction() async throws {
    try await withProxy { bench, proxy async throws in
      let waiting = Task {
        try await bench.database.transaction {
          _ = try await Movement.objects.create(token: "a")
          proxy.fail(.freeze, after: 0, .toServer)
          _ = try await Movement.objects.create(token: "b")
        }
      }
      try await bench.waitUntil(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'")
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
      proxy.heal()
      try await bench.expectService()
      #expect(try bench.tokens() == [])
    }
  }

  @Test("A cancelled transaction returns whose statement was answered, but whose request to cancel is swallowed")
  func swallowed() async throws {
    try await withProxy { bench, proxy async throws in
      _ = try await Movement.objects.create(token: "a")
      let raw = try bench.raw()
      try raw.run("BEGIN; UPDATE movement SET amount = 1")
      let waiting = Task {
        try await bench.database.transaction { _ = try await Movement.objects.update { $0.amount.set(2) } }
      }
      try await bench.waitUntil(FaultBench.waitsForALock)
      proxy.fail(.freeze, after: 0, .toServer)
      waiting.cancel()
      // The answer arrives. The earlier request does not reach the server.
      try raw.run("COMMIT")
      await #expect(throws: CancellationError.self) { try await waiting.value }
      proxy.heal()
      try await bench.expectService()
      #expect(try await Movement.objects.get { $0.token == "a" }.amount == 1)
    }
  }

  @Test("A commit without an answer: the cancelled task learns that nobody knows")
  func commit() async throws {
    try await withProxy { bench, proxy async throws in
      let waiting = Task {
        try await bench.database.transaction {
          _ = try await Movement.objects.create(token: "a")
          // The answer to the commit does not come.
          proxy.fail(.freeze, after: 1, .toClient)
        }
      }
      let came = try await eventually { () async throws -> Bool in try bench.tokens() == ["a"] }
      #expect(came)
      waiting.cancel()
      let error = try await failure { try await waiting.value }
      #expect(error?.code == .commitOutcomeUnknown)
      proxy.heal()
      try await bench.expectService()
      #expect(try bench.tokens() == ["a"])
    }
  }

  @Test("A cancelled task behind another's statement returns, and the other's statement goes on")
  func behind() async throws {
    try await withFaults(connections: 1) { bench async throws in
      _ = try await Movement.objects.create(token: "a")
      let raw = try bench.raw()
      try raw.run("BEGIN; UPDATE movement SET amount = 1")
      let first = Task { try await Movement.objects.update { $0.amount.set(2) } }
      try await bench.waitUntil(FaultBench.waitsForALock)
      let behind = Task { try await Movement.objects.count() }
      #expect(try await eventually { () async throws -> Bool in try bench.unanswered == 2 })
      behind.cancel()
      await #expect(throws: CancellationError.self) { _ = try await behind.value }
      try raw.run("COMMIT")
      #expect(try await first.value == 1)
      #expect(try await Movement.objects.get { $0.token == "a" }.amount == 2)
    }
  }
}
