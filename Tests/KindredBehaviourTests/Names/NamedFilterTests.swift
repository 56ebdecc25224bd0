import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Look-ups by name")
struct NamedFilterTests {
  /// Both queries have the same statement on each dialect, and the same plan.
  private func same<M: Model>(
    _ named: QuerySet<M>, _ typed: QuerySet<M>, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for dialect in [Dialect.sqlite, .postgres] {
      let (first, second) = (try named.sql(for: dialect), try typed.sql(for: dialect))
      #expect(first.text == second.text, sourceLocation: sourceLocation)
      #expect(first.values == second.values, sourceLocation: sourceLocation)
    }
  }

  @Test("MQ-13: a path, a look-up, a value: the same as the typed condition, in both spellings")
  func spellings() async throws {
    let typed = Blog.objects.filter { $0.entry.headline.iContains("lennon") }
    try same(Blog.objects.filter("entry__headline__icontains", "lennon"), typed)
    try same(Blog.objects.filter("entry.headline.icontains", "lennon"), typed)
    try same(Blog.objects.filter("entry.headline.iContains", "lennon"), typed)
    try await withBlogs { _, _ async throws in
      let found = Blog.objects.filter("entry__headline__icontains", "LENNON").order("name")
      #expect(try await found.names() == ["Beatles", "Pop"])
    }
  }

  @Test("MQ-13: without a look-up it is exact, and with NULL it is IS NULL")
  func exact() async throws {
    try same(Entry.objects.filter("rating", 9), Entry.objects.filter { $0.rating == 9 })
    try same(Entry.objects.filter("rating__exact", 9), Entry.objects.filter { $0.rating == 9 })
    try same(Entry.objects.filter("note", nil), Entry.objects.filter { $0.note == nil })
    try same(Entry.objects.filter("note", String?.none), Entry.objects.filter { $0.note == nil })
    try same(Entry.objects.exclude("note", nil), Entry.objects.exclude { $0.note == nil })
    try same(Entry.objects.filter("note__iexact", nil), Entry.objects.filter { $0.note.iExact(nil) })
    try await withBlogs { _, _ async throws in
      let entries = Entry.objects.order("id")
      #expect(try await entries.filter("rating", 4).headlines() == ["Yesterday"])
      #expect(try await entries.filter("note", nil).headlines() == ["Lennon lives", "100% pop"])
      #expect(try await entries.exclude("note", nil).headlines() == ["Yesterday", "Lennon and pop"])
      #expect(try await entries.exclude("note", "old").headlines() == ["Lennon lives", "Lennon and pop", "100% pop"])
      #expect(try await entries.get("headline", "Yesterday").rating == 4)
    }
  }

  @Test("L-1 to L-9: each look-up is the typed one")
  func lookups() throws {
    let entries = Entry.objects
    try same(entries.filter("rating__gt", 3), entries.filter { $0.rating > 3 })
    try same(entries.filter("rating__gte", 3), entries.filter { $0.rating >= 3 })
    try same(entries.filter("rating__lt", 3), entries.filter { $0.rating < 3 })
    try same(entries.filter("rating__lte", 3), entries.filter { $0.rating <= 3 })
    try same(entries.filter("rating__ne", 3), entries.filter { $0.rating != 3 })
    try same(entries.filter("note__ne", "x"), entries.filter { $0.note != "x" })
    try same(entries.filter("rating__range", 3...5), entries.filter { $0.rating.range(3...5) })
    try same(entries.filter("rating__in", [3, 4]), entries.filter { $0.rating.in([3, 4]) })
    try same(entries.filter("note__in", ["a", nil]), entries.filter { $0.note.in(["a", nil]) })
    try same(entries.exclude("note__in", ["a", nil]), entries.exclude { $0.note.in(["a", nil]) })
    try same(entries.filter("note__isnull", true), entries.filter { $0.note.isNull })
    try same(entries.filter("note__isNull", false), entries.filter { $0.note.isNotNull })
    try same(entries.filter("headline__contains", "a%"), entries.filter { $0.headline.contains("a%") })
    try same(entries.filter("headline__startsWith", "a"), entries.filter { $0.headline.startsWith("a") })
    try same(entries.filter("headline__istartswith", "a"), entries.filter { $0.headline.iStartsWith("a") })
    try same(entries.filter("headline__endswith", "a"), entries.filter { $0.headline.endsWith("a") })
    try same(entries.filter("headline__iendswith", "a"), entries.filter { $0.headline.iEndsWith("a") })
    try same(entries.filter("headline__iexact", "a"), entries.filter { $0.headline.iExact("a") })
    let long = String(repeating: "x", count: 20_000)
    try same(entries.filter("headline__contains", long), entries.filter { $0.headline.contains(long) })
  }

