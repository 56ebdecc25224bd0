import Kindred
import Testing

@Suite("Foreign keys are checked when the transaction ends")
struct ForeignKeyTests {
  @Test("A child may come before its parent in one transaction")
  func childFirst() async throws {
    try await withDatabase { _ async throws in
      let database = try #require(Database.current)
      try await database.transaction {
        var entry = Entry(blogID: 99, headline: "first")
        try await entry.save()
        var blog = Blog(name: "second")
        blog.id = 99
        try await blog.insert()
      }
      #expect(try await Entry.objects.get { $0.blog.name == "second" }.headline == "first")
    }
  }

  @Test("A missing parent fails at the commit, and nothing is stored")
  func missing() async throws {
    try await withDatabase { _ async throws in
      let database = try #require(Database.current)
      var isAtEnd = false
      await kindredError(.foreignKeyViolation) {
        try await database.transaction {
          try await Blog.objects.create(name: "with it")
          var entry = Entry(blogID: 99, headline: "alone")
          try await entry.save()
          #expect(try await Entry.objects.count() == 1)
          isAtEnd = true
        }
      }
      #expect(isAtEnd)
      #expect(try await Entry.objects.count() == 0)
      #expect(try await Blog.objects.count() == 0)
      await kindredError(.foreignKeyViolation) {
        var entry = Entry(blogID: 99, headline: "alone")
        try await entry.save()
      }
      #expect(try await Entry.objects.count() == 0)
      try await Blog.objects.create(name: "afterwards")
    }
  }
}
