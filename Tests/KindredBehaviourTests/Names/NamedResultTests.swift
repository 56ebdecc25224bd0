import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Results by name")
struct NamedResultTests {
  /// Both have the same statement on each dialect.
  private func same(
    _ named: some RowQuery, _ typed: some RowQuery, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for dialect in [Dialect.sqlite, .postgres] {
      let (first, second) = (try named.sql(for: dialect), try typed.sql(for: dialect))
      #expect(first.text == second.text, sourceLocation: sourceLocation)
      #expect(first.values == second.values, sourceLocation: sourceLocation)
    }
  }

  @Test("MQ-13: order by names, along relations, descending, by chance")
  func order() async throws {
    try same(Entry.objects.order("-rating", "blog__name"), Entry.objects.order { ($0.rating.desc, $0.blog.name) })
    try same(Entry.objects.order("blog"), Entry.objects.order { $0.blog })
    try same(Visit.objects.order("-region"), Visit.objects.order { $0.region.desc })
    try same(Visit.objects.order("region", "rank"), Visit.objects.order { ($0.region, $0.rank) })
    try same(Entry.objects.order("pubDate__year"), Entry.objects.order { $0.pubDate.year })
    try same(Entry.objects.order("?"), Entry.objects.order { _ in QueryOrdering.random })
    try same(
      Entry.objects.order(by: [F("note").desc.nullsLast, (F("rating") + F("comments")).asc]),
      Entry.objects.order { ($0.note.desc.nullsLast, $0.rating + $0.comments) })
    try same(Entry.objects.order(), Entry.objects.unordered())
    try same(Blog.objects.order("entry__rating"), Blog.objects.order { $0.entry.rating })
    try same(
      Entry.objects.order("blog", "-rating").distinct(on: "blog"),
      Entry.objects.order { ($0.blogID, $0.rating.desc) }.distinct { $0.blogID })
    try await withBlogs { _, _ async throws in
      #expect(
        try await Entry.objects.order("blog__name", "-rating").headlines()
          == ["Lennon lives", "Yesterday", "Lennon and pop", "100% pop"])
      let best = Entry.objects.order("blog", "-rating").distinct(on: "blog")
      #expect(try await best.headlines() == ["Lennon lives", "Lennon and pop"])
    }
  }

  @Test("Values by name: rows whose values are read by name, as any type")
  func values() async throws {
    try same(
      Entry.objects.values(byName: "headline", "blog__name", "pubDate__year"),
      Entry.objects.values { ($0.headline, $0.blog.name, $0.pubDate.year) })
    try await withBlogs { blogs, _ async throws in
      let rows = try await Entry.objects.order("id").values(byName: "headline", "blog__name", "note", "reviewer").all()
      #expect(rows.map { $0["blog__name"] } == [.text("Beatles"), .text("Beatles"), .text("Pop"), .text("Pop")])
      #expect(rows[0].names == ["headline", "blog__name", "note", "reviewer"])
      #expect(rows[0].values[2] == .null)
      #expect(try rows[1].value("note", as: String?.self) == "old")
      #expect(try rows[0].value("note", as: String?.self) == nil)
      #expect(try rows[0].value("reviewer", as: Key<Author>?.self) == blogs.ann.id)
      #expect(try rows[0].text("reviewer") == "\(blogs.ann.id)")
      #expect(try rows[0].text("note") == nil)
      await kindredError(.decoding) { _ = try rows[0].value("note", as: String.self) }
      await kindredError(.decoding) { _ = try rows[0].value("headline", as: Int.self) }
      await kindredError(.invalidName) { _ = try rows[0].value("headlin", as: String.self) }
    }
  }

  @Test("Values without names are all fields")
  func allFields() async throws {
    try await withBlogs { _, _ async throws in
      let row = try #require(try await Blog.objects.order("id").values([]).first())
      #expect(row.names == ["id", "name", "tagline"])
      #expect(row.values == [.integer(1), .text("Beatles"), .text("All the latest")])
      let entry = try #require(try await Entry.objects.order("id").values([]).first())
      #expect(
        entry.names == ["id", "blogID", "reviewerID", "headline", "rating", "comments", "note", "pubDate"])
      #expect(entry["pubDate"] == .timestamp(microseconds: 1_200_000_000_000_000))
      var streamed: [String] = []
      for try await row in Entry.objects.order("id").values(byName: "headline").rows {
        streamed.append(try row.value("headline", as: String.self))
      }
      #expect(streamed == ["Lennon lives", "Yesterday", "Lennon and pop", "100% pop"])
    }
  }

  @Test("TR-7: groups: values, annotate, filter, order")
  func groups() async throws {
    let typed = Entry.objects.values { $0.blog.name }.annotate { entry, _ in (entry.count(), entry.rating.sum()) }
      .filter { _, count, _ in count > 1 }.order { _, _, sum in sum.desc }
    let named = Entry.objects.values(byName: "blog__name").annotate("n", .count()).annotate("total", .sum("rating"))
      .filter("n__gt", 1).order("-total")
    try same(
      Entry.objects.values(byName: "blog__name").annotate("n", .count()),
      Entry.objects.values { $0.blog.name }.annotate { entry, _ in entry.count() })
    for dialect in [Dialect.sqlite, .postgres] {
      #expect(try named.sql(for: dialect).text == typed.sql(for: dialect).text)
    }
    try await withBlogs { _, _ async throws in
      let rows = try await named.all()
      #expect(rows.map { $0["blog__name"] } == [.text("Beatles"), .text("Pop")])
      #expect(try rows.map { try $0.value("total", as: Int.self) } == [13, 8])
      #expect(try await named.count() == 2)
      #expect(try await named.filter("total__gt", 10).count() == 1)
      #expect(try await named.values(byName: "total").all().map { $0["total"] } == [.integer(13), .integer(8)])
      #expect(try await named.filter("blog__name", "Pop").all().map { $0["n"] } == [.integer(2)])
    }
  }

  @Test("Annotations by name, on objects")
  func annotations() async throws {
    try same(
      Blog.objects.annotate("n", .count("entry")), Blog.objects.annotate { $0.entry.count() })
    try same(
      Blog.objects.annotate("n", .count("entry", filter: F("entry__rating") > 5)),
      Blog.objects.annotate { $0.entry.count(filter: $0.entry.rating > 5) })
    try same(
      Blog.objects.annotate("best", .aggregate("max", F("entry__rating"), default: 0)),
      Blog.objects.annotate { $0.entry.rating.max(default: 0) })
    try same(
      Blog.objects.annotate("n", .count("entry")).filter("n__gte", 2).order("-n", "name"),
      Blog.objects.annotate { $0.entry.count() }.filter { _, n in n >= 2 }.order { blog, n in (n.desc, blog.name) })
    try await withBlogs { blogs, _ async throws in
      let counted = Blog.objects.annotate("n", .count("entry")).annotate("more", F("n") + 1)
      let rows = try await counted.order("-n", "name").all()
      #expect(rows.map(\.0) == [blogs.beatles, blogs.pop, blogs.cheese])
      #expect(rows.map { $0.1["more"] } == [.integer(3), .integer(3), .integer(1)])
      #expect(try await counted.filter("name__startswith", "C").all().map { $0.1["n"] } == [.integer(0)])
      #expect(try await counted.exclude("n", 0).count() == 2)
      let hidden = try await Blog.objects.alias("n", .count("entry")).filter("n", 0).all()
      #expect(hidden.map(\.0) == [blogs.cheese])
      #expect(hidden[0].1.names == [])
      let first = try await counted.order("name")[..<1].all()
      #expect(first.map(\.0.name) == ["Beatles"])
      let plain = Entry.objects.annotate("sum", F("rating") + F("comments")).filter("sum__gt", 11).order("id")
      #expect(try await plain.all().map(\.0.headline) == ["Lennon lives", "Yesterday"])
    }
  }

  @Test("Conditionals, functions and arithmetic are the typed ones")
  func expressions() async throws {
    let grade = NamedExpression.when([(F("rating") > 7, "good"), (F("rating") > 3, "fair")], otherwise: "poor")
    try same(
      Entry.objects.values([NamedColumn("grade", grade)]),
      Entry.objects.values { when($0.rating > 7, then: "good").when($0.rating > 3, then: "fair").otherwise("poor") })
    try same(
      Entry.objects.values([NamedColumn("x", NamedExpression.function("coalesce", F("note"), "none"))]),
      Entry.objects.values { $0.note ?? "none" })
    try same(
      Entry.objects.values([NamedColumn("x", F("headline").applying("left", 3))]),
      Entry.objects.values { $0.headline.prefix(3) })
    try same(
      Entry.objects.values([NamedColumn("x", F("rating") / 2), NamedColumn("y", F("rating") % F("comments"))]),
      Entry.objects.values { ($0.rating / 2, $0.rating % $0.comments) })
    try same(
      Entry.objects.values([NamedColumn("x", F("rating").applying("cast", "text"))]),
      Entry.objects.values { $0.rating.cast(to: String.self) })
    try same(
      Entry.objects.values([NamedColumn("x", F("pubDate").applying("trunc", "month"))]),
      Entry.objects.values { $0.pubDate.truncated(to: .month) })
    try same(
      Entry.objects.values([NamedColumn("x", F("rating").applying("greatest", F("comments")))]),
      Entry.objects.values { $0.rating.greatest($0.comments) })
    try await withBlogs { _, _ async throws in
      let rows = try await Entry.objects.order("id").values([NamedColumn("grade", grade)]).all()
      #expect(rows.map { $0["grade"] } == [.text("good"), .text("fair"), .text("fair"), .text("poor")])
      let mixed = try await Entry.objects.order("id").values([
        NamedColumn("half", F("rating") * 0.5), NamedColumn("text", F("headline") + "!"),
        NamedColumn("joined", NamedExpression.function("concat", F("note"), "-", F("rating").applying("cast", "text"))),
      ]).first()
      #expect(mixed?.values == [.double(4.5), .text("Lennon lives!"), .text("-9")])
    }
  }

  @Test("Aggregates by name")
  func aggregates() async throws {
    try await withBlogs { _, log async throws in
      let totals = try await Entry.objects.aggregate(byName: [
        "n": .count(), "average": .avg("rating"), "best": .max("rating"), "total": .sum("comments"),
        "noted": .count("note"), "spread": .aggregate("variance", F("rating")),
        "texts": .aggregate("stringagg", F("headline"), ",", orderBy: ["headline"]),
      ])
      #expect(totals.names == ["average", "best", "n", "noted", "spread", "texts", "total"])
      #expect(try totals.value("average", as: Double.self) == 5.25)
      #expect(totals["best"] == .integer(9))
      #expect(totals["n"] == .integer(4))
      #expect(totals["noted"] == .integer(2))
      #expect(totals["total"] == .integer(13))
      #expect(try totals.value("spread", as: Double.self) == 6.6875)
      #expect(totals["texts"] == .text("100% pop,Lennon and pop,Lennon lives,Yesterday"))
      _ = log.take()
      let none = try await Entry.objects.none().aggregate(byName: ["n": .count(), "best": .max("rating")])
      #expect(none.values == [.null, .integer(0)])
      #expect(log.take() == [])
      let grouped = Entry.objects.values(byName: "blog").annotate("n", .count())
      #expect(try await grouped.aggregate(byName: ["most": .max("n")])["most"] == .integer(2))
      await kindredError(.invalidQuery) {
        _ = try await Entry.objects.aggregate(byName: ["x": F("rating").namedExpression])
      }
      await kindredError(.invalidQuery) { _ = try await Entry.objects.aggregate(byName: [:]) }
    }
  }

  @Test("Updates by name")
  func updates() async throws {
    try await withBlogs { blogs, log async throws in
      let changed = try await Entry.objects.filter("blog__name", "Pop").update(byName: [
        "rating": F("rating") + 1, "note": "x",
      ])
      #expect(changed == 2)
      #expect(log.take().count == 1)
      #expect(try await Entry.objects.order("id").values { $0.rating }.all() == [9, 4, 7, 3])
      #expect(try await Entry.objects.update(byName: ["blog": blogs.cheese, "note": String?.none]) == 4)
      #expect(try await Entry.objects.filter("note", nil).count() == 4)
      #expect(try await blogs.cheese.entrySet.count() == 4)
      await kindredError(.invalidQuery) { try await Entry.objects.update(byName: ["blog__name": "x"]) }
      await kindredError(.invalidName) { try await Entry.objects.update(byName: ["raitng": 1]) }
      let error = await kindredError(.invalidValue) { try await Entry.objects.update(byName: ["rating": "secret"]) }
      #expect(error?.message == "The value for \"rating\": a whole number is expected.")
      await kindredError(.notNullViolation) { try await Entry.objects.update(byName: ["rating": Int?.none]) }
    }
  }
}
