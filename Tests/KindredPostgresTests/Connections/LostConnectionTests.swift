import Foundation
import KindredCore
import PostgresTestServer
import Testing

@testable import HandWritten
@testable import KindredPostgres

@Suite struct LostConnectionTests {
  private let kill = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'kindred'
    """

  @Test func idleConnectionsAreReplaced() async throws {
    try await withDatabase { bench async throws in
      #expect(try await Blog.objects.count() == 0)
      try bench.raw().run(kill)
      try await bench.waitUntil(
        """
        SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'kindred')
        """)
      try await Task.sleep(for: .milliseconds(50))
      #expect(try await Blog.objects.count() == 0)
    }
  }

  @Test func aStatementUnderWaySaysThatItsConnectionBroke() async throws {
    try await withDatabase(connections: 2) { bench async throws in
      _ = try await Note.objects.create(Note(slug: "a"))
      let raw = try bench.raw()
      try raw.run("BEGIN")
      try raw.run("UPDATE note SET weight = 1")
      let blocked = Task { try await Note.objects.update { $0.weight.set(2) } }
      try await bench.waitUntil(TestBench.waitsForALock)
      try raw.run(kill)
      await expectError(.connectionLost) { _ = try await blocked.value }
      try raw.run("COMMIT")
      #expect(try await Note.objects.filter { $0.weight == 1 }.count() == 1)
    }
  }

  @Test func aTransactionSaysThatItsConnectionBroke() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      await expectError(.connectionLost) {
        try await bench.database.transaction {
          _ = try await Note.objects.create(Note(slug: "a"))
          try bench.raw().run(kill)
          _ = try await Note.objects.create(Note(slug: "b"))
        }
      }
      #expect(try await Note.objects.count() == 0)
    }
  }

  /// The commit waits for a check that a lock holds up. The server gives up there, and says so.
  @Test func aCommitThatTheServerEndsIsNotStored() async throws {
    try await cutCommit(code: .connectionLost) { try $0.raw().run(kill) }
  }

  /// The same, but the connection is cut without a word.
  @Test func aCommitWithoutAnAnswerSaysThatNobodyKnows() async throws {
    try await cutCommit(code: .commitOutcomeUnknown) { bench in
      let driver = try #require(bench.database.driver as? PostgresDriver)
      for case let link as PostgresLink in driver.pool.resources { _ = shutdown(link.socket, Int32(SHUT_RDWR)) }
    }
  }

  private func cutCommit(code: KindredError.Code, _ cut: (TestBench) throws -> Void) async throws {
    try await withDatabase(connections: 1) { bench async throws in
      let blog = try await Blog.objects.create(name: "x")
      let raw = try bench.raw()
      try raw.run("BEGIN")
      try raw.run("SELECT * FROM blog FOR UPDATE")
      let committing = Task {
        try await bench.database.transaction { _ = try await Entry.objects.create(blog: blog, headline: "h") }
      }
      try await bench.waitUntil(
        TestBench.waitsForALock + " AND query = 'COMMIT'")
      try cut(bench)
      await expectError(code) { try await committing.value }
      try raw.run("ROLLBACK")
      #expect(try await Blog.objects.count() == 1)
    }
  }
}