  @Test("TR-4: an empty list matches nothing and runs no SQL")
  func emptyList() async throws {
    try await withBlogs { _, log async throws in
      #expect(try await Entry.objects.filter("rating__in", [Int]()).all() == [])
      #expect(try await Entry.objects.filter("rating__in", text: "").count() == 0)
      #expect(log.take() == [])
      #expect(try await Entry.objects.exclude("rating__in", [Int]()).count() == 4)
    }
  }

  @Test("L-11 to L-16, L-19: transforms stand before a look-up, or alone")
  func transforms() async throws {
    let entries = Entry.objects
    let day = try #require(CalendarDate(year: 2008, month: 1, day: 10))
    try same(entries.filter("pubDate__year", 2008), entries.filter { $0.pubDate.year == 2008 })
    try same(entries.filter("pub_date__year__gte", 2008), entries.filter { $0.pubDate.year >= 2008 })
    try same(entries.filter("pubDate.date", day), entries.filter { $0.pubDate.date == day })
    try same(entries.filter("pubDate__date__year", 2008), entries.filter { $0.pubDate.date.year == 2008 })
    try same(entries.filter("pubDate__week_day", 2), entries.filter { $0.pubDate.weekDay == 2 })
    try same(entries.filter("pubDate__isoWeekDay__in", [1, 2]), entries.filter { $0.pubDate.isoWeekDay.in([1, 2]) })
    try same(entries.filter("pubDate__time__hour", 21), entries.filter { $0.pubDate.time.hour == 21 })
    try same(
      entries.filter("headline__lower__startswith", "a"), entries.filter { $0.headline.lowercased().startsWith("a") })
    try same(entries.filter("headline__length__gt", 9), entries.filter { $0.headline.length > 9 })
    try same(entries.filter("note__upper__length", 3), entries.filter { $0.note.uppercased().length == 3 })
    try await withTimeZone("Asia/Tokyo") { () async throws in
      try same(entries.filter("pubDate__hour", 6), entries.filter { $0.pubDate.hour == 6 })
    }
    try await withBlogs { _, _ async throws in
      // 1,200,000,000 seconds after 1970 is 2008-01-10 21:20 in UTC, and the 11th in Tokyo.
      #expect(try await entries.filter("pubDate__date", text: "2008-01-10").count() == 4)
      #expect(try await withTimeZone("Asia/Tokyo") { try await entries.filter("pubDate__day", 11).count() } == 4)
      #expect(try await entries.filter("headline__length", 8).headlines() == ["100% pop"])
    }
  }

