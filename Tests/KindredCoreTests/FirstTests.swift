import KindredCore
import KindredSQLite
import Testing

@Suite struct FirstTests {
  @Test func line() async throws {
    let db = try Database(sqlite: .inMemory)
    try await db.use {
      try await db.createTables(for: [Entry.self, Blog.self])
      let blog = try await Blog.objects.create(name: "Beatles Blog", tagline: "x")
      #expect(blog.id == 1)
      try await blog.entrySet.create(headline: "Lennon dies")
      let e = try await blog.entrySet.create(headline: "McCartney", rating: 7)
      #expect(e.blogID == 1)
      #expect(try await blog.entrySet.count() == 2)
      #expect(try await blog.entrySet.filter { $0.headline.contains("Lennon") }.count() == 1)
      #expect(try await Blog.objects.filter { $0.entry.headline.contains("Lennon") && $0.entry.rating > 3 }.all().map(\.name) == ["Beatles Blog"])
      for try await entry in blog.entrySet { #expect(try await entry.blog.name == "Beatles Blog") }
      print(try Blog.objects.filter { $0.entry.headline.contains("Lennon") && $0.entry.rating > 3 }.exclude { $0.entry.note == "x" }.filter { !($0.entry.rating == 5) && $0.tagline != "q" }.order { $0.name.desc }[5..<10].sql(for: .sqlite))
      print(try Entry.objects.filter { $0.blog.name != "x" || $0.note != "y" }.sql(for: .sqlite))
      print(try await Entry.objects.values { ($0.headline, $0.blog.name) }.all())
      print(try await blog.delete())
    }
  }
}
