import Kindred
import KindredSQLite
import Testing

@Suite("Joins")
struct JoinTests {
  @Test("MQ-14: forwards, to any depth")
  func forwards() async throws {
    try await withBlogs { blogs, _ async throws in
      let query = Entry.objects.filter { $0.blog.name == "Pop" }
      #expect(try query.tables() == #""entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id""#)
      #expect(try await query.headlines() == ["Lennon and pop", "100% pop"])
      let comment = try await blogs.popLennon.remarks.create(text: "nice")
      let deep = Comment.objects.filter { $0.entry.blog.name == "Pop" && $0.entry.reviewer.name == "Bob" }
      #expect(try await deep.all() == [comment])
    }
  }

  @Test("TR-5: a key that is all that is asked for needs no join")
  func trimmed() async throws {
    try await withBlogs { blogs, _ async throws in
      #expect(try Entry.objects.filter { $0.blog == blogs.pop }.statement().contains("JOIN") == false)
      #expect(
        try Entry.objects.filter { $0.blog.id == 2 }.condition()
          == spelled(
            sqlite: #""entry"."blog_id" = ?1"#,
            postgres: #""entry"."blog_id" = $1"#))
      #expect(
        try Entry.objects.filter { $0.blogID == 2 }.condition()
          == spelled(
            sqlite: #""entry"."blog_id" = ?1"#,
            postgres: #""entry"."blog_id" = $1"#))
      #expect(try Entry.objects.filter { $0.reviewer == nil }.condition() == #""entry"."reviewer_id" IS NULL"#)
      #expect(try await Entry.objects.filter { $0.reviewer == nil }.headlines() == ["Yesterday", "100% pop"])
      #expect(try await Entry.objects.filter { $0.reviewer != blogs.ann }.count() == 3)
      #expect(try await Entry.objects.filter { $0.blog.in([blogs.pop, blogs.cheese]) }.count() == 2)
      #expect(
        try Comment.objects.filter { $0.entry.blog.id == 1 }.tables()
          == #""comment" INNER JOIN "entry" ON "comment"."entry_id" = "entry"."id""#)
    }
  }

  @Test("TR-5: an optional hop is an outer join where a missing row may satisfy the condition")
  func joinKinds() async throws {
    try await withBlogs { _, _ async throws in
      let plain = Entry.objects.filter { $0.reviewer.name == "Ann" }
      #expect(try plain.tables().contains("INNER JOIN"))
      #expect(try await plain.headlines() == ["Lennon lives"])
      let either = Entry.objects.filter { $0.reviewer.name == "Ann" || $0.rating == 2 }
      #expect(try either.tables().contains("LEFT OUTER JOIN"))
      #expect(try await either.headlines() == ["Lennon lives", "100% pop"])
      let both = Entry.objects.filter { $0.reviewer.name == "Ann" || $0.reviewer.name == "Bob" }
      #expect(try both.tables().contains("INNER JOIN"))
      let other = Entry.objects.filter { $0.reviewer.name != "Ann" }
      #expect(try other.tables().contains("LEFT OUTER JOIN"))
      #expect(try await other.headlines() == ["Yesterday", "Lennon and pop", "100% pop"])
      let unnamed = Entry.objects.filter { $0.reviewer.name.isNull }
      #expect(try await unnamed.headlines() == ["Yesterday", "100% pop"])
      let ordered = Entry.objects.order { ($0.reviewer.name.desc.nullsLast, $0.id) }
      #expect(try ordered.tables().contains("LEFT OUTER JOIN"))
      #expect(try await ordered.headlines() == ["Lennon and pop", "Lennon lives", "Yesterday", "100% pop"])
    }
  }

  @Test("MQ-15, TR-1: one filter speaks of one related row, chained filters of any")
  func multiValued() async throws {
    try await withBlogs { blogs, _ async throws in
      let same = Blog.objects.filter { $0.entry.headline.contains("Lennon") && $0.entry.rating < 5 }
      #expect(try same.tables() == #""blog" INNER JOIN "entry" ON "blog"."id" = "entry"."blog_id""#)
      #expect(try await same.all() == [])
      let chained = Blog.objects.filter { $0.entry.headline.contains("Lennon") }.filter { $0.entry.rating < 5 }
      #expect(
        try chained.tables()
          == #""blog" INNER JOIN "entry" ON "blog"."id" = "entry"."blog_id" INNER JOIN "entry" AS "entry_2" ON "blog"."id" = "entry_2"."blog_id""#
      )
      #expect(try await chained.names() == ["Beatles", "Pop"])
      let repeated = Blog.objects.filter { $0.entry.rating > 1 }
      #expect(try await repeated.names() == ["Beatles", "Beatles", "Pop", "Pop"])
      #expect(try await repeated.distinct().order { $0.name }.names() == ["Beatles", "Pop"])
      #expect(try await repeated.distinct().count() == 2)
      #expect(try await repeated.count() == 4)
      _ = blogs
    }
  }

  @Test("Single-valued hops share their join between calls of filter")
  func sharedForwardJoin() throws {
    let query = Entry.objects.filter { $0.blog.name == "a" }.filter { $0.blog.tagline == "b" }
    try onEachDialect { () throws in
      #expect(try query.tables() == #""entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id""#)
    }
  }

  @Test("TR-3: exclude over a multi-valued relation speaks of all related rows, each condition for itself")
  func excludeMultiValued() async throws {
    try await withBlogs { _, _ async throws in
      let without = Blog.objects.exclude { $0.entry.headline.contains("Yesterday") }
      #expect(
        try without.condition()
          == spelled(
            sqlite:
              #"NOT (EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND instr("entry"."headline", ?1) > 0))"#,
            postgres:
              #"NOT (EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND "entry"."headline" LIKE $1))"#
          )
      )
      #expect(try await without.names() == ["Pop", "Cheese"])
      // Beatles has a row with Lennon and another one below 5: both conditions are met, though not by one row.
      let neither = Blog.objects.exclude { $0.entry.headline.contains("Lennon") && $0.entry.rating < 5 }
      #expect(try await neither.names() == ["Cheese"])
      #expect(try await Blog.objects.filter { $0.entry.rating != 2 }.names() == ["Beatles", "Cheese"])
      #expect(try await Blog.objects.filter { !($0.entry.rating > 8) }.names() == ["Pop", "Cheese"])
      #expect(try await Blog.objects.exclude { $0.entry.remarks.text == "x" }.count() == 3)
    }
  }

