import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Queries as data")
struct NamedQueryTests {
  private func values(_ query: NamedQuery) async throws -> [[DatabaseValue]] { try await query.rows().map(\.values) }

  @Test("The steps are the verbs, in their order")
  func steps() async throws {
    try await withBlogs { _, _ async throws in
      let names = NamedQuery("Entry").filter("rating__gte", 4).exclude("note", nil).order("id").values("headline")
      #expect(try await values(names) == [[.text("Yesterday")], [.text("Lennon and pop")]])
      #expect(try await values(names.reversed()) == [[.text("Lennon and pop")], [.text("Yesterday")]])
      #expect(try await values(names.slice(from: 1)) == [[.text("Lennon and pop")]])
      #expect(try await names.count() == 2)
      #expect(try await names.none().exists() == false)
      let blogs = NamedQuery("Blog").filter("entry__rating__gt", 1).order("name")
      #expect(try await blogs.count() == 4)
      #expect(try await blogs.distinct().count() == 2)
      #expect(try await values(blogs.distinct().values("name")) == [[.text("Beatles")], [.text("Pop")]])
      let counted = NamedQuery("Blog").annotate("n", .count("entry")).filter("n__gt", 0).order("-n", "name").values(
        "name", "n")
      #expect(try await values(counted) == [[.text("Beatles"), .integer(2)], [.text("Pop"), .integer(2)]])
      let best = NamedQuery("Entry").order("blog", "-rating").distinct(on: "blog").values("headline")
      #expect(try await values(best) == [[.text("Lennon lives")], [.text("Lennon and pop")]])
      let hidden = NamedQuery("Entry").alias("x", F("rating") + F("comments")).filter("x__gt", 11).order("x").values(
        "headline")
      #expect(try await values(hidden) == [[.text("Lennon lives")], [.text("Yesterday")]])
    }
  }

  @Test("Without values, a row has all fields and the annotations")
  func objects() async throws {
    try await withBlogs { _, _ async throws in
      let rows = try await NamedQuery("Blog").annotate("n", .count("entry")).order("id").rows()
      #expect(rows[0].names == ["id", "name", "tagline", "n"])
      #expect(rows[2].values == [.integer(3), .text("Cheese"), .text("All the latest"), .integer(0)])
    }
  }

