import KindredCore
import KindredMigrations
import PostgresTestServer
import Testing

@Suite("Indexes that are made while others work", .timeLimit(.minutes(5)))
struct ConcurrentIndexTests {
  private static let initial = MigrationDefinition(
    id: "Work.0001_initial",
    operations: [
      CreateTable("job") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("number", .integer(bits: 64))
      }
    ])
  private static let indexing = MigrationDefinition(
    id: "Work.0002_index", after: ["Work.0001_initial"], operations: [AddIndex("job", on: "number", name: "job_own")])

  /// Begins to make the index while a transaction is open that has written to the table, for which it has to wait.
  private func withWaitingIndex(
    _ body: (MigrationBench, RawConnection, Task<[MigrationPlan.Item], any Error>, String) async throws -> Void
  ) async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Self.initial]).migrate()
      let writer = try RawConnection(bench.place)
      try writer.run("BEGIN")
      try writer.run("INSERT INTO job (number) VALUES (1)")
      let database = bench.database
      let migrating = Task { try await Migrator(database, definitions: [Self.initial, Self.indexing]).migrate() }
      let looker = try RawConnection(bench.place)
      var sessions: [String] = []
      while sessions.isEmpty {
        await Task.yield()
        sessions = try looker.run(
          """
          SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
          AND query LIKE 'CREATE INDEX CONCURRENTLY%'
          """)
      }
      try await body(bench, writer, migrating, sessions[0])
    }
  }

  private func expectIndex(_ bench: MigrationBench) async throws {
    #expect(
      try await bench.texts("SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'job_own'::regclass") == ["true"])
    #expect(try await bench.recorded() == ["Work.0001_initial applied", "Work.0002_index applied"])
    #expect(try await Migrator(bench.database, definitions: [Self.initial, Self.indexing]).drift() == [])
  }

  @Test("Case 19: rows are inserted while the index is being made")
  func inserting() async throws {
    try await withWaitingIndex { bench, writer, migrating, _ in
      let other = try RawConnection(bench.place)
      // A statement that had to wait would fail.
      try other.run("SET lock_timeout = 100")
      try other.run("INSERT INTO job (number) VALUES (2)")
      try other.run("UPDATE job SET number = 3 WHERE number = 2")
      try writer.run("COMMIT")
      #expect(try await migrating.value.map(\.definition.id) == ["Work.0002_index"])
      try await expectIndex(bench)
      #expect(try await bench.numbers("SELECT number FROM job ORDER BY number") == [1, 3])
    }
  }

  @Test("Case 20: a session that is killed while it makes an index leaves an invalid one, which is replaced")
  func killed() async throws {
    try await withWaitingIndex { bench, writer, migrating, session in
      let killer = try RawConnection(bench.place)
      try killer.run("SELECT pg_terminate_backend(\(session))")
      while try !killer.run("SELECT pid FROM pg_stat_activity WHERE pid = \(session)").isEmpty { await Task.yield() }
      // Dropping the invalid index waits for this one too.
      try writer.run("COMMIT")
      await #expect(throws: MigrationError.self) { try await migrating.value }
      try await Migrator(bench.database, definitions: [Self.initial, Self.indexing]).migrate()
      try await expectIndex(bench)
    }
  }
}
