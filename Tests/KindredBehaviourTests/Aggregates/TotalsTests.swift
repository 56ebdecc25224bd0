import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Aggregates: totals")
struct TotalsTests {
  @Test("T-15, A-2 to A-5: a tuple of totals, and a plain value for one")
  func totals() async throws {
    try await withBlogs { _, log async throws in
      // 9, 4, 6 and 2
      let (count, sum, average, least, most) = try await Entry.objects.aggregate {
        ($0.rating.count(), $0.rating.sum(), $0.rating.avg(), $0.rating.min(), $0.rating.max())
      }
      #expect(count == 4)
      #expect(sum == 21)
      #expect(average == 5.25)
      #expect(least == 2)
      #expect(most == 9)
      let isSQLite = Backend.current == .sqlite
      let text =
        isSQLite
        ? #"SUM("entry"."rating"), AVG("entry"."rating")"#
        : #"CAST(SUM("entry"."rating") AS bigint), CAST(AVG("entry"."rating") AS double precision)"#
      #expect(
        log.take() == [
          #"SELECT COUNT("entry"."rating"), \#(text), MIN("entry"."rating"), MAX("entry"."rating") FROM "entry""#
        ])
      let rows = try await Entry.objects.filter { $0.rating > 3 }.order { $0.headline }.aggregate { $0.count() }
      #expect(rows == 3)
      #expect(
        log.take() == [
          spelled(
            sqlite: #"SELECT COUNT(*) FROM "entry" WHERE "entry"."rating" > ?1"#,
            postgres: #"SELECT COUNT(*) FROM "entry" WHERE "entry"."rating" > $1"#)
        ])
      #expect(try await Entry.objects.aggregate { $0.headline.max() } == "Yesterday")
    }
  }

  @Test("A-1: distinct and filter")
  func distinctAndFilter() async throws {
    try await withBlogs { blogs, log async throws in
      try await Entry.objects.create(blog: blogs.cheese, headline: "Cheddar", rating: 9)
      let (all, distinct, high, total) = try await Entry.objects.aggregate {
        (
          $0.rating.count(), $0.rating.count(distinct: true), $0.rating.count(filter: $0.rating > 5),
          $0.rating.sum(distinct: true, filter: $0.rating > 5 && $0.blog.name != "Pop")
        )
      }
      #expect((all, distinct, high) == (5, 4, 3))
      #expect(total == 9)
      // What does not hold is asked of the same row, and where it is unknown because of a NULL, it does not hold.
      #expect(try await Entry.objects.aggregate { $0.count(filter: !($0.note == "old")) } == 4)
      #expect(try await Entry.objects.aggregate { $0.reviewerID.count() } == 2)
      let names = try await Entry.objects.aggregate { ($0.blog.name.count(distinct: true), $0.blog.name.min()) }
      #expect(names == (3, "Beatles" as String?))
      _ = log.take()
      _ = try await Entry.objects.aggregate { $0.rating.count(distinct: true, filter: $0.rating > 5) }
      #expect(
        log.take() == [
          spelled(
            sqlite: #"SELECT COUNT(DISTINCT "entry"."rating") FILTER (WHERE "entry"."rating" > ?1) FROM "entry""#,
            postgres: #"SELECT COUNT(DISTINCT "entry"."rating") FILTER (WHERE "entry"."rating" > $1) FROM "entry""#)
        ])
    }
  }

  @Test("A-3, A-10: no rows give nil, or the default, and a count of 0")
  func empty() async throws {
    try await withBlogs { _, log async throws in
      func check(_ entries: QuerySet<Entry>) async throws {
        let found = try await entries.aggregate {
          ($0.count(), $0.rating.count(), $0.rating.sum(), $0.rating.avg(), $0.headline.max())
        }
        #expect(found == (0, 0, nil, nil, nil))
        let defaults = try await entries.aggregate {
          ($0.rating.sum(default: 7), $0.rating.avg(default: 0.5), $0.headline.min(default: "none"))
        }
        #expect(defaults == (7, 0.5, "none"))
      }
      _ = log.take()
      try await check(Entry.objects.filter { $0.rating > 100 })
      #expect(log.take().count == 2)
      try await check(Entry.objects.none())
      try await check(Entry.objects.filter { $0.rating.in([]) })
      try await check(Entry.objects[..<0])
      #expect(log.take() == [])
      // In a calculation, the database determines the result.
      #expect(try await Entry.objects.none().aggregate { $0.rating.sum(default: 7) * 2 } == 14)
      #expect(try await Entry.objects.none().aggregate { $0.rating.sum() * 2 } == nil)
      #expect(log.take().count == 2)
      // A default does not change the result if there are values.
      #expect(try await Entry.objects.aggregate { $0.rating.sum(default: 100) } == 21)
    }
  }

  @Test("A-18: arithmetic between aggregates and constants")
  func arithmetic() async throws {
    try await withBlogs { _, _ async throws in
      let share = try await Entry.objects.aggregate { $0.count(filter: $0.rating > 5) * 100 / $0.count() }
      #expect(share == 50)
      #expect(try await Entry.objects.aggregate { $0.rating.max() - $0.rating.min() } == 7)
      #expect(try await Entry.objects.aggregate { $0.rating.sum() + $0.comments.sum() + 1 } == 35)
      // 9 × 3 + 4 × 8 + 6 × 2 + 2 × 0
      #expect(try await Entry.objects.aggregate { ($0.rating * $0.comments).sum() } == 71)
    }
  }

  @Test("T-15: a slice and a distinct set are aggregated as they stand")
  func slices() async throws {
    try await withBlogs { _, log async throws in
      let best = Entry.objects.order { $0.rating.desc }
      #expect(try await best[..<2].aggregate { ($0.rating.sum(), $0.count()) } == (15 as Int?, 2))
      #expect(try await best[1...].aggregate { $0.rating.sum() } == 12)
      #expect(try await best[..<2].aggregate { $0.blog.name.max() } == "Pop")
      #expect(try await best[..<0].aggregate { $0.rating.sum() } == nil)
      _ = log.take()
      _ = try await Author.objects.order { $0.name }[..<2].aggregate { $0.name.min() }
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"SELECT MIN("author_2"."name") FROM (SELECT "author"."id", "author"."name" FROM "author" ORDER BY "author"."name" ASC LIMIT ?1) AS "author_2""#,
            postgres:
              #"SELECT MIN("author_2"."name") FROM (SELECT "author"."id", "author"."name" FROM "author" ORDER BY "author"."name" ASC LIMIT $1) AS "author_2""#
          )
        ])
      // Both blogs have two entries, and each counts once.
      let rated = Blog.objects.filter { $0.entry.rating > 0 }
      #expect(try await rated.distinct().aggregate { $0.id.count() } == 2)
      #expect(try await rated.distinct()[1...].aggregate { $0.id.count() } == 1)
      // The relation is joined anew.
      #expect(try await rated.distinct().aggregate { $0.entry.rating.sum() } == 21)
      #expect(
        try await Entry.objects.order { ($0.blogID, $0.rating) }.distinct { $0.blogID }.aggregate { $0.rating.sum() }
          == 6)
    }
  }

  @Test("A-11: paths forwards and backwards")
  func paths() async throws {
    try await withBlogs { blogs, _ async throws in
      try await Comment.objects.bulkCreate([
        Comment(entry: blogs.lives, text: "a"), Comment(entry: blogs.lives, text: "b"),
        Comment(entry: blogs.percent, text: "c"),
      ])
      #expect(try await Blog.objects.aggregate { ($0.entry.count(), $0.entry.rating.sum()) } == (4, 21 as Int?))
      #expect(try await Blog.objects.aggregate { $0.entry.remarks.count() } == 3)
      #expect(
        try await Comment.objects.aggregate { ($0.entry.blog.name.max(), $0.entry.rating.avg()) } == (
          "Pop" as String?, 20.0 / 3 as Double?
        ))
      #expect(try await Entry.objects.aggregate { $0.reviewer.name.count() } == 2)
      #expect(try await blogs.beatles.entrySet.aggregate { $0.rating.sum() } == 13)
      // A filter restricts the aggregated rows and uses the same join.
      #expect(try await Blog.objects.filter { $0.entry.rating > 5 }.aggregate { $0.entry.rating.sum() } == 15)
    }
  }

  @Test("A-3 to A-5: sums do not overflow their column, and every backend gives the same types")
  func numbers() async throws {
    try await withDatabase { _ async throws in
      let day = try #require(CalendarDate(year: 2024, month: 2, day: 29))
      try await Edges.objects.bulkCreate([
        Edges(
          int8: 127, int16: 32_767, int32: .max, int64: 1, uint8: 255, uint32: .max, double: 0.5, float: 0.5,
          amount: Decimal(string: "0.10"), number: Decimal(string: "1.5"), moment: Date(timeIntervalSince1970: 0.25),
          day: day, span: .seconds(1)),
        Edges(
          int8: 127, int16: 32_767, int32: .max, int64: 2, uint8: 255, uint32: .max, double: 0.25, float: 0.25,
          amount: Decimal(string: "0.20"), number: Decimal(string: "2.25"), moment: Date(timeIntervalSince1970: 3),
          span: .seconds(2)),
        Edges(),
      ])
      let small = try await Edges.objects.aggregate { ($0.int8.sum(), $0.int16.sum(), $0.int32.sum(), $0.int64.sum()) }
      #expect(small == (254, 65_534, 4_294_967_294, 3))
      let unsigned = try await Edges.objects.aggregate { ($0.uint8.sum(), $0.uint32.sum(), $0.uint8.avg()) }
      #expect(unsigned == (510, 8_589_934_590, 255))
      let reals = try await Edges.objects.aggregate {
        ($0.double.sum(), $0.float.sum(), $0.int64.avg(), $0.float.avg())
      }
      #expect(reals == (0.75, 0.75, 1.5, 0.375))
      let decimals = try await Edges.objects.aggregate {
        ($0.amount.sum(), $0.amount.avg(), $0.number.sum(), $0.number.max(), $0.amount.min())
      }
      #expect(
        decimals == (
          Decimal(string: "0.3"), Decimal(string: "0.15"), Decimal(string: "3.75"), Decimal(string: "2.25"),
          Decimal(string: "0.1")
        ))
      let spans = try await Edges.objects.aggregate { ($0.span.sum(), $0.span.avg(), $0.span.max()) }
      #expect(spans == (.seconds(3), .milliseconds(1500), .seconds(2)))
      let times = try await Edges.objects.aggregate { ($0.moment.min(), $0.moment.max(), $0.day.max(), $0.day.count()) }
      #expect(times == (Date(timeIntervalSince1970: 0.25), Date(timeIntervalSince1970: 3), day, 1))
      let defaults = try await Edges.objects.filter { $0.int8 == 3 }.aggregate {
        (
          $0.amount.sum(default: 2.5), $0.int16.sum(default: 70_000), $0.span.sum(default: .zero),
          $0.int8.max(default: 5)
        )
      }
      #expect(defaults == (2.5, 70_000, .zero, 5))
      // A decimal is compared as the number that it is.
      let groups = Edges.objects.values { ($0.int64, $0.number.sum()) }.order { key, _ in key }
      #expect(try await groups.filter { _, sum in sum > 2 }.all().map(\.0) == [2])
      #expect(try await groups.filter { _, sum in sum < 2 }.all().map(\.0) == [1])
    }
  }

  @Test("A-3: the sum that 64 bits do not hold is an error")
  func overflow() async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.bulkCreate([Edges(int64: .max), Edges(int64: 1)])
      await #expect(throws: KindredError.self) { () async throws in
        _ = try await Edges.objects.aggregate { $0.int64.sum() }
      }
    }
  }
}
