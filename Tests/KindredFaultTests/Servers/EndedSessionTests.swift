import Kindred
import PostgresTestServer
import Testing

@testable import KindredPostgres

@Suite("Sessions that the server ends", .timeLimit(.minutes(2)))
struct EndedSessionTests {
  @Test("An idle connection that was terminated is replaced, and nobody notices")
  func idle() async throws {
    try await withFaults { bench async throws in
      let driver = try #require(bench.database.driver as? PostgresDriver)
      for _ in 0..<10 {
        _ = try await Movement.objects.count()
        try bench.raw().run(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'kindred'
          """)
        // When the pool has dropped the connection, the driver also knows that it is broken.
        #expect(try await eventually { driver.pool.counts.existing == 0 })
        #expect(try await Movement.objects.count() == 0)
      }
    }
  }

  @Test("A transaction that was idle for too long")
  func idleInTransaction() async throws {
    try await withFaults(connections: 1) { bench async throws in
      let driver = try #require(bench.database.driver as? PostgresDriver)
      func limit(_ milliseconds: Int) async throws {
        try bench.raw().run(
          """
          DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database()
          || ' SET idle_in_transaction_session_timeout = \(milliseconds)'; END $$;
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'kindred'
          """)
        #expect(try await eventually { driver.pool.counts.existing == 0 })
      }
      try await limit(50)
      let error = try await failure {
        try await bench.database.transaction {
          _ = try await Movement.objects.create(token: "a")
          try await bench.waitUntil("SELECT 1 WHERE NOT EXISTS (\(FaultBench.processes))")
          _ = try await Movement.objects.create(token: "b")
        }
      }
      #expect(error?.code == .connectionLost)
      try await limit(0)
      try await bench.expectService()
      #expect(try bench.tokens() == [])
    }
  }
}
