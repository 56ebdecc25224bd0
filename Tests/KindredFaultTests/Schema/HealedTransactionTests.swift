import Kindred
import KindredPostgres
import PostgresTestServer
import Testing

@testable import KindredCore
@testable import KindredPostgres

/// The first statement of a transaction is sent again where what was prepared is out of date, which begins the
/// transaction anew. Nothing else of it may be lost with that.
@Suite("What heals in a transaction keeps what others did in it", .timeLimit(.minutes(2)))
struct HealedTransactionTests {
  /// Makes the first insertion into `account` fail as one whose types have changed.
  private static let failsOnce = """
    CREATE SEQUENCE attempt;
    CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN
        IF nextval('attempt') = 1 THEN RAISE EXCEPTION 'once' USING ERRCODE = '42804'; END IF;
        RETURN NEW;
      END $$;
    CREATE TRIGGER fail_once BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION fail_once()
    """

  /// Makes the next transaction begin before its first statement, as after the cancellation of another one.
  ///
  /// Otherwise a child's statement is sent only once the server has answered the first one.
  private func beginAtOnce(_ bench: FaultBench) async throws {
    let driver = try #require(bench.database.driver as? PostgresDriver)
    let lease = try #require(try await driver.acquire(.transaction) as? PostgresLease)
    lease.link.locked { lease.link.mayBeHit = true }
    driver.release(lease)
  }

  @Test("What a child wrote while another one's statement was asked for its types is not undone")
  func sibling() async throws {
    try await withFaults(connections: 1) { bench async throws in
      try bench.raw().run(Self.failsOnce)
      _ = try await Movement.objects.create(token: "known")
      try await beginAtOnce(bench)
      let raw = try bench.raw()
      let outcome = try await failure {
        try await bench.database.transaction {
          try raw.run("BEGIN; LOCK TABLE account")
          async let first = failure { _ = try await Account.objects.create(number: 1, balance: 0) }
          try await bench.waitUntil(FaultBench.waitsForALock)
          async let second: Movement = Movement.objects.create(token: "sibling")
          #expect(try await eventually { try bench.unanswered == 2 })
          try raw.run("COMMIT")
          _ = try await second
          if let error = try await first { throw error }
        }
      }
      // The transaction fails, or everything in it is stored.
      #expect(try bench.tokens() == (outcome == nil ? ["known", "sibling"] : ["known"]))
      // Its types were asked for just now, so that it is the statement's own failure.
      #expect(outcome?.code == .schema)
    }
  }

  @Test("A transaction in line is served when what another one left behind is answered")
  func leftBehind() async throws {
    try await withFaults(connections: 1) { bench async throws in
      let driver = try #require(bench.database.driver as? PostgresDriver)
      let raw = try bench.raw()
      try raw.run("SELECT pg_advisory_lock(1)")
      let lease = try #require(try await driver.acquire(.transaction) as? PostgresLease)
      lease.link.leave(for: lease) { outbox, _ in outbox.run("SELECT pg_advisory_xact_lock(1)") }
      driver.release(lease)
      let next = Task { try await bench.database.transaction { _ = try await Movement.objects.count() } }
      #expect(try await eventually { try bench.pool.counts.waiting == 1 })
      try raw.run("SELECT pg_advisory_unlock(1)")
      try await next.value
    }
  }

  @Test("An advisory lock is held to the end of the transaction, or the transaction fails")
  func advisoryLock() async throws {
    try await withFaults(connections: 1) { bench async throws in
      #expect(try await Movement.objects.all() == [])
      try bench.raw().run("ALTER TABLE movement ALTER COLUMN amount TYPE integer")
      let error = try await failure {
        try await bench.database.transaction {
          try await bench.database.advisoryLock("job")
          _ = try await Movement.objects.all()
          #expect(try bench.raw().run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == ["1"])
        }
      }
      #expect(error?.code == .serializationFailure)
      // It can be run again, and is then served.
      try await bench.database.transaction {
        try await bench.database.advisoryLock("job")
        _ = try await Movement.objects.all()
        #expect(try bench.raw().run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == ["1"])
      }
    }
  }
}
