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
}
