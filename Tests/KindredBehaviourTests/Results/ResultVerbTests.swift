import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Results: the verbs of query sets")
struct ResultVerbTests {
  /// The first placeholder.
  private var first: String { spelled(sqlite: "?1", postgres: "$1") }

  @Test("Q-10: a single column gives plain values, in one expression")
  func plainValues() async throws {
    try await withBlogs { _, _ async throws in
      #expect(Set(try await Blog.objects.values { $0.name }.all()) == ["Beatles", "Pop", "Cheese"])
      #expect(try await Blog.objects.values { $0.name }.all().sorted() == ["Beatles", "Cheese", "Pop"])
      #expect(try await Blog.objects.values { $0.name }.all().contains("Pop"))
      #expect(try await Blog.objects.annotate { $0.entry.count() }.order { $1 }.all().map(\.1) == [0, 2, 2])
      #expect(try await Blog.objects.values { $0.tagline }.all().compactMap(\.self).count == 2)
      #expect(try await Entry.objects.values { $0.rating }.filter { $0 > 3 }.order { $0.desc }.all() == [9, 6, 4])
    }
  }

  @Test("A-16, TR-7: filter and exclude: HAVING with an aggregate, WHERE without")
  func conditions() async throws {
    try await withBlogs { blogs, _ async throws in
      let sizes = Blog.objects.values { ($0.name, $0.entry.count()) }.order { name, _ in name }
      let kept = sizes.exclude { name, count in count == 0 }.filter { name, _ in name != "x" }
      let parts = try kept.sql(for: .sqlite).text.components(separatedBy: " HAVING ")
      #expect(
        parts.first
          == #"SELECT "blog"."name", COUNT("entry"."id") FROM "blog" LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" WHERE "blog"."name" <> ?1 GROUP BY "blog"."name""#
      )
      #expect(parts.count == 2 && parts[1].contains(#"COUNT("entry"."id")"#) && parts[1].contains("?2"), "\(parts)")
      #expect(try kept.sql(for: .postgres).values == [.text("x"), .integer(0)])
      #expect(try await kept.all().map(\.0) == ["Beatles", "Pop"])
      // A NULL stays, as with query sets.
      let taglines = Blog.objects.values { ($0.id, $0.tagline) }.order { id, _ in id }
      #expect(try await taglines.exclude { _, tagline in tagline == "All the latest" }.all().map(\.0) == [blogs.pop.id])
      #expect(try await taglines.exclude { id, _ in id.in([]) }.count() == 3)
      #expect(try await taglines.exclude { id, _ in !id.in([]) }.count() == 0)
      // No related row meets it.
      let rated = Blog.objects.annotate { $0.entry.count() }.order { blog, _ in blog.id }
      #expect(try await rated.exclude { blog, _ in blog.entry.rating > 6 }.all().map(\.0) == [blogs.pop, blogs.cheese])
      #expect(try await rated.exclude { _, count in count > 1 }.all().map(\.0) == [blogs.cheese])
      #expect(try await rated.exclude { blog, count in count > 1 && blog.name == "Pop" }.count() == 2)
    }
  }

  @Test("MQ-12: slices of all forms, and what they forbid")
  func slices() async throws {
    try await withBlogs { _, log async throws in
      let ratings = Entry.objects.values { $0.rating }.order { $0 }
      #expect(try await ratings[1..<3].all() == [4, 6])
      #expect(try await ratings[1...2].all() == [4, 6])
      #expect(try await ratings[..<2].all() == [2, 4])
      #expect(try await ratings[...2].all() == [2, 4, 6])
      #expect(try await ratings[2...].all() == [6, 9])
      #expect(try await ratings[1...][..<2][1...].all() == [6])
      #expect(try await ratings[1...].count() == 3)
      #expect(try await ratings[4...].exists() == false)
      #expect(try await ratings[3...].exists())
      _ = log.take()
      #expect(try await ratings[2..<2].all().isEmpty)
      #expect(try await ratings[2..<2].count() == 0)
      #expect(log.take() == [])
      func refused(_ part: String, _ body: () async throws -> Void) async {
        let error = await kindredError(.invalidQuery) { try await body() }
        #expect(error?.message.contains(part) == true, "\(String(describing: error))")
        #expect(error == nil || error?.model == "Entry")
      }
      await refused("cannot filter") { _ = try await ratings[..<2].filter { $0 > 1 }.all() }
      await refused("cannot exclude") { _ = try await ratings[..<2].exclude { $0 > 1 }.all() }
      await refused("cannot be ordered") { _ = try await ratings[..<2].order { $0 }.count() }
      await refused("cannot be reversed") { _ = try await ratings[..<2].reversed().all() }
      await refused("cannot be made distinct") { _ = try await ratings[..<2].distinct().exists() }
      await refused("cannot give its last row") { _ = try await ratings[..<2].last() }
      await refused("cannot filter") { _ = try await ratings[..<2].get { $0 > 1 } }
      #expect(log.take() == [])
      #expect(try await ratings[..<2].first() == 2)
      #expect(try await ratings[2...].first() == 6)
      #expect(try await ratings[..<1].get() == 2)
    }
  }

  @Test("Q-6, T-14: reversed, first and last with an order and without")
  func ends() async throws {
    try await withBlogs { blogs, log async throws in
      let ratings = Entry.objects.values { $0.rating }
      #expect(try await ratings.order { $0 }.reversed().all() == [9, 6, 4, 2])
      #expect(try await ratings.order { $0 }.reversed().reversed().first() == 2)
      #expect(try await ratings.order { $0 }.last() == 9)
      #expect(try await ratings.order { $0.desc }.last() == 2)
      #expect(try await ratings.filter { $0 > 100 }.last() == nil)
      _ = log.take()
      // By the key: the entries were stored in the order of the fixture's table.
      #expect(try await ratings.first() == 9)
      #expect(try await ratings.last() == 2)
      #expect(
        log.take() == [
          #"SELECT "entry"."rating" FROM "entry" ORDER BY "entry"."id" ASC LIMIT \#(first)"#,
          #"SELECT "entry"."rating" FROM "entry" ORDER BY "entry"."id" DESC LIMIT \#(first)"#,
        ])
      #expect(try await Entry.objects.order { $0.rating }.values { $0.headline }.last() == "Lennon lives")
      #expect(try await Entry.objects.unordered().values { $0.rating }.last() == 2)
      // Groups go by what makes them.
      let sizes = Blog.objects.values { ($0.name, $0.entry.count()) }
      _ = log.take()
      #expect(try await sizes.first()?.0 == "Beatles")
      #expect(try await sizes.last()?.0 == "Pop")
      #expect(
        log.take().map { $0.components(separatedBy: " GROUP BY ").last } == [
          #""blog"."name" ORDER BY "blog"."name" ASC LIMIT \#(first)"#,
          #""blog"."name" ORDER BY "blog"."name" DESC LIMIT \#(first)"#,
        ])
      #expect(try await sizes.order { name, count in (count, name.desc) }.last()?.0 == "Beatles")
      // Objects go by their key.
      let counted = Blog.objects.annotate { $0.entry.count() }
      #expect(try await counted.first()?.0 == blogs.beatles)
      #expect(try await counted.last()?.0 == blogs.cheese)
      #expect(try await counted.order { blog, count in (count, blog.name) }.last()?.0 == blogs.pop)
      #expect(try await counted.reversed().first()?.0 == blogs.cheese)
    }
  }

  @Test("Q-7: distinct on values")
  func distinct() async throws {
    try await withBlogs { blogs, log async throws in
      let taglines = Blog.objects.values { $0.tagline }.distinct()
      _ = log.take()
      #expect(try await taglines.count() == 2)
      #expect(try await taglines.exists())
      #expect(try await taglines.order { $0.asc.nullsFirst }.all() == [nil, "All the latest"])
      #expect(try await taglines.order { $0.asc.nullsFirst }[1...].count() == 1)
      #expect(
        log.take().prefix(2) == [
          #"SELECT COUNT(*) FROM (SELECT DISTINCT "blog"."tagline" AS "column_1" FROM "blog") AS "counted""#,
          #"SELECT 1 FROM (SELECT DISTINCT "blog"."tagline" AS "column_1" FROM "blog") AS "found" LIMIT 1"#,
        ])
      // The key of the first row of each combination is the order.
      #expect(try await taglines.first() == .some("All the latest"))
      #expect(try await taglines.filter { $0 == nil }.get() == .some(nil))
      // 2, 0 and 2 entries.
      let sizes = Blog.objects.values { ($0.name, $0.entry.count()) }.values { _, _, count in count }
      #expect(try await sizes.order { $0 }.all() == [0, 2, 2])
      #expect(try await sizes.distinct().order { $0 }.all() == [0, 2])
      #expect(try await sizes.distinct().order { 1 - $0 }.all() == [2, 0])
      #expect(try await sizes.distinct().count() == 2)
      #expect(try await sizes.distinct().aggregate { $0.sum() } == 2)
      #expect(try await Blog.objects.annotate { $0.entry.count() }.distinct().count() == 3)
      let newest = Entry.objects.order { ($0.blogID, $0.rating.desc) }.distinct { $0.blogID }.values { $0.rating }
      #expect(try await newest.all() == [9, 6])
      #expect(try await newest.last() == 6)
      #expect(try await newest.count() == 2)
      #expect(try await newest.aggregate { $0.sum() } == 15)
      await kindredError(.invalidQuery) { _ = try await newest.order { $0 }.all() }
      _ = blogs
    }
  }

  @Test("MQ-10: get gives one row, or says which is wrong")
  func get() async throws {
    try await withBlogs { blogs, _ async throws in
      #expect(try await Blog.objects.values { $0.name }.get { $0 == "Pop" } == "Pop")
      #expect(try await Blog.objects.filter { $0.name == "Pop" }.values { ($0.id, $0.name) }.get().1 == "Pop")
      let busiest = try await Blog.objects.annotate { $0.entry.rating.sum() }.get { _, sum in sum == 13 }
      #expect(busiest.0 == blogs.beatles)
      await #expect(throws: Blog.DoesNotExist.self) { try await Blog.objects.values { $0.name }.get { $0 == "x" } }
      await #expect(throws: Blog.DoesNotExist.self) { try await Blog.objects.none().values { $0.name }.get() }
      await #expect { try await Blog.objects.values { $0.name }.get() } throws: { error in
        (error as? any MultipleObjectsFound)?.count == 3
      }
      await #expect {
        _ = try await Blog.objects.annotate { $0.entry.count() }.get { _, count in count == 2 }
      } throws: {
        ($0 as? Blog.MultipleObjectsReturned)?.count == 2
      }
      // The order before values has a part in the groups, which get does not take away.
      await #expect {
        _ = try await Entry.objects.order { $0.rating }.values { ($0.blogID, $0.count()) }.get { id, _ in id == 1 }
      } throws: { ($0 as? any MultipleObjectsFound)?.count == 2 }
    }
  }

  @Test("T-16: exists and count of groups")
  func questions() async throws {
    try await withBlogs { _, log async throws in
      let busy = Blog.objects.values { ($0.name, $0.entry.count()) }.filter { _, count in count > 1 }
      _ = log.take()
      #expect(try await busy.exists())
      #expect(try await busy.count() == 2)
      let rows =
        #"SELECT "blog"."name" AS "column_1", COUNT("entry"."id") AS "column_2" FROM "blog" LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" GROUP BY "blog"."name" HAVING COUNT("entry"."id") > \#(first)"#
      #expect(
        log.take() == [
          #"SELECT 1 FROM (\#(rows)) AS "found" LIMIT 1"#, #"SELECT COUNT(*) FROM (\#(rows)) AS "counted""#,
        ])
      #expect(try await !busy.filter { _, count in count > 2 }.exists())
      #expect(try await Entry.objects.values { $0.rating }.filter { $0 > 8 }.exists())
      #expect(log.take().last == #"SELECT 1 FROM "entry" WHERE "entry"."rating" > \#(first) LIMIT 1"#)
      #expect(try await !Entry.objects.none().values { $0.rating }.exists())
      #expect(try await Blog.objects.annotate { $0.entry.count() }.filter { _, count in count == 0 }.exists())
      #expect(try await Blog.objects.values { ($0.name, $0.entry.count()) }.none().all().isEmpty)
    }
  }

  @Test("Q-24, T-20: using, sql and explain")
  func places() async throws {
    try await withBlogs { _, log async throws in
      let sizes = Blog.objects.values { ($0.name, $0.entry.count()) }
      #expect(try sizes.sql().text == sizes.sql(for: Backend.current == .sqlite ? .sqlite : .postgres).text)
      #expect(try await !sizes.explain().isEmpty)
      #expect(try await !Blog.objects.annotate { $0.entry.count() }.explain().isEmpty)
      #expect(log.take().allSatisfy { $0.hasPrefix("EXPLAIN") && $0.contains("GROUP BY") })
      let other = try Database(sqlite: .inMemory)
      try await other.createTables(for: KindredBehaviourTestsModels.all)
      try await Blog.objects.using(other).create(name: "elsewhere")
      #expect(try await Blog.objects.values { $0.name }.using(other).all() == ["elsewhere"])
      #expect(try await sizes.using(other).all().map(\.1) == [0])
      Database.register(other, as: "results")
      #expect(try await Blog.objects.annotate { $0.entry.count() }.using("results").count() == 1)
      Database.unregister("results")
      await kindredError(.noDatabase) { _ = try await sizes.using("results").all() }
      await other.close()
    }
  }

  @Test("A closure that gives no terms is an error")
  func noTerms() async throws {
    try await withBlogs { _, _ async throws in
      func refused(_ body: () async throws -> Void) async {
        let error = await kindredError(.invalidQuery) { try await body() }
        #expect(error?.message.contains("without labels") == true, "\(String(describing: error))")
        #expect(error?.model == "Blog")
      }
      await refused { _ = try await Blog.objects.values { _ in () }.all() }
      await refused { _ = try await Blog.objects.annotate { _ in () }.all() }
      await refused { _ = try await Blog.objects.values { $0.name }.annotate { _, _ in () }.all() }
      await refused { _ = try await Blog.objects.values { $0.name }.order { _ in () }.all() }
      await refused { _ = try await Blog.objects.values { $0.name }.aggregate { _ in () } }
    }
  }
}
