import Kindred
import KindredPostgres
import PostgresTestServer
import Testing

/// A query and what is loaded with it, in one round trip.
@Suite("Statements that leave together", .serialized, .timeLimit(.minutes(2)))
struct TogetherTests {
  /// Makes two shelves: one with two volumes of one leaf each, and an empty one.
  private func fill() async throws {
    let shelf = try await Shelf.objects.create(name: "full")
    _ = try await Shelf.objects.create(name: "empty")
    for title in ["a", "b"] {
      let volume = try await shelf.volumeSet.create(title: title)
      _ = try await volume.leafSet.create(number: 1)
    }
  }

  /// The names of the shelves, each with the titles of its volumes and how many leaves they have.
  private func load() async throws -> [String] {
    var texts: [String] = []
    for shelf in try await Shelf.objects.order({ $0.id }).prefetchRelated({ $0.volume.leaf }).all() {
      var text = shelf.name
      for volume in try await shelf.volumeSet.order({ $0.title }).all() { text += " \(volume.title)" }
      for volume in try await shelf.volumeSet.all() { text += " \(try await volume.leafSet.count())" }
      texts.append(text)
    }
    return texts
  }

  private func read() async throws -> [Shelf] { try await Shelf.objects.prefetchRelated { $0.volume.leaf }.all() }

  @Test("A tree of three levels is asked for before the first answer is there")
  func oneRoundTrip() async throws {
    try await withProxy { bench, proxy async throws in
      try await fill()
      // The first time, the server is asked for the types of parameters.
      _ = try await read()
      let before = proxy.passed(.toServer)
      _ = try await read()
      let length = proxy.passed(.toServer) - before
      proxy.hold(.toClient)
      let start = proxy.passed(.toServer)
      async let found = read()
      let isAllSent = try await eventually { proxy.passed(.toServer) - start >= length }
      #expect(isAllSent, "\(proxy.passed(.toServer) - start) of \(length) bytes")
      proxy.heal()
      #expect(try await found.count == 2)
      #expect(proxy.passed(.toServer) - start == length)
      #expect(try await load() == ["full a b 1 1", "empty"])
    }
  }

  @Test("All of it is of one snapshot")
  func snapshot() async throws {
    try await withProxy { bench, proxy async throws in
      try await fill()
      _ = try await read()
      let other = try bench.raw()
      try other.run("BEGIN")
      try other.run("LOCK TABLE leaf")
      async let found = read()
      // It has read the shelves, and waits for the leaves.
      try await bench.waitUntil(FaultBench.waitsForALock)
      try other.run("DELETE FROM leaf")
      try other.run("DELETE FROM volume")
      try other.run("COMMIT")
      let shelves = try await found
      var leaves = 0
      for shelf in shelves {
        for volume in try await shelf.volumeSet.all() { leaves += try await volume.leafSet.count() }
      }
      #expect(leaves == 2)
      #expect(try await Volume.objects.count() == 0)
      _ = proxy
    }
  }

  @Test("After a change of the schema, and after a failure, the next one works")
  func changes() async throws {
    try await withFaults(connections: 1) { bench async throws in
      try await fill()
      #expect(try await load() == ["full a b 1 1", "empty"])
      let other = try bench.raw()
      try other.run("ALTER TABLE volume ALTER COLUMN title TYPE varchar(500)")
      #expect(try await load() == ["full a b 1 1", "empty"])
      try other.run("ALTER TABLE leaf RENAME TO sheet")
      let error = try await failure { _ = try await load() }
      #expect(error?.sqlState == "42P01")
      #expect(error?.model == "Leaf")
      try other.run("ALTER TABLE sheet RENAME TO leaf")
      #expect(try await load() == ["full a b 1 1", "empty"])
      try other.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kindred' AND datname = current_database()"
      )
      try await bench.expectService()
      #expect(try await load() == ["full a b 1 1", "empty"])
    }
  }

  @Test("A cancelled one ends, and leaves a usable connection")
  func cancelled() async throws {
    try await withFaults(connections: 1) { bench async throws in
      try await fill()
      _ = try await load()
      let other = try bench.raw()
      try other.run("BEGIN")
      try other.run("LOCK TABLE volume")
      let task = Task { try await read() }
      try await bench.waitUntil(FaultBench.waitsForALock)
      task.cancel()
      await #expect(throws: CancellationError.self) { _ = try await task.value }
      try other.run("ROLLBACK")
      #expect(try await load() == ["full a b 1 1", "empty"])
    }
  }

  @Test("Many tasks at once share few connections")
  func many() async throws {
    try await withFaults(connections: 2) { bench async throws in
      try await fill()
      let counts = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<24 {
          group.addTask {
            try await Shelf.objects.prefetchRelated { $0.volume.leaf }.all()[0].volumeSet.count()
          }
          group.addTask { try await Volume.objects.count() }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(counts == Array(repeating: 2, count: 48))
      _ = bench
    }
  }
}
