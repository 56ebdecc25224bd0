import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Set operations, times and links by name")
struct NamedSetTests {
  private func values(_ query: NamedQuery) async throws -> [[DatabaseValue]] { try await query.rows().map(\.values) }

  @Test("Q-29 to Q-31: union, intersection and difference of queries as data")
  func sets() async throws {
    try await withBlogs { _, _ async throws in
      let names = NamedQuery("Blog").values("name")
      let authors = NamedQuery("Author").values("name")
      #expect(
        try await values(names.union(authors).order("name"))
          == ["Ann", "Beatles", "Bob", "Cheese", "Pop"].map { [.text($0)] })
      let twice = names.filter("name", "Pop").union(names, names, all: true)
      #expect(try await twice.count() == 7)
      #expect(
        try await values(names.difference(names.filter("name__startswith", "B")).order("-name"))
          == [[.text("Pop")], [.text("Cheese")]])
      #expect(try await values(names.intersection(names.filter("name__contains", "o"))) == [[.text("Pop")]])
      // Whole rows, and steps that follow.
      let entries = NamedQuery("Entry")
      let some = entries.filter("rating__gt", 8).union(entries.filter("rating__lt", 3)).filter(
        "headline__contains", "%")
      #expect(try await values(some.values("headline")) == [[.text("100% pop")]])
      let counted = NamedQuery("Blog").annotate("n", .count("entry")).union(
        NamedQuery("Blog").annotate("m", .value(7))
      ).order("n", "name").values("name", "n")
      #expect(
        try await values(counted).map { $0[1] }
          == [.integer(0), .integer(2), .integer(2), .integer(7), .integer(7), .integer(7)])
      // Inside an expression.
      let inner = NamedQuery("Entry").filter("rating__gt", 8).values("blog").union(
        NamedQuery("Entry").filter("rating", 6).values("blog"))
      #expect(try await NamedQuery("Blog").filter("id__in", .rows(inner)).count() == 2)
      let text =
        #"{"model":"Blog","steps":[{"values":["name"]},{"all":true,"union":[{"model":"Author","steps":[{"values":["name"]}]}]}]}"#
      let query = try JSONDecoder().decode(NamedQuery.self, from: Data(text.utf8))
      #expect(query == names.union(authors, all: true))
      #expect(try JSONDecoder().decode(NamedQuery.self, from: JSONEncoder().encode(query)) == query)
      await kindredError(.invalidQuery) { _ = try await names.union(NamedQuery("Entry").values("rating")).rows() }
      await kindredError(.invalidQuery) { _ = try await names.union(NamedQuery("Entry").values("id", "rating")).rows() }
      await kindredError(.invalidName) { _ = try await names.union(NamedQuery("Nope")).rows() }
      await kindredError(.invalidName) { _ = try await names.union(authors.filter("nope", 1)).rows() }
      await kindredError(.invalidQuery) { _ = try await names.union(authors).delete() }
    }
  }

  @Test("FN-8, FN-9: parts and units of moments in a zone of their own, and time that is added")
  func times() async throws {
    try await withBlogs { _, _ async throws in
      // 2008-01-10 21:20 in UTC, 06:20 of the 11th in Tokyo.
      let entry = Entry.objects.filter("headline", "Yesterday")
      let row = try await entry.values([
        NamedColumn("hour", .function("hour", F("pub_date"), "Asia/Tokyo")),
        NamedColumn("day", .function("date", F("pub_date"), "Asia/Tokyo")),
        NamedColumn("start", .function("trunc", F("pub_date"), "day", "Asia/Tokyo")),
        NamedColumn("month", .function("trunc_month", F("pub_date"), "Asia/Tokyo")),
        NamedColumn("later", F("pub_date") + Duration.seconds(3600)),
        NamedColumn("earlier", F("pub_date") - Duration.seconds(60)),
        NamedColumn("since", F("pub_date") - Date(timeIntervalSince1970: 1_199_999_000)),
        NamedColumn("minutes", .function("minute", F("pub_date") - Date(timeIntervalSince1970: 1_199_999_000))),
        NamedColumn("until", .function("duration", F("pub_date"), Date(timeIntervalSince1970: 1_200_000_001))),
      ]).all()[0]
      #expect(row["hour"] == .integer(6))
      #expect(try row.text("day") == "2008-01-11")
      #expect(row["start"] == .timestamp(microseconds: 1_199_977_200_000_000))
      #expect(row["month"] == .timestamp(microseconds: 1_199_113_200_000_000))
      #expect(row["later"] == .timestamp(microseconds: 1_200_003_600_000_000))
      #expect(row["earlier"] == .timestamp(microseconds: 1_199_999_940_000_000))
      #expect(row["since"] == .interval(microseconds: 1_000_000_000))
      #expect(row["minutes"] == .integer(16))
      #expect(row["until"] == .interval(microseconds: 1_000_000))
      #expect(try await Entry.objects.filter("pub_date__lt", F("pub_date") + Duration.seconds(1)).count() == 4)
    }
  }

  @Test("L-10: regular expressions, also of the text of a number")
  func patterns() async throws {
    try await withBlogs { _, _ async throws in
      let entries = Entry.objects.order("id")
      #expect(try await entries.filter("headline__regex", "^Lennon").headlines() == ["Lennon lives", "Lennon and pop"])
      #expect(try await entries.filter("headline__iregex", "POP$").headlines() == ["Lennon and pop", "100% pop"])
      #expect(try await entries.exclude("note__regex", "o").headlines().count == 3)
      #expect(try await entries.filter("rating__regex", "^[49]$").headlines() == ["Lennon lives", "Yesterday"])
      await kindredError(.invalidQuery) { _ = try await entries.filter("headline__regex", "(").all() }
      await kindredError(.invalidQuery) { _ = try await entries.filter("headline__regex", F("note")).all() }
    }
  }

  @Test("R-31: many-to-many relations, from both ends")
  func links() async throws {
    try await withDatabase { _ async throws in
      let journal = try await Publication.objects.create(title: "Journal")
      let news = try await Publication.objects.create(title: "News")
      let nasa = try await Article.objects.create(headline: "NASA")
      let swift = try await Article.objects.create(headline: "Swift")
      try await Article.objects.create(headline: "Alone")
      try await nasa.publications.add(journal, news)
      try await swift.publications.add(news)
      for dialect in [Dialect.sqlite, .postgres] {
        #expect(
          try Article.objects.filter("publications__title", "News").sql(for: dialect).text
            == Article.objects.filter { $0.publications.title == "News" }.sql(for: dialect).text)
        #expect(
          try Publication.objects.filter("article__headline", "NASA").sql(for: dialect).text
            == Publication.objects.filter { $0.article.headline == "NASA" }.sql(for: dialect).text)
      }
      #expect(try await Article.objects.filter("publications__title", "News").order("id").all() == [nasa, swift])
      #expect(try await Article.objects.filter("publications", journal).all() == [nasa])
      #expect(try await Article.objects.filter("publications__isnull", true).count() == 1)
      #expect(try await Article.objects.exclude("publications", news).count() == 1)
      #expect(try await Publication.objects.filter("article__headline", "Swift").all() == [news])
      let counts = Article.objects.annotate("n", .count("publications")).order("id")
      #expect(try await counts.all().map { $0.1["n"] } == [.integer(2), .integer(1), .integer(0)])
      let ann = try await Person.objects.create(name: "Ann")
      let bob = try await Person.objects.create(name: "Bob")
      try await ann.idols.add(bob)
      try await ann.friends.add(bob)
      #expect(try await Person.objects.filter("idols__name", "Bob").all() == [ann])
      #expect(try await Person.objects.filter("follower__name", "Ann").all() == [bob])
      #expect(try await Person.objects.filter("friends__name", "Ann").all() == [bob])
      let open = LookupPolicy(["publications__title": .exact])
      #expect(
        try await Article.objects.filter(untrusted: [("publications__title", "Journal")], allowing: open).all() == [
          nasa
        ])
    }
  }
}
