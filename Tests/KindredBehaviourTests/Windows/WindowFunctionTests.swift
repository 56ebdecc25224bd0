import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Windows: functions")
struct WindowFunctionTests {
  @Test("W-1: the text of a window: partition, order and frame")
  func text() throws {
    let query = Entry.objects.values {
      (
        $0.rating.avg().over(partitionBy: $0.blog, orderBy: $0.pubDate, frame: .rows(.preceding(2), .currentRow)),
        Window.rank().over(orderBy: $0.rating.desc, $0.note.asc.nullsFirst)
      )
    }
    let sqlite = try query.sql(for: .sqlite)
    #expect(
      sqlite.text
        == #"SELECT AVG("entry"."rating") OVER (PARTITION BY "entry"."blog_id" ORDER BY "entry"."pub_date" ASC ROWS BETWEEN ?1 PRECEDING AND CURRENT ROW), RANK() OVER (ORDER BY "entry"."rating" DESC, "entry"."note" ASC NULLS FIRST) FROM "entry""#
    )
    #expect(sqlite.values == [.integer(2)])
    #expect(
      try query.sql(for: .postgres).text
        == #"SELECT CAST(AVG("entry"."rating") OVER (PARTITION BY "entry"."blog_id" ORDER BY "entry"."pub_date" ASC ROWS BETWEEN $1 PRECEDING AND CURRENT ROW) AS double precision), RANK() OVER (ORDER BY "entry"."rating" DESC, "entry"."note" ASC NULLS FIRST) FROM "entry""#
    )
  }

  @Test("W-1: an aggregate over everything, over partitions, and up to the row")
  func aggregates() async throws {
    try await withBlogs { _, _ async throws in
      // 9, 4 | 6, 2
      let sums = Entry.objects.order { $0.id }.values {
        (
          $0.rating.sum().over(), $0.rating.sum().over(partitionBy: $0.blogID), $0.rating.sum().over(orderBy: $0.id),
          $0.rating.max().over(partitionBy: $0.blog, orderBy: $0.id)
        )
      }
      let rows = try await sums.all()
      #expect(rows.map(\.0) == [21, 21, 21, 21])
      #expect(rows.map(\.1) == [13, 13, 8, 8])
      #expect(rows.map(\.2) == [9, 13, 19, 21])
      #expect(rows.map(\.3) == [9, 9, 6, 6])
      let counts = try await Entry.objects.order { $0.id }.values {
        ($0.count().over(partitionBy: $0.blogID), $0.note.count().over(), $0.rating.avg(default: 0).over())
      }.all()
      #expect(counts.map(\.0) == [2, 2, 2, 2])
      #expect(counts.map(\.1) == [2, 2, 2, 2])
      #expect(counts.map(\.2) == [5.25, 5.25, 5.25, 5.25])
      // Equal rows of an order come together.
      let byBlog = try await Entry.objects.order { $0.id }.values { $0.rating.sum().over(orderBy: $0.blogID) }.all()
      #expect(byBlog == [13, 13, 21, 21])
    }
  }

  @Test("W-1: every aggregate over a frame that moves")
  func everyAggregate() async throws {
    try await withBlogs { _, _ async throws in
      let frame = WindowFrame.rows(-1...0)
      // 9 | 9, 4 | 4, 6 | 6, 2
      let spread = try await Entry.objects.order { $0.id }.values {
        (
          $0.rating.variance().over(orderBy: $0.id, frame: frame),
          $0.rating.stdDev(sample: true).over(orderBy: $0.id, frame: frame),
          $0.rating.bitOr().over(orderBy: $0.id, frame: frame), $0.rating.bitAnd().over(orderBy: $0.id, frame: frame),
          $0.rating.bitXor().over(orderBy: $0.id, frame: frame)
        )
      }.all()
      #expect(spread.map(\.0) == [0, 6.25, 1, 4])
      #expect(spread[0].1 == nil)
      #expect(spread.dropFirst().map { (($0.1 ?? 0) * ($0.1 ?? 0)).rounded() } == [13, 2, 8])
      #expect(spread.map(\.2) == [9, 13, 6, 6])
      #expect(spread.map(\.3) == [9, 0, 4, 2])
      #expect(spread.map(\.4) == [9, 13, 2, 4])
      // The notes are nil, old, new, nil.
      let texts = try await Entry.objects.order { $0.id }.values {
        (
          $0.note.joined(separator: "+").over(orderBy: $0.id),
          $0.note.joined(separator: "+").over(orderBy: $0.id, frame: frame),
          $0.note.anyValue().over(orderBy: $0.id, frame: .rows(0...0)), $0.note.min().over(orderBy: $0.id, frame: frame)
        )
      }.all()
      #expect(texts.map(\.0) == [nil, "old", "old+new", "old+new"])
      #expect(texts.map(\.1) == [nil, "old", "old+new", "new"])
      #expect(texts.map(\.2) == [nil, "old", "new", nil])
      #expect(texts.map(\.3) == [nil, "old", "new", "new"])
    }
  }

  @Test("W-1: filter: restricts the rows that an aggregate looks at")
  func filters() async throws {
    try await withBlogs { _, _ async throws in
      let good = Entry.objects.order { $0.id }.values {
        ($0.count(filter: $0.rating > 5).over(), $0.rating.sum(filter: $0.note.isNull).over(orderBy: $0.id))
      }
      #expect(
        try good.sql(for: .sqlite).text.hasPrefix(
          #"SELECT COUNT(*) FILTER (WHERE "entry"."rating" > ?1) OVER (), SUM("entry"."rating") FILTER (WHERE "entry"."note" IS NULL) OVER (ORDER BY "entry"."id" ASC)"#
        ))
      let rows = try await good.all()
      #expect(rows.map(\.0) == [2, 2, 2, 2])
      #expect(rows.map(\.1) == [9, 9, 9, 11])
    }
  }

  @Test("W-6, W-9: ranks, with equal rows")
  func ranks() async throws {
    try await withBlogs { blogs, _ async throws in
      try await Entry.objects.create(blog: blogs.pop, headline: "Five", rating: 6)
      // 9, 6, 6, 4, 2
      let ranks = try await Entry.objects.order { ($0.rating.desc, $0.id) }.values {
        (
          Window.rowNumber().over(orderBy: $0.rating.desc, $0.id), Window.rank().over(orderBy: $0.rating.desc),
          Window.denseRank().over(orderBy: $0.rating.desc), Window.percentRank().over(orderBy: $0.rating.desc),
          Window.cumeDist().over(orderBy: $0.rating.desc), Window.ntile(2).over(orderBy: $0.rating.desc, $0.id)
        )
      }.all()
      #expect(ranks.map(\.0) == [1, 2, 3, 4, 5])
      #expect(ranks.map(\.1) == [1, 2, 2, 4, 5])
      #expect(ranks.map(\.2) == [1, 2, 2, 3, 4])
      #expect(ranks.map(\.3) == [0, 0.25, 0.25, 0.75, 1])
      #expect(ranks.map(\.4) == [0.2, 0.6, 0.6, 0.8, 1])
      #expect(ranks.map(\.5) == [1, 1, 1, 2, 2])
      let inBlogs = try await Entry.objects.order { $0.id }
        .annotate { Window.rank().over(partitionBy: $0.blog, orderBy: $0.rating.desc) }.all()
      #expect(inBlogs.map(\.1) == [1, 2, 1, 3, 1])
      // More buckets than rows, and an order by chance.
      #expect(
        try await Entry.objects.order { $0.id }.values { Window.ntile(9).over(orderBy: $0.id) }.all() == [
          1, 2, 3, 4, 5,
        ])
      let drawn = try await Entry.objects.values { _ in Window.rowNumber().over(orderBy: QueryOrdering.random) }.all()
      #expect(drawn.sorted() == [1, 2, 3, 4, 5])
    }
  }

  @Test("W-8: lag and lead, with distances and defaults; nil where there is no such row")
  func shifts() async throws {
    try await withBlogs { _, _ async throws in
      let shifted = try await Entry.objects.order { $0.id }.values {
        (
          $0.rating.lag().over(orderBy: $0.id), $0.rating.lag(2, default: 0).over(orderBy: $0.id),
          $0.rating.lead(default: -1).over(partitionBy: $0.blog, orderBy: $0.id), $0.note.lag().over(orderBy: $0.id),
          $0.rating.lag(0).over(orderBy: $0.id)
        )
      }.all()
      let lags: [Int?] = shifted.map(\.0)
      #expect(lags == [nil, 9, 4, 6])
      let defaults: [Int] = shifted.map(\.1)
      #expect(defaults == [0, 0, 9, 4])
      #expect(shifted.map(\.2) == [4, -1, 2, -1])
      #expect(shifted.map(\.3) == [nil, nil, "old", "new"])
      #expect(shifted.map(\.4) == [9, 4, 6, 2])
      // A default stands for a missing row, not for a NULL.
      let notes = try await Entry.objects.order { $0.id }.values { $0.note.lead(default: "-").over(orderBy: $0.id) }
        .all()
      #expect(notes == ["old", "new", nil, "-"])
      let far = try await Entry.objects.values { $0.rating.lag(2_147_483_647).over(orderBy: $0.id) }.all()
      #expect(far == [nil, nil, nil, nil])
      // The difference to the row before.
      let steps = try await Entry.objects.order { $0.id }
        .values { $0.rating - $0.rating.lag(default: 0).over(orderBy: $0.id) }.all()
      #expect(steps == [9, -5, 2, -4])
    }
  }

  @Test("W-7: the first, the last and any value of the frame")
  func values() async throws {
    try await withBlogs { _, _ async throws in
      // 9, 4 | 6, 2
      let rows = try await Entry.objects.order { $0.id }.values {
        (
          $0.rating.firstValue().over(partitionBy: $0.blogID, orderBy: $0.rating),
          $0.rating.lastValue().over(partitionBy: $0.blogID, orderBy: $0.rating),
          $0.rating.lastValue().over(partitionBy: $0.blogID, orderBy: $0.rating, frame: .rows(...)),
          $0.rating.nthValue(2).over(partitionBy: $0.blogID, orderBy: $0.rating),
          $0.rating.nthValue(2).over(partitionBy: $0.blogID, orderBy: $0.rating, frame: .rows(...))
        )
      }.all()
      #expect(rows.map(\.0) == [4, 4, 2, 2])
      // Up to the row itself: the trap of the default frame.
      #expect(rows.map(\.1) == [9, 4, 6, 2])
      #expect(rows.map(\.2) == [9, 9, 6, 6])
      #expect(rows.map(\.3) == [9, nil, 6, nil])
      #expect(rows.map(\.4) == [9, 9, 6, 6])
      let empty = try await Entry.objects.order { $0.id }
        .values { $0.rating.firstValue().over(orderBy: $0.id, frame: .rows(1...2)) }.all()
      #expect(empty == [4, 6, 2, nil])
    }
  }

  @Test("W-1: a window of one's own, and an aggregate of one's own over a window")
  func own() async throws {
    try await withBlogs { _, _ async throws in
      let rows = try await Entry.objects.order { $0.id }.values {
        (
          $0.rating.total().over(orderBy: $0.id), WindowFunction<Int>(.placeInOrder).over(orderBy: $0.rating),
          $0.rating.opening().over(partitionBy: $0.blogID, orderBy: $0.id, frame: .rows(...0))
        )
      }.all()
      #expect(rows.map(\.0) == [9, 13, 19, 21])
      #expect(rows.map(\.1) == [4, 2, 3, 1])
      #expect(rows.map(\.2) == [9, 9, 6, 6])
    }
  }
}

extension SQLOperation {
  fileprivate static let total = SQLOperation("total", kind: .aggregate(), spelling: .call("SUM"))
  fileprivate static let placeInOrder = SQLOperation(
    "placeInOrder", kind: .window, nulls: .never, spelling: .call("ROW_NUMBER"))
  fileprivate static let opening = SQLOperation("opening", kind: .window, spelling: .call("FIRST_VALUE"))
}

extension QueryExpression where Value == Int {
  fileprivate func total() -> Expr<Int?> { Expr(.asBigInt, Expr<Int?>(.total, self)) }
  fileprivate func opening() -> FrameFunction<Int?> { FrameFunction(.opening, self) }
}

extension SQLOperation {
  fileprivate static let asBigInt = SQLOperation("asBigInt", spelling: .template("CAST({0} AS bigint)"))
}
