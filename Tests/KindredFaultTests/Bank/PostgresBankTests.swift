import Kindred
import PostgresTestServer
import Testing

@Suite("A bank on PostgreSQL", .timeLimit(.minutes(2)))
struct PostgresBankTests {
  /// Eight tasks at once, which meet all the time. The pauses are short, so that they go on meeting.
  private let retry = RetryPolicy(attempts: 1000, firstPause: .milliseconds(2), longestPause: .milliseconds(50))

  private func run(_ body: @escaping @Sendable (Database, Transfer) async throws -> Void) async throws {
    let settings = try Cluster.shared.newDatabase()
    // The server looks for deadlocks when somebody has waited for so long; by default a second.
    let quick = settings + " options='-c deadlock_timeout=10ms'"
    try await withFaults(quick, direct: settings, connections: 9) { bench async throws in
      try await Transfer.openAccounts()
      let acknowledged = Notes<String>()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<8 {
          group.addTask {
            for number in 0..<50 {
              let transfer = Transfer("\(task)-\(number)")
              try await body(bench.database, transfer)
              acknowledged.add(transfer.token)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(acknowledged.all.count == 400)
      #expect(try Set(bench.tokens()) == Set(acknowledged.all))
      #expect(try bench.tokens().count == 400)
      #expect(try bench.raw().run(Transfer.sum) == ["\(Transfer.accounts * Transfer.start)"])
      #expect(try bench.raw().run(Transfer.wrong) == [])
    }
  }

  @Test("Read, work out and write, serializable")
  func serializable() async throws {
    try await run { [retry] database, transfer in
      try await database.transaction(isolation: .serializable, retry: retry) { try await transfer.rewrite() }
    }
  }

  @Test("Updates worked out by the server, which lock each other out")
  func deadlocks() async throws {
    try await run { [retry] database, transfer in
      try await database.transaction(isolation: .readCommitted, retry: retry) { try await transfer.shift() }
    }
  }
}
