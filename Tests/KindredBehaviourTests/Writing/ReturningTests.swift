import Kindred
import Testing

@Suite("Changes that return rows")
struct ReturningTests {
  @Test("HU-11: an update returns the changed objects")
  func update() async throws {
    try await withBlogs { blogs, log async throws in
      let raised = try await Entry.objects.filter { $0.rating < 6 }.returning().update {
        $0.rating.set($0.rating + 10)
      }
      let sum = spelled(
        sqlite: #"kindred_add("entry"."rating", ?1)"#, postgres: #""entry"."rating" + $1"#)
      let condition = spelled(sqlite: #""entry"."rating" < ?2"#, postgres: #""entry"."rating" < $2"#)
      #expect(
        log.take() == [
          #"UPDATE "entry" SET "rating" = \#(sum) WHERE \#(condition) RETURNING "entry"."id", "entry"."blog_id", "#
            + #""entry"."reviewer_id", "entry"."headline", "entry"."rating", "entry"."comments", "entry"."note", "#
            + #""entry"."pub_date""#
        ])
      #expect(raised.sorted { $0.id < $1.id }.map(\.rating) == [14, 12])
      #expect(Set(raised.map(\.headline)) == ["Yesterday", "100% pop"])
      // The blogs of all of them are loaded at once.
      var names: Set<String> = []
      for entry in raised { names.insert(try await entry.blog.name) }
      #expect(names == ["Beatles", "Pop"] && log.take().count == 1)
    }
  }

  @Test("HU-11: an update returns chosen expressions, with values and queries inside")
  func expressions() async throws {
    try await withBlogs { _, _ async throws in
      for (added, expected) in [(1, [5, 3]), (2, [7, 5])] {
        let rows = try await Entry.objects.filter { $0.note.isNull || $0.rating < 6 }.filter { $0.rating < 8 }
          .returning { entry in
            (
              entry.headline, entry.rating + 0, entry.note ?? "none",
              Blog.objects.filter { $0.id == entry.blogID }.values { $0.name }.scalar
            )
          }.update { $0.rating.set($0.rating + added) }
        #expect(rows.map(\.1).sorted(by: >) == expected)
        #expect(Set(rows.map(\.2)) == ["old", "none"])
        #expect(Set(rows.map { $0.3 ?? "" }) == ["Beatles", "Pop"])
      }
      #expect(try await Entry.objects.none().returning { $0.id }.update { $0.rating.set(0) } == [])
      // Without an assignment nothing is changed.
      #expect(try await Entry.objects.returning { $0.id }.update { _ in } == [])
    }
  }

  @Test("HU-11: a deletion without relations is one statement")
  func deletion() async throws {
    try await withBlogs { blogs, log async throws in
      let comment = try await Comment.objects.create(entry: blogs.lives, text: "good")
      try await Comment.objects.create(entry: blogs.yesterday, text: "bad")
      _ = log.take()
      let texts = try await Comment.objects.filter { $0.entry.headline == "Lennon lives" }
        .returning { ($0.id, $0.text) }.delete()
      #expect(texts.count == 1 && texts[0] == (comment.id, "good"))
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"DELETE FROM "comment" WHERE "comment"."id" IN (SELECT "comment"."id" FROM "comment" INNER JOIN "entry" ON "comment"."entry_id" = "entry"."id" WHERE "entry"."headline" = ?1) RETURNING "comment"."id", "comment"."text""#,
            postgres:
              #"DELETE FROM "comment" WHERE "comment"."id" IN (SELECT "comment"."id" FROM "comment" INNER JOIN "entry" ON "comment"."entry_id" = "entry"."id" WHERE "entry"."headline" = $1) RETURNING "comment"."id", "comment"."text""#
          )
        ])
      #expect(try await Comment.objects.count() == 1)
    }
  }

  @Test("HU-11: a deletion performs the rules of relations, and returns the rows of the query set")
  func cascade() async throws {
    try await withBlogs { blogs, _ async throws in
      let gone = try await Blog.objects.filter { $0.entry.rating > 3 }.returning().delete()
      // A join finds the Beatles twice.
      #expect(Set(gone.map(\.name)) == ["Beatles", "Pop"] && gone.count == 2)
      #expect(try await Entry.objects.count() == 0)
      #expect(try await Blog.objects.names() == ["Cheese"])
      #expect(try await Blog.objects.filter { $0.name == "none" }.returning { $0.id }.delete() == [])
    }
  }

  @Test("HU-11: rows that refer to the deleted ones are not returned, and protected ones refuse it")
  func trees() async throws {
    try await withDatabase { _ async throws in
      let root = try await Folder.objects.create(name: "root")
      let child = try await Folder.objects.create(name: "child", parent: root)
      try await Folder.objects.create(name: "grandchild", parent: child)
      let gone = try await Folder.objects.filter { $0.parent.isNull }.returning { $0.name }.delete()
      #expect(gone == ["root"])
      #expect(try await Folder.objects.count() == 0)
      let owner = try await Owner.objects.create(name: "Ann", code: "a")
      try await ProtectedPet.objects.create(owner: owner)
      await kindredError(.protected) { try await Owner.objects.returning { $0.name }.delete() }
      #expect(try await Owner.objects.count() == 1)
    }
  }

  @Test("HU-11: inserts return what the database has made of the rows, in order")
  func inserts() async throws {
    try await withDatabase { log async throws in
      let countries = ["fr", "de", "it"].enumerated().map { Country(code: $1, name: "n\($0)", score: $0) }
      let rows = try await Country.objects.returning { ($0.code, $0.rank, $0.score * 2, $0.created) }
        .bulkCreate(countries)
      #expect(rows.map(\.0) == ["fr", "de", "it"])
      #expect(rows.map(\.1) == [7, 7, 7] && rows.map(\.2) == [0, 2, 4])
      #expect(rows.allSatisfy { $0.3 != nil })
      let blog = try await Blog.objects.returning().create(Blog(name: "new"))
      #expect(!blog.id.isUnsaved && blog.name == "new")
      _ = log.take()
      let keys = try await Author.objects.returning { $0.id }.bulkCreate((0..<1234).map { Author(name: "a\($0)") })
      #expect(keys.count == 1234)
      let found = try await Author.objects.inBulk(keys)
      for (index, key) in keys.enumerated() { #expect(found[key]?.name == "a\(index)") }
    }
  }

  @Test("HU-11: what a change cannot return is refused before it runs")
  func refused() async throws {
    try await withBlogs { _, log async throws in
      await kindredError(.invalidQuery) {
        try await Entry.objects.returning { $0.blog.name }.update { $0.rating.set(0) }
      }
      await kindredError(.invalidQuery) { try await Comment.objects.returning { $0.entry.headline }.delete() }
      await kindredError(.invalidQuery) {
        try await Entry.objects.returning { $0.rating.sum() }.update { $0.rating.set(0) }
      }
      await kindredError(.invalidQuery) { try await Entry.objects[..<2].returning().update { $0.rating.set(0) } }
      await kindredError(.invalidQuery) { try await Entry.objects[..<2].returning().delete() }
      await kindredError(.invalidQuery) { try await Entry.objects.distinct().returning().delete() }
      let blog = try await Blog.objects.get { $0.name == "Pop" }
      await kindredError(.invalidQuery) {
        try await blog.entrySet.returning().create(Entry(blog: blog, headline: "x"))
      }
      #expect(log.take().allSatisfy { $0.hasPrefix("SELECT") })
      #expect(try await Entry.objects.filter { $0.rating == 0 }.count() == 0)
    }
  }
}
