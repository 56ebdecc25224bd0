import KindredCore
import KindredPostgres
import Testing

@testable import HandWritten

@Suite struct QueryTests {
  /// Two blogs; the first with three entries, the second with one.
  private func fill() async throws -> (Blog, Blog) {
    let beatles = try await Blog.objects.create(name: "Beatles", tagline: "All the latest")
    let pop = try await Blog.objects.create(name: "Pop")
    _ = try await Entry.objects.bulkCreate([
      Entry(blog: beatles, headline: "Lennon lives", rating: 9, note: "old"),
      Entry(blog: beatles, headline: "100% Ärger", rating: 4),
      Entry(blog: beatles, headline: "a_b\\c", rating: 4),
      Entry(blog: pop, headline: "Lennon and pop", rating: 6),
    ])
    return (beatles, pop)
  }

  @Test func createsReadsUpdatesAndDeletes() async throws {
    try await withDatabase { _ async throws in
      var blog = try await Blog.objects.create(name: "One")
      #expect(blog.id == 1)
      blog.name = "Two"
      try await blog.save()
      #expect(try await Blog.objects.get(id: blog.id).name == "Two")
      var other = Blog(name: "Three")
      try await other.save()
      #expect(try await Blog.objects.count() == 2)
      #expect(try await Blog.objects.update { $0.tagline.set("new") } == 2)
      let deleted = try await blog.delete()
      #expect(deleted.total == 1)
      #expect(try await Blog.objects.all().map(\.name) == ["Three"])
      #expect(try await Blog.objects.exists())
      await #expect(throws: Blog.DoesNotExist.self) { try await Blog.objects.get(id: 1) }
    }
  }

  @Test func followsRelations() async throws {
    try await withDatabase { _ async throws in
      let (beatles, pop) = try await fill()
      let entries = try await Entry.objects.filter { $0.blog.name == "Beatles" }.order { $0.id.asc }.all()
      #expect(entries.count == 3)
      #expect(try await entries[0].blog.tagline == "All the latest")
      #expect(try await Blog.objects.filter { $0.entry.rating > 8 }.all().map(\.name) == ["Beatles"])
      #expect(try await Blog.objects.exclude { $0.entry.headline.contains("lives") }.all().map(\.name) == ["Pop"])
      #expect(try await pop.entrySet.count() == 1)
      #expect(try await Entry.objects.filter { $0.blogID.in([beatles.id, pop.id]) }.count() == 4)
      #expect(try await Entry.objects.exclude { $0.note == "old" }.count() == 3)
      #expect(try await Entry.objects.filter { $0.note == nil }.count() == 3)
      let summary = try await beatles.delete()
      #expect(summary.total == 4)
    }
  }

  @Test func looksForText() async throws {
    try await withDatabase { _ async throws in
      _ = try await fill()
      func count<C: QueryExpression<Bool>>(_ condition: (Entry.Columns) -> C) async throws -> Int {
        try await Entry.objects.filter(condition).count()
      }
      #expect(try await count { $0.headline.contains("Lennon") } == 2)
      #expect(try await count { $0.headline.contains("lennon") } == 0)
      #expect(try await count { $0.headline.iContains("LENNON") } == 2)
      #expect(try await count { $0.headline.iContains("ärg") } == 1)
      #expect(try await count { $0.headline.contains("%") } == 1)
      #expect(try await count { $0.headline.contains("_") } == 1)
      #expect(try await count { $0.headline.contains("\\") } == 1)
      #expect(try await count { $0.headline.startsWith("100%") } == 1)
      #expect(try await count { $0.headline.startsWith("1%") } == 0)
      #expect(try await count { $0.headline.endsWith("\\c") } == 1)
      #expect(try await count { $0.headline.iExact("lennon LIVES") } == 1)
      #expect(try await count { $0.headline.iStartsWith("LENNON A") } == 1)
      #expect(try await count { $0.headline.startsWith($0.headline) } == 4)
      #expect(try await count { $0.headline.endsWith($0.blog.tagline) } == 1)
      #expect(try await count { $0.headline.iContains($0.blog.name) } == 1)
    }
  }