  @Test("L-18: the right side may be a field, an expression or a query")
  func expressions() async throws {
    let entries = Entry.objects
    try same(entries.filter("comments__gt", F("rating")), entries.filter { $0.comments > $0.rating })
    try same(
      entries.filter("comments__gt", F("rating") * 2 - 1), entries.filter { $0.comments > $0.rating * 2 - 1 })
    try same(
      entries.filter("headline__icontains", F("blog__name")), entries.filter { $0.headline.iContains($0.blog.name) })
    try same(
      entries.filter("headline__in", Blog.objects.values { $0.name }),
      entries.filter { $0.headline.in(Blog.objects.values { $0.name }) })
    try same(
      entries.filter("blog__in", Blog.objects.filter { $0.name == "Pop" }),
      entries.filter { $0.blogID.in(Blog.objects.filter { $0.name == "Pop" }) })
    try await withBlogs { _, _ async throws in
      #expect(try await entries.filter("comments__gt", F("rating")).headlines() == ["Yesterday"])
      let ids = [F("comments").namedExpression, NamedExpression.value(4)]
      #expect(try await entries.filter("rating__in", ids).headlines() == ["Yesterday"])
      let popular = Entry.objects.filter("headline__icontains", F("blog__name"))
      #expect(try await popular.order("id").headlines() == ["Lennon and pop", "100% pop"])
    }
  }

  @Test("L-26: relations are compared with objects, keys, lists and queries, without a join")
  func relations() async throws {
    try await withBlogs { blogs, _ async throws in
      let entries = Entry.objects.order("id")
      let key = try blogs.pop.id.number
      try same(entries.filter("blog", blogs.pop), entries.filter { $0.blogID == blogs.pop.id })
      try same(entries.filter("blog", key), entries.filter { $0.blogID == blogs.pop.id })
      try same(entries.filter("blogID", key), entries.filter { $0.blogID == blogs.pop.id })
      try same(entries.filter("blog_id", key), entries.filter { $0.blogID == blogs.pop.id })
      try same(entries.filter("blog__pk", key), entries.filter { $0.blog.pk == blogs.pop.id })
      try same(entries.filter("blog__isnull", true), entries.filter { $0.blogID.isNull })
      try same(entries.filter("reviewer", nil), entries.filter { $0.reviewerID == nil })
      try same(Blog.objects.filter("pk", key), Blog.objects.filter { $0.pk == blogs.pop.id })
      try same(Blog.objects.filter("entry", blogs.lives), Blog.objects.filter { $0.entry == blogs.lives })
      try same(Blog.objects.filter("entry__isnull", true), Blog.objects.filter { $0.entry.isNull })
      #expect(try await entries.filter("blog", blogs.pop).headlines() == ["Lennon and pop", "100% pop"])
      #expect(try await entries.filter("blog__in", [blogs.pop, blogs.cheese]).count() == 2)
      #expect(try await entries.filter("reviewer__in", [blogs.ann]).headlines() == ["Lennon lives"])
      #expect(try await entries.filter("reviewer__name", "Bob").headlines() == ["Lennon and pop"])
      #expect(try await Author.objects.filter("review__rating__gt", 7).all() == [blogs.ann])
      #expect(try await Blog.objects.filter("entry__isnull", true).names() == ["Cheese"])
      #expect(try await Blog.objects.filter("entry__remarks__text", "x").names() == [])
      let related = blogs.beatles.entrySet.filter("rating__gt", 5)
      #expect(try await related.headlines() == ["Lennon lives"])
      let named = Blog.objects.filter("name", "Pop")
      #expect(try await entries.filter("blog__in", named).count() == 2)
      #expect(try await entries.filter("blog__in", Blog.objects.filter("entry", nil)).count() == 0)
    }
  }

