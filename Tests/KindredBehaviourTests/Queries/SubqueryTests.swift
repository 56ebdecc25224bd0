import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// The text with the placeholders of the running test's dialect: `?1` in SQLite is `$1` in PostgreSQL.
private func placed(_ text: String) -> String { Backend.isSQLite ? text : text.replacing("?", with: "$") }

@Suite("Queries in queries")
struct SubqueryTests {
  @Test("L-6, S-5: in the column of a result")
  func membership() async throws {
    try await withBlogs { blogs, _ async throws in
      try await blogs.pop.entrySet.create(headline: "Beatles", rating: 1)
      let named = Entry.objects.filter { $0.headline.in(Blog.objects.filter { $0.name != "x" }.values { $0.name }) }
      #expect(
        try named.condition()
          == placed(#""entry"."headline" IN (SELECT "blog"."name" FROM "blog" WHERE "blog"."name" <> ?1)"#))
      #expect(try await named.headlines() == ["Beatles"])
      let others = Entry.objects.exclude { $0.headline.in(Blog.objects.values { $0.name }) }
      #expect(try others.condition() == #"NOT ("entry"."headline" IN (SELECT "blog"."name" FROM "blog"))"#)
      #expect(try await others.count() == 4)
      // By a foreign key, and with a condition on groups.
      let busy = Entry.objects.values { ($0.blogID, $0.count()) }.filter { _, count in count > 2 }
        .values { _, blog, _ in blog }
      #expect(try await Blog.objects.filter { $0.id.in(busy) }.names() == ["Pop"])
    }
  }

  @Test("L-6: a NULL in the column hides nothing, neither in a condition nor under its negation")
  func membershipAndNull() async throws {
    try await withBlogs { blogs, _ async throws in
      // Notes: nil, "old", "new", nil.
      try await blogs.cheese.entrySet.create(headline: "old", rating: 3)
      let notes = Entry.objects.values { $0.note }
      let found = Entry.objects.filter { $0.headline.in(notes) }
      #expect(
        try found.condition()
          == #""entry"."headline" IN (SELECT "entry_2"."note" FROM "entry" AS "entry_2" WHERE "entry_2"."note" IS NOT NULL)"#
      )
      #expect(try await found.headlines() == ["old"])
      let others = Entry.objects.filter { !$0.headline.in(notes) }
      #expect(
        try others.condition()
          == #"NOT ("entry"."headline" IN (SELECT "entry_2"."note" FROM "entry" AS "entry_2" WHERE "entry_2"."note" IS NOT NULL))"#
      )
      #expect(try await others.count() == 4)
      // A NULL is not in any list, so the negation is true.
      #expect(try await Entry.objects.filter { $0.note.in(notes) }.headlines() == ["Yesterday", "Lennon and pop"])
      #expect(
        try await Entry.objects.exclude { $0.note.in(notes) }.headlines() == ["Lennon lives", "100% pop", "old"])
      #expect(
        try await Entry.objects.order { $0.id }.values { $0.headline.in(notes) }.all()
          == [false, false, false, false, true])
      // Sliced, where NULLs are left out of the slice: nil, "old".
      let firstTwo = Entry.objects.order { $0.id }.values { $0.note }[..<2]
      #expect(try await Entry.objects.filter { $0.headline.in(firstTwo) }.headlines() == ["old"])
      let rest = Entry.objects.filter { !$0.headline.in(firstTwo) }
      #expect(
        try rest.condition()
          == placed(
            #"NOT ("entry"."headline" IN (SELECT "found"."column_1" FROM (SELECT "entry_2"."note" AS "column_1" FROM "entry" AS "entry_2" ORDER BY "entry_2"."id" ASC LIMIT ?1) AS "found" WHERE "found"."column_1" IS NOT NULL))"#
          ))
      #expect(try await rest.count() == 4)
    }
  }

  @Test("S-5: slices with their order, and none()")
  func slices() async throws {
    try await withBlogs { _, log async throws in
      let best = Entry.objects.order { $0.rating.desc }.values { $0.blogID }[..<1]
      #expect(try await Blog.objects.filter { $0.id.in(best) }.names() == ["Beatles"])
      let second = Entry.objects.order { $0.rating.desc }.values { $0.blogID }[1..<2]
      #expect(try await Blog.objects.filter { $0.id.in(second) }.names() == ["Pop"])
      _ = log.take()
      let nothing = Blog.objects.none().values { $0.name }
      #expect(try await Entry.objects.filter { $0.headline.in(nothing) }.all() == [])
      #expect(try await Blog.objects.filter { _ in Entry.objects.none().hasRows }.all() == [])
      #expect(log.take() == [], "nothing can be found, so that nothing is asked")
      #expect(try await Blog.objects.filter { _ in !Entry.objects.none().hasRows }.count() == 3)
      #expect(
        try await Blog.objects.values { _ in Entry.objects.none().values { $0.rating }.scalar }.all() == [
          nil, nil, nil,
        ])
      #expect(
        try await Blog.objects.values { _ in Entry.objects.none().values { $0.count() }.scalar }.all() == [0, 0, 0])
      #expect(try await Blog.objects.values { _ in Entry.objects.none().rowCount }.all() == [0, 0, 0])
    }
  }

  @Test("S-1, S-2: a value of an inner query that uses the outer one's columns")
  func scalars() async throws {
    try await withBlogs { _, _ async throws in
      let best = Blog.objects.values { blog in
        (blog.name, Entry.objects.filter { $0.blog == blog }.order { $0.rating.desc }.values { $0.headline }.scalar)
      }
      #expect(
        try best.sql(for: Backend.isSQLite ? .sqlite : .postgres).text
          == placed(
            #"SELECT "blog"."name", (SELECT "entry"."headline" FROM "entry" WHERE "entry"."blog_id" = "blog"."id" ORDER BY "entry"."rating" DESC LIMIT ?1) FROM "blog""#
          ))
      let rows = try await best.all()
      #expect(rows.map(\.0) == ["Beatles", "Pop", "Cheese"])
      #expect(rows.map(\.1) == ["Lennon lives", "Lennon and pop", nil])
      // Without an order, the first by key.
      let first = Blog.objects.order { $0.id }.annotate { blog in
        Entry.objects.filter { $0.blogID == blog.id }.values { $0.rating }.scalar
      }
      #expect(try await first.all().map(\.1) == [9, 6, nil])
      #expect(
        try first.sql(for: .sqlite).text.hasSuffix(
          #"(SELECT "entry"."rating" FROM "entry" WHERE "entry"."blog_id" = "blog"."id" ORDER BY "entry"."id" ASC LIMIT ?1) FROM "blog" ORDER BY "blog"."id" ASC"#
        ))
      // In conditions, orders and calculations.
      let high = Blog.objects.filter { blog in
        Entry.objects.filter { $0.blog == blog }.order { $0.rating }.values { $0.rating }.scalar > 3
      }
      #expect(try await high.names() == ["Beatles"])
      let ordered = Blog.objects.order { blog in
        Entry.objects.filter { $0.blog == blog }.values { $0.rating.min() }.scalar.desc.nullsLast
      }
      #expect(try await ordered.names() == ["Beatles", "Pop", "Cheese"])
      #expect(try await ordered.reversed().names() == ["Cheese", "Pop", "Beatles"])
      let spread = try await Blog.objects.order { $0.id }.values { blog in
        (Entry.objects.filter { $0.blog == blog }.values { $0.rating.max() }.scalar ?? 0) + 1
      }.all()
      #expect(spread == [10, 7, 1])
      // On the result.
      let known = first.filter { _, rating in rating > 6 }
      #expect(try await known.all().map(\.0.name) == ["Beatles"])
    }
  }

  @Test("S-4: aggregates and counts of an inner query")
  func aggregates() async throws {
    try await withBlogs { _, _ async throws in
      let sizes = Blog.objects.order { $0.id }.annotate { blog in
        let entries = Entry.objects.filter { $0.blog == blog && $0.rating > 3 }
        return (entries.rowCount, entries.values { $0.rating.max() }.scalar, entries.values { $0.count() }.scalar)
      }
      let rows = try await sizes.all()
      #expect(rows.map(\.1) == [2, 1, 0])
      #expect(rows.map(\.2) == [9, 6, nil])
      #expect(rows.map(\.3) == [2, 1, 0])
      #expect(
        try Blog.objects.filter { blog in Entry.objects.filter { $0.blog == blog }.rowCount == 2 }.condition()
          == placed(#"(SELECT COUNT(*) FROM "entry" WHERE "entry"."blog_id" = "blog"."id") = ?1"#))
      #expect(
        try await Blog.objects.filter { blog in Entry.objects.filter { $0.blog == blog }.rowCount == 0 }.names()
          == ["Cheese"])
      // The sliced or distinct query is counted as a subquery.
      #expect(
        try await Blog.objects.values { _ in Entry.objects.values { $0.blogID }.distinct().rowCount }.first() == 2)
      #expect(try await Blog.objects.values { _ in Entry.objects.order { $0.id }[1..<3].rowCount }.first() == 2)
      // Beside aggregates of the outer query.
      let both = try await Blog.objects.order { $0.id }.annotate { blog in
        (blog.entry.count(), Entry.objects.filter { $0.blog == blog }.values { $0.comments.sum() }.scalar)
      }.all()
      #expect(both.map(\.1) == [2, 2, 0])
      #expect(both.map(\.2) == [11, 2, nil])
      // Groups of the inner query: the largest number of entries of a blog.
      let largest = try await Author.objects.order { $0.id }.values { _ in
        Entry.objects.values { ($0.blogID, $0.count()) }.order { _, count in count.desc }.values { _, _, n in n }.scalar
      }.all()
      #expect(largest == [2, 2])
    }
  }

  @Test("S-3: whether an inner query has rows, and its negation")
  func existence() async throws {
    try await withBlogs { _, _ async throws in
      let good = Blog.objects.filter { blog in Entry.objects.filter { $0.blogID == blog.id && $0.rating > 8 }.hasRows }
      #expect(
        try good.condition()
          == placed(
            #"EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND "entry"."rating" > ?1)"#))
      #expect(try await good.names() == ["Beatles"])
      let others = Blog.objects.filter { blog in !Entry.objects.filter { $0.blog == blog && $0.rating > 8 }.hasRows }
      #expect(
        try others.condition()
          == placed(
            #"NOT (EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND "entry"."rating" > ?1))"#))
      #expect(try await others.names() == ["Pop", "Cheese"])
      #expect(
        try await Blog.objects.exclude { blog in Entry.objects.filter { $0.blog == blog }.hasRows }.names() == [
          "Cheese"
        ])
      // As a value, and of slices: blogs with more than one entry above 3.
      let flags = try await Blog.objects.order { $0.id }.values { blog in
        Entry.objects.filter { $0.blog == blog && $0.rating > 3 }[1...].hasRows
      }.all()
      #expect(flags == [true, false, false])
      // Of groups: is there a rating that several entries of the blog have?
      let groups = Blog.objects.filter { blog in
        Entry.objects.filter { $0.blog == blog }.values { ($0.rating, $0.count()) }.filter { _, n in n > 1 }.hasRows
      }
      #expect(try await groups.names() == [])
    }
  }

  @Test("S-2: the same model inside and outside, twice nested, and queries built elsewhere")
  func nesting() async throws {
    try await withBlogs { blogs, _ async throws in
      // The best of each blog.
      let best = Entry.objects.filter { entry in
        !Entry.objects.filter { $0.blog == entry.blog && $0.rating > entry.rating }.hasRows
      }
      #expect(
        try best.condition()
          == #"NOT (EXISTS(SELECT 1 FROM "entry" AS "entry_2" WHERE "entry_2"."blog_id" = "entry"."blog_id" AND "entry_2"."rating" > "entry"."rating"))"#
      )
      #expect(try await best.headlines() == ["Lennon lives", "Lennon and pop"])
      // The innermost query uses columns of both outer queries.
      try await blogs.lives.remarks.create(text: "Beatles")
      try await blogs.popLennon.remarks.create(text: "Beatles")
      let named = Blog.objects.filter { blog in
        Entry.objects.filter { entry in
          entry.blog == blog && Comment.objects.filter { $0.entry == entry && $0.text == blog.name }.hasRows
        }.hasRows
      }
      #expect(
        try named.condition()
          == #"EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND EXISTS(SELECT 1 FROM "comment" WHERE "comment"."entry_id" = "entry"."id" AND "comment"."text" = "blog"."name"))"#
      )
      #expect(try await named.names() == ["Beatles"])
      // A query set and a condition from elsewhere keep their own columns.
      let good = Entry.objects.filter { $0.rating > 5 }
      let noted = Q<Entry> { $0.note != nil }
      let mixed = Blog.objects.filter { blog in good.filter { $0.blog == blog && noted.condition }.hasRows }
      #expect(
        try mixed.condition()
          == placed(
            #"EXISTS(SELECT 1 FROM "entry" WHERE "entry"."rating" > ?1 AND "entry"."blog_id" = "blog"."id" AND "entry"."note" IS NOT NULL)"#
          ))
      #expect(try await mixed.names() == ["Pop"])
      // The innermost query, which is declared separately, uses a column of the outermost one.
      let sibling = Blog.objects.filter { blog in
        let own = Entry.objects.filter { $0.blog == blog }
        return Comment.objects.filter { $0.entryID.in(own) }.hasRows
      }
      #expect(try await sibling.names() == ["Beatles", "Pop"])
      // A manager's rows.
      let manager = Author.objects.filter { author in blogs.beatles.entrySet.filter { $0.reviewer == author }.hasRows }
      #expect(try await manager.all() == [blogs.ann])
    }
  }

  @Test("S-2: columns of the outer query across its relations to one row; those to many are refused")
  func outerRelations() async throws {
    try await withBlogs { blogs, _ async throws in
      try await blogs.cheese.entrySet.create(headline: "Pop", rating: 1)
      // Entries whose blog has the headline of another entry as its name.
      let named = Entry.objects.filter { entry in Entry.objects.filter { $0.headline == entry.blog.name }.hasRows }
      #expect(
        try named.statement().hasSuffix(
          #" FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" WHERE EXISTS(SELECT 1 FROM "entry" AS "entry_2" WHERE "entry_2"."headline" = "blog"."name")"#
        ))
      #expect(try await named.order { $0.id }.headlines() == ["Lennon and pop", "100% pop"])
      // An optional hop, whose missing row meets no condition and every negation.
      let reviewed = Entry.objects.filter { entry in Author.objects.filter { $0.name == entry.reviewer.name }.hasRows }
      #expect(try await reviewed.order { $0.id }.headlines() == ["Lennon lives", "Lennon and pop"])
      let unreviewed = Entry.objects.exclude { entry in
        Author.objects.filter { $0.name == entry.reviewer.name }.hasRows
      }
      #expect(try await unreviewed.order { $0.id }.headlines() == ["Yesterday", "100% pop", "Pop"])
      // Beside groups, the outer column that only the inner query uses.
      let counted = Entry.objects.order { $0.id }.annotate { entry in
        (entry.remarks.count(), Blog.objects.filter { $0.name == entry.blog.name }.rowCount)
      }
      #expect(try await counted.all().map(\.2) == [1, 1, 1, 1, 1])
      let many = await kindredError(.invalidQuery) {
        _ = try await Blog.objects.filter { blog in
          Author.objects.filter { $0.name == blog.entry.headline }.hasRows
        }.all()
      }
      #expect(
        many?.message
          == #"The inner query uses "headline" of rows related to the outer query's row, and there may be several. Put the condition into $0.….any { … }, or start the outer query from their model."#
      )
      // Inside any, there is a single related row.
      let one = Blog.objects.filter {
        $0.entry.any { entry in Author.objects.filter { $0 == entry.reviewer && $0.name == "Ann" }.hasRows }
      }
      #expect(try await one.names() == ["Beatles"])
    }
  }

  @Test("S-2: a query that uses a column of an outer query cannot run alone")
  func alone() async throws {
    try await withBlogs { _, _ async throws in
      var escaped: QuerySet<Entry>?
      _ = Blog.objects.filter { blog in
        let entries = Entry.objects.filter { $0.blog == blog }
        escaped = entries
        return entries.hasRows
      }
      let query = try #require(escaped)
      let error = await kindredError(.invalidQuery) { _ = try await query.all() }
      #expect(
        error?.message
          == "This query of Entry uses a column of an outer query, but it is used outside of it. Use it only inside the closure that the column comes from."
      )
      // In a query of another model, the column does not exist.
      await kindredError(.invalidQuery) { _ = try await Author.objects.filter { _ in query.hasRows }.all() }
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.values { blog in Entry.objects.values { _ in blog.name.max() }.scalar }.all()
      }
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.filter { _ in Entry.objects[..<2].filter { $0.rating > 1 }.hasRows }.all()
      }
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.annotate { $0.entry.count() }
          .filter { _, count in Entry.objects.filter { $0.rating == count }.hasRows }.all()
      }
    }
  }

  @Test("L-18, S-1: updates and deletions by an inner query, also of the same table")
  func changes() async throws {
    try await withBlogs { _, log async throws in
      _ = log.take()
      try await Blog.objects.filter { $0.name != "Cheese" }.update { blog in
        blog.tagline.set(Entry.objects.filter { $0.blog == blog }.values { $0.headline.max() }.scalar)
      }
      #expect(
        log.take() == [
          placed(
            #"UPDATE "blog" SET "tagline" = (SELECT MAX("entry"."headline") FROM "entry" WHERE "entry"."blog_id" = "blog"."id") WHERE "blog"."name" <> ?1"#
          )
        ])
      #expect(
        try await Blog.objects.order { $0.id }.values { $0.tagline }.all() == [
          "Yesterday", "Lennon and pop", "All the latest",
        ])
      // The best rating of the blog for each of its entries.
      try await Entry.objects.filter { entry in
        Entry.objects.filter { $0.blog == entry.blog && $0.rating > entry.rating }.hasRows
      }.update { entry in
        entry.comments.set(Entry.objects.filter { $0.blog == entry.blog }.values { $0.rating.max() }.scalar ?? 0)
      }
      #expect(try await Entry.objects.order { $0.id }.values { $0.comments }.all() == [3, 9, 2, 6])
      try await Entry.objects.filter { entry in
        Blog.objects.filter { $0 == entry.blog && $0.name == "Pop" }.hasRows && entry.rating < 5
      }.delete()
      #expect(try await Entry.objects.order { $0.id }.headlines() == ["Lennon lives", "Yesterday", "Lennon and pop"])
    }
  }

  @Test("S-2: results of values and annotate use the outer query's columns and values")
  func results() async throws {
    try await withBlogs { _, _ async throws in
      // The outer result's value in an inner query.
      let named = Blog.objects.values { ($0.name, $0.id) }.filter { name, blog in
        Entry.objects.filter { $0.blogID == blog && $0.headline.contains(name.lowercased()) }.hasRows
      }
      #expect(try await named.all().map(\.0) == ["Pop"])
      // The inner result's own value, beside the outer column.
      let equal = Blog.objects.filter { blog in
        Entry.objects.values { ($0.blogID, $0.rating) }.filter { owner, rating in owner == blog.id && rating == 4 }
          .hasRows
      }
      #expect(try await equal.names() == ["Beatles"])
      let totals = try await Blog.objects.aggregate { blog in
        blog.count(filter: Entry.objects.filter { $0.blog == blog }.hasRows)
      }
      #expect(totals == 2)
    }
  }

  @Test("One plan for one shape, whatever the values; another depth is another shape")
  func plans() throws {
    func query(_ rating: Int, _ text: String) -> QuerySet<Blog> {
      Blog.objects.filter { blog in
        blog.name != text && Entry.objects.filter { $0.rating > rating && $0.blog == blog }[..<3].hasRows
      }.filter { $0.tagline == text }
    }
    try onEachDialect { () throws in
      let dialect: Dialect = Backend.isSQLite ? .sqlite : .postgres
      let one = try query(3, "a").sql(for: dialect)
      let other = try query(4, "b").sql(for: dialect)
      #expect(one.text == other.text)
      #expect(one.values == [.text("a"), .integer(3), .integer(3), .text("a")])
      #expect(other.values == [.text("b"), .integer(4), .integer(3), .text("b")])
    }
  }
}