  @Test func ordersSlicesAndSelects() async throws {
    try await withDatabase { _ async throws in
      _ = try await fill()
      let ordered = Entry.objects.order { ($0.rating.desc, $0.id.asc) }
      #expect(try await ordered.all().map(\.rating) == [9, 6, 4, 4])
      #expect(try await ordered[1..<3].all().map(\.rating) == [6, 4])
      #expect(try await ordered[2...].all().map(\.rating) == [4, 4])
      #expect(try await ordered.values { ($0.rating, $0.blog.name) }.all().first?.1 == "Beatles")
      #expect(try await Entry.objects.update { $0.rating.set($0.rating + 1) } == 4)
      #expect(try await ordered.first()?.rating == 10)
      let names = try await Blog.objects.filter { $0.entry.rating > 0 }.order { $0.entry.rating.asc }.distinct().all()
      #expect(names.map(\.name) == ["Beatles", "Pop"], "each blog once, by the first of its entries")
      #expect(try await Entry.objects.order { $0.rating.asc }.distinct().count() == 4)
    }
  }

  @Test func takesListsOfAnyLength() async throws {
    try await withDatabase { _ async throws in
      let blogs = try await Blog.objects.bulkCreate((1...3000).map { Blog(name: "Blog \($0)") })
      #expect(blogs.map { $0.id.value } == (1...3000).map { $0 })
      let keys = blogs.map(\.id)
      #expect(try await Blog.objects.filter { $0.id.in(keys) }.count() == 3000)
      #expect(try await Blog.objects.filter { $0.id.in(keys.prefix(7)) }.count() == 7)
      #expect(try await Blog.objects.filter { $0.name.in(blogs.map(\.name)) }.count() == 3000)
      #expect(try await Blog.objects.exclude { $0.name.in(blogs.dropFirst().map(\.name)) }.count() == 1)
    }
  }

  @Test func insertsWithKeysAndDefaultsOfTheDatabase() async throws {
    try await withDatabase { _ async throws in
      let notes = try await Note.objects.bulkCreate([Note(slug: "a"), Note(slug: "b", weight: 3)])
      #expect(notes.map(\.rank) == [7, 7])
      #expect(try await Note.objects.get(id: "b").weight == 3)
    }
  }

  @Test func writesItsOwnSQL() async throws {
    let sql = try Database.createTablesSQL(for: [Entry.self, Blog.self, Note.self], dialect: .postgres)
    #expect(
      sql == [
        """
        CREATE TABLE "blog" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, \
        "name" varchar(100) NOT NULL, "tagline" text NOT NULL)
        """,
        """
        CREATE TABLE "entry" ("id" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, \
        "blog_id" bigint NOT NULL, "headline" varchar(255) NOT NULL, "rating" bigint NOT NULL, "note" text NULL)
        """,
        "CREATE INDEX \"entry_blog_id_idx\" ON \"entry\" (\"blog_id\")",
        """
        CREATE TABLE "note" ("slug" varchar(20) NOT NULL PRIMARY KEY, \
        "weight" integer NOT NULL CHECK ("weight" >= 0), "rank" bigint DEFAULT 7 NOT NULL, \
        CONSTRAINT "weight_limit" CHECK ("weight" <= 1000))
        """,
        "CREATE INDEX \"note_slug_like\" ON \"note\" (\"slug\" varchar_pattern_ops)",
        """
        ALTER TABLE "entry" ADD CONSTRAINT "entry_blog_id_fk" FOREIGN KEY ("blog_id") REFERENCES "blog" ("id") \
        DEFERRABLE INITIALLY DEFERRED
        """,
      ])
  }

  @Test func makesTablesThatAreThereAgain() async throws {
    try await withDatabase { bench async throws in
      try await bench.database.createTables(for: [Entry.self, Blog.self], ifNotExists: true)
      await expectError(.schema) { try await bench.database.createTables(for: [Blog.self]) }
    }
  }

  @Test func explains() async throws {
    try await withDatabase { _ async throws in
      #expect(try await Blog.objects.filter { $0.name == "x" }.explain().contains("Scan"))
    }
  }
}
