import PostgresTestServer
import Testing

@testable import HandWritten
@testable import KindredCore
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

  /// The same through a transaction: the queries behind it see the tables, rights and settings of a new session.
  @Test(arguments: [
    "SET search_path TO nowhere", "SET default_transaction_read_only = on", "CREATE TEMP TABLE note (LIKE note)",
    "SET SESSION AUTHORIZATION pg_monitor", "SET ROLE pg_monitor",
    "SET lock_timeout = 1",
  ])
  func theNextQueriesSeeNothingOfATransactionsText(_ text: String) async throws {
    try await withDatabase(connections: 1) { bench async throws in
      let driver = try #require(bench.database.driver as? PostgresDriver)
      _ = try await Note.objects.create(Note(slug: "a"))
      let link = try #require(driver.pool.resources.first)
      try await bench.database.transaction {
        let transaction = try #require(Transaction.current(on: bench.database))
        try await transaction.statement { try await $0.execute(text) }
      }
      _ = try await Note.objects.create(Note(slug: "b"))
      #expect(try await Note.objects.count() == 2)
      try await bench.database.transaction {
        let transaction = try #require(Transaction.current(on: bench.database))
        try await transaction.statement {
          try await $0.execute("SELECT 1 / (current_setting('lock_timeout') = '0')::int")
        }
      }
      #expect(driver.pool.resources.map { $0 === link } == [true])
    }
  }

  @Test func aLockOfTheSessionIsFreeForOthers() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      let raw = try bench.raw()
      try await bench.database.transaction {
        let transaction = try #require(Transaction.current(on: bench.database))
        try await transaction.statement { try await $0.execute("SELECT pg_advisory_lock(4711)") }
        #expect(try raw.run("SELECT pg_try_advisory_lock(4711)") == ["f"])
      }
      // It is worked on behind the reset.
      #expect(try await Note.objects.count() == 0)
      #expect(try raw.run("SELECT pg_try_advisory_lock(4711)") == ["t"])
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
