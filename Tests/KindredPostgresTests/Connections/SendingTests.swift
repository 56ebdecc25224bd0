import PostgresTestServer
import Testing

@testable import KindredCore
@testable import KindredPostgres

@Suite("Who may send on a connection")
struct SendingTests {
  /// The failure of a statement that a lease sends.
  private func failure(of lease: PostgresLease) async -> KindredError? {
    let answer = await lease.link.perform(for: lease) { outbox, _ in outbox.run("SELECT 1") }
    do {
      _ = try answer.checked()
      return nil
    } catch {
      return error as? KindredError
    }
  }

  @Test("A lease that is over sends nothing, not even where nobody else has the connection")
  func over() async throws {
    try await withDatabase { bench async throws in
      for access in [Access.write, .transaction] {
        let lease = try #require(try await bench.database.driver.acquire(access) as? PostgresLease)
        #expect(await failure(of: lease) == nil)
        bench.database.driver.release(lease)
        #expect(await failure(of: lease)?.code == .transaction)
      }
    }
  }

  @Test("While a transaction has a connection, nobody else's statement is sent there, whatever the pool thinks")
  func excluded() async throws {
    try await withDatabase { bench async throws in
      let owner = try #require(try await bench.database.driver.acquire(.transaction) as? PostgresLease)
      let statement = PostgresLease(link: owner.link, use: .statement, since: nil)
      let other = PostgresLease(link: owner.link, use: .transaction, since: nil)
      owner.link.begin(other)
      #expect(await failure(of: statement)?.code == .transaction)
      #expect(await failure(of: other)?.code == .transaction)
      #expect(await failure(of: owner) == nil)
      bench.database.driver.release(owner)
      #expect(await failure(of: statement) == nil)
    }
  }

  @Test(
    "A transaction in line gets the connection when the server has answered what was sent last and left behind",
    .timeLimit(.minutes(1)))
  func leftBehind() async throws {
    let settings = try Cluster.shared.newDatabase()
    var configuration = PostgresConfiguration(settings, maximumConnections: 1, leaseTimeout: .seconds(600))
    // No timer is to help, which would bring the pool in order as well.
    configuration.pool.idleTimeout = nil
    configuration.pool.checkAfter = nil
    configuration.pool.maximumLifetime = nil
    let database = try await Database(postgres: configuration)
    let driver = try #require(database.driver as? PostgresDriver)
    let lease = try #require(try await driver.acquire(.transaction) as? PostgresLease)
    // Another session's lock keeps the server from answering until the next one is in line.
    let blocker = try RawConnection(settings)
    try blocker.run("SELECT pg_advisory_lock(15)")
    lease.link.post(for: lease) { outbox, _ in outbox.run("SELECT pg_advisory_xact_lock(15)") }
    driver.release(lease)
    let next = Task { try await driver.acquire(.transaction) }
    while driver.pool.counts.waiting == 0 { await Task.yield() }
    try blocker.run("SELECT pg_advisory_unlock(15)")
    let given = try #require(try await next.value as? PostgresLease)
    #expect(given.link === lease.link)
    driver.release(given)
    await database.close()
  }
}
