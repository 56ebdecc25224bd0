import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Errors of names")
struct NamedErrorTests {
  private func message<M: Model>(_ query: QuerySet<M>) -> String? {
    do {
      _ = try query.sql(for: .sqlite)
      return nil
    } catch {
      return (error as? KindredError).map { "\($0.code): \($0.message)" }
    }
  }

  @Test("MQ-13: a wrong field lists the choices, the nearest one and the place")
  func fields() {
    #expect(
      message(Entry.objects.filter("headlin", "x"))
        == """
        invalidName: Entry has no field "headlin". Did you mean "headline"? Choices: blog, comments, headline, id, note, \
        pubDate, rating, remarks, reviewer.
        """)
    #expect(
      message(Blog.objects.filter("entry__reviewer__nam__icontains", "x"))
        == """
        invalidName: Author has no field, and "reviewer" no look-up "nam" (part 3 of "entry__reviewer__nam__icontains"). \
        Did you mean "name"? Choices: exact, gt, gte, id, in, isnull, lt, lte, name, ne, review.
        """)
    #expect(
      message(Author.objects.filter("reviews", 1))
        == "invalidName: Author has no field \"reviews\". Did you mean \"review\"? Choices: id, name, review.")
  }

  @Test("MQ-13: a wrong look-up lists those that the type has")
  func lookups() {
    let text = message(Entry.objects.filter("headline__icontians", "x"))
    #expect(
      text?.hasPrefix(
        """
        invalidName: "headline" has no look-up or transform "icontians" (part 2 of "headline__icontians"). \
        Did you mean "icontains"? Choices: contains, endswith, exact, gt,
        """) == true, "\(text ?? "nothing")")
    #expect(text?.contains("year") == false, "texts have no year")
    let year = message(Entry.objects.filter("rating__year", 2008))
    #expect(year?.contains("\"rating\" has no look-up or transform \"year\"") == true)
    #expect(message(Entry.objects.order("headline__nope"))?.contains("has no transform \"nope\"") == true)
    #expect(message(Entry.objects.filter("pubDate__year__month", 1))?.contains("part 3 of") == true)
    #expect(message(Entry.objects.filter("rating__gt__lt", 1))?.contains("\"gt\"") == true)
  }

  @Test("Functions, aggregates and their arguments")
  func functions() {
    func text(_ expression: NamedExpression) -> String? { message(Entry.objects.filter(where: expression == 1)) }
    #expect(
      text(F("headline").applying("lowr"))?.hasPrefix(
        "invalidName: There is no function \"lowr\". Did you mean \"lower\"? Choices: abs, acos,") == true)
    #expect(text(F("rating").lowercased()) == "invalidQuery: \"lower\" about \"rating\" needs a text.")
    #expect(
      text(F("headline").applying("left"))
        == "invalidQuery: The function \"left\" takes 2 arguments, not 1.")
    #expect(
      text(F("headline").applying("left", "many"))
        == "invalidValue: An argument of \"left\": a whole number is expected.")
    #expect(text(F("rating") + F("headline"))?.contains("gives integers, where texts are expected") == true)
    #expect(
      text(F("pubDate").applying("trunc", "decade"))
        == """
        invalidValue: An argument of "trunc": a unit is expected: year, quarter, month, week, day, hour, minute, second.
        """)
    #expect(
      message(Entry.objects.filter(where: F("rating").namedExpression))?.contains("A condition is expected") == true)
    #expect(message(Entry.objects.filter("rating", F("headline")))?.contains("gives texts") == true)
    #expect(message(Entry.objects.filter(where: .outer("rating") == 1))?.contains("inside another one") == true)
    #expect(message(Entry.objects.filter(where: .when([]) == 1))?.contains("no cases") == true)
    #expect(message(Entry.objects.filter("rating__gt", Double.nan))?.contains("not-a-number") == true)
  }

  @Test("Several values under one name, names of fields, and names that are none")
  func aliases() {
    func text(_ name: String) -> String? {
      let result = Entry.objects.annotate(name, F("rating") + 1)
      do {
        _ = try result.sql(for: .sqlite)
        return nil
      } catch {
        return (error as? KindredError)?.message
      }
    }
    #expect(text("rating") == "Entry has a field \"rating\"; give the value another name.")
    #expect(text("blog_id") == "Entry has a field \"blog_id\"; give the value another name.")
    #expect(text("pk") == "Entry has a field \"pk\"; give the value another name.")
    #expect(text("n") == nil)
    #expect(text("größe") == nil)
    let twice = Entry.objects.annotate("n", F("rating")).annotate("n", F("comments"))
    #expect(throws: KindredError.self) { try twice.sql(for: .sqlite) }
    #expect(throws: KindredError.self) { try Entry.objects.values(byName: "rating", "rating").sql(for: .sqlite) }
  }

  @Test("After a slice, names are refused as closures are; the first error counts")
  func slices() {
    #expect(message(Entry.objects[..<2].filter("rating", 1))?.hasPrefix("invalidQuery: A sliced") == true)
    #expect(message(Entry.objects[..<2].order("rating"))?.hasPrefix("invalidQuery: A sliced") == true)
    #expect(message(Entry.objects.filter("nope", 1).filter("other", 1))?.contains("nope") == true)
    #expect(message(Entry.objects.none().filter("nope", 1))?.contains("nope") == true)
  }
}
