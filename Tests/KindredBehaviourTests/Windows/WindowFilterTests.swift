import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// The text with the placeholders of the running test's dialect: `?1` in SQLite is `$1` in PostgreSQL.
private func placed(_ text: String) -> String { Backend.isSQLite ? text : text.replacing("?", with: "$") }

@Suite("Windows: conditions, totals and everything else that is asked of finished rows")
struct WindowFilterTests {
  /// Each entry with its rank in its blog: 9 is 1, 4 is 2; 6 is 1, 2 is 2.
  private var ranked: ResultQuery<Entry, (Entry, Int), AnnotatedObjects, Int> {
    Entry.objects.annotate { Window.rank().over(partitionBy: $0.blog, orderBy: $0.rating.desc) }
  }

  @Test("W-5: a condition on a window is asked of the finished rows")
  func results() async throws {
    try await withBlogs { blogs, log async throws in
      let best = ranked.filter { _, rank in rank == 1 }.order { entry, _ in entry.id }
      _ = log.take()
      #expect(try await best.all().map(\.0) == [blogs.lives, blogs.popLennon])
      #expect(
        log.take() == [
          placed(
            #"SELECT "result"."id", "result"."blog_id", "result"."reviewer_id", "result"."headline", "result"."rating", "result"."comments", "result"."note", "result"."pub_date", "result"."column_9" FROM (SELECT "entry"."id", "entry"."blog_id", "entry"."reviewer_id", "entry"."headline", "entry"."rating", "entry"."comments", "entry"."note", "entry"."pub_date", RANK() OVER (PARTITION BY "entry"."blog_id" ORDER BY "entry"."rating" DESC) AS "column_9" FROM "entry") AS "result" WHERE "result"."column_9" = ?1 ORDER BY "result"."id" ASC"#
          )
        ])
      // Beside other conditions, which do not change the windows either.
      #expect(try await ranked.filter { entry, rank in rank == 1 && entry.rating > 7 }.all().map(\.0) == [blogs.lives])
      #expect(try await ranked.filter { entry, _ in entry.rating < 5 }.all().map(\.1) == [2, 2])
      #expect(
        try await ranked.filter { entry, rank in rank == 1 || entry.note == "old" }.order { entry, _ in entry.id }.all()
          .map(\.1) == [1, 2, 1])
      #expect(try await ranked.exclude { _, rank in rank == 1 }.all().map(\.1) == [2, 2])
      #expect(
        try await ranked.filter { entry, _ in entry.blog.name == "Pop" }.order { _, rank in rank }.all().map(\.1) == [
          1, 2,
        ])
      // A condition before the window changes what it looks at.
      let before = Entry.objects.filter { $0.rating < 9 }.annotate { Window.rank().over(orderBy: $0.rating.desc) }
      #expect(try await before.filter { _, rank in rank == 1 }.all().map(\.0) == [blogs.popLennon])
      // The same query with other values.
      for rank in [1, 2, 3] {
        #expect(try await ranked.filter { _, place in place <= rank }.count() == [2, 4, 4][rank - 1])
      }
    }
  }

  @Test("W-5: count, exists, first, last, get, slices, streams and values of such a result")
  func verbs() async throws {
    try await withBlogs { blogs, _ async throws in
      let best = ranked.filter { _, rank in rank == 1 }
      #expect(try await best.count() == 2)
      #expect(try await best.exists())
      #expect(try await best.filter { _, rank in rank > 5 }.exists() == false)
      #expect(try await best.first()?.0 == blogs.lives)
      #expect(try await best.last()?.0 == blogs.popLennon)
      #expect(try await best.order { entry, _ in entry.rating }.first()?.0 == blogs.popLennon)
      #expect(try await best.order { entry, _ in entry.rating }[1...].all().map(\.0) == [blogs.lives])
      #expect(try await ranked.get { entry, rank in rank == 2 && entry.rating == 4 }.0 == blogs.yesterday)
      #expect(
        try await best.values { entry, rank in entry.headline }.order { $0 }.all() == [
          "Lennon and pop", "Lennon lives",
        ])
      #expect(try await best.values { entry, _ in entry.blog.name }.order { $0 }.all() == ["Beatles", "Pop"])
      #expect(try await best.none().all().isEmpty)
      var streamed: [Int] = []
      for try await (entry, _) in best.order({ entry, _ in entry.rating }).rows { streamed.append(entry.rating) }
      #expect(streamed == [6, 9])
      // An order before the window stays.
      let ordered = Entry.objects.order { $0.rating }.annotate { Window.rank().over(orderBy: $0.rating.desc) }
        .filter { _, rank in rank < 4 }
      #expect(try await ordered.all().map(\.0.rating) == [4, 6, 9])
      #expect(try await ordered.reversed().all().map(\.0.rating) == [9, 6, 4])
      // Relations of the objects are loaded together, as anywhere.
      var names: [String] = []
      for (entry, _) in try await best.order({ entry, _ in entry.id }).all() { names.append(try await entry.blog.name) }
      #expect(names == ["Beatles", "Pop"])
    }
  }

  @Test("W-5: groups and totals of rows with windows")
  func totals() async throws {
    try await withBlogs { _, log async throws in
      let groups = ranked.values { entry, rank in (rank, entry.rating.sum()) }.order { rank, _ in rank }
      _ = log.take()
      #expect(try await groups.all().map(\.1) == [15, 6])
      let sum = spelled(sqlite: #"SUM("result"."rating")"#, postgres: #"CAST(SUM("result"."rating") AS bigint)"#)
      #expect(
        log.take() == [
          #"SELECT "result"."column_9", \#(sum) FROM (SELECT "entry"."rating", RANK() OVER (PARTITION BY "entry"."blog_id" ORDER BY "entry"."rating" DESC) AS "column_9" FROM "entry") AS "result" GROUP BY "result"."column_9" ORDER BY "result"."column_9" ASC"#
        ])
      #expect(try await groups.filter { _, sum in sum > 10 }.all().map(\.0) == [1])
      #expect(
        try await ranked.aggregate { entry, rank in (rank.max(), entry.rating.sum(), entry.count()) } == (
          2 as Int?, 21 as Int?, 4
        ))
      #expect(try await ranked.filter { _, rank in rank == 1 }.aggregate { entry, _ in entry.rating.sum() } == 15)
      #expect(try await Entry.objects.aggregate { Window.rank().over(orderBy: $0.rating).max() } == 4)
      #expect(
        try await Entry.objects.aggregate { ($0.rating.sum(), $0.rating.sum().over(orderBy: $0.id).max()) } == (
          21 as Int?, 21 as Int?
        ))
      // Objects with windows and aggregates of related rows.
      let blogs = Blog.objects.annotate { Window.rowNumber().over(orderBy: $0.name) }.filter { _, number in number != 2
      }
      let counted = try await blogs.annotate { blog, _ in blog.entry.count() }.order { blog, _, _ in blog.name }.all()
      #expect(counted.map(\.1) == [1, 3])
      #expect(counted.map(\.2) == [2, 2])
    }
  }

  @Test("W-5: windows over windows, and over what a window left")
  func nested() async throws {
    try await withBlogs { _, _ async throws in
      let sums = Entry.objects.annotate { $0.rating.sum().over(orderBy: $0.id) }
      let sumsOfSums = sums.annotate { entry, sum in sum.sum().over(orderBy: entry.id) }
      // 9, 13, 19, 21
      #expect(try await sumsOfSums.order { entry, _, _ in entry.id }.all().map(\.2) == [9, 22, 41, 62])
      // A query inside uses the window of the query around it.
      let inside = ranked.annotate { entry, rank in
        Entry.objects.filter { $0.comments == rank }.values { $0.headline }.scalar
      }
      #expect(
        try await inside.order { entry, _, _ in entry.id }.all().map(\.2) == [
          nil, "Lennon and pop", nil, "Lennon and pop",
        ])
      let left = ranked.filter { _, rank in rank == 1 }
      let again = left.annotate { entry, _ in entry.rating.sum().over() }
      #expect(try await again.all().map(\.2) == [15, 15])
    }
  }

  @Test("W-1: windows over groups")
  func groups() async throws {
    try await withBlogs { blogs, _ async throws in
      try await Entry.objects.create(blog: blogs.pop, headline: "Five", rating: 1)
      // Beatles 2 entries, 13; Pop 3 entries, 9
      let sizes = Entry.objects.values { ($0.blog.name, $0.count()) }
      let shares = sizes.annotate { _, _, count in (count.sum().over(), Window.rank().over(orderBy: count.desc)) }
      #expect(
        try shares.sql(for: .sqlite).text
          == #"SELECT "blog"."name", COUNT(*), SUM(COUNT(*)) OVER (), RANK() OVER (ORDER BY COUNT(*) DESC) FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" GROUP BY "blog"."name""#
      )
      let rows = try await shares.order { name, _, _, _ in name }.all()
      #expect(rows.map(\.0) == ["Beatles", "Pop"])
      #expect(rows.map(\.1) == [2, 3])
      #expect(rows.map(\.2) == [5, 5])
      #expect(rows.map(\.3) == [2, 1])
      let ranks = sizes.annotate { _, _, count in Window.rank().over(orderBy: count.desc) }
      let first = ranks.filter { _, _, rank in rank == 1 }
      #expect(try await first.all().map(\.0) == ["Pop"])
      #expect(try await first.count() == 1)
      #expect(try await first.first()?.1 == 3)
      #expect(try await ranks.filter { _, _, rank in rank > 0 }.last()?.0 == "Pop")
      // In one closure, by what the rows are grouped by.
      let running = Entry.objects.values {
        ($0.blogID, $0.rating.sum(), $0.rating.sum().sum().over(orderBy: $0.blogID))
      }
      #expect(try await running.order { blog, _, _ in blog }.all().map(\.2) == [13, 22])
    }
  }

  @Test("W-5: a condition on a window in a query set, which any verb may follow")
  func querySets() async throws {
    try await withBlogs { blogs, log async throws in
      let best = Entry.objects.filter { Window.rank().over(partitionBy: $0.blog, orderBy: $0.rating.desc) == 1 }
      #expect(
        try best.condition()
          == placed(
            #""entry"."id" IN (SELECT "result"."id" FROM (SELECT "entry_2"."id", RANK() OVER (PARTITION BY "entry_2"."blog_id" ORDER BY "entry_2"."rating" DESC) AS "column_9" FROM "entry" AS "entry_2") AS "result" WHERE "result"."column_9" = ?1)"#
          ))
      #expect(try await best.order { $0.id }.headlines() == ["Lennon lives", "Lennon and pop"])
      #expect(try await best.count() == 2)
      #expect(try await best.filter { $0.rating < 9 }.headlines() == ["Lennon and pop"])
      #expect(try await best.exclude { $0.rating < 9 }.headlines() == ["Lennon lives"])
      #expect(try await best.aggregate { $0.rating.sum() } == 15)
      #expect(try await best.values { ($0.blog.name, $0.count()) }.all().count == 2)
      // What was asked before restricts the window, what stands beside it does not.
      let small = Entry.objects.filter { $0.rating < 9 }.filter { Window.rank().over(orderBy: $0.rating.desc) == 1 }
      #expect(try await small.headlines() == ["Lennon and pop"])
      #expect(
        try await Entry.objects.filter { $0.rating < 9 && Window.rank().over(orderBy: $0.rating.desc) == 1 }.count()
          == 0)
      #expect(
        try await Entry.objects.exclude { Window.rank().over(orderBy: $0.rating.desc) <= 2 }.order { $0.id }.headlines()
          == ["Yesterday", "100% pop"])
      #expect(
        try await blogs.pop.entrySet.filter { Window.rowNumber().over(orderBy: $0.rating.desc) == 1 }.headlines()
          == ["Lennon and pop"])
      let q = Q<Entry> { Window.rank().over(orderBy: $0.rating.desc) == 1 }
      #expect(
        try await Entry.objects.filter(!q && Q { $0.note.isNotNull }).order { $0.id }.headlines() == [
          "Yesterday", "Lennon and pop",
        ])
      // In queries inside others, of the rows that belong to the outer one.
      let byBlog = Blog.objects.filter { blog in
        blog.entry.any { Window.rank().over(orderBy: $0.rating.desc) == 1 && $0.note.isNull }
      }
      #expect(try await byBlog.names() == ["Beatles"])
      #expect(
        try await Blog.objects.order { $0.id }.values { blog in
          Entry.objects.filter { $0.blog == blog }.filter { Window.rowNumber().over(orderBy: $0.rating) == 2 }
            .values { $0.headline }.scalar
        }.all() == ["Lennon lives", "Lennon and pop", nil])
      #expect(try await best.update { $0.comments.set(7) } == 2)
      #expect(try await best.delete().total == 2)
      #expect(try await Entry.objects.order { $0.id }.headlines() == ["Yesterday", "100% pop"])
      _ = log.take()
    }
  }

  @Test("W-1: an order by a window; distinct rows with windows")
  func orders() async throws {
    try await withBlogs { blogs, _ async throws in
      let ordered = Entry.objects.order { (Window.rank().over(partitionBy: $0.blog, orderBy: $0.rating.desc), $0.id) }
      #expect(try await ordered.all().map(\.rating) == [9, 6, 4, 2])
      #expect(try await ordered.reversed().first()?.rating == 2)
      #expect(try await ordered[1..<3].all().map(\.rating) == [6, 4])
      #expect(try await ordered.count() == 4)
      let ranks = ranked.values { _, rank in rank }
      #expect(try await ranks.distinct().order { $0 }.all() == [1, 2])
      #expect(try await ranks.distinct().count() == 2)
      #expect(try await ranks.distinct().filter { $0 > 1 }.all() == [2])
      // By something that is not selected: the first row of each value counts.
      let byComments = Entry.objects.order { $0.comments }
        .values { Window.rank().over(partitionBy: $0.blog, orderBy: $0.rating.desc) }.distinct()
      // comments: 3 is 1, 8 is 2, 2 is 1, 0 is 2
      #expect(try await byComments.all() == [2, 1])
      // Of distinct objects, and of a slice, a window sees what is left.
      let commented = Blog.objects.filter { $0.entry.comments >= 0 }.distinct()
      #expect(try await commented.annotate { $0.count().over() }.all().map(\.1) == [2, 2])
      let least = Entry.objects.order { $0.rating }[..<3].annotate { $0.rating.sum().over() }
      #expect(try await least.all().map(\.1) == [12, 12, 12])
      #expect(try await least.all().map(\.0.rating) == [2, 4, 6])
      let newest = Entry.objects.order { ($0.blogID, $0.rating) }.distinct { $0.blogID }.annotate {
        $0.rating.sum().over()
      }
      #expect(try await newest.all().map(\.1) == [6, 6])
    }
  }

  @Test("W-1: where a window has no place, the error says what to write")
  func refused() async throws {
    try await withBlogs { _, log async throws in
      func refused(_ part: String, _ body: () async throws -> Void) async {
        let error = await kindredError(.invalidQuery) { try await body() }
        #expect(error?.message.contains(part) == true, "\(String(describing: error))")
      }
      await refused("cannot contain a window") {
        try await Entry.objects.update { $0.rating.set($0.rating.max(default: 1).over()) }
      }
      await refused("returns a single row") { _ = try await Entry.objects.aggregate { $0.rating.sum().over() } }
      await refused("looks at groups") {
        _ = try await Entry.objects.values { ($0.blogID, $0.count(), Window.rank().over(orderBy: $0.rating)) }.all()
      }
      await refused("cannot contain another one") {
        _ = try await Entry.objects.values { $0.rating.sum().over(orderBy: Window.rank().over(orderBy: $0.id)) }.all()
      }
      await refused("An aggregate cannot contain a window") {
        _ = try await Entry.objects.values { ($0.blogID, Window.rank().over(orderBy: $0.id).max()) }.all()
      }
      await refused("neither distinct") {
        _ = try await Entry.objects.values { $0.rating.sum(distinct: true).over() }.all()
      }
      await refused("neither distinct") {
        _ = try await Entry.objects.values { $0.note.joined(separator: ",", orderBy: $0.id).over() }.all()
      }
      await refused("this expression has none") { _ = try await Entry.objects.values { ($0.rating + 1).over() }.all() }
      await refused("grouped by a window") {
        _ = try await Entry.objects.order { Window.rank().over(orderBy: $0.id) }.values { ($0.blogID, $0.count()) }
          .all()
      }
      await refused("not there any more") {
        let sizes = Entry.objects.values { ($0.blogID, $0.count()) }
        let ranks = sizes.annotate { _, _, count in Window.rank().over(orderBy: count) }
        let first = ranks.filter { _, _, rank in rank == 1 }
        _ = try await first.annotate { entry, _, _, _ in entry.rating }.all()
      }
      await refused("from 1 to") { _ = try await Entry.objects.values { Window.ntile(0).over(orderBy: $0.id) }.all() }
      await refused("from 1 to") { _ = try await Entry.objects.values { $0.rating.nthValue(0).over() }.all() }
      await refused("from 0 to") { _ = try await Entry.objects.values { $0.rating.lag(-1).over(orderBy: $0.id) }.all() }
      await refused("from 0 to") {
        _ = try await Entry.objects.values { $0.rating.lead(.max).over(orderBy: $0.id) }.all()
      }
      await refused("needs a window") {
        _ = try await Entry.objects.values { Expr<Int>(.bareRank, $0.rating) }.all()
      }
      await refused("neither a window function") {
        _ = try await Entry.objects.values { WindowFunction<Int>(.plain, $0.rating).over(orderBy: $0.id) }.all()
      }
      #expect(log.take() == [])
      try await transaction {
        await refused("cannot be locked") {
          _ = try await Entry.objects.selectForUpdate().annotate { $0.count().over() }.all()
        }
        await refused("cannot be locked") {
          _ = try await Entry.objects.selectForUpdate().annotate { $0.count().over() }.filter { _, n in n > 1 }.all()
        }
      }
    }
  }
}

extension SQLOperation {
  fileprivate static let bareRank = SQLOperation("bareRank", kind: .window, spelling: .call("RANK"))
  fileprivate static let plain = SQLOperation("plain", spelling: .call("ABS"))
}
