import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

extension SQLOperation {
  fileprivate static let initial = SQLOperation("initial", spelling: .template("SUBSTR({0}, 1, 1)"))
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  fileprivate func initial() -> Expr<Value> { Expr(.initial, self) }
}

@Suite("Look-ups and functions of users, by name")
struct RegistrationTests {
  @Test("L-20 to L-22: a look-up and a transform of one's own are used by name")
  func own() async throws {
    LookupRegistry.shared.register(NamedFunction("initialLetter") { (text: Expr<String?>) in text.initial() })
    LookupRegistry.shared.register(
      NamedLookup("sameInitial") { (text: Expr<String?>, other: Expr<String?>) in text.initial() == other.initial() })
    LookupRegistry.shared.register(
      NamedAggregate("smallest") { (number: Expr<Int?>, _, filter) in number.min(filter: filter) })
    let typed = Blog.objects.filter { $0.name.initial() == "P" }
    #expect(try Blog.objects.filter("name__initial_letter", "P").sql(for: .sqlite).text == typed.sql(for: .sqlite).text)
    try await withBlogs { _, _ async throws in
      #expect(try await Blog.objects.filter("name__initialletter", "P").names() == ["Pop"])
      #expect(try await Blog.objects.filter("name__sameinitial", "Python").names() == ["Pop"])
      #expect(
        try await Blog.objects.filter("name__initialLetter__in", ["B", "C"]).order("name").names() == [
          "Beatles", "Cheese",
        ])
      #expect(
        try await Entry.objects.aggregate(byName: ["x": .aggregate("smallest", F("rating"), filter: F("rating") > 3)])[
          "x"]
          == .integer(4))
      await kindredError(.invalidName) { _ = try await Entry.objects.filter("rating__sameinitial", "x").all() }
    }
  }

  @Test("L-20: a look-up for a type of one's own precedes that for all types that are stored like it")
  func ofType() async throws {
    LookupRegistry.shared.register(NamedLookup("worth") { (number: Expr<Int?>, limit: Int) in number == .some(limit) })
    LookupRegistry.shared.register(
      NamedLookup("worth") { (money: Expr<Money?>, euros: Int) in Expr<Int?>(money.node) == .some(euros * 100) })
    try await withDatabase { _ async throws in
      try await Country.objects.create(Country(code: "DE", name: "Germany", score: 7, budget: Money(cents: 300)))
      #expect(try await Country.objects.filter("budget__worth", 3).count() == 1)
      #expect(try await Country.objects.filter("budget", Money(cents: 300)).count() == 1)
      #expect(try await Country.objects.filter("score__worth", 7).count() == 1)
    }
  }
}
