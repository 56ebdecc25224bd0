import KindredCore
import PostgresTestServer
import Testing

@testable import HandWritten
@testable import KindredPostgres

@Suite("COPY on a connection that is otherwise in pipeline mode") struct CopyTests {
  private let kill = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'kindred'
    """

  private func notes(_ range: Range<Int>, _ visit: @escaping (Int) -> Void = { _ in }) -> some Sequence<Note> {
    range.lazy.map { index in
      visit(index)
      return Note(slug: "n\(index)")
    }
  }

  @Test("A connection that breaks while data is sent loses the load, and the next one works")
  func broken() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      let raw = try bench.raw()
      for position in [0, 10, 60_000] {
        await expectError(.connectionLost) {
          try await Note.objects.bulkLoad(
            notes(0..<100_000) { if $0 == position { _ = try? raw.run(kill) } }, batchSize: 200_000)
        }
        #expect(try await Note.objects.count() == 0)
      }
      #expect(try await Note.objects.bulkLoad(notes(0..<3)) == 3)
    }
  }

  @Test("An error that the server finds at the beginning of much data is told, and nothing is stored")
  func earlyError() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      _ = try await Note.objects.create(Note(slug: "n5"))
      let error = await expectError(.uniqueViolation) {
        try await Note.objects.bulkLoad(notes(0..<200_000), batchSize: 200_000)
      }
      #expect(error?.sql?.contains("note") == true)
      await expectError(.checkViolation) { try await Note.objects.bulkLoad([Note(slug: "a", weight: 2000)]) }
      #expect(try await Note.objects.count() == 1)
      // Statements in a pipeline go on.
      try await bench.database.transaction {
        #expect(try await Note.objects.bulkLoad(notes(100..<200)) == 100)
        async let first = Note.objects.count()
        async let second = Note.objects.filter { $0.weight == 0 }.count()
        let counts = try await (first, second)
        #expect(counts == (101, 101))
      }
    }
  }

  @Test("While a load waits, other statements of its transaction are refused, and others are not")
  func refused() async throws {
    try await withDatabase(connections: 2) { bench async throws in
      // From here on the types of the columns are known, so that only the COPY itself waits for the lock.
      _ = try await Note.objects.bulkLoad([Note(slug: "first")])
      let raw = try bench.raw()
      try raw.run("BEGIN")
      try raw.run("LOCK TABLE note IN EXCLUSIVE MODE")
      try await bench.database.transaction {
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            let count = try await Note.objects.bulkLoad(notes(0..<5))
            #expect(count == 5)
          }
          group.addTask {
            try await bench.waitUntil(TestBench.waitsForALock)
            await expectError(.transaction) { _ = try await Note.objects.count() }
            try raw.run("COMMIT")
          }
          try await group.waitForAll()
        }
      }
      #expect(try await Note.objects.count() == 6)
    }
  }

  @Test("A load that waits for a lock can be cancelled")
  func cancelled() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      // From here on the types of the columns are known, so that only the COPY itself waits for the lock.
      _ = try await Note.objects.bulkLoad([Note(slug: "first")])
      let raw = try bench.raw()
      try raw.run("BEGIN")
      try raw.run("LOCK TABLE note IN EXCLUSIVE MODE")
      let load = Task { try await Note.objects.bulkLoad(notes(0..<5)) }
      try await bench.waitUntil(TestBench.waitsForALock)
      load.cancel()
      await #expect(throws: CancellationError.self) { _ = try await load.value }
      try raw.run("COMMIT")
      #expect(try await Note.objects.count() == 1)
      #expect(try await Note.objects.bulkLoad(notes(0..<5)) == 5)
    }
  }

  @Test("Columns of types of the user's own")
  func ownTypes() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      try raw.run("CREATE DOMAIN slugs AS varchar(20) CHECK (VALUE <> 'bad')")
      try raw.run("ALTER TABLE note ALTER COLUMN slug TYPE slugs")
      #expect(try await Note.objects.bulkLoad(notes(0..<3)) == 3)
      await expectError(.checkViolation) { try await Note.objects.bulkLoad([Note(slug: "bad")]) }
      #expect(try await Note.objects.count() == 3)
    }
  }
}
