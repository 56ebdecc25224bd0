import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Results: expressions that are not selected")
struct AliasTests {
  @Test("Q-4: objects, filtered and ordered by what is not selected")
  func objects() async throws {
    try await withBlogs { blogs, log async throws in
      let busy = Blog.objects.alias { $0.entry.count() }.filter { _, entries in entries > 0 }
        .order { blog, entries in (entries.desc, blog.name) }
      let found: [Blog] = try await busy.all()
      #expect(found == [blogs.beatles, blogs.pop])
      let first = spelled(sqlite: "?1", postgres: "$1")
      #expect(
        log.take() == [
          #"SELECT "blog"."id", "blog"."name", "blog"."tagline" FROM "blog" LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" GROUP BY "blog"."id" HAVING COUNT("entry"."id") > \#(first) ORDER BY COUNT("entry"."id") DESC, "blog"."name" ASC"#
        ])
      #expect(try await busy.count() == 2)
      #expect(try await busy.exists())
      #expect(try await busy.first() == blogs.beatles)
      #expect(try await busy.last() == blogs.pop)
      #expect(try await busy[1...].all() == [blogs.pop])
      #expect(try await busy.exclude { blog, _ in blog.name == "Pop" }.get() == blogs.beatles)
      #expect(try await busy.none().all().isEmpty)
      var streamed: [String] = []
      for try await blog in busy.rows { streamed.append(blog.name) }
      #expect(streamed == ["Beatles", "Pop"])
      let entries = Entry.objects.alias { $0.rating + $0.comments }.filter { _, sum in sum == 12 }.order { entry, _ in
        entry.id
      }
      _ = log.take()
      for entry in try await entries.all() { #expect(try await entry.blog == blogs.beatles) }
      #expect(log.take().count == 2)
    }
  }

  @Test("Q-4: annotate, values, aggregate and further aliases behind; several at once")
  func behind() async throws {
    try await withBlogs { blogs, _ async throws in
      let counted = Blog.objects.alias { $0.entry.count() }
      let doubled = counted.annotate { _, entries in entries * 2 }.order { blog, _, _ in blog.id }
      let pairs: [(Blog, Int)] = try await doubled.all()
      #expect(pairs.map(\.0) == [blogs.beatles, blogs.pop, blogs.cheese])
      #expect(pairs.map(\.1) == [4, 4, 0])
      let more = doubled.annotate { blog, entries, twice in (blog.name, twice + entries) }
      let rows: [(Blog, Int, String, Int)] = try await more.all()
      #expect(rows.map(\.2) == ["Beatles", "Pop", "Cheese"])
      #expect(rows.map(\.3) == [6, 6, 0])
      let selected = counted.annotate { _, entries in entries }
      let empty = try await selected.filter { _, _, entries in entries == 0 }.all()
      #expect(empty.map(\.1) == [0])
      #expect(
        try await counted.values { blog, entries in (blog.name, entries) }.order { name, _ in name }.all().map(\.1) == [
          2, 0, 2,
        ])
      #expect(try await counted.values { blog, _ in blog.name }.order { $0 }.all() == ["Beatles", "Cheese", "Pop"])
      #expect(try await counted.aggregate { blog, entries in (entries.sum(), blog.count()) } == (4 as Int?, 3))
      let two = Blog.objects.alias { ($0.entry.rating.max(), $0.entry.rating.min()) }
      let span = two.alias { _, best, worst in best - worst }
      // 9 - 4 and 6 - 2
      #expect(try await span.filter { _, _, _, span in span > 4 }.all() == [blogs.beatles])
      // Behind annotate and values, the rows stay as they are.
      let annotated = Blog.objects.annotate { $0.entry.count() }.alias { blog, _ in blog.entry.rating.max() }
        .filter { _, _, best in best > 7 }
      let kept: [(Blog, Int)] = try await annotated.all()
      #expect(kept.map(\.1) == [2])
      let names = Entry.objects.values { $0.blog.name }.alias { entry, _ in entry.count() }
        .filter { _, count in count > 1 }.order { name, count in (count, name.desc) }
      let texts: [String] = try await names.all()
      #expect(texts == ["Pop", "Beatles"])
      #expect(
        try names.sql(for: .sqlite).text
          == #"SELECT "blog"."name" FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" GROUP BY "blog"."name" HAVING COUNT(*) > ?1 ORDER BY COUNT(*) ASC, "blog"."name" DESC"#
      )
    }
  }

  @Test("Q-4: windows, related rows and queries as aliases; known mistakes")
  func kinds() async throws {
    try await withBlogs { blogs, _ async throws in
      let best = Entry.objects.alias { Window.rank().over(partitionBy: $0.blog, orderBy: $0.rating.desc) }
        .filter { _, rank in rank == 1 }.order { entry, rank in (rank, entry.id) }
      #expect(try await best.all() == [blogs.lives, blogs.popLennon])
      #expect(try await best.count() == 2)
      let halves = Entry.objects.alias { Window.ntile(2).over(orderBy: $0.rating) }
        .values { entry, half in (half, entry.rating.sum()) }.order { half, _ in half }
      // 2, 4 | 6, 9
      #expect(try await halves.all().map(\.1) == [6, 15])
      let newest = Blog.objects.alias { blog in
        Entry.objects.filter { $0.blog == blog }.order { $0.id.desc }.values { $0.headline }.scalar
      }
      #expect(try await newest.filter { _, headline in headline == "Yesterday" }.all() == [blogs.beatles])
      // A column that is named only makes no groups.
      let groups = Entry.objects.values { $0.blogID }.alias { entry, _ in entry.rating }
        .filter { _, rating in rating > 3 }.order { blog, _ in blog }
      #expect(try await groups.values { entry, blog, _ in (blog, entry.count()) }.all().map(\.1) == [2, 1])
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.alias { $0.name.lag(-1).over(orderBy: $0.id) }.all()
      }
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.alias { ($0.entry.count() + $0.entry.count().max(default: 1)) }.all()
      }
    }
  }
}
