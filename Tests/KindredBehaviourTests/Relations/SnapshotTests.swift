import Kindred
import Testing

@Suite("What is loaded together with the rows, and what by their keys")
struct SnapshotTests {
  /// Whether the last statement finds the rows' objects by a subquery, not by keys.
  private func leftTogether(_ statements: [String]) -> Bool { statements.last?.contains(" IN (SELECT ") == true }

  @Test("On PostgreSQL, statements that find the rows again leave together; SQLite goes by keys")
  func together() async throws {
    try await withBlogs { blogs, log async throws in
      _ = try await Entry.objects.filter { $0.rating > 3 }.order { $0.id }.prefetchRelated { ($0.blog, $0.remarks) }
        .all()
      let statements = log.take()
      #expect(statements.count == 3)
      if Backend.isSQLite {
        #expect(statements[1].hasSuffix(#"FROM "blog" WHERE "blog"."id" IN (?1, ?2)"#))
        #expect(statements[2].hasSuffix(#"FROM "comment" WHERE "comment"."entry_id" IN (?1, ?2, ?3)"#))
      } else {
        #expect(
          statements[1].hasSuffix(
            #"FROM "blog" WHERE "blog"."id" IN (SELECT "entry"."blog_id" FROM "entry" WHERE "entry"."rating" > $1)"#))
        #expect(
          statements[2].hasSuffix(
            #"FROM "comment" WHERE "comment"."entry_id" IN (SELECT "entry"."id" FROM "entry" WHERE "entry"."rating" > $1)"#
          ))
      }
      // One object, as get() reads it.
      let one = try await Blog.objects.prefetchRelated { $0.entry }.get { $0.name == "Pop" }
      #expect(leftTogether(log.take()) == !Backend.isSQLite)
      #expect(try await one.entrySet.count() == 2)
      // Three levels, with a query of one's own on the way.
      let best = Entry.objects.filter { $0.rating > 5 }.prefetchRelated { $0.remarks }
      let found = try await Blog.objects.order { $0.id }.prefetchRelated({ $0.entry }, from: best).all()
      let three = log.take()
      #expect(three.count == 3)
      if !Backend.isSQLite {
        #expect(
          three[2].hasSuffix(
            #"IN (SELECT "entry"."id" FROM "entry" WHERE "entry"."blog_id" IN (SELECT "blog"."id" FROM "blog") AND "entry"."rating" > $1)"#
          ))
      }
      #expect(try await found[0].entrySet.all() == [blogs.lives])
    }
  }

  @Test("Rows that another run of the query may not find are asked for by their keys")
  func byKeys() async throws {
    try await withBlogs { blogs, log async throws in
      let all = Blog.objects.prefetchRelated { $0.entry }
      let queries: [QuerySet<Blog>] = [
        // Two blogs are equal in the order.
        all.order { $0.tagline }[..<2],
        all.order { _ in QueryOrdering.random }[..<2],
        all.filter { _ in Expr<Double>.random < 2.0 },
        all.filter { Expr<Bool>.sql("\($0.id) > 0") },
        all.distinct { $0.tagline },
        Blog.objects.union(Blog.objects.filter { $0.name == "Pop" }).prefetchRelated { $0.entry },
      ]
      for query in queries {
        let found = try await query.all()
        #expect(!found.isEmpty)
        let statements = log.take()
        #expect(statements.count == 2)
        #expect(!leftTogether(statements), "\(statements)")
        for blog in found { _ = try await blog.entrySet.all() }
        #expect(log.take().isEmpty)
      }
      // In a total order, the slice is the same.
      let sliced = try await all.order { ($0.tagline, $0.id) }[1..<3].all()
      #expect(leftTogether(log.take()) == !Backend.isSQLite)
      #expect(sliced.count == 2)
      for blog in sliced { #expect(try await blog.entrySet.count() == (blog == blogs.cheese ? 0 : 2)) }
      #expect(log.take().isEmpty)
      try await transaction {
        _ = try await all.selectForUpdate().all()
        #expect(!leftTogether(log.take()))
      }
    }
  }

  @Test("What was read with the rows is not loaded again, only what belongs to it")
  func joined() async throws {
    try await withBlogs { blogs, log async throws in
      let entries = try await Entry.objects.order { $0.id }.selectRelated { $0.blog }.prefetchRelated { $0.blog.entry }
        .all()
      #expect(log.take().count == 2)
      #expect(try await entries[0].blog.entrySet.count() == 2)
      #expect(log.take().isEmpty)
    }
  }

  @Test("A snapshot that is asked for")
  func snapshot() async throws {
    try await withBlogs { blogs, log async throws in
      let found = try await Blog.objects.order { $0.tagline }[..<2].prefetchRelated { $0.entry }.snapshot().all()
      #expect(found.count == 2)
      #expect(log.take().count == 2)
      try await transaction(isolation: .repeatableRead) {
        _ = try await Blog.objects.prefetchRelated { $0.entry }.snapshot().all()
      }
      let unguarded = { () async throws -> Void in
        try await transaction { _ = try await Blog.objects.prefetchRelated { $0.entry }.snapshot().all() }
      }
      if Backend.isSQLite { try await unguarded() } else { await kindredError(.transaction) { try await unguarded() } }
      #expect(try await Blog.objects.snapshot().count() == 3)
    }
  }

  @Test("Wrappers see every statement, also of those that leave together")
  func wrapped() async throws {
    try await withBlogs { blogs, log async throws in
      let database = try #require(Database.current)
      let seen = StatementLog()
      let found = try await database.withStatementWrapper { statement, run in
        seen.add(sql: statement.sql)
        let result = try await run()
        seen.add(sql: "\(result.rows)")
        return result
      } during: {
        try await Blog.objects.prefetchRelated { $0.entry.remarks }.all()
      }
      #expect(found.count == 3)
      let texts = seen.take()
      #expect(texts.filter { $0.hasPrefix("SELECT") } == log.take())
      #expect(texts.filter { !$0.hasPrefix("SELECT") }.sorted() == ["0", "3", "4"])
      await #expect(throws: Refused.self) {
        try await database.withStatementWrapper { statement, run in
          if statement.table == "entry" { throw Refused() }
          return try await run()
        } during: {
          _ = try await Blog.objects.prefetchRelated { $0.entry }.all()
        }
      }
      #expect(try await Blog.objects.count() == 3)
    }
  }

  @Test("Pages have what is loaded with their rows")
  func pages() async throws {
    try await withBlogs { blogs, log async throws in
      let page = try await Entry.objects.order { $0.id }.selectRelated { $0.blog }.prefetchRelated { $0.remarks }.page(
        of: 2)
      #expect(log.take().count == 2)
      #expect(try await page.items[0].blog == blogs.beatles)
      #expect(try await page.items[1].remarks.count() == 0)
      #expect(log.take().isEmpty)
      let next = try await Entry.objects.order { $0.id }.selectRelated { $0.blog }.page(of: 2, after: page.end)
      _ = log.take()
      #expect(try await next.items[0].blog == blogs.pop)
      #expect(log.take().isEmpty)
    }
  }

  @Test("A long list of keys counts as one value, so that a statement stays below the limit")
  func limit() async throws {
    try await withDatabase { log async throws in
      let blogs = try await Blog.objects.bulkCreate((0..<1000).map { Blog(name: "\($0)") })
      try await Entry.objects.bulkCreate(blogs.map { Entry(blog: $0, headline: $0.name) })
      // Six lists of a thousand values and the keys: more than one statement may have on PostgreSQL.
      var entries = Entry.objects
      for list in 0..<7 {
        let ratings = Array(list * 1000..<(list + 1) * 1000 - 1) + [5]
        entries = entries.filter { $0.rating.in(ratings) }
      }
      var found = try await Blog.objects.order { $0.id }.all()
      _ = log.take()
      try await found.prefetchRelated({ $0.entry }, from: entries)
      #expect(log.take().count == 1)
      #expect(try await found[999].entrySet.all().map(\.headline) == ["999"])
    }
  }
}
