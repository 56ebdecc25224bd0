import Foundation
import Kindred
import PostgresTestServer
import Testing

@testable import KindredPostgres

@Suite("A server that dies", .serialized, .timeLimit(.minutes(2)))
struct DyingServerTests {
  @Test("A process of the server is killed inside a transaction")
  func backend() async throws {
    // With one connection only: the others would end a moment later, when the server notices.
    try await withServer(connections: 1) { bench, _ async throws in
      let raw = try bench.raw()
      let error = try await failure {
        try await bench.database.transaction {
          _ = try await Movement.objects.create(token: "a")
          let pids = try raw.run(FaultBench.processes)
          #expect(pids.count == 1)
          for pid in pids { signal(SIGKILL, to: pid) }
          _ = try await Movement.objects.create(token: "b")
        }
      }
      #expect(error?.code == .connectionLost)
      // The server ends its other sessions as soon as it notices; until then it serves.
      #expect(try await eventually { (try? raw.run("SELECT 1")) == nil })
      try await bench.expectService()
      #expect(try bench.tokens() == [])
    }
  }

  @Test("The whole server is killed inside a transaction, and started again")
  func whole() async throws {
    try await withServer { bench, cluster async throws in
      _ = try await Movement.objects.create(token: "kept")
      let error = try await failure {
        try await bench.database.transaction {
          _ = try await Movement.objects.create(token: "a")
          try await blocking { cluster.kill() }
          _ = try await Movement.objects.create(token: "b")
        }
      }
      #expect(error?.code == .connectionLost)
      let came = try await eventually { () async throws -> Bool in
        let error = try await failure { _ = try await Movement.objects.count() }
        #expect(error?.code == .cannotOpen || error?.code == .connectionLost)
        return error?.message.contains("Check host and port, and that the server runs") == true
      }
      #expect(came)
      try await blocking { try cluster.start() }
      try await bench.expectService()
      #expect(try bench.tokens() == ["kept"])
    }
  }

  @Test("Restarts under load: what was acknowledged is stored, and nothing ran twice")
  func restarts() async throws {
    try await withServer { bench, cluster async throws in
      let acknowledged = Notes<String>()
      let refused = Notes<String>()
      let codes = Notes<KindredError.Code>()
      let isOver = Flag()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<4 {
          group.addTask {
            for number in 0... {
              if isOver.isSet { return }
              let token = "\(task)-\(number)"
              let error = try await failure {
                if number % 2 == 0 {
                  _ = try await Movement.objects.create(token: token)
                } else {
                  try await bench.database.transaction { _ = try await Movement.objects.create(token: token) }
                }
              }
              guard let error else {
                acknowledged.add(token)
                continue
              }
              codes.add(error.code)
              let isUncertain =
                error.code == .commitOutcomeUnknown || (number % 2 == 0 && error.code == .connectionLost)
              if !isUncertain { refused.add(token) }
            }
          }
        }
        for way in [OwnCluster.Shutdown.immediate, .fast, .immediate] {
          let count = acknowledged.all.count
          #expect(try await eventually { acknowledged.all.count >= count + 20 })
          try await blocking {
            try cluster.stop(way)
            try cluster.start()
          }
        }
        let count = acknowledged.all.count
        #expect(try await eventually { acknowledged.all.count >= count + 20 })
        isOver.set()
        try await group.waitForAll()
      }
      let stored = try bench.tokens()
      #expect(Set(acknowledged.all).isSubset(of: Set(stored)))
      #expect(Set(refused.all).isDisjoint(with: Set(stored)))
      // A row that was sent twice would have met itself.
      #expect(
        Set(codes.all).isSubset(of: [.connectionLost, .commitOutcomeUnknown, .cannotOpen, .leaseTimeout]),
        "\(Set(codes.all))")
      #expect(!codes.all.isEmpty)
    }
  }

  @Test("A server that is starting says so")
  func starting() async throws {
    let mark = "/tmp/kindred-standby-\(UUID().uuidString)"
    try Data().write(to: URL(fileURLWithPath: mark))
    defer { try? FileManager.default.removeItem(atPath: mark) }
    // Without queries on the standby it stays where a server is that starts.
    let cluster = try await blocking {
      let cluster = try OwnCluster(settings: ["hot_standby = off"], files: ["standby.signal": mark])
      try cluster.start(waits: false)
      return cluster
    }
    defer { cluster.kill() }
    let came = try await eventually { () async throws -> Bool in
      let error = try await failure { _ = try await Database(postgres: PostgresConfiguration(cluster.settings)) }
      #expect(error?.code == .cannotOpen)
      return error?.message.contains("The server is starting or stopping; try again in a moment.") == true
    }
    #expect(came)
  }

  @Test("A server without a free connection: who waits is served by those that there are")
  func full() async throws {
    let settings = ["max_connections = 5", "superuser_reserved_connections = 0"]
    try await withServer(settings: settings) { bench, cluster async throws in
      _ = try await Movement.objects.create(token: "a")
      #expect(try await eventually { try !bench.pool.isOpening })
      let free = try 5 - bench.pool.counts.existing
      var taken = (0..<free).compactMap { _ in try? bench.raw() }
      #expect(taken.count == free)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<40 {
          group.addTask {
            if number % 2 == 0 {
              _ = try await Movement.objects.count()
            } else {
              try await bench.database.transaction { _ = try await Movement.objects.create(token: "\(number)") }
            }
          }
        }
        try await group.waitForAll()
      }
      let error = try await failure { _ = try await Database(postgres: PostgresConfiguration(cluster.settings)) }
      #expect(error?.code == .cannotOpen)
      #expect(error?.message.contains("The server has no connection left; lower the pool's maximum.") == true)
      #expect(try taken[0].run("SELECT count(*) FROM movement") == ["21"])
      taken = []
      try await bench.expectService()
    }
  }
}
