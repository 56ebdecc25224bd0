import Kindred
import Synchronization
import Testing

@Suite("Walks in batches")
struct InBatchesTests {
  private func fill(_ count: Int) async throws {
    let blog = try await Blog.objects.create(name: "b")
    try await Entry.objects.bulkCreate((0..<count).map { Entry(blog: blog, headline: "h\($0)", rating: $0 % 4) })
  }

  @Test("Every row is changed once, in short transactions")
  func walk() async throws {
    try await withDatabase { log async throws in
      try await fill(25)
      _ = log.take()
      var seen: [Int] = []
      let reached = try await Entry.objects.filter { $0.rating > 0 }.order { $0.headline }.inBatches(of: 8) {
        seen.append($0.rows)
      } _: { batch in
        try await batch.rows.update { $0.comments.set($0.comments + 1) }
      }
      #expect(seen == [8, 16, 18] && reached.batches == 3 && reached.rows == 18)
      #expect(try await Entry.objects.filter { $0.comments == 1 }.count() == 18)
      #expect(reached.lastKey == Key(24))
      let statements = log.take()
      #expect(
        statements[0]
          == spelled(
            sqlite: #"SELECT "entry"."id" FROM "entry" WHERE "entry"."rating" > ?1 ORDER BY "entry"."id" ASC LIMIT ?2"#,
            postgres:
              #"SELECT "entry"."id" FROM "entry" WHERE "entry"."rating" > $1 ORDER BY "entry"."id" ASC LIMIT $2"#))
      #expect(
        statements[3].hasSuffix(
          spelled(
            sqlite: #"WHERE "entry"."rating" > ?2 AND "entry"."id" > ?3 AND "entry"."id" <= ?4"#,
            postgres: #"WHERE "entry"."rating" > $2 AND "entry"."id" > $3 AND "entry"."id" <= $4"#)))
    }
  }

  @Test("Deletions with relations, and rows that no longer match afterwards")
  func deletions() async throws {
    try await withDatabase { _ async throws in
      try await fill(30)
      for entry in try await Entry.objects.all() { try await Comment.objects.create(entry: entry, text: "c") }
      let reached = try await Entry.objects.filter { $0.rating < 2 }.inBatches(of: 4) { batch in
        try await batch.rows.delete()
      }
      #expect(reached.rows == 16)
      #expect(try await Entry.objects.count() == 14)
      #expect(try await Comment.objects.count() == 14)
      // A batch that changes what the condition asks about.
      try await Entry.objects.filter { $0.rating == 3 }.inBatches(of: 2) { batch in
        try await batch.rows.update { $0.rating.set(9) }
      }
      #expect(try await Entry.objects.filter { $0.rating == 9 }.count() == 7)
    }
  }

  @Test("An error leaves the batches before it, and the walk is resumed behind them")
  func resume() async throws {
    try await withDatabase { _ async throws in
      try await fill(20)
      var last: Key<Entry>?
      await #expect(throws: Refused.self) {
        try await Entry.objects.inBatches(of: 6, progress: { last = $0.lastKey }) { batch in
          try await batch.rows.update { $0.comments.set($0.comments + 1) }
          if batch.number == 3 { throw Refused() }
        }
      }
      #expect(last == Key(12))
      #expect(try await Entry.objects.filter { $0.comments == 1 }.count() == 12)
      let rest = try await Entry.objects.inBatches(of: 6, after: last) { batch in
        try await batch.rows.update { $0.comments.set($0.comments + 1) }
      }
      #expect(rest.rows == 8 && rest.batches == 2)
      #expect(try await Entry.objects.filter { $0.comments == 1 }.count() == 20)
    }
  }

  @Test("A cancelled walk stops, and its current batch is not stored")
  func cancelled() async throws {
    try await withDatabase { _ async throws in
      try await fill(20)
      let task = Task {
        try await Entry.objects.inBatches(of: 5) { batch in
          try await batch.rows.update { $0.comments.set(1) }
          if batch.number == 2 { withUnsafeCurrentTask { $0?.cancel() } }
        }
      }
      await #expect(throws: CancellationError.self) { _ = try await task.value }
      #expect(try await Entry.objects.filter { $0.comments == 1 }.count() == 5)
    }
  }

  @Test("Keys of other types, joins that repeat rows, none and slices")
  func edges() async throws {
    try await withBlogs { _, log async throws in
      try await Country.objects.bulkCreate(["b", "a", "é", "'", "zz"].map { Country(code: $0, name: "n\($0)") })
      var codes: [String] = []
      let reached = try await Country.objects.inBatches(of: 2) { batch in
        codes += try await batch.rows.order { $0.code }.all().map(\.code)
      }
      #expect(Set(codes).count == 5 && codes.count == 5 && reached.rows == 5)
      var names: [String] = []
      let blogs = try await Blog.objects.filter { $0.entry.rating > 0 }.inBatches(of: 1) { batch in
        names += try await batch.rows.distinct().names()
      }
      #expect(names.sorted() == ["Beatles", "Pop"] && blogs.rows == 2)
      _ = log.take()
      #expect(try await Blog.objects.none().inBatches(of: 1) { _ in Issue.record("no batch") }.batches == 0)
      await kindredError(.invalidQuery) { try await Blog.objects[..<2].inBatches(of: 1) { _ in } }
      await kindredError(.invalidQuery) { try await Blog.objects.inBatches(of: 0) { _ in } }
      #expect(log.take() == [])
    }
  }

  @Test("Inside a transaction the batches are part of it")
  func nested() async throws {
    try await withDatabase { _ async throws in
      try await fill(4)
      await #expect(throws: Refused.self) {
        try await transaction {
          try await Entry.objects.inBatches(of: 2) { try await $0.rows.delete() }
          throw Refused()
        }
      }
      #expect(try await Entry.objects.count() == 4)
    }
  }
}
