import KindredCore
import PostgresTestServer
import Testing

@testable import HandWritten
@testable import KindredPostgres

@Suite struct CancellationTests {
  private let waiting = TestBench.waitsForALock
  private let pids = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'kindred'
    """

  /// A statement that waits for a lock, and one behind it on the same connection.
  @Test func stopsTheStatementOfTheTaskAndNoOther() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      _ = try await Note.objects.create(Note(slug: "a"))
      let raw = try bench.raw()
      try raw.run("BEGIN")
      try raw.run("UPDATE note SET weight = 1")
      let blocked = Task { try await Note.objects.update { $0.weight.set(2) } }
      try await bench.waitUntil(waiting)
      let behind = Task { try await Note.objects.count() }
      blocked.cancel()
      await #expect(throws: CancellationError.self) { _ = try await blocked.value }
      #expect(try await behind.value == 1)
      try raw.run("COMMIT")
      for _ in 0..<20 { #expect(try await Note.objects.filter { $0.weight == 1 }.count() == 1) }
    }
  }

  @Test func aCancelledTransactionRollsBackAndItsConnectionLives() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      _ = try await Note.objects.create(Note(slug: "a"))
      let raw = try bench.raw()
      let pid = try raw.run(pids)
      try raw.run("BEGIN")
      try raw.run("UPDATE note SET weight = 1")
      let blocked = Task {
        try await bench.database.transaction {
          _ = try await Note.objects.create(Note(slug: "b"))
          _ = try await Note.objects.update { $0.weight.set(2) }
        }
      }
      try await bench.waitUntil(waiting)
      blocked.cancel()
      await #expect(throws: CancellationError.self) { try await blocked.value }
      try raw.run("ROLLBACK")
      #expect(try await Note.objects.count() == 1)
      #expect(try raw.run(pids) == pid)
    }
  }

  @Test func aTaskThatWaitsForAConnectionGivesUp() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      try await bench.database.transaction {
        let waiting = Task.detached { try await bench.database.transaction {} }
        try await Task.sleep(for: .milliseconds(20))
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
      }
    }
  }

  @Test func manyCancellationsHitOnlyTheirOwn() async throws {
    try await withDatabase(connections: 2) { _ async throws in
      _ = try await Blog.objects.bulkCreate((0..<50).map { Blog(name: "\($0)") })
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<200 {
          group.addTask {
            let task = Task { try await Blog.objects.order { $0.name.asc }.all().count }
            if number % 2 == 0 {
              task.cancel()
              do { _ = try await task.value } catch is CancellationError {}
            } else {
              #expect(try await task.value == 50)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await Blog.objects.count() == 50)
    }
  }
}
