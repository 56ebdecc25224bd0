import Kindred
import KindredPostgres
import KindredSQLite
import Testing

private let blogColumns = #""blog"."id", "blog"."name", "blog"."tagline""#

@Suite("Joins on conditions")
struct JoiningTests {
  @Test("HU-13: models are joined on any condition")
  func conditions() async throws {
    try await withBlogs { _, _ async throws in
      // Each entry with the blogs whose name is in its headline, whatever blog it belongs to.
      let mentions = Entry.objects.joining(Blog.objects) { entry, blog in
        entry.headline.iContains(blog.name) && entry.rating > 1
      } selecting: { entry, blog in
        (blog.name, blog.id)
      }
      #expect(try mentions.statementText().contains(#" FROM "entry" INNER JOIN "blog" ON "#))
      let found = try await mentions.order { entry, _, _ in entry.id }.all()
      #expect(found.map { "\($0.0.headline): \($0.1)" } == ["Lennon and pop: Pop", "100% pop: Pop"])
      #expect(try await mentions.filter { entry, _, id in id != entry.blogID }.count() == 0)
      #expect(
        try await mentions.values { _, name, _ in name }.annotate { entry, _ in entry.rating.sum() }.all().map(\.1) == [
          8
        ])
      // Other entries of the same blog with a higher rating: the model itself, joined again.
      let better = Entry.objects.joining(Entry.objects) { entry, other in
        entry.blog == other.blog && other.rating > entry.rating
      } selecting: { _, other in
        other.headline
      }
      #expect(
        try better.statementText().contains(
          #" INNER JOIN "entry" AS "entry_2" ON "entry"."blog_id" = "entry_2"."blog_id" AND "#))
      #expect(
        try await better.order { entry, _ in entry.id }.all().map { "\($0.0.headline) < \($0.1)" } == [
          "Yesterday < Lennon lives", "100% pop < Lennon and pop",
        ])
      // With conditions of its own, sliced, and with what it is related to.
      let reviewed = Blog.objects.joining(Entry.objects.filter { $0.reviewer.name == "Bob" }) { blog, entry in
        blog.id == entry.blogID
      } selecting: { _, entry in
        (entry.headline, entry.reviewer.name, entry.blog.tagline)
      }
      #expect(try reviewed.statementText().contains(#" INNER JOIN (SELECT "entry"."id", "#))
      #expect(
        try await reviewed.all().map { "\($0.0.name) \($0.1) \($0.2 ?? "-") \($0.3 ?? "-")" } == [
          "Pop Lennon and pop Bob -"
        ])
      let top = Blog.objects.leftJoining(Entry.objects.order { $0.rating.desc }[..<1]) { blog, entry in
        entry.blog == blog
      } selecting: { _, entry in
        (entry.rating, entry.remarks.text, entry.reviewer.name)
      }
      #expect(try await top.order { blog, _, _, _ in blog.id }.all().map(\.1) == [9, nil, nil])
      #expect(try await top.filter { _, rating, _, _ in rating == nil }.count() == 2)
      #expect(try await top.exclude { _, _, _, reviewer in reviewer == "Ann" }.count() == 2)
      #expect(
        try await Blog.objects.joining(Entry.objects.none()) {
          $0 == $1.blog
        } selecting: {
          $1.rating
        }.count() == 0)
      // A relation of the joined model in the condition itself is refused.
      let error = await kindredError(.invalidQuery) {
        _ = try await Blog.objects.joining(Entry.objects) { blog, entry in
          entry.reviewer.name == blog.name
        } selecting: { _, entry in
          entry.id
        }.all()
      }
      #expect(error?.message.contains("related to the joined \"entry\"") ?? false)
      // Those of the query's own model are not.
      let own = Entry.objects.joining(Author.objects) { entry, author in
        entry.blog.name != author.name && entry.reviewer.name == author.name
      } selecting: { _, author in
        author.name
      }
      #expect(try await own.order { entry, _ in entry.id }.all().map(\.1) == ["Ann", "Bob"])
    }
  }

  @Test("Q-34: a filtered relation keeps the objects without matching rows")
  func filteredRelation() async throws {
    try await withBlogs { _, _ async throws in
      let good = Blog.objects.leftJoining({ $0.entry }, where: { $0.rating > 4 }) { _, entry in
        (entry.count(), entry.rating.max())
      }
      #expect(
        try good.statementText()
          == numbered(
            """
            SELECT \(blogColumns), COUNT("entry"."id"), MAX("entry"."rating") FROM "blog" \
            LEFT OUTER JOIN "entry" ON "entry"."blog_id" = "blog"."id" AND "entry"."rating" > ?1 GROUP BY "blog"."id"
            """))
      #expect(
        try await good.order { blog, _, _ in blog.id }.all().map { "\($0.0.name) \($0.1) \($0.2 ?? 0)" }
          == ["Beatles 1 9", "Pop 1 6", "Cheese 0 0"])
      #expect(try await good.filter { _, count, _ in count == 0 }.all().map(\.0.name) == ["Cheese"])
      #expect(try await good.count() == 3)
      // Single rows, with conditions on them later.
      let rows = Blog.objects.leftJoining({ $0.entry }, where: { $0.headline.contains("Lennon") && $0.rating > 8 }) {
        _, entry in
        entry.headline
      }
      #expect(try await rows.order { blog, _ in blog.id }.all().map(\.1) == ["Lennon lives", nil, nil])
      #expect(
        try await rows.filter { blog, headline in headline == nil && blog.tagline != nil }.all().map(\.0.name) == [
          "Cheese"
        ])
      // Two of one relation, each with its own condition.
      let best = Blog.objects.filter { $0.name != "Cheese" }.leftJoining({ $0.entry }, where: { $0.rating > 7 }) {
        _, entry in entry.count()
      }
      #expect(try await best.order { blog, _ in blog.id }.all().map(\.1) == [1, 0])
      // Forwards, behind another relation, and from an entry to its blog.
      let reviewers = Entry.objects.leftJoining({ $0.reviewer }, where: { $0.name == "Ann" }) { _, author in author.name
      }
      #expect(try await reviewers.order { entry, _ in entry.id }.all().map(\.1) == ["Ann", nil, nil, nil])
      let siblings = Entry.objects.leftJoining({ $0.blog.entry }, where: { $0.rating > 5 }) { _, other in other.count()
      }
      #expect(try await siblings.order { entry, _ in entry.id }.all().map(\.1) == [1, 1, 1, 1])
      // Aggregates of other rows would count them several times.
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.leftJoining({ $0.entry }, where: { $0.rating > 1 }) { blog, entry in
          (entry.count(), blog.name.length.sum())
        }.all()
      }
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.leftJoining({ $0 }, where: { $0.id == 1 }) { blog, _ in blog.name }.all()
      }
      for rating in [1, 5, 20] {
        let query = Blog.objects.leftJoining({ $0.entry }, where: { $0.rating > rating }) { _, entry in entry.count() }
        #expect(try await query.aggregate { _, count in count.sum() } == [1: 4, 5: 2, 20: 0][rating])
      }
    }
  }

  @Test("HU-13: a lateral join finds the first rows of each object")
  func lateral() async throws {
    try await withBlogs { blogs, _ async throws in
      let best = Blog.objects.joiningEach { blog in
        Entry.objects.filter { $0.blog == blog }.order { $0.rating.desc }.values { ($0.headline, $0.note) }[..<1]
      }
      let all = Blog.objects.leftJoiningEach { blog in
        Entry.objects.filter { $0.blog == blog && $0.rating > 3 }.order { $0.rating }.values { $0.rating }
      }
      guard !Backend.isSQLite else {
        let error = await kindredError(.invalidQuery) { _ = try await best.all() }
        #expect(error?.message.contains("sqlite has no lateral joins") ?? false)
        return
      }
      #expect(
        try best.statementText() == """
          SELECT \(blogColumns), "each"."column_1", "each"."column_2" FROM "blog" INNER JOIN LATERAL (\
          SELECT "entry"."headline" AS "column_1", "entry"."note" AS "column_2" FROM "entry" \
          WHERE "entry"."blog_id" = "blog"."id" ORDER BY "entry"."rating" DESC LIMIT $1) AS "each" ON 1 = 1
          """)
      #expect(
        try await best.order { blog, _, _ in blog.id }.all().map { "\($0.0.name): \($0.1) \($0.2 ?? "-")" }
          == ["Beatles: Lennon lives -", "Pop: Lennon and pop new"])
      #expect(try await best.filter { blog, _, note in note == nil && blog.name != "x" }.count() == 1)
      #expect(try await all.order { blog, rating in (blog.id, rating) }.all().map(\.1) == [4, 9, 6, nil])
      // In an inner query, with a column of the one around.
      let found = Author.objects.filter { author in
        Blog.objects.joiningEach { blog in
          Entry.objects.filter { $0.blog == blog && $0.reviewer == author }.values { $0.rating }
        }.filter { _, rating in rating > 8 }.hasRows
      }
      #expect(try await found.all().map(\.name) == ["Ann"])
      // Totals are one row for each.
      let sums = Blog.objects.joiningEach { blog in
        Entry.objects.filter { $0.blog == blog }.values { ($0.rating.sum(), $0.count()) }
      }
      #expect(try await sums.order { blog, _, _ in blog.id }.all().map(\.1) == [13, 8, nil])
    }
  }
}
