import Kindred
import PostgresTestServer
import SeededRandom
import Testing

@Suite("Many tasks and few connections", .serialized, .timeLimit(.minutes(2)))
struct StormTests {
  private func work(_ bench: FaultBench, _ number: Int) async throws {
    switch number % 3 {
    case 0: _ = try await Movement.objects.create(token: "\(number)")
    case 1: try await bench.database.transaction { _ = try await Movement.objects.create(token: "\(number)") }
    default: _ = try await Movement.objects.filter { $0.amount == 0 }.count()
    }
  }

  @Test("1,000 tasks on 5 connections are all served")
  func all() async throws {
    try await withFaults(connections: 5) { bench async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<1000 { group.addTask { try await work(bench, number) } }
        try await group.waitForAll()
      }
      let expected = (0..<1000).filter { $0 % 3 < 2 }.map(String.init)
      #expect(try Set(bench.tokens()) == Set(expected))
    }
  }

  @Test(
    "1,000 tasks cancelled at random: each has its result or was cancelled, and nothing is left running",
    arguments: [UInt64(1)])
  func cancelled(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    try await withFaults(connections: 5) { bench async throws in
      let tasks = (0..<1000).map { number in Task { try await work(bench, number) } }
      for task in tasks.shuffled(using: &random) {
        if Bool.random(using: &random) { task.cancel() }
        for _ in 0..<Int.random(in: 0...3, using: &random) { await Task.yield() }
      }
      var served: [String] = []
      for (number, task) in tasks.enumerated() {
        do {
          try await task.value
          if number % 3 < 2 { served.append("\(number)") }
        } catch is CancellationError {
        }
      }
      try await bench.waitUntil(FaultBench.isQuiet)
      try await bench.expectService()
      #expect(try Set(served).isSubset(of: Set(bench.tokens())))
    }
  }

  @Test("The cancellation of one task's statement never hits another's, which runs once", arguments: [UInt64(2)])
  func neighbours(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    try await withFaults(connections: 1) { bench async throws in
      _ = try await Movement.objects.create(token: "a")
      let rounds = 2000
      @Sendable func add() async throws -> Int {
        try await Movement.objects.filter { $0.token == "a" }.update { $0.amount.set($0.amount + 1) }
      }
      for round in 0..<rounds {
        let victim = Task { try await Movement.objects.count() }
        let other = Task {
          if round % 2 == 0 { return try await add() }
          return try await bench.database.transaction { try await add() }
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) { await Task.yield() }
        victim.cancel()
        #expect(try await other.value == 1)
        do {
          #expect(try await victim.value == 1)
        } catch is CancellationError {
        }
      }
      #expect(try await Movement.objects.get { $0.token == "a" }.amount == rounds)
    }
  }
}
