import Kindred
import PostgresTestServer
import Testing

@testable import KindredPostgres

@Suite("What a commit came to", .serialized, .timeLimit(.minutes(2)))
struct CommitTests {
  /// A server that waits for a tenth of a second in each commit before it writes it, so that something can happen then.
  private static let slowCommits = ["fsync = on", "commit_delay = 100000", "commit_siblings = 0"]

  /// Ends sessions, and says how many there were.
  @discardableResult
  private func end(_ sessions: String, _ raw: RawConnection) throws -> Int {
    try raw.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE \(sessions)").count
  }

  /// Writes one row after the other, and ends the session of each as soon as a query of it is seen at work.
  ///
  /// A busy machine may look too late; then the row is written like any other, and the next one is tried.
  private func withEndings(
    of query: String, _ write: @escaping @Sendable (Database, _ token: String) async throws -> Void
  ) async throws {
    try await withServer(settings: Self.slowCommits, connections: 1) { bench, _ async throws in
      let sessions = "application_name = 'kindred' AND state = 'active' AND query LIKE '\(query)'"
      let raw = try bench.raw()
      var (endings, rows) = (0, 0)
      while endings < 10, rows < 400 {
        let (database, token, isOver) = (bench.database, "\(rows)", Flag())
        let writing = Task {
          defer { isOver.set() }
          try await write(database, token)
        }
        var hasEnded = false
        while !isOver.isSet, !hasEnded {
          hasEnded = try end(sessions, raw) > 0
          await Task.yield()
        }
        let error = try await failure { try await writing.value }
        rows += 1
        // The session may also be ended before the server commits: then that is said, and nothing is stored.
        #expect(error == nil || error?.code == .connectionLost)
        #expect(try bench.tokens().contains(token) == (error == nil))
        guard hasEnded else { continue }
        if error == nil { endings += 1 }
        // The end of the session is noticed before the next row.
        #expect(try await eventually { try bench.pool.counts.existing == 0 })
      }
      #expect(endings == 10)
    }
  }

  @Test("A session that is ended while the server commits: the server confirms the commit, and so does Kindred")
  func confirmed() async throws {
    try await withEndings(of: "COMMIT") { database, token in
      try await database.transaction { _ = try await Movement.objects.using(database).create(token: token) }
    }
  }

  @Test("The same for a single statement, whose row has come back")
  func single() async throws {
    try await withEndings(of: "INSERT%") { database, token in
      let row = try await Movement.objects.using(database).create(token: token)
      #expect(row.id != .unsaved)
    }
  }

  @Test("A connection that is lost before the commit was sent: nothing is stored, and that is said")
  func notSent() async throws {
    try await withFaults(connections: 1) { bench async throws in
      for round in 0..<20 {
        let error = try await failure {
          try await bench.database.transaction {
            _ = try await Movement.objects.create(token: "\(round)")
            try end("application_name = 'kindred' AND datname = current_database()", try bench.raw())
            try await bench.waitUntil("SELECT 1 WHERE NOT EXISTS (\(FaultBench.processes))")
          }
        }
        #expect(error?.code == .connectionLost, "round \(round)")
      }
      #expect(try bench.tokens() == [])
    }
  }

  @Test("A commit that fails before it begins leaves no transaction open for whoever has the connection next")
  func failedBeforeItBegan() async throws {
    typealias Server = FakeServer
    let timeout = Array("SERROR\0VERROR\0C57014\0Mcanceling statement due to statement timeout\0\0".utf8)
    let server = try Server([
      Server.welcome, Server.done("SET") + Server.ready,
      Server.ran("BEGIN") + Server.described + Server.ready("T"), Server.ran("UPDATE 1") + Server.ready("T"),
      Server.ended(Server.message("E", timeout)) + Server.ready("E"), Server.ran("ROLLBACK") + Server.ready("I"),
    ])
    defer { server.close() }
    let database = try await Database(postgres: PostgresConfiguration(server.settings, maximumConnections: 1))
    let error = try await failure {
      try await database.transaction { _ = try await database.execute("UPDATE a SET b = 1") }
    }
    #expect(error?.code == .statementTimeout)
    #expect(server.said.last?.contains("ROLLBACK") == true)
    await database.close(within: .zero)
  }

  @Test("A commit whose check fails is over, and the connection serves on")
  func deferredCheck() async throws {
    try await withFaults(connections: 1) { bench async throws in
      try bench.raw().run(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '23514'; END $$;
        CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON movement DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION refuse()
        """)
      let before = try bench.processes()
      for _ in 0..<5 {
        let error = try await failure {
          try await bench.database.transaction { _ = try await Movement.objects.create(token: "a") }
        }
        #expect(error?.code == .checkViolation)
        // The commit itself ended the transaction, so that nothing else had to be sent.
        let last = "SELECT query FROM pg_stat_activity WHERE pid IN (\(FaultBench.processes))"
        #expect(try bench.raw().run(last) == ["COMMIT"])
        #expect(try await Movement.objects.count() == 0)
      }
      #expect(try bench.processes() == before)
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
