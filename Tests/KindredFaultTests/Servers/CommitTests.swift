import Kindred
import PostgresTestServer
import Testing

@testable import KindredPostgres

@Suite("What a commit came to", .serialized, .timeLimit(.minutes(2)))
struct CommitTests {
  /// A server that waits for a tenth of a second in each commit before it writes it, so that something can happen then.
  private static let slowCommits = ["fsync = on", "commit_delay = 100000", "commit_siblings = 0"]

  private func end(_ query: String, _ bench: FaultBench) throws {
    try bench.raw().run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE \(query)")
  }

  @Test("A session that is ended while the server commits: the server confirms the commit, and so does Kindred")
  func confirmed() async throws {
    try await withServer(settings: Self.slowCommits, connections: 1) { bench, _ async throws in
      for round in 0..<10 {
        let commits = "application_name = 'kindred' AND state = 'active' AND query = 'COMMIT'"
        let writing = Task {
          try await bench.database.transaction { _ = try await Movement.objects.create(token: "\(round)") }
        }
        try await bench.waitUntil("SELECT 1 FROM pg_stat_activity WHERE \(commits)")
        try end(commits, bench)
        try await writing.value
        #expect(try bench.tokens().count == round + 1)
        // The end of the session is noticed before the next round.
        #expect(try await eventually { try bench.pool.counts.existing == 0 })
      }
    }
  }

  @Test("The same for a single statement, whose row has come back")
  func single() async throws {
    try await withServer(settings: Self.slowCommits, connections: 1) { bench, _ async throws in
      for round in 0..<10 {
        let inserts = "application_name = 'kindred' AND state = 'active' AND query LIKE 'INSERT%'"
        let writing = Task { try await Movement.objects.create(token: "\(round)") }
        try await bench.waitUntil("SELECT 1 FROM pg_stat_activity WHERE \(inserts)")
        try end(inserts, bench)
        #expect(try await writing.value.id != .unsaved)
        #expect(try bench.tokens().count == round + 1)
        // The end of the session is noticed before the next round.
        #expect(try await eventually { try bench.pool.counts.existing == 0 })
      }
    }
  }

  @Test("A connection that is lost before the commit was sent: nothing is stored, and that is said")
  func notSent() async throws {
    try await withFaults(connections: 1) { bench async throws in
      for round in 0..<20 {
        let error = try await failure {
          try await bench.database.transaction {
            _ = try await Movement.objects.create(token: "\(round)")
            try end("application_name = 'kindred' AND datname = current_database()", bench)
            try await bench.waitUntil("SELECT 1 WHERE NOT EXISTS (\(FaultBench.processes))")
          }
        }
        #expect(error?.code == .connectionLost, "round \(round)")
      }
      #expect(try bench.tokens() == [])
    }
  }

  @Test("A pooler that loses its server during the commit: nobody knows")
  func pooler() async throws {
    let (pooled, direct) = try Bouncer.shared.newDatabase()
    try await withFaults(pooled, direct: direct, connections: 1, statements: .unnamed) { bench async throws in
      // The commit checks the constraint, which waits for a lock that the test has.
      let raw = try bench.raw()
      try raw.run(
        """
        CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON movement DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION wait();
        SELECT pg_advisory_lock(1)
        """)
      let writing = Task {
        try await failure {
          try await bench.database.transaction { _ = try await Movement.objects.create(token: "a") }
        }
      }
      try await bench.waitUntil(FaultBench.waitsForALock)
      let pids = try raw.run("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
      for pid in pids { try raw.run("SELECT pg_terminate_backend(\(pid))") }
      // The server says that it ends the session; what the pooler makes of that may be its own word for it.
      let code = try await writing.value?.code
      #expect(code == .connectionLost || code == .commitOutcomeUnknown)
      #expect(try bench.tokens() == [])
    }
  }
}