  @Test("L-26: an object of another model, an unsaved one, and look-ups that relations do not have are refused")
  func wrongObjects() async throws {
    try await withBlogs { blogs, _ async throws in
      await kindredError(.invalidQuery) { _ = try await Entry.objects.filter("blog", blogs.ann).all() }
      await kindredError(.invalidQuery) { _ = try await Entry.objects.filter("rating", blogs.pop).all() }
      await kindredError(.invalidQuery) { _ = try await Entry.objects.filter("blog__in", Author.objects).all() }
      await kindredError(.unsavedObject) { _ = try await Entry.objects.filter("blog", Blog(name: "x")).all() }
      let error = await kindredError(.invalidName) { _ = try await Entry.objects.filter("blog__contains", 1).all() }
      #expect(
        error?.message
          == """
          Blog has no field, and "blog" no look-up "contains" (part 2 of "blog__contains"). Choices: entry, exact, gt, \
          gte, id, in, isnull, lt, lte, name, ne, tagline.
          """)
      await kindredError(.invalidName) { _ = try await Entry.objects.filter("blog__abs", 1).all() }
    }
  }

  @Test("TR-1: one call speaks of one related row, as do conditions that are combined")
  func scopes() async throws {
    try await withBlogs { _, _ async throws in
      let one = Blog.objects.filter(Q("entry__headline__contains", "Lennon") && Q("entry__rating__lt", 5))
      try same(one, Blog.objects.filter { $0.entry.headline.contains("Lennon") && $0.entry.rating < 5 })
      #expect(try await one.names() == [])
      let two = Blog.objects.filter("entry__headline__contains", "Lennon").filter("entry__rating__lt", 5)
      #expect(try await two.order("name").names() == ["Beatles", "Pop"])
      let none = Blog.objects.exclude("entry__rating__gt", 7)
      try same(none, Blog.objects.exclude { $0.entry.rating > 7 })
      #expect(try await none.order("name").names() == ["Cheese", "Pop"])
    }
  }

  @Test("MQ-34: named and typed conditions combine")
  func combined() async throws {
    let named = Q<Entry>("rating__gte", 6)
    let typed = Q<Entry> { $0.comments >= 3 }
    try same(
      Entry.objects.filter(named && !typed), Entry.objects.filter { $0.rating >= 6 && !($0.comments >= 3) })
    try same(
      Entry.objects.filter { ($0.note == nil) || named.condition },
      Entry.objects.filter { ($0.note == nil) || ($0.rating >= 6) })
    try same(
      Entry.objects.filter(where: (F("rating") >= 6 || F("note").isNull) && !(F("comments") == 0)),
      Entry.objects.filter { ($0.rating >= 6 || $0.note.isNull) && !($0.comments == 0) })
    try same(
      Entry.objects.filter(where: (F("rating") > 5) ^ (F("note") == "new")),
      Entry.objects.filter { ($0.rating > 5) ^ ($0.note == "new") })
    try await withBlogs { _, _ async throws in
      #expect(try await Entry.objects.filter(named && !typed).headlines() == ["Lennon and pop"])
      #expect(try await Entry.objects.filter(where: .any([])).count() == 0)
      #expect(try await Entry.objects.filter(where: .all([])).count() == 4)
    }
  }

  @Test("Values arrive as text and are parsed by the type of the field")
  func texts() async throws {
    try await withBlogs { blogs, _ async throws in
      let entries = Entry.objects.order("id")
      #expect(try await entries.filter("rating__gte", text: "6").headlines() == ["Lennon lives", "Lennon and pop"])
      #expect(try await entries.filter("rating__in", text: "2,9").headlines() == ["Lennon lives", "100% pop"])
      #expect(try await entries.filter("rating__range", text: "3,6").headlines() == ["Yesterday", "Lennon and pop"])
      #expect(try await entries.filter("note__isnull", text: "true").count() == 2)
      #expect(try await entries.filter("pubDate__lt", text: "2009-01-01T00:00:00Z").count() == 4)
      #expect(try await entries.filter("blog", text: "\(try blogs.pop.id.number)").count() == 2)
      // Text where a number is expected is parsed, too, and a number is the text of a text column.
      #expect(try await entries.filter("rating", "9").count() == 1)
      #expect(try await entries.filter("headline", 9).count() == 0)
      for (name, text) in [
        ("rating", "seven"), ("rating__in", "1,x"), ("rating__range", "1"), ("pubDate", "yesterday"),
        ("note__isnull", "maybe"), ("rating", "1.5"), ("blog", "x' OR 1=1 --"), ("pubDate__year", "MMVIII"),
      ] {
        let error = await kindredError(.invalidValue) { _ = try await entries.filter(name, text: text).all() }
        #expect(error.map { !$0.description.contains(text) } == true, "\(name)")
        #expect(error?.message.contains("\"\(name)\"") == true)
      }
    }
  }

  @Test("A number outside of the column's range has an answer, by name as by type")
  func outOfRange() async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.create(Edges(int16: 5))
      #expect(try await Edges.objects.filter("int16__lt", 100_000).count() == 1)
      #expect(try await Edges.objects.filter("int16__gt", 100_000).count() == 0)
      #expect(try await Edges.objects.filter("int16", -100_000).count() == 0)
      #expect(try await Edges.objects.filter("int16__in", [5, 100_000]).count() == 1)
      #expect(try await Edges.objects.filter("int16__range", -100_000...100_000).count() == 1)
      #expect(try await Edges.objects.filter("int64__lt", text: "99999999999999999999").count() == 0)
    }
  }

  @Test("L-7: an order or a text look-up with NULL is refused")
  func nulls() async throws {
    try await withBlogs { _, _ async throws in
      for name in ["rating__gt", "rating__lte", "headline__contains", "headline__istartswith", "rating__range"] {
        do {
          _ = try await Entry.objects.filter(name, nil).all()
          Issue.record("\(name) with NULL was taken")
        } catch let error as KindredError {
          #expect(error.code == .invalidQuery || error.code == .invalidValue, "\(name)")
        }
      }
    }
  }

  @Test("Types of the model's own: choices, stored types, decimals, keys of other types")
  func ownTypes() async throws {
    try await withDatabase { _ async throws in
      try await Country.objects.create(
        Country(
          code: "DE", name: "Germany", level: .veryHigh, score: 80, area: Decimal(string: "357.5"),
          budget: Money(cents: 9)))
      let countries = Country.objects
      #expect(try await countries.filter("level", Level.veryHigh).count() == 1)
      #expect(try await countries.filter("level", text: "veryHigh").count() == 1)
      #expect(try await countries.filter("level__startswith", "very").count() == 1)
      #expect(try await countries.filter("area__gt", 357).count() == 1)
      #expect(try await countries.filter("area", text: "357.5").count() == 1)
      #expect(try await countries.filter("budget", Money(cents: 9)).count() == 1)
      #expect(try await countries.filter("budget__lt", text: "10").count() == 1)
      #expect(try await countries.filter("pk", "DE").count() == 1)
      #expect(try await countries.filter("score", 80).count() == 1)
      let error = await kindredError(.invalidValue) { _ = try await countries.filter("level", text: "middle").all() }
      #expect(error?.message == "The value for \"level\": the value holds a value that is not a case of Level.")
      let device = try await Device.objects.create(name: "phone")
      #expect(try await Device.objects.filter("id", text: device.id.uuidString).all() == [device])
      try await Stamp.objects.create(Stamp(at: .now, madeAt: .now, span: .seconds(90)))
      #expect(try await Stamp.objects.filter("span__gte", text: "0:01:30").count() == 1)
    }
  }

  @Test("The plan of a named query is that of the typed one, with other values")
  func plans() async throws {
    try await withBlogs { _, _ async throws in
      let named = Entry.objects.filter("rating__gt", 3).filter("headline__icontains", "x")
      let typed = Entry.objects.filter { $0.rating > 5 }.filter { $0.headline.iContains("y") }
      #expect(named.request.key(.rows).hasSameShape(as: typed.request.key(.rows)))
      #expect(named.request.key(.rows).shape == typed.request.key(.rows).shape)
      for rating in [3, 8, 1] {
        #expect(try await Entry.objects.filter("rating__gt", rating).count() == [3: 3, 8: 1, 1: 4][rating])
      }
    }
  }
}
