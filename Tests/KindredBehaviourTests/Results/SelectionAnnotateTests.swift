import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Selections with further values behind them")
struct SelectionAnnotateTests {
  /// Beatles 2 9, Pop 2 6, Cheese 0 nil.
  private var stats: ResultQuery<Blog, BlogStats, SelectedInto<BlogStats>> {
    Blog.objects.values {
      BlogStats.Columns(name: $0.name, entries: $0.entry.count(), best: $0.entry.rating.max())
    }
  }

  @Test("Q-3, W-5: windows behind a selection, and what is asked of them")
  func windows() async throws {
    try await withBlogs { _, _ async throws in
      let ranked = stats.annotate { _, stats in
        Window.rank().over(orderBy: stats.entries.desc, stats.best.desc.nullsLast)
      }
      #expect(
        try ranked.statementText()
          == spelled(
            sqlite: """
              SELECT "blog"."name", COUNT("entry"."id"), MAX("entry"."rating"), \
              RANK() OVER (ORDER BY COUNT("entry"."id") DESC, MAX("entry"."rating") DESC NULLS LAST) FROM "blog" \
              LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" GROUP BY "blog"."name"
              """,
            postgres: """
              SELECT "blog"."name", COUNT("entry"."id"), MAX("entry"."rating"), \
              RANK() OVER (ORDER BY COUNT("entry"."id") DESC, MAX("entry"."rating") DESC NULLS LAST) FROM "blog" \
              LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" GROUP BY "blog"."name"
              """))
      let rows = try await ranked.order { _, rank in rank }.all()
      #expect(rows.map(\.0.name) == ["Beatles", "Pop", "Cheese"])
      #expect(rows.map(\.0.best) == [9, 6, nil])
      #expect(rows.map(\.1) == [1, 2, 3])
      let best = ranked.filter { stats, rank in rank <= 2 && stats.name != "Pop" }
      #expect(try await best.all().map(\.0) == [BlogStats(name: "Beatles", entries: 2, best: 9)])
      #expect(try await best.count() == 1)
      #expect(
        try await ranked.exclude { _, rank in rank == 1 }.order { stats, _ in stats.name }.all().map(\.1) == [3, 2])
      #expect(try await ranked.get { stats, _ in stats.best == 6 }.1 == 2)
      #expect(try await ranked.order { stats, rank in (stats.entries, rank.desc) }[1..<3].all().map(\.1) == [2, 1])
      #expect(try await ranked.aggregate { stats, rank in (rank.sum(), stats.entries.max()) } == (6 as Int?, 2 as Int?))
      #expect(try await ranked.aggregate { _, rank in rank.max() } == 3)
      #expect(
        try await ranked.values { _, stats, rank in (stats.name, rank) }.order { name, _ in name }.all().map(\.1) == [
          1, 3, 2,
        ])
      #expect(try await ranked.values { _, _, rank in rank }.order { $0 }.all() == [1, 2, 3])
      let nested = ranked.values { _, stats, rank in
        Labelled<Int>.Columns(label: stats.name, value: rank, other: stats.best)
      }
      #expect(try await nested.filter { $0.value > 2 }.all() == [Labelled(label: "Cheese", value: 3, other: nil)])
      var streamed: [String] = []
      for try await (stats, rank) in ranked.order({ _, rank in rank }).rows { streamed.append("\(stats.name) \(rank)") }
      #expect(streamed == ["Beatles 1", "Pop 2", "Cheese 3"])
    }
  }

  @Test("Q-3, A-14: columns and aggregates behind a selection, several at once")
  func groups() async throws {
    try await withBlogs { _, _ async throws in
      let named = Entry.objects.values { OneNumber.Columns(number: $0.rating % 2) }
      let groups = named.annotate { entry, parity in (entry.count(), entry.rating.sum(), entry.headline.min()) }
      let rows = try await groups.order { parity, _, _, _ in parity.number }.all()
      #expect(rows.map(\.0.number) == [0, 1])
      #expect(rows.map(\.1) == [3, 1])
      #expect(rows.map(\.2) == [12, 9])
      #expect(rows.map(\.3) == ["100% pop", "Lennon lives"])
      #expect(try await groups.filter { _, count, _, _ in count > 1 }.all().map(\.2) == [12])
      // Whole models and keys in the selection, and a column of the rows behind it.
      let lines = Entry.objects.values {
        EntryLine.Columns(headline: $0.headline, entry: $0, blog: $0.blog, reviewer: $0.reviewer, double: $0.rating * 2)
      }
      .annotate { entry, line in (entry.blogID, line.double + 1, line.reviewer.name) }
      .filter { line, _, double, _ in double > 9 && line.blog.name != "x" }
      .order { line, _, _, _ in line.entry.id }
      let found = try await lines.all()
      #expect(found.map(\.0.entry.headline) == ["Lennon lives", "Lennon and pop"])
      #expect(found.map(\.1) == [1, 2])
      #expect(found.map(\.2) == [19, 13])
      #expect(found.map(\.3) == ["Ann", "Bob"])
      #expect(found.map(\.0.reviewer?.name) == ["Ann", "Bob"])
    }
  }
}
