import Kindred
import Testing

@Suite("Loaded sets that are changed")
struct StaleSetTests {
  @Test("Every change by a manager drops what was loaded for its object, and for no other")
  func managers() async throws {
    try await withBlogs { blogs, log async throws in
      let changes: [@Sendable (Blog) async throws -> Void] = [
        { blog in _ = try await blog.entrySet.create(Entry(blog: blog, headline: "n")) { $0.rating.set(1) } },
        { blog in _ = try await blog.entrySet.upsert([blogs.lives], onConflictOf: .key, updating: { $0.rating }) },
        { blog in _ = try await blog.entrySet.update { $0.rating.set(7) } },
        { blog in _ = try await blog.entrySet.filter { $0.rating == 7 }.update { $0.rating.set(8) } },
        { blog in _ = try await blog.entrySet.bulkUpdate(blog.entrySet.all()) { $0.headline } },
        { blog in _ = try await blog.entrySet.returning { $0.id }.update { $0.rating.set(9) } },
        { blog in _ = try await blog.entrySet.filter { $0.rating == 9 }.delete() },
      ]
      for change in changes {
        let found = try await Blog.objects.order { $0.id }.prefetchRelated { $0.entry }.all()
        let before = try await found[0].entrySet.all().count
        _ = log.take()
        #expect(try await found[0].entrySet.count() == before)
        #expect(log.take().isEmpty)
        try await change(found[0])
        let now = try await Entry.objects.filter { $0.blog == blogs.beatles }.values { $0.rating }.all()
        _ = log.take()
        #expect(try await found[0].entrySet.all().map(\.rating).sorted() == now.sorted())
        #expect(log.take().count == 1)
        _ = try await found[1].entrySet.all()
        #expect(log.take().isEmpty)
      }
    }
  }

  @Test("The same for many-to-many sets")
  func sets() async throws {
    try await withDatabase { log async throws in
      let article = try await Article.objects.create(headline: "a")
      try await article.publications.create(title: "one")
      let changes: [@Sendable (Article) async throws -> Void] = [
        { article in _ = try await article.publications.create(Publication(title: "")) { $0.title.set("x") } },
        { article in _ = try await article.publications.bulkCreate([Publication(title: "two")]) },
        { article in _ = try await article.publications.update { $0.title.set("all") } },
        { article in _ = try await article.publications.filter { $0.title == "all" }.delete() },
      ]
      for change in changes {
        let found = try await Article.objects.prefetchRelated { $0.publications }.all()
        _ = log.take()
        _ = try await found[0].publications.all()
        #expect(log.take().isEmpty)
        try await change(found[0])
        let now = try await Publication.objects.all()
        #expect(try await found[0].publications.all().map(\.title) == now.map(\.title))
      }
    }
  }

  @Test("What a sibling loads after the change began is not taken for the state after it; a prefetch is")
  func peers() async throws {
    try await withBlogs { blogs, log async throws in
      var found = try await Blog.objects.order { $0.id }.fetchMode(.peersAndSets).all()
      _ = try await found[0].entrySet.create(headline: "new")
      // Loads the sets of all three.
      #expect(try await found[1].entrySet.all().count == 2)
      _ = log.take()
      #expect(try await found[0].entrySet.all().count == 3)
      #expect(log.take().count == 1)
      #expect(try await found[2].entrySet.all().isEmpty)
      #expect(log.take().isEmpty)
      try await found.prefetchRelated { $0.entry }
      _ = log.take()
      #expect(try await found[0].entrySet.all().count == 3)
      #expect(log.take().isEmpty)
    }
  }
}
