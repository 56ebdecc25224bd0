import KindredCore
import KindredPostgres
import PostgresTestServer
import Testing

@testable import HandWritten

@Suite struct TransactionTests {
  @Test func keepsAllOrNothing() async throws {
    try await withDatabase { bench async throws in
      try await bench.database.transaction { _ = try await Blog.objects.create(name: "kept") }
      await #expect(throws: Refused.self) {
        try await bench.database.transaction {
          _ = try await Blog.objects.create(name: "gone")
          #expect(try await Blog.objects.count() == 2)
          throw Refused()
        }
      }
      #expect(try await Blog.objects.all().map(\.name) == ["kept"])
    }
  }

  @Test func savepointsUndoOnlyTheirOwn() async throws {
    try await withDatabase { bench async throws in
      try await bench.database.transaction {
        _ = try await Note.objects.create(Note(slug: "outer"))
        await expectError(.uniqueViolation) {
          try await bench.database.transaction {
            _ = try await Note.objects.create(Note(slug: "inner"))
            _ = try await Note.objects.create(Note(slug: "outer"))
          }
        }
        try await bench.database.transaction { _ = try await Note.objects.create(Note(slug: "second")) }
        #expect(try await Note.objects.count() == 2)
      }
      #expect(try await Note.objects.order { $0.slug.asc }.all().map(\.slug) == ["outer", "second"])
    }
  }

  @Test func anAbortedTransactionSaysSo() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      await expectError(.transaction) {
        try await bench.database.transaction {
          _ = try await Note.objects.create(Note(slug: "a"))
          await expectError(.uniqueViolation) { _ = try await Note.objects.create(Note(slug: "a")) }
          await expectError(.transaction) { _ = try await Note.objects.count() }
          // Whoever swallows the error must not believe that the commit stored something.
        }
      }
      #expect(try await Note.objects.count() == 0)
    }
  }

  @Test func deadlocksHaveTheirOwnCode() async throws {
    try await withDatabase { bench async throws in
      let notes = try await Note.objects.bulkCreate([Note(slug: "a"), Note(slug: "b")])
      let raw = try bench.raw()
      try raw.run("BEGIN")
      try raw.run("SET LOCAL deadlock_timeout = '60s'")
      try raw.run("UPDATE note SET weight = 1 WHERE slug = 'b'")
      let first = Task {
        try await bench.database.transaction {
          _ = try await Note.objects.filter { $0.slug == notes[0].slug }.update { $0.weight.set(2) }
          _ = try await Note.objects.filter { $0.slug == notes[1].slug }.update { $0.weight.set(2) }
        }
      }
      try await bench.waitUntil(TestBench.waitsForALock)
      let second = Task.detached { try raw.run("UPDATE note SET weight = 1 WHERE slug = 'a'") }
      await expectError(.deadlock) { try await first.value }
      _ = try await second.value
      try raw.run("COMMIT")
      #expect(try await Note.objects.filter { $0.weight == 1 }.count() == 2)
    }
  }
}
