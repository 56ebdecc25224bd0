import KindredCore
import KindredSQLite
import KindredServiceLifecycle
import Logging
import ServiceLifecycle
import Testing

/// A service that says when it has ended.
private struct Worker: Service {
  let body: @Sendable () async throws -> Void
  func run() async throws { try await body() }
}

@Suite("A database is a service", .timeLimit(.minutes(2)))
struct ServiceTests {
  @Test("A graceful shutdown closes it, after the services that use it")
  func closesAtTheEnd() async throws {
    let database = try Database(sqlite: .inMemory)
    let trigger = AsyncStream<Void>.makeStream()
    let worker = Worker {
      trigger.continuation.finish()
      try? await gracefulShutdown()
      // It is stopped first and can still use the database.
      try await database.transaction {}
    }
    let group = ServiceGroup(services: [database, worker], logger: Logger(label: "test"))
    async let running: Void = group.run()
    for await _ in trigger.stream {}
    try await database.transaction {}
    await group.triggerGracefulShutdown()
    try await running
    await #expect { try await database.transaction {} } throws: { ($0 as? KindredError)?.code == .closed }
  }

  @Test("Cancelling the group closes it, too")
  func closesWhenCancelled() async throws {
    let database = try Database(sqlite: .inMemory)
    let started = AsyncStream<Void>.makeStream()
    let worker = Worker {
      started.continuation.finish()
      try? await gracefulShutdown()
    }
    let group = ServiceGroup(services: [database, worker], logger: Logger(label: "test"))
    let running = Task { try await group.run() }
    for await _ in started.stream {}
    running.cancel()
    _ = await running.result
    await #expect { try await database.transaction {} } throws: { ($0 as? KindredError)?.code == .closed }
  }
}
