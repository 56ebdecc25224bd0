import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// Tuples in a form that can be compared.
private struct Row<A: Equatable & Sendable, B: Equatable & Sendable, C: Equatable & Sendable>: Equatable {
  let a: A
  let b: B
  let c: C

  init(_ a: A, _ b: B, _ c: C) {
    self.a = a
    self.b = b
    self.c = c
  }
}

@Suite("Aggregates: groups")
struct GroupTests {
  @Test("A-14, Q-38: the statement groups by what is no aggregate")
  func text() throws {
    let groups = Entry.objects.filter { $0.comments > 1 }.values { ($0.blog.name, $0.rating.avg(), $0.count()) }
      .filter { name, average, count in average > 3 && name != "x" && count + 1 > 2 }
      .order { name, _, count in (count.desc, name) }[2..<7]
    let sqlite = try groups.sql(for: .sqlite)
    #expect(
      sqlite.text
        == #"SELECT "blog"."name", AVG("entry"."rating"), COUNT(*) FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" WHERE "entry"."comments" > ?1 AND "blog"."name" <> ?2 GROUP BY "blog"."name" HAVING AVG("entry"."rating") > ?3 AND kindred_add(COUNT(*), ?4) > ?5 ORDER BY COUNT(*) DESC, "blog"."name" ASC LIMIT ?6 OFFSET ?7"#
    )
    #expect(
      sqlite.values
        == [.integer(1), .text("x"), .double(3), .integer(1), .integer(2), .integer(5), .integer(2)])
    let postgres = try groups.sql(for: .postgres)
    #expect(
      postgres.text
        == #"SELECT "blog"."name", CAST(AVG("entry"."rating") AS double precision), COUNT(*) FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" WHERE "entry"."comments" > $1 AND "blog"."name" <> $2 GROUP BY "blog"."name" HAVING CAST(AVG("entry"."rating") AS double precision) > $3 AND COUNT(*) + $4 > $5 ORDER BY COUNT(*) DESC, "blog"."name" ASC LIMIT $6 OFFSET $7"#
    )
    #expect(postgres.values == sqlite.values)
  }

  @Test("A-14: one row for each group")
  func rows() async throws {
    try await withBlogs { blogs, _ async throws in
      let groups = Entry.objects.values { ($0.blogID, $0.count(), $0.rating.avg()) }.order { blog, _, _ in blog }
      let found = try await groups.all().map(Row.init)
      #expect(found == [Row(blogs.beatles.id, 2, 6.5), Row(blogs.pop.id, 2, 4)])
      #expect(try await groups.count() == 2)
      #expect(try await groups[1..<5].count() == 1)
      #expect(try await groups[1..<5].all().map(\.2) == [4])
      #expect(try await groups[..<1].all().map(\.2) == [6.5])
      let first = try await groups.order { _, _, average in average }.first()
      #expect(first?.0 == blogs.pop.id)
      #expect(try await Entry.objects.none().values { ($0.blogID, $0.count()) }.all().isEmpty)
      #expect(try await Entry.objects.filter { $0.rating > 9 }.values { ($0.blogID, $0.count()) }.all().isEmpty)
      let best = try await blogs.pop.entrySet.values { ($0.blogID, $0.rating.max()) }.first()
      #expect(best?.1 == 6)
      // NULL is a group as well.
      let byNote = Entry.objects.values { ($0.note, $0.count()) }.order { note, _ in note.asc.nullsFirst }
      #expect(try await byNote.all().map { "\($0.0 ?? "-") \($0.1)" } == ["- 2", "new 1", "old 1"])
    }
  }

  @Test("A-14: a group can be what was calculated, with values in it")
  func expressions() async throws {
    try await withBlogs { _, _ async throws in
      // 9, 4, 6 and 2, divided by 3: 3, 1, 2 and 0
      let thirds = Entry.objects.values { ($0.rating / 3 + 1, $0.rating.sum()) }.order { third, _ in third.desc }
      #expect(try await thirds.all().map { "\($0.0) \($0.1 ?? -1)" } == ["4 9", "3 6", "2 4", "1 2"])
      #expect(try await thirds.filter { third, _ in third > 2 }.all().map(\.0) == [4, 3])
      let isGood = Entry.objects.values { ($0.rating > 5, $0.count()) }.order { good, _ in good }
      #expect(try await isGood.all().map { "\($0.0) \($0.1)" } == ["false 2", "true 2"])
      // A column beside an aggregate in one expression makes groups as well.
      let mixed = Entry.objects.values { $0.rating.count() + $0.rating }.order { $0 }
      #expect(try await mixed.all() == [3, 5, 7, 10])
    }
  }

  @Test("A-11: parents without children stay")
  func outerJoins() async throws {
    try await withBlogs { _, log async throws in
      let sizes = Blog.objects.values { ($0.name, $0.entry.count(), $0.entry.rating.sum()) }.order { name, _, _ in name
      }
      _ = log.take()
      let found = try await sizes.all().map(Row.init)
      #expect(found == [Row("Beatles", 2, 13), Row("Cheese", 0, nil), Row("Pop", 2, 8)])
      let sum = Backend.current == .sqlite ? #"SUM("entry"."rating")"# : #"CAST(SUM("entry"."rating") AS bigint)"#
      #expect(
        log.take() == [
          #"SELECT "blog"."name", COUNT("entry"."id"), \#(sum) FROM "blog" LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" GROUP BY "blog"."name" ORDER BY "blog"."name" ASC"#
        ])
      let good = Blog.objects.values { ($0.name, $0.entry.count(filter: $0.entry.rating > 4)) }
        .order { name, _ in name }
      #expect(try await good.all().map(\.1) == [1, 0, 1])
      // An earlier filter restricts the counted rows, and removes objects without such rows.
      let narrowed = Blog.objects.filter { $0.entry.rating > 4 }.values { ($0.name, $0.entry.count()) }
        .order { name, _ in name }
      #expect(try await narrowed.all().map { "\($0.0) \($0.1)" } == ["Beatles 1", "Pop 1"])
      // Authors by the names of the blogs that they reviewed, the one without included.
      try await Author.objects.create(name: "Cid")
      let reviewed = Author.objects.values {
        ($0.review.blog.name, $0.review.count(), $0.id.count(distinct: true))
      }
      .order { name, _, _ in name.asc.nullsLast }
      #expect(try await reviewed.all().map(Row.init) == [Row("Beatles", 1, 1), Row("Pop", 1, 1), Row(nil, 0, 1)])
    }
  }

  @Test("A-15: an explicit order joins the groups, the model's own does not")
  func ordering() async throws {
    try await withBlogs { _, _ async throws in
      let byBlog = Entry.objects.order { $0.rating }.values { ($0.blogID, $0.count()) }
      #expect(try await byBlog.all().map(\.1) == [1, 1, 1, 1])
      for dialect in [Dialect.sqlite, .postgres] {
        #expect(
          try byBlog.sql(for: dialect).text
            == #"SELECT "entry"."blog_id", COUNT(*) FROM "entry" GROUP BY "entry"."blog_id", "entry"."rating" ORDER BY "entry"."rating" ASC"#
        )
      }
      #expect(try await Entry.objects.order { $0.blogID.desc }.values { ($0.blogID, $0.count()) }.all().count == 2)
      // An order of the groups takes its place.
      #expect(try await byBlog.order { blog, _ in blog }.all().map(\.1) == [2, 2])
      try await Country.objects.bulkCreate([
        Country(code: "aa", name: "x", score: 1), Country(code: "bb", name: "x", level: .veryHigh, score: 2),
        Country(code: "cc", name: "y", score: 3),
      ])
      let byName = Country.objects.values { ($0.name, $0.count()) }
      for dialect in [Dialect.sqlite, .postgres] {
        #expect(
          try byName.sql(for: dialect).text
            == #"SELECT "country"."name", COUNT(*) FROM "country" GROUP BY "country"."name""#)
      }
      #expect(try await byName.order { _, count in count }.all().map(\.1) == [1, 2])
      // Without an aggregate, the model's order stays.
      #expect(try await Country.objects.values { $0.name }.all() == ["y", "x", "x"])
    }
  }

  @Test("A-16: conditions on groups, mixed with conditions on rows")
  func having() async throws {
    try await withBlogs { _, _ async throws in
      let groups = Entry.objects.values { ($0.blog.name, $0.count(), $0.rating.max()) }.order { name, _, _ in name }
      #expect(try await groups.filter { _, _, best in best > 6 }.all().map(\.0) == ["Beatles"])
      #expect(try await groups.filter { _, count, _ in count == 2 }.all().map(\.0) == ["Beatles", "Pop"])
      #expect(
        try await groups.filter { name, _, best in best > 6 || name == "Pop" }.all().map(\.0) == ["Beatles", "Pop"])
      #expect(try await groups.filter { name, _, best in !(best > 6) && name != "x" }.all().map(\.0) == ["Pop"])
      #expect(try await groups.filter { name, _, _ in name == "Pop" }.filter { _, count, _ in count > 2 }.all().isEmpty)
      #expect(try await groups.filter { name, _, _ in name.startsWith("P") }.all().map(\.0) == ["Pop"])
      #expect(
        try await groups.filter { _, count, best in best.in([6, 7]) && count.range(1...2) }.all().map(\.0) == ["Pop"])
      #expect(try await groups.filter { _, count, _ in count.in([]) }.all().isEmpty)
      #expect(try await groups.filter { _, _, best in best > 6 }.count() == 1)
      // A comparison with NULL is unknown. Its negation includes the row.
      let sums = Blog.objects.values { ($0.name, $0.entry.rating.sum()) }.order { name, _ in name }
      #expect(try await sums.filter { _, sum in sum > 10 }.all().map(\.0) == ["Beatles"])
      #expect(try await sums.filter { _, sum in !(sum > 10) }.all().map(\.0) == ["Cheese", "Pop"])
      #expect(try await sums.filter { _, sum in sum == nil }.all().map(\.0) == ["Cheese"])
      #expect(try await sums.filter { _, sum in sum != 8 }.all().map(\.0) == ["Beatles", "Cheese"])
    }
  }

  @Test("Q-9: values without aggregates are filtered and ordered by what they select")
  func withoutAggregates() async throws {
    try await withBlogs { _, _ async throws in
      let pairs = Entry.objects.values { ($0.headline, $0.rating + $0.comments) }
      let sums = try await pairs.filter { _, sum in sum > 7 }.order { _, sum in sum.desc }.all()
      // 9 + 3, 4 + 8, 6 + 2, 2 + 0
      #expect(sums.map(\.1) == [12, 12, 8])
      // The condition is about the related row that is selected.
      let rated = Blog.objects.values { ($0.name, $0.entry.rating) }.filter { _, rating in rating > 4 }
        .order { _, rating in rating }
      #expect(try await rated.all().map { "\($0.0) \($0.1 ?? 0)" } == ["Pop 6", "Beatles 9"])
      #expect(try await rated.count() == 2)
      let highest = try await pairs.aggregate { _, sum in (sum.max(), sum.sum()) }
      #expect(highest == (12 as Int?, 34 as Int?))
      #expect(try await Entry.objects.values { $0.blogID }.distinct().order { $0.desc }.count() == 2)
      // A condition on an aggregate groups the rows by the selected values.
      try await Entry.objects.filter { $0.rating == 4 }.update { $0.rating.set(9) }
      #expect(try await Entry.objects.values { $0.rating }.filter { $0.count() > 1 }.all() == [9])
    }
  }

  @Test("A-17: totals of groups")
  func totalsOfGroups() async throws {
    try await withBlogs { _, log async throws in
      let sizes = Blog.objects.values { ($0.name, $0.entry.count()) }
      _ = log.take()
      // 2, 0 and 2
      #expect(
        try await sizes.aggregate { _, count in (count.sum(), count.max(), count.count()) } == (4 as Int?, 2 as Int?, 3)
      )
      let sum =
        Backend.current == .sqlite ? #"SUM("grouped"."column_2")"# : #"CAST(SUM("grouped"."column_2") AS bigint)"#
      #expect(
        log.take() == [
          #"SELECT \#(sum), MAX("grouped"."column_2"), COUNT("grouped"."column_2") FROM (SELECT "blog"."name" AS "column_1", COUNT("entry"."id") AS "column_2" FROM "blog" LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" GROUP BY "blog"."name") AS "grouped""#
        ])
      #expect(try await sizes.filter { _, count in count > 0 }.aggregate { _, count in count.avg() } == 2)
      #expect(try await sizes.order { name, _ in name }[..<2].aggregate { _, count in count.sum() } == 2)
      #expect(try await sizes.filter { _, count in count > 7 }.aggregate { _, count in count.sum(default: 3) } == 3)
      #expect(try await sizes.filter { _, count in count.in([]) }.aggregate { _, count in count.sum() } == nil)
    }
  }
}
