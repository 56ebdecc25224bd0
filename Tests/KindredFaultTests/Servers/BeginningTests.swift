import Foundation
import Kindred
import PostgresTestServer
import Testing

@testable import KindredPostgres

@Suite("The beginning of a transaction", .serialized, .timeLimit(.minutes(2)))
struct BeginningTests {
  private typealias Server = FakeServer

  private func failed(_ sqlState: String) -> [UInt8] {
    Server.message("E", Array("SERROR\0VERROR\0C\(sqlState)\0Mno\0\0".utf8)) + Server.ready("I")
  }

  private func withAnswers(
    _ pieces: [[UInt8]], _ body: (Database, FakeServer) async throws -> Void
  ) async throws {
    let server = try Server([Server.welcome, Server.done("SET") + Server.ready] + pieces)
    defer { server.close() }
    let database = try await Database(postgres: PostgresConfiguration(server.settings, maximumConnections: 1))
    try await body(database, server)
    await database.close(within: .zero)
  }

  @Test("BEGIN leaves with the first statement, and a transaction without statements sends nothing")
  func together() async throws {
    try await withAnswers([
      Server.ran("BEGIN") + Server.described + Server.ready("T"), Server.ran("UPDATE 1") + Server.ready("T"),
      Server.ran("COMMIT") + Server.ready("I"),
    ]) { database, server in
      try await database.transaction {}
      try await database.transaction { try await database.transaction {} }
      try await database.transaction { _ = try await database.execute("UPDATE a SET b = 1") }
      let said = server.said.dropFirst(2)
      #expect(said.count == 3)
      #expect(said.first?.contains("BEGIN") == true && said.first?.contains("UPDATE a") == true)
      #expect(said.last?.contains("COMMIT") == true)
    }
  }

  @Test("If BEGIN fails, no statement of the block is sent outside of a transaction, whoever sends it")
  func failure() async throws {
    // The server has an answer for each statement that would reach it.
    let stored = Server.ran("UPDATE 1") + Server.ready("I")
    try await withAnswers([failed("53200"), stored, stored, stored, stored]) { database, server in
      await #expect(throws: KindredError.self) {
        try await database.transaction {
          try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { _ = try await database.execute("UPDATE a SET b = 1") } }
            while let result = await group.nextResult() { _ = result }
          }
        }
      }
      let updates = server.said.filter { $0.contains("UPDATE") }
      #expect(updates.count == 1)
      #expect(updates.first?.contains("BEGIN") == true)
      #expect(!server.said.contains { $0.contains("COMMIT") })
    }
  }

  @Test("A savepoint that never began is not confused with the one before it")
  func siblings() async throws {
    let hit = Server.message("E", Array("SERROR\0VERROR\0C57014\0Mno\0\0".utf8)) + Server.ready("E")
    try await withAnswers([
      Server.ran("BEGIN") + Server.ran("SAVEPOINT") + Server.described + Server.ready("T"),
      Server.ran("UPDATE 1") + Server.ready("T"),
      // The RELEASE of the first block is hit, and the SAVEPOINT of the second is skipped.
      hit,
      Server.ran("ROLLBACK") + Server.ran("RELEASE") + Server.ready("T"), Server.ran("ROLLBACK") + Server.ready("I"),
    ]) { database, server in
      _ = try? await database.transaction {
        try await database.transaction { _ = try await database.execute("UPDATE a SET b = 1") }
        _ = try? await database.transaction { _ = try await database.execute("UPDATE a SET b = 1") }
      }
      func names(_ regex: Regex<(Substring, Substring)>) -> [Substring] {
        server.said.flatMap { text in text.matches(of: regex).map(\.output.1) }
      }
      let begun = names(/\0SAVEPOINT (kindred_[0-9]+)/).first
      let undone = names(/ROLLBACK TO SAVEPOINT (kindred_[0-9]+)/).first
      #expect(begun != nil)
      #expect(undone != nil)
      #expect(begun != undone)
    }
  }

  @Test("A task that waits for BEGIN is cancelled while the answer to its child arrives")
  func cancelledParent() async throws {
    try await withFaults(connections: 1) { bench async throws in
      let database = bench.database
      // Its types are known from now on.
      _ = try await database.execute("SELECT pg_sleep(0.3)")
      let (isOver, isCancelled, isWaiting) = (Flag(), Flag(), Flag())
      let task = Task {
        defer { isOver.set() }
        try await database.transaction {
          async let slow = database.execute("SELECT pg_sleep(0.3)")
          _ = try await eventually { try bench.unanswered == 1 }
          await withTaskCancellationHandler {
            isWaiting.set()
            // It has a limit, so that it waits until the transaction has begun, cancelled or not.
            _ = try? await database.transaction(statementTimeout: .seconds(5)) {}
          } onCancel: {
            // The lock of this task is held until the answer to BEGIN has arrived.
            usleep(600_000)
          }
          _ = try? await slow
        }
      }
      #expect(try await eventually { isWaiting.isSet })
      Thread.detachNewThread {
        task.cancel()
        isCancelled.set()
      }
      #expect(try await eventually { isCancelled.isSet && isOver.isSet })
    }
  }
}
