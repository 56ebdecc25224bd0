import Foundation
import Kindred
import Testing

@Suite("More values than a statement has parameters")
struct LimitTests {
  @Test("T-8: a list of 100,000 keys in every verb")
  func longLists() async throws {
    try await withDatabase { _ async throws in
      let authors = try await Author.objects.bulkCreate((0..<300).map { Author(name: "a\($0)") })
      let keys = (1...100_000).map { Key<Author>($0) }
      let query = Author.objects.filter { $0.id.in(keys) }
      #expect(try await query.count() == 300)
      #expect(try await query.all().count == 300)
      #expect(try await Author.objects.exclude { $0.id.in(keys) }.count() == 0)
      #expect(try await query.update { $0.name.set("b") } == 300)
      #expect(try await query.returning { $0.id }.update { $0.name.set("c") }.count == 300)
      #expect(try await query.page(of: 10).items.count == 10)
      #expect(try await Author.objects.inBulk(keys).count == 300)
      let names = (0..<100_000).map { "it's \($0)\"" } + ["c"]
      #expect(try await Author.objects.filter { $0.name.in(names) }.count() == 300)
      #expect(try await query.inBatches(of: 100) { try await $0.rows.delete() }.rows == 300)
      #expect(authors.count == 300)
    }
  }

  @Test("T-5, T-9: tens of thousands of objects are inserted, updated and deleted")
  func manyObjects() async throws {
    try await withDatabase { _ async throws in
      let count = 40_000
      var blogs = try await Blog.objects.bulkCreate((0..<count).map { Blog(name: "n\($0)") })
      for index in blogs.indices { blogs[index].tagline = "t\(index)" }
      // A batch with more values than a statement takes is split.
      #expect(try await Blog.objects.bulkUpdate(blogs, batchSize: count) { ($0.name, $0.tagline) } == count)
      let some = blogs.prefix(3000)
      #expect(
        try await Blog.objects.filter { $0.id.in(some.map(\.id)) && !$0.name.in((0..<1000).map { "n\($0)" }) }
          .bulkUpdate(blogs.prefix(4000), batchSize: 4000) { ($0.name, $0.tagline) } == 2000)
      #expect(try await Blog.objects.filter { $0.tagline == "t39999" }.get().name == "n39999")
      // The keys of the deleted rows are a list.
      try await Entry.objects.bulkCreate(blogs.prefix(5).map { Entry(blog: $0, headline: "h") })
      #expect(try await Blog.objects.delete().perModel == ["Blog": count, "Entry": 5])
    }
  }

  @Test("Many lists of values at once are refused where the client library cannot take them, and harm nothing")
  func manyLists() async throws {
    try await withDatabase { _ async throws in
      try await Blog.objects.create(name: "n5")
      let query = (0..<9).reduce(Blog.objects) { query, _ in
        query.filter { $0.name.in((0..<1000).map { "n\($0)" }) }
      }
      if Backend.isSQLite {
        #expect(try await query.count() == 1)
      } else {
        await kindredError(.invalidQuery) { _ = try await query.count() }
      }
      #expect(try await Blog.objects.count() == 1)
    }
  }
}