  @Test("Subqueries: exists, in, scalar, count, with references to the query around")
  func subqueries() async throws {
    try await withBlogs { blogs, _ async throws in
      let good = NamedQuery("Entry").filter(F("blog") == .outer("pk") && F("rating") > 8)
      let typed = Blog.objects.filter { blog in Entry.objects.filter { $0.blogID == blog.pk && $0.rating > 8 }.hasRows }
      let named = Blog.objects.filter(where: .exists(good))
      #expect(try named.statement() == typed.statement())
      #expect(try await named.names() == ["Beatles"])
      #expect(try await Blog.objects.exclude(where: .exists(good)).order("name").names() == ["Cheese", "Pop"])
      let newest = NamedQuery("Entry").filter("blog", .outer("pk")).order("-id").values("headline")
      let rows = try await Blog.objects.order("id").annotate("newest", .scalar(newest)).all()
      #expect(rows.map { $0.1["newest"] } == [.text("Yesterday"), .text("100% pop"), .null])
      let pops = NamedQuery("Blog").filter("name__contains", "o").values("name")
      #expect(try await Blog.objects.filter("name__in", .rows(pops)).names() == ["Pop"])
      #expect(try await Entry.objects.filter("blog__in", .rows(NamedQuery("Blog").filter("name", "Pop"))).count() == 2)
      let count = NamedExpression.rowCount(NamedQuery("Entry").filter("blog", .outer("pk")))
      #expect(try await Blog.objects.filter(where: count == 0).names() == ["Cheese"])
      // Two levels: entries of blogs whose other entries have remarks by the name of the blog.
      let remarks = NamedQuery("Comment").filter("entry", .outer("pk")).filter("text", .outer("name", levels: 2))
      let inner = NamedQuery("Entry").filter("blog", .outer("pk")).filter(.exists(remarks))
      try await Comment.objects.create(entry: blogs.percent, text: "Pop")
      #expect(try await Blog.objects.filter(where: .exists(inner)).names() == ["Pop"])
      // In an aggregate, a conditional and an order.
      let flagged = Blog.objects.annotate("flag", .when([(.exists(good), "good")], otherwise: "none")).order(
        "flag", "name")
      #expect(try await flagged.all().map { $0.1["flag"] } == [.text("good"), .text("none"), .text("none")])
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.filter("name__in", .rows(NamedQuery("Entry"))).all()
      }
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.filter("name", .scalar(NamedQuery("Entry"))).all()
      }
      await kindredError(.invalidName) { _ = try await Blog.objects.filter(where: .exists(NamedQuery("Nope"))).all() }
      await kindredError(.invalidName) {
        _ = try await Blog.objects.filter(where: .exists(NamedQuery("Entry").filter("nope", 1))).all()
      }
    }
  }

  @Test("Changes, deletions and aggregates, with their counts")
  func changes() async throws {
    try await withBlogs { _, _ async throws in
      let pop = NamedQuery("Entry").filter("blog__name", "Pop")
      #expect(try await pop.update(["rating": F("rating") + 1]) == 2)
      let totals = try await pop.aggregate(["sum": .sum("rating"), "n": .count()])
      #expect(totals.values == [.integer(2), .integer(10)])
      let deleted = try await NamedQuery("Blog").filter("name", "Pop").delete()
      #expect(deleted.perModel == ["Blog": 1, "Entry": 2])
      #expect(try await NamedQuery("Entry").count() == 2)
      await kindredError(.invalidQuery) { _ = try await NamedQuery("Blog").annotate("n", .count("entry")).delete() }
      await kindredError(.invalidQuery) { _ = try await NamedQuery("Entry").slice(to: 1).update(["rating": .value(1)]) }
    }
  }

  @Test("Statements as data: what is done, and what came of it")
  func statements() async throws {
    func run(_ text: String) async throws -> NamedStatement.Outcome {
      let statement = try JSONDecoder().decode(NamedStatement.self, from: Data(text.utf8))
      #expect(try JSONDecoder().decode(NamedStatement.self, from: JSONEncoder().encode(statement)) == statement)
      return try await statement.run()
    }
    let pop =
      #""query": {"model": "Entry", "steps": [{"filter": {"match": "blog__name", "value": "Pop"}}, {"order": ["id"]}]}"#
    try await withBlogs { _, _ async throws in
      guard case .count(2) = try await run(#"{"version": 1, "verb": "count", \#(pop)}"#) else { throw Refused() }
      guard case .exists(true) = try await run(#"{"verb": "exists", \#(pop)}"#) else { throw Refused() }
      guard case .rows(let first) = try await run(#"{"verb": "first", \#(pop)}"#) else { throw Refused() }
      #expect(first.map { $0["headline"] } == [.text("Lennon and pop")])
      guard case .rows(let last) = try await run(#"{"verb": "last", \#(pop)}"#) else { throw Refused() }
      #expect(last.map { $0["headline"] } == [.text("100% pop")])
      guard case .rows(let all) = try await run(#"{"verb": "rows", \#(pop)}"#) else { throw Refused() }
      #expect(all.count == 2)
      let best = try await run(#"{"aggregate": {"best": {"aggregate": "max", "of": [{"field": "rating"}]}}, \#(pop)}"#)
      guard case .rows(let totals) = best else { throw Refused() }
      #expect(totals.map(\.values) == [[.integer(6)]])
      let sum = #"{"call": "add", "of": [{"field": "rating"}, 1]}"#
      guard case .changed(2) = try await run(#"{"update": {"rating": \#(sum)}, \#(pop)}"#) else { throw Refused() }
      guard case .deleted(let summary) = try await run(#"{"verb": "delete", \#(pop)}"#) else { throw Refused() }
      #expect(summary.perModel == ["Entry": 2])
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(NamedStatement.self, from: Data(#"{"verb": "drop", \#(pop)}"#.utf8))
      }
    }
  }

  @Test("A query takes the parts of moments in its time zone")
  func timeZone() async throws {
    try await withBlogs { _, _ async throws in
      // 2008-01-10 21:20 in UTC is the 11th in Tokyo.
      let days = NamedQuery("Entry").values("pubDate__day").distinct()
      #expect(try await values(days) == [[.integer(10)]])
      #expect(try await values(days.inTimeZone("Asia/Tokyo")) == [[.integer(11)]])
      #expect(try await NamedQuery("Entry").inTimeZone("Asia/Tokyo").filter("pubDate__day", 11).count() == 4)
      let latest = try await NamedQuery("Entry").inTimeZone("Asia/Tokyo").aggregate(["day": .max("pubDate__day")])
      #expect(latest["day"] == .integer(11))
      await kindredError(.invalidQuery) { _ = try await days.inTimeZone("GMT+2'; --").rows() }
    }
  }

  @Test("A model is found by its name; a wrong one is refused with the nearest")
  func models() async throws {
    #expect(try ModelRegistry.shared.schema(named: "Entry") === Entry.schema)
    #expect(ObjectIdentifier(Entry.schema.model) == ObjectIdentifier(Entry.self))
    #expect(try ModelRegistry.shared.schema(named: "Depot.Parcel") === Depot.Parcel.schema)
    let error = await kindredError(.invalidName) { _ = try NamedQuery("Entri").sql(for: .sqlite) }
    #expect(error?.message.hasPrefix("There is no model \"Entri\". Did you mean \"Entry\"? Choices:") == true)
  }

  @Test("A query names its database")
  func database() async throws {
    try await withBlogs { _, _ async throws in
      let other = try Database(sqlite: .inMemory)
      try await other.createTables(for: [Blog.self, Author.self, Entry.self])
      #expect(try await NamedQuery("Blog").count(on: other) == 0)
      #expect(try await NamedQuery("Blog").count() == 3)
      await other.close()
    }
  }
}
