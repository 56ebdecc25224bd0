import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Results: annotate and values behind each other")
struct ResultChainTests {
  private var sum: String {
    Backend.current == .sqlite ? #"SUM("entry"."rating")"# : #"CAST(SUM("entry"."rating") AS bigint)"#
  }

  @Test("A-14: annotate behind values makes groups of what was selected")
  func annotateAfterValues() async throws {
    try await withBlogs { _, log async throws in
      let groups = Entry.objects.values { $0.blog.name }.annotate { entry, _ in (entry.count(), entry.rating.sum()) }
        .order { name, _, _ in name }
      _ = log.take()
      let found = try await groups.all()
      #expect(found.map { "\($0.0) \($0.1) \($0.2 ?? 0)" } == ["Beatles 2 13", "Pop 2 8"])
      #expect(
        log.take() == [
          #"SELECT "blog"."name", COUNT(*), \#(sum) FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" GROUP BY "blog"."name" ORDER BY "blog"."name" ASC"#
        ])
      #expect(try await groups.count() == 2)
      #expect(try await groups.filter { _, _, sum in sum > 10 }.all().map(\.0) == ["Beatles"])
      // A filter before it asks about rows: 9 and 6 are left.
      let good = Entry.objects.values { ($0.blog.name, $0.rating) }.filter { _, rating in rating > 4 }
        .values { _, name, _ in name }.annotate { entry, _ in entry.count() }.order { name, _ in name }
      #expect(try await good.all().map { "\($0) \($1)" } == ["Beatles 1", "Pop 1"])
      // Selected values can be used in calculations, and groups can be formed by a calculation.
      let thirds = Entry.objects.values { $0.rating / 3 }
      let four = thirds.annotate { entry, third in (entry.count(), third + 10, entry.rating.max()) }
      let inThirds = try await four.order { third, _, _, _ in third }.all()
      #expect(inThirds.map(\.0) == [0, 1, 2, 3])
      #expect(inThirds.map(\.1) == [1, 1, 1, 1])
      #expect(inThirds.map(\.2) == [10, 11, 12, 13])
      #expect(inThirds.map(\.3) == [2, 4, 6, 9])
      // A further column makes the groups smaller.
      let finer = Blog.objects.values { ($0.tagline, $0.count()) }.annotate { blog, _, _ in blog.name }
      #expect(
        try await finer.order { _, _, name in name }.all().map { "\($0.1) \($0.2)" } == [
          "1 Beatles", "1 Cheese", "1 Pop",
        ])
    }
  }

  @Test("A-14: values behind annotate select of the objects")
  func valuesAfterAnnotate() async throws {
    try await withBlogs { _, log async throws in
      // Two blogs with the same tagline stay two rows.
      let sizes = Blog.objects.annotate { $0.entry.count() }
        .filter { blog, count in count > 1 || blog.name == "Cheese" }
        .values { blog, count in (blog.tagline, count * 10) }
        .order { tagline, count in (count, tagline.asc.nullsLast) }
      _ = log.take()
      #expect(
        try await sizes.all().map { "\($0.0 ?? "-") \($0.1)" } == ["All the latest 0", "All the latest 20", "- 20"])
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"SELECT "blog"."tagline", kindred_multiply(COUNT("entry"."id"), ?1) FROM "blog" LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" GROUP BY "blog"."id" HAVING (COUNT("entry"."id") > ?2 OR "blog"."name" = ?3) ORDER BY kindred_multiply(COUNT("entry"."id"), ?1) ASC, "blog"."tagline" ASC NULLS LAST"#,
            postgres:
              #"SELECT "blog"."tagline", COUNT("entry"."id") * $1 FROM "blog" LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" GROUP BY "blog"."id" HAVING (COUNT("entry"."id") > $2 OR "blog"."name" = $3) ORDER BY COUNT("entry"."id") * $1 ASC, "blog"."tagline" ASC NULLS LAST"#
          )
        ])
      #expect(try await sizes.count() == 3)
      #expect(try await sizes.distinct().count() == 3)
      let taglines = Blog.objects.annotate { $0.entry.count() }.values { blog, _ in blog.tagline }
      #expect(try await taglines.count() == 3)
      #expect(try await taglines.order { $0.asc.nullsFirst }.all() == [nil, "All the latest", "All the latest"])
      // A further aggregate is also calculated for each object.
      let best = Blog.objects.annotate { $0.entry.count() }.values { blog, count in (blog.entry.rating.max(), count) }
        .order { best, _ in best.desc.nullsLast }
      #expect(try await best.all().map { "\($0.0 ?? 0) \($0.1)" } == ["9 2", "6 2", "0 0"])
      // Rows can be grouped by a calculated value: the ratings 9, 4, 6 and 2, divided by 5.
      let halves = Entry.objects.annotate { $0.rating / 5 }.values { entry, half in (half, entry.count()) }
        .order { half, _ in half }
      #expect(try await halves.all().map { "\($0) \($1)" } == ["0 2", "1 2"])
      #expect(try await halves.filter { half, count in half > 0 && count > 1 }.count() == 1)
    }
  }

  @Test("Q-3: annotate behind annotate")
  func annotateTwice() async throws {
    try await withBlogs { blogs, log async throws in
      let counted = Blog.objects.annotate { $0.entry.count() }
      let rated = counted.annotate { blog, count in (count + 1, blog.entry.rating.sum(default: 0)) }
        .order { blog, _, _, _ in blog.id }
      _ = log.take()
      let found = try await rated.all()
      #expect(found.map(\.0) == [blogs.beatles, blogs.pop, blogs.cheese])
      #expect(found.map { "\($0.1) \($0.2) \($0.3)" } == ["2 3 13", "2 3 8", "0 1 0"])
      #expect(log.take().count == 1)
      #expect(try await rated.filter { _, _, more, sum in more > 2 && sum < 10 }.all().map(\.0) == [blogs.pop])
      // A condition between the two changes nothing that is computed.
      let between = counted.filter { blog, _ in blog.entry.rating > 6 }.annotate { blog, _ in blog.entry.count() }
      #expect(try await between.all().map { "\($0.0.name) \($0.1) \($0.2)" } == ["Beatles 2 2"])
      // A chain of verbs in one expression.
      let third = try await Blog.objects.annotate { $0.entry.count() }.annotate { blog, count in count * 2 }
        .filter { blog, count, double in double > 3 && blog.name != "Pop" }.all().map(\.2)
      #expect(third == [4])
      let plain = Entry.objects.annotate { $0.rating + 1 }.annotate { entry, more in more + entry.comments }
        .filter { _, _, sum in sum > 9 }.order { _, more, sum in (sum, more) }
      // 9 + 1 + 3 and 4 + 1 + 8; 6 + 1 + 2 and 2 + 1 + 0 are less.
      #expect(try await plain.all().map { "\($0.1) \($0.2)" } == ["5 13", "10 13"])
      // An aggregate after other expressions makes each object a group.
      let mixed = Blog.objects.annotate { $0.name }.annotate { blog, _ in blog.entry.count() }.order { _, name, _ in
        name
      }
      #expect(try await mixed.all().map { "\($0.1) \($0.2)" } == ["Beatles 2", "Cheese 0", "Pop 2"])
      let error = await kindredError(.invalidQuery) {
        _ = try await counted.annotate { _, count in count.sum() }.all()
      }
      #expect(error?.message.contains("contain another aggregate") == true)
    }
  }

  @Test("A-14: values behind grouped values keep the groups")
  func valuesAfterValues() async throws {
    try await withBlogs { _, _ async throws in
      let thirds = Entry.objects.values { ($0.rating / 3, $0.count()) }
      let shown = thirds.values { _, third, count in (third * 2, count) }.order { double, _ in double }
      #expect(try await shown.all().map { "\($0) \($1)" } == ["0 1", "2 1", "4 1", "6 1"])
      // The blogs with the same tagline are one group; only its count is selected.
      let counts = Blog.objects.values { ($0.tagline, $0.count()) }.values { _, _, count in count }
      #expect(try await counts.order { $0 }.all() == [1, 2])
      #expect(try await counts.count() == 2)
      #expect(try await counts.aggregate { ($0.max(), $0.sum()) } == (2 as Int?, 3 as Int?))
      // Ordering by a calculation on a grouped value does not add a group.
      let ordered = Entry.objects.values { ($0.rating / 5, $0.count()) }.order { half, count in (half + count).desc }
      #expect(try await ordered.all().map { "\($0) \($1)" } == ["1 2", "0 2"])
    }
  }

  @Test("A-17, TR-7: totals of annotated, grouped and sliced results are taken of a sub-select")
  func totals() async throws {
    try await withBlogs { _, log async throws in
      let counted = Blog.objects.annotate { $0.entry.count() }
      _ = log.take()
      #expect(
        try await counted.aggregate { blog, count in (count.sum(), blog.name.max(), blog.count()) } == (
          4 as Int?, "Pop" as String?, 3
        ))
      let total =
        Backend.current == .sqlite ? #"SUM("grouped"."column_4")"# : #"CAST(SUM("grouped"."column_4") AS bigint)"#
      #expect(
        log.take() == [
          #"SELECT \#(total), MAX("grouped"."name"), COUNT(*) FROM (SELECT "blog"."id", "blog"."name", "blog"."tagline", COUNT("entry"."id") AS "column_4" FROM "blog" LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" GROUP BY "blog"."id") AS "grouped""#
        ])
      #expect(try await counted.filter { _, count in count > 0 }.aggregate { _, count in count.count() } == 2)
      #expect(try await counted.order { blog, _ in blog.name }[..<2].aggregate { _, count in count.sum() } == 2)
      #expect(try await counted.none().aggregate { _, count in count.sum() } == nil)
      #expect(try await counted.none().aggregate { _, count in count.sum(default: 3) + 1 } == 4)
      // The related rows of the object, joined to the result.
      #expect(try await counted.filter { _, count in count > 1 }.aggregate { blog, _ in blog.entry.rating.max() } == 9)
      #expect(try await counted.aggregate { blog, count in (count.sum(), blog.entry.count()) } == (4 as Int?, 4))
      let ratings = Entry.objects.values { $0.rating }.order { $0.desc }
      #expect(try await ratings[..<2].aggregate { $0.sum() } == 15)
      #expect(try await ratings.aggregate { ($0.min(), $0.count()) } == (2 as Int?, 4))
      let chained = Entry.objects.values { $0.blogID }.annotate { entry, _ in entry.rating.sum() }
      #expect(try await chained.aggregate { _, sum in sum.max() } == 13)
    }
  }
}
