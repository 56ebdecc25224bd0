import Kindred
import Testing

@Suite("Many rows at once")
struct BulkTests {
  @Test("T-5: bulkCreate keeps the order, fills the keys and prepares few statements")
  func bulkCreate() async throws {
    try await withDatabase { log async throws in
      let blog = try await Blog.objects.create(name: "b")
      _ = log.take()
      let entries = try await Entry.objects.bulkCreate(
        (0..<2500).map { Entry(blog: blog, headline: "h\($0)") }, batchSize: 1000)
      #expect(entries.map(\.id) == (1...2500).map { Key($0) })
      // Where a statement takes several rows, groups of 200 and of 100.
      #expect(Set(log.take()).count == (Backend.current == .sqlite ? 1 : 2))
      #expect(try await Entry.objects.get(id: 2500).headline == "h2499")
      #expect(try await Entry.objects.bulkCreate([]) == [])
      await #expect(throws: KindredError.self) { try await Entry.objects.bulkCreate(entries, batchSize: 0) }
    }
  }

  @Test("T-5: every object gets its own key, however the rows are spread over statements")
  func keys() async throws {
    try await withDatabase { log async throws in
      // 1,000 and 583: groups of 500 and of 50 and 33 single ones, where a statement takes several rows.
      let names = (0..<1583).map { "author \($0)" }
      _ = log.take()
      let authors = try await Author.objects.bulkCreate(names.map { Author(name: $0) })
      let rows = log.take().map { $0.split(separator: "(").count - 2 }
      #expect(rows == (Backend.current == .sqlite ? [1, 1] : [500, 500, 50, 1]))
      #expect(authors.map(\.name) == names)
      let found = try await Author.objects.inBulk(authors.map(\.id))
      #expect(found.count == 1583)
      for author in authors { #expect(found[author.id]?.name == author.name) }
    }
  }

  @Test("bulkCreate names the field of a value that cannot be stored, wherever its row is")
  func refusedValue() async throws {
    try await withDatabase { _ async throws in
      for position in [0, 520, 599, 620] {
        var authors = (0..<621).map { Author(name: "\($0)") }
        authors[position].name = "with NUL \0"
        let error = await kindredError(.invalidValue) { [authors] in _ = try await Author.objects.bulkCreate(authors) }
        #expect(error?.column == "name")
      }
      #expect(try await Author.objects.count() == 0)
    }
  }

  @Test("Texts of every length come back as they were, whichever row they are in")
  func lengths() async throws {
    try await withDatabase { _ async throws in
      // Around the 15 bytes that a string holds in itself, and the 8,192 that are kept for one statement on SQLite.
      let lengths = [0, 1, 15, 16, 8_180, 8_190, 8_191, 8_192, 8_193, 100_000, 3]
      let blogs = lengths.enumerated().map { row, length in
        Blog(name: "row number \(row)", tagline: String(repeating: "\(row % 10)", count: length))
      }
      let created = try await Blog.objects.bulkCreate(blogs)
      let single = try await Blog.objects.create(blogs[5])
      for (blog, given) in zip(created + [single], blogs + [blogs[5]]) {
        let found = try await Blog.objects.get(id: blog.id)
        #expect(found.name == given.name && found.tagline == given.tagline)
      }
    }
  }

  @Test("bulkCreate is all or nothing")
  func allOrNothing() async throws {
    try await withDatabase { _ async throws in
      await #expect {
        try await Country.objects.bulkCreate(["a", "b", "a"].map { Country(code: $0, name: "n\($0)") })
      } throws: { error in (error as? KindredError)?.code == .uniqueViolation }
      #expect(try await Country.objects.count() == 0)
    }
  }

  @Test("Objects with and without keys mix")
  func mixedKeys() async throws {
    try await withDatabase { _ async throws in
      var keyed = Blog(name: "keyed")
      keyed.id = 100
      let blogs = try await Blog.objects.bulkCreate([Blog(name: "a"), keyed, Blog(name: "b")])
      #expect(blogs.map(\.name) == ["a", "keyed", "b"])
      #expect(blogs[1].id == 100 && Set(blogs.map(\.id)).count == 3)
    }
  }

  @Test("MQ-38: update changes matching rows in one statement, with expressions")
  func update() async throws {
    try await withBlogs { blogs, log async throws in
      let count = try await Entry.objects.filter { $0.blog.name == "Pop" }.update {
        $0.rating.set($0.rating + 10)
        $0.note.set("changed")
        if isSo(true) { $0.comments.set($0.rating) }
      }
      #expect(count == 2)
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"UPDATE "entry" SET "rating" = kindred_add("entry"."rating", ?1), "note" = ?2, "comments" = "entry"."rating" WHERE "entry"."id" IN (SELECT "entry"."id" FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" WHERE "blog"."name" = ?3)"#,
            postgres:
              #"UPDATE "entry" SET "rating" = "entry"."rating" + $1, "note" = $2, "comments" = "entry"."rating" WHERE "entry"."id" IN (SELECT "entry"."id" FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" WHERE "blog"."name" = $3)"#
          )
        ])
      #expect(
        try await blogs.pop.entrySet.order { $0.id }.values { ($0.rating, $0.comments) }.all().map { [$0.0, $0.1] } == [
          [16, 6], [12, 2],
        ])
      try await Entry.objects.filter { $0.id == blogs.lives.id }.update {
        $0.blog.set(blogs.cheese)
        $0.reviewer.set(nil)
        $0.note.set(nil)
      }
      let moved = try await Entry.objects.get(id: blogs.lives.id)
      #expect(moved.blogID == blogs.cheese.id && moved.reviewerID == nil)
    }
  }

  private func isSo(_ value: Bool) -> Bool { value }

  @Test("MQ-16: related columns are refused in update")
  func updateAcrossRelations() async throws {
    try await withBlogs { _, log async throws in
      await #expect(throws: KindredError.self) {
        try await Entry.objects.update { $0.headline.set($0.blog.name) }
      }
      await #expect(throws: KindredError.self) { try await Entry.objects.update { $0.blog.name.set("x") } }
      #expect(log.take() == [])
    }
  }
}