  @Test("Whether there is a related row")
  func relatedRows() async throws {
    try await withBlogs { blogs, _ async throws in
      #expect(try await Blog.objects.filter { $0.entry.isNull }.names() == ["Cheese"])
      #expect(try await Blog.objects.exclude { $0.entry.isNull }.names() == ["Beatles", "Pop"])
      #expect(try await Blog.objects.filter { $0.entry == blogs.lives }.names() == ["Beatles"])
      #expect(try await Blog.objects.filter { $0.entry.note.isNull }.names() == ["Beatles", "Pop", "Cheese"])
      // Beatles and Pop have an entry without a note, Cheese has no entry at all.
      #expect(try await Blog.objects.exclude { $0.entry.note.isNull }.names() == [])
      #expect(try await Author.objects.filter { $0.review.blog.name == "Pop" }.all() == [blogs.bob])
    }
  }

  @Test("MQ-48: the right side may be a query")
  func subqueries() async throws {
    try await withBlogs { blogs, _ async throws in
      let named = Blog.objects.filter { $0.name.startsWith("B") }
      let query = Entry.objects.filter { $0.blog.in(named) }
      #expect(
        try query.condition()
          == spelled(
            sqlite: #""entry"."blog_id" IN (SELECT "blog"."id" FROM "blog" WHERE "blog"."name" GLOB ?1)"#,
            postgres: #""entry"."blog_id" IN (SELECT "blog"."id" FROM "blog" WHERE "blog"."name" LIKE $1)"#))
      #expect(try await query.headlines() == ["Lennon lives", "Yesterday"])
      #expect(try await Entry.objects.exclude { $0.blog.in(named) }.count() == 2)
      #expect(try await Entry.objects.filter { $0.blogID.in(named.order { $0.id }[..<1]) }.count() == 2)
      // An optional key that is NULL is in no list, and exclude keeps it.
      let ann = Author.objects.filter { $0.name == "Ann" }
      #expect(try await Entry.objects.exclude { $0.reviewer.in(ann) }.count() == 3)
    }
  }

  @Test("An unsaved object in a condition is an error, not an empty result")
  func unsaved() async throws {
    try await withBlogs { _, log async throws in
      await #expect { try await Entry.objects.filter { $0.blog == Blog(name: "new") }.all() } throws: { error in
        (error as? KindredError)?.code == .unsavedObject
      }
      #expect(log.take() == [])
    }
  }
}
