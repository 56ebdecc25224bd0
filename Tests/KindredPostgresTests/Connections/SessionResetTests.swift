import KindredCore
import PostgresTestServer
import Testing

@testable import KindredPostgres

@Suite struct SessionResetTests {
  /// What a lease's own text leaves behind is gone for the next user, who has the same connection and its prepared
  /// statements.
  @Test(arguments: [
    ("SET statement_timeout = 12345", "SELECT current_setting('statement_timeout') <> '0'"),
    ("SET TIME ZONE 'Asia/Tokyo'", "SELECT current_setting('TimeZone') <> 'UTC'"),
    ("CREATE TEMP TABLE leftover (a int)", "SELECT to_regclass('pg_temp.leftover') IS NOT NULL"),
    (
      "SELECT pg_advisory_lock(42)",
      "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())"
    ),
    ("LISTEN news", "SELECT EXISTS (SELECT pg_listening_channels())"),
    ("DECLARE leftover CURSOR WITH HOLD FOR SELECT 1", "SELECT EXISTS (SELECT FROM pg_cursors WHERE is_holdable)"),
  ])
  func nothingIsLeft(_ text: String, _ probe: String) async throws {
    try await withDatabase(connections: 1) { bench async throws in
      let driver = try #require(bench.database.driver as? PostgresDriver)
      #expect(try await Blog.objects.count() == 0)
      let lease = try #require(try await driver.acquire(.transaction) as? PostgresLease)
      try await lease.execute(text)
      driver.release(lease)
      let next = try #require(try await driver.acquire(.transaction) as? PostgresLease)
      #expect(next.link === lease.link)
      // A division by zero is the only way for text without rows to say something.
      try await next.execute("SELECT 1 / (CASE WHEN (\(probe)) THEN 0 ELSE 1 END)")
      driver.release(next)
      #expect(try await Blog.objects.count() == 0)
    }
  }

  @Test func anAbortedTransactionIsEnded() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      let driver = try #require(bench.database.driver as? PostgresDriver)
      let lease = try #require(try await driver.acquire(.transaction) as? PostgresLease)
      try await lease.execute("BEGIN")
      await expectError(.schema) { try await lease.execute("SELECT nonsense") }
      driver.release(lease)
      #expect(try await Blog.objects.count() == 0)
    }
  }
}
