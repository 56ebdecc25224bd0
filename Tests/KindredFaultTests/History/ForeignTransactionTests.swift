import Kindred
import PostgresTestServer
import Testing

@testable import KindredCore
@testable import KindredPostgres

@Suite("No statement runs in a transaction that is not its own", .timeLimit(.minutes(2)))
struct ForeignTransactionTests {
  private struct OwnFailure: Error {}

  @Test("A statement that is described first is not caught by a transaction that begins meanwhile")
  func describedFirst() async throws {
    try await withFaults(connections: 1) { bench async throws in
      let raw = try bench.raw()
      try raw.run("BEGIN; LOCK TABLE movement")
      let write = Task { try await Movement.objects.create(token: "a") }
      try await bench.waitUntil(FaultBench.waitsForALock)
      let isOver = Flag()
      let stranger = Task {
        try await bench.database.transaction {
          while !isOver.isSet { try await Task.sleep(for: .milliseconds(1)) }
          throw OwnFailure()
        }
      }
      // In line, or in the transaction already where that is wrong.
      #expect(
        try await eventually { try bench.pool.counts.waiting == 1 || bench.count { $0.lease != nil } == 1 })
      try raw.run("COMMIT")
      #expect(try await write.value.id != .unsaved)
      isOver.set()
      await #expect(throws: OwnFailure.self) { try await stranger.value }
      #expect(try bench.tokens() == ["a"])
    }
  }

  @Test("Single writes beside transactions that fail, with statements that are new to the server", arguments: [1, 3])
  func newStatements(connections: Int) async throws {
    try await withFaults(connections: connections) { bench async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<20 {
          group.addTask {
            for shape in 0..<10 {
              _ = try await Movement.objects.create(token: "\(number)-\(shape)")
              // Each number of conditions is a statement of its own.
              var rows = Movement.objects.filter { $0.token == "\(number)-\(shape)" }
              for _ in 0..<(number + shape) % 12 { rows = rows.filter { $0.amount != -1 } }
              #expect(try await rows.update { $0.amount.set(7) } == 1)
            }
          }
        }
        for number in 0..<4 {
          group.addTask {
            for round in 0..<20 {
              do {
                try await bench.database.transaction {
                  _ = try await Movement.objects.create(token: "undone \(number) \(round)")
                  throw OwnFailure()
                }
              } catch is OwnFailure {}
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try bench.raw().run("SELECT count(*) FROM movement WHERE amount = 7") == ["200"])
      #expect(try bench.tokens().count == 200)
    }
  }

  @Test("A changed schema sends nothing into a transaction")
  func changedSchema() async throws {
    try await withFaults(connections: 1) { bench async throws in
      try await bench.database.transaction {
        _ = try await Movement.objects.create(token: "a")
        let last = "SELECT query FROM pg_stat_activity WHERE pid IN (\(FaultBench.processes))"
        let before = try bench.raw().run(last)
        bench.database.driver.schemaChanged()
        try await bench.waitUntil("SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction'")
        #expect(try bench.raw().run(last) == before)
        _ = try await Movement.objects.create(token: "b")
      }
      #expect(try bench.tokens() == ["a", "b"])
    }
  }
}
