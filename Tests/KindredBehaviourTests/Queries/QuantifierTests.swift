import Kindred
import KindredSQLite
import Testing

/// The text with the placeholders of the running test's dialect: `?1` in SQLite is `$1` in PostgreSQL.
private func placed(_ text: String) -> String { Backend.isSQLite ? text : text.replacing("?", with: "$") }

@Suite("Quantifiers over related rows")
struct QuantifierTests {
  @Test("HU-9: any asks for one related row, and repeats none")
  func any() async throws {
    try await withBlogs { _, _ async throws in
      let both = Blog.objects.filter { $0.entry.any { $0.rating > 8 && $0.comments > 2 } }
      #expect(
        try both.statement().hasSuffix(
          placed(
            #" FROM "blog" WHERE EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND "entry"."rating" > ?1 AND "entry"."comments" > ?2)"#
          )))
      #expect(try await both.names() == ["Beatles"])
      // Beatles has a row above 8 and another one with 8 comments.
      #expect(try await Blog.objects.filter { $0.entry.any { $0.rating > 8 && $0.comments > 7 } }.names() == [])
      #expect(
        try await Blog.objects.filter { $0.entry.any { $0.rating > 8 } && $0.entry.any { $0.comments > 7 } }.names()
          == ["Beatles"])
      #expect(try await Blog.objects.filter { $0.entry.any { $0.rating > 1 } }.names() == ["Beatles", "Pop"])
      #expect(
        try await Blog.objects.filter { $0.entry.any { _ in QueryCondition.always } }.names() == ["Beatles", "Pop"])
      #expect(try await Blog.objects.filter { $0.entry.any { _ in QueryCondition.never } }.names() == [])
    }
  }

  @Test("HU-9: none and all, with rows of NULL and without rows")
  func noneAndAll() async throws {
    try await withBlogs { _, _ async throws in
      let none = Blog.objects.filter { $0.entry.none { $0.note == "old" } }
      #expect(
        try none.condition()
          == placed(
            #"NOT (EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND "entry"."note" = ?1))"#))
      #expect(try await none.names() == ["Pop", "Cheese"])
      let all = Blog.objects.filter { $0.entry.all { $0.rating > 3 } }
      #expect(
        try all.condition()
          == placed(
            #"NOT (EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND NOT ("entry"."rating" > ?1)))"#
          ))
      #expect(try await all.names() == ["Beatles", "Cheese"])
      // A note that is NULL is not equal to a text.
      #expect(try await Blog.objects.filter { $0.entry.all { $0.note == "old" } }.names() == ["Cheese"])
      #expect(try await Blog.objects.filter { $0.entry.all { $0.note != "old" } }.names() == ["Pop", "Cheese"])
      #expect(try await Blog.objects.exclude { $0.entry.all { $0.rating > 3 } }.names() == ["Pop"])
      #expect(try await Blog.objects.exclude { $0.entry.none { $0.note == "old" } }.names() == ["Beatles"])
    }
  }

  @Test("HU-9: nested, across relations inside, and by a name of its own")
  func nested() async throws {
    try await withBlogs { blogs, _ async throws in
      try await blogs.lives.remarks.create(text: "nice")
      try await blogs.lives.remarks.create(text: "old")
      try await blogs.popLennon.remarks.create(text: "nice")
      let nested = Blog.objects.filter { blog in
        blog.entry.any { entry in entry.remarks.any { $0.text == "nice" && entry.rating > 8 && blog.name != "x" } }
      }
      #expect(
        try nested.condition()
          == placed(
            #"EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND EXISTS(SELECT 1 FROM "comment" WHERE "comment"."entry_id" = "entry"."id" AND "comment"."text" = ?1 AND "entry"."rating" > ?2 AND "blog"."name" <> ?3))"#
          ))
      #expect(try await nested.names() == ["Beatles"])
      #expect(
        try await Blog.objects.filter { $0.entry.any { $0.remarks.all { $0.text == "nice" } } }.names()
          == ["Beatles", "Pop"])
      #expect(
        try await Blog.objects.filter { $0.entry.all { $0.remarks.all { $0.text == "nice" } } }.names()
          == ["Pop", "Cheese"])
      // Relations of the related row, to one and to many.
      #expect(try await Blog.objects.filter { $0.entry.any { $0.reviewer.name == "Bob" } }.names() == ["Pop"])
      #expect(
        try await Blog.objects.filter { $0.entry.none { $0.reviewer.name == "Bob" } }.names() == ["Beatles", "Cheese"])
      #expect(try await Blog.objects.filter { $0.entry.any { $0.remarks.text == "old" } }.names() == ["Beatles"])
      // The name that lookups have for it, from behind a relation to one row.
      #expect(try await Author.objects.filter { $0.review.any { $0.rating > 8 } }.all() == [blogs.ann])
      #expect(
        try await Entry.objects.filter { $0.reviewer.review.any { $0.rating > 8 } }.headlines() == ["Lennon lives"])
      #expect(
        try await Entry.objects.filter { $0.blog.entry.none { $0.note == "old" } }.headlines()
          == ["Lennon and pop", "100% pop"])
      #expect(
        try await Entry.objects.filter { $0.reviewer.any { $0.name == "Ann" } }.headlines() == ["Lennon lives"])
    }
  }

  @Test("HU-9: beside other conditions, in results and with aggregates of the related rows")
  func beside() async throws {
    try await withBlogs { _, _ async throws in
      let either = Blog.objects.filter { $0.name == "Cheese" || $0.entry.any { $0.rating > 8 } }
      #expect(try await either.names() == ["Beatles", "Cheese"])
      let flags = try await Blog.objects.order { $0.id }.values { ($0.name, $0.entry.any { $0.note.isNotNull }) }.all()
      #expect(flags.map(\.1) == [true, true, false])
      let counted = try await Blog.objects.filter { $0.entry.any { $0.rating > 8 } }.annotate { $0.entry.count() }.all()
      #expect(counted.map(\.1) == [2])
      let filtered = try await Blog.objects.annotate { $0.entry.count() }
        .filter { blog, count in count == 2 && blog.entry.none { $0.rating > 8 } }.all()
      #expect(filtered.map(\.0.name) == ["Pop"])
      #expect(try await Blog.objects.filter { $0.entry.none { $0.rating > 5 } }.delete().perModel["Blog"] == 1)
    }
  }

  @Test("HU-9: behind two relations to many rows, the condition is about a row at the end")
  func chained() async throws {
    try await withBlogs { blogs, _ async throws in
      try await blogs.lives.remarks.create(text: "nice")
      try await blogs.lives.remarks.create(text: "old")
      try await blogs.popLennon.remarks.create(text: "nice")
      let chained = Blog.objects.filter { $0.entry.remarks.any { $0.text == "old" } }
      #expect(
        try chained.condition()
          == placed(
            #"EXISTS(SELECT 1 FROM "comment" INNER JOIN "entry" ON "comment"."entry_id" = "entry"."id" WHERE "entry"."blog_id" = "blog"."id" AND "comment"."text" = ?1)"#
          ))
      #expect(try await chained.names() == ["Beatles"])
      #expect(
        try await Blog.objects.filter { $0.entry.remarks.none { $0.text == "old" } }.names() == ["Pop", "Cheese"])
      #expect(
        try await Blog.objects.filter { $0.entry.remarks.all { $0.text == "nice" } }.names() == ["Pop", "Cheese"])
      #expect(
        try await Blog.objects.filter { blog in blog.entry.remarks.any { $0.entry.rating > 8 && blog.name != "x" } }
          .names()
          == ["Beatles"])
      // There and back: blogs of entries that an author reviewed, and entries of such blogs.
      #expect(try await Author.objects.filter { $0.review.blog.any { $0.name == "Pop" } }.all() == [blogs.bob])
      #expect(try await Author.objects.filter { $0.review.blog.any { $0.entry.note == "old" } }.all() == [blogs.ann])
      #expect(try await Author.objects.filter { $0.review.blog.entry.any { $0.rating < 3 } }.all() == [blogs.bob])
      #expect(
        try await Entry.objects.filter { $0.blog.entry.remarks.any { $0.text == "old" } }.headlines()
          == ["Lennon lives", "Yesterday"])
      // Inside another closure, and beside an aggregate.
      #expect(
        try await Blog.objects.filter { blog in
          Entry.objects.filter { $0.blog == blog && blog.entry.remarks.any { $0.text == "old" } }.hasRows
        }.names() == ["Beatles"])
      let counted = Blog.objects.filter { $0.entry.remarks.any { $0.text == "nice" } }.annotate { $0.entry.count() }
      #expect(try await counted.order { blog, _ in blog.id }.all().map(\.1) == [2, 2])
    }
  }

  @Test("HU-9: what cannot be asked so says what to do")
  func refused() async throws {
    try await withBlogs { _, _ async throws in
      let own = await kindredError(.invalidQuery) {
        _ = try await Blog.objects.filter { $0.any { $0.name == "x" } }.all()
      }
      #expect(own?.message.hasPrefix("any, none and all are conditions on related rows") == true)
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.filter { $0.entry.any { $0.rating.max() > 3 } }.all()
      }
    }
  }
}
