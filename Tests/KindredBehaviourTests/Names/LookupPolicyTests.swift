import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Names of callers who are not trusted")
struct LookupPolicyTests {
  private let policy = LookupPolicy([
    "headline": .texts, "rating": .comparisons, "blog__name": .exact, "pubDate": ["year", "gte", "exact"],
  ])

  private func refusal(_ query: QuerySet<Entry>) -> KindredError? {
    do {
      _ = try query.sql(for: .sqlite)
      return nil
    } catch {
      return error as? KindredError
    }
  }

  @Test("The default allows nothing, and does not tell what there is")
  func nothing() {
    for name in ["rating", "headline__icontains", "blog", "nope", "pk", ""] {
      let error = refusal(Entry.objects.filter(untrusted: [(name, "1")]))
      #expect(error?.code == .notAllowed)
      #expect(error?.message == "Entry cannot be filtered by \"\(name)\" here. Allowed: nothing.")
      #expect(refusal(Entry.objects.order(untrusted: [name]))?.code == .notAllowed)
    }
    #expect(refusal(Entry.objects.filter(untrusted: [])) == nil)
  }

  @Test("What is listed is allowed, in every spelling, and nothing else")
  func listed() async throws {
    try await withBlogs { _, _ async throws in
      let entries = Entry.objects.order { $0.id }
      #expect(
        try await entries.filter(untrusted: [("rating__gte", "4"), ("blog.name", "Beatles")], allowing: policy)
          .headlines()
          == ["Lennon lives", "Yesterday"])
      #expect(try await entries.filter(untrusted: [("pub_date__year", "2008")], allowing: policy).count() == 4)
      #expect(try await entries.filter(untrusted: [("pubDate__year__gte", "2009")], allowing: policy).count() == 0)
      #expect(
        try await Entry.objects.order(untrusted: ["-rating", "blog__name"], allowing: policy).headlines()
          == ["Lennon lives", "Lennon and pop", "Yesterday", "100% pop"])
      await kindredError(.invalidValue) {
        _ = try await entries.filter(untrusted: [("rating", "many")], allowing: policy).all()
      }
    }
    let refused = [
      "blog__name__icontains", "blog", "blog__id", "blogID", "blog__tagline", "id", "pk", "note", "headline__length",
      "rating__ne", "pubDate__month", "pubDate__year__lt", "blog__entry__rating", "blog__name__lower", "remarks__text",
      "reviewer__name", "rating__abs", "nope", "rating'", "rating\"; DROP TABLE entry; --",
    ]
    for name in refused {
      let error = refusal(Entry.objects.filter(untrusted: [(name, "1")], allowing: policy))
      #expect(error?.code == .notAllowed, "\(name)")
      #expect(error?.message.contains("Allowed: blog__name, headline, pubDate, rating.") == true)
    }
    for name in ["note", "-note", "headline__lower", "?", "blog", "--rating", "pubDate__year"] {
      #expect(refusal(Entry.objects.order(untrusted: [name], allowing: policy))?.code == .notAllowed, "\(name)")
    }
    // Only what is allowed is suggested.
    let near = refusal(Entry.objects.filter(untrusted: [("ratin", "1")], allowing: policy))
    #expect(near?.message.contains("Did you mean \"rating\"?") == true)
    #expect(
      refusal(Entry.objects.filter(untrusted: [("noet", "1")], allowing: policy))?.message.contains("note") == false)
  }

  @Test("All fields but some; a number of conditions; paths are not kept")
  func limits() {
    let open = LookupPolicy(allFieldsOf: Entry.self, except: ["note"], .exact)
    #expect(refusal(Entry.objects.filter(untrusted: [("comments", "1"), ("blog", "1")], allowing: open)) == nil)
    #expect(refusal(Entry.objects.filter(untrusted: [("note", "1")], allowing: open))?.code == .notAllowed)
    #expect(refusal(Entry.objects.filter(untrusted: [("blog__name", "1")], allowing: open))?.code == .notAllowed)
    let many = (0..<21).map { _ in (name: "rating", text: "1") }
    #expect(refusal(Entry.objects.filter(untrusted: many, allowing: open))?.code == .notAllowed)
    #expect(refusal(Entry.objects.filter(untrusted: Array(many.dropFirst()), allowing: open)) == nil)
    let deep = Array(repeating: "blog__entry", count: 8).joined(separator: "__") + "__rating"
    #expect(refusal(Entry.objects.filter(untrusted: [(deep, "1")], allowing: open))?.code == .notAllowed)
  }
}
