import Kindred
import Testing

@Suite("Columns where there may be no row")
struct OptionalColumnTests {
  @Test("Behind an optional key, columns are optional")
  func behindAKey() async throws {
    try await withBlogs { _, _ async throws in
      let reviewers: [String?] = try await Entry.objects.order { $0.id }.values { $0.reviewer.name }.all()
      #expect(reviewers == ["Ann", nil, "Bob", nil])
      let keys: [Key<Author>?] = try await Entry.objects.order { $0.id }.values { $0.reviewer.pk }.all()
      #expect(keys.map { $0 == nil } == [false, true, false, true])
      let longest: String? = try await Entry.objects.aggregate { $0.reviewer.name.max() }
      #expect(longest == "Bob")
      #expect(try await Entry.objects.filter { $0.reviewer.name == nil }.count() == 2)
      #expect(try await Entry.objects.filter { $0.reviewer.name.in(["Ann", "Eve"]) }.count() == 1)
      #expect(try await Entry.objects.filter { $0.reviewer.name.startsWith("A") && $0.rating > 5 }.count() == 1)
    }
  }

  @Test("From the other model, columns are optional")
  func backwards() async throws {
    try await withBlogs { _, _ async throws in
      let ratings: [(String, Int?)] = try await Blog.objects.values { ($0.name, $0.entry.rating) }
        .order { name, rating in (name, rating) }.all()
      #expect(
        ratings.map { "\($0.0) \($0.1.map(String.init) ?? "-")" } == [
          "Beatles 4", "Beatles 9", "Cheese -", "Pop 2", "Pop 6",
        ])
      let best: [(Blog, Int?)] = try await Blog.objects.annotate { $0.entry.rating.max() }.order { blog, _ in blog.id }
        .all()
      #expect(best.map(\.1) == [9, 6, nil])
      // Two hops: a blog, its entries, their reviewers.
      let names: [String?] = try await Blog.objects.values { $0.entry.reviewer.name }.distinct().all()
      #expect(Set(names) == ["Ann", "Bob", nil])
      #expect(try await Blog.objects.filter { $0.entry.rating.range(5..<9) }.all().map(\.name) == ["Pop"])
      let least = 6
      #expect(try await Blog.objects.filter { $0.entry.rating >= least }.distinct().count() == 2)
    }
  }

  @Test("Operators take an optional and a required expression together, in either order")
  func together() async throws {
    try await withBlogs { _, _ async throws in
      let entries = Entry.objects.order { $0.id }
      let sums: [Int?] = try await entries.values { $0.rating + $0.reviewer.review.rating * 10 }.distinct().all()
      #expect(sums == [99, nil, 66])
      let texts: [String?] = try await entries.values { $0.reviewer.name + $0.headline }.all()
      #expect(texts == ["AnnLennon lives", nil, "BobLennon and pop", nil])
      let larger: [Int?] = try await entries.values { $0.comments.greatest($0.reviewer.review.rating) }.all()
      #expect(larger == [9, nil, 6, nil])
      let required: [Int] = try await entries.values { $0.rating - $0.comments }.all()
      #expect(required == [6, -4, 4, 2])
      let remainders: [Int?] = try await entries.values { $0.reviewer.review.rating % 4 }.all()
      #expect(remainders == [1, nil, 2, nil])
      #expect(try await entries.filter { $0.reviewer.name == $0.headline }.exists() == false)
      #expect(try await entries.filter { $0.headline.contains($0.reviewer.name ?? "pop") }.count() == 1)
    }
  }
}
