import KindredCore
import KindredPostgres
import PostgresTestServer
import Synchronization
import Testing

@Suite("Conflicts and limits of a transaction")
struct ConflictTests {
  /// Reads a note in a snapshot, lets another connection change it, and then changes it as well.
  private func conflict(_ bench: TestBench, retry: RetryPolicy, runs: borrowing Atomic<Int>) async throws {
    let raw = try bench.raw()
    try await bench.database.transaction(isolation: .repeatableRead, retry: retry) {
      let run = runs.add(1, ordering: .relaxed).newValue
      let note = try await Note.objects.filter { $0.slug == "a" }.get()
      if run <= 2 { try raw.run("UPDATE note SET weight = weight + 10 WHERE slug = 'a'") }
      _ = try await Note.objects.filter { $0.slug == "a" }.update { $0.weight.set(note.weight + 1) }
    }
  }

  @Test("A serialization failure runs the block again, as often as it may")
  func serialization() async throws {
    try await withDatabase { bench async throws in
      _ = try await Note.objects.create(Note(slug: "a"))
      let runs = Atomic<Int>(0)
      try await conflict(bench, retry: .upTo(3), runs: runs)
      #expect(runs.load(ordering: .relaxed) == 3)
      #expect(try await Note.objects.all().map(\.weight) == [21])
      runs.store(0, ordering: .relaxed)
      await expectError(.serializationFailure) { try await conflict(bench, retry: .upTo(2), runs: runs) }
      #expect(runs.load(ordering: .relaxed) == 2)
      runs.store(0, ordering: .relaxed)
      await expectError(.serializationFailure) { try await conflict(bench, retry: .never, runs: runs) }
      #expect(runs.load(ordering: .relaxed) == 1)
    }
  }

  @Test("A conflict that is only found at the commit runs the block again")
  func atCommit() async throws {
    try await withDatabase { bench async throws in
      _ = try await Note.objects.bulkCreate([Note(slug: "a"), Note(slug: "b")])
      let raw = try bench.raw()
      let runs = Atomic<Int>(0)
      try await bench.database.transaction(isolation: .serializable, retry: .upTo(2)) {
        // Each transaction reads the rows that the other one writes.
        let run = runs.add(1, ordering: .relaxed).newValue
        _ = try await Note.objects.filter { $0.slug == "a" }.get()
        if run == 1 {
          try raw.run("BEGIN ISOLATION LEVEL SERIALIZABLE")
          try raw.run("SELECT * FROM note WHERE slug = 'b'")
          try raw.run("UPDATE note SET weight = 5 WHERE slug = 'a'")
        }
        _ = try await Note.objects.filter { $0.slug == "b" }.update { $0.weight.set(7) }
        if run == 1 { try raw.run("COMMIT") }
      }
      #expect(runs.load(ordering: .relaxed) == 2)
      #expect(try await Note.objects.order { $0.slug.asc }.all().map(\.weight) == [5, 7])
    }
  }

  @Test("A deadlock that was swallowed inside still runs the block again")
  func swallowed() async throws {
    try await withDatabase { bench async throws in
      _ = try await Note.objects.create(Note(slug: "a"))
      let raw = try bench.raw()
      let runs = Atomic<Int>(0)
      try await bench.database.transaction(isolation: .repeatableRead, retry: .upTo(2)) {
        let run = runs.add(1, ordering: .relaxed).newValue
        _ = try await Note.objects.count()
        if run == 1 { try raw.run("UPDATE note SET weight = 9 WHERE slug = 'a'") }
        _ = try? await Note.objects.filter { $0.slug == "a" }.update { $0.weight.set($0.weight + 1) }
      }
      #expect(runs.load(ordering: .relaxed) == 2)
      #expect(try await Note.objects.all().map(\.weight) == [10])
    }
  }

  @Test("The time-outs of a block are its own, and end with it")
  func limits() async throws {
    try await withDatabase { bench async throws in
      _ = try await Note.objects.create(Note(slug: "a"))
      let raw = try bench.raw()
      try raw.run("BEGIN")
      try raw.run("UPDATE note SET weight = 1 WHERE slug = 'a'")
      let increment: @Sendable () async throws -> Void = {
        _ = try await Note.objects.filter { $0.slug == "a" }.update { $0.weight.set($0.weight + 1) }
      }
      await expectError(.busy) { try await bench.database.transaction(lockTimeout: .milliseconds(1), increment) }
      await expectError(.statementTimeout) {
        try await bench.database.transaction(statementTimeout: .milliseconds(1), increment)
      }
      let waiting = Task {
        try await bench.database.transaction {
          await expectError(.busy) { try await bench.database.transaction(lockTimeout: .milliseconds(1), increment) }
          try await bench.database.transaction(statementTimeout: .seconds(60), lockTimeout: .milliseconds(1)) {
            _ = try await Note.objects.count()
          }
          try await increment()
        }
      }
      try await bench.waitUntil(TestBench.waitsForALock)
      try raw.run("COMMIT")
      try await waiting.value
      #expect(try await Note.objects.all().map(\.weight) == [2])
    }
  }

  @Test("An advisory lock keeps other transactions waiting, and is not taken twice")
  func advisory() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      // The FNV-1a hash of "job", worked out by another program, as the server's signed number.
      try raw.run("SELECT pg_advisory_lock(\(Self.hashOfJob))")
      try await bench.database.transaction {
        let isTaken = try await bench.database.tryAdvisoryLock("job")
        #expect(!isTaken)
        let isOther = try await bench.database.tryAdvisoryLock("another job")
        #expect(isOther)
      }
      await expectError(.busy) {
        try await bench.database.transaction(lockTimeout: .milliseconds(1)) {
          try await bench.database.advisoryLock("job")
        }
      }
      try raw.run("SELECT pg_advisory_unlock(\(Self.hashOfJob))")
      try await bench.database.transaction { try await bench.database.advisoryLock("job") }
    }
  }

  private static let hashOfJob = "4999694984129765468"
}
