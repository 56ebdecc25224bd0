import Kindred
import Testing

@Suite("Following keys")
struct RelatedTests {
  @Test("MQ-41: the reverse manager is a query set, and its rows know their parent")
  func backwards() async throws {
    try await withBlogs { blogs, log async throws in
      #expect(try await blogs.beatles.entrySet.headlines() == ["Lennon lives", "Yesterday"])
      #expect(try await blogs.beatles.entrySet.filter { $0.headline.contains("Lennon") }.count() == 1)
      #expect(try await blogs.beatles.entrySet.order { $0.rating }[..<1].headlines() == ["Yesterday"])
      #expect(try await blogs.cheese.entrySet.exists() == false)
      #expect(try await blogs.ann.reviews.all() == [blogs.lives])
      _ = log.take()
      for entry in try await blogs.beatles.entrySet.all() { #expect(try await entry.blog == blogs.beatles) }
      #expect(log.take().count == 1, "the parent is known without a query")
      await #expect { try await Blog(name: "new").entrySet.all() } throws: { error in
        (error as? KindredError)?.code == .unsavedObject
      }
      await #expect { try await Blog(name: "new").entrySet.create(headline: "x") } throws: { error in
        (error as? KindredError)?.code == .unsavedObject
      }
    }
  }

  @Test("R-37: creating through the manager links the row")
  func createThroughManager() async throws {
    try await withBlogs { blogs, log async throws in
      let entry = try await blogs.cheese.entrySet.create(reviewer: blogs.ann, headline: "Brie")
      #expect(entry.blogID == blogs.cheese.id)
      #expect(entry.$blog.loaded == blogs.cheese)
      #expect(log.take().count == 1)
      #expect(try await entry.blog == blogs.cheese)
      #expect(try await blogs.ann.reviews.create(blog: blogs.pop, headline: "x").reviewerID == blogs.ann.id)
    }
  }

  @Test("FM-2: reading an unloaded relation loads it for all siblings, in one query")
  func peers() async throws {
    try await withBlogs { blogs, log async throws in
      let entries = try await Entry.objects.order { $0.id }.all()
      _ = log.take()
      var names: [String] = []
      var reviewers: [String?] = []
      for entry in entries {
        names.append(try await entry.blog.name)
        reviewers.append(try await entry.reviewer?.name)
      }
      #expect(names == ["Beatles", "Beatles", "Pop", "Pop"])
      #expect(reviewers == ["Ann", nil, "Bob", nil])
      #expect(
        log.take() == [
          spelled(
            sqlite: #"SELECT "blog"."id", "blog"."name", "blog"."tagline" FROM "blog" WHERE "blog"."id" IN (?1, ?2)"#,
            postgres: #"SELECT "blog"."id", "blog"."name", "blog"."tagline" FROM "blog" WHERE "blog"."id" IN ($1, $2)"#),
          spelled(
            sqlite: #"SELECT "author"."id", "author"."name" FROM "author" WHERE "author"."id" IN (?1, ?2)"#,
            postgres: #"SELECT "author"."id", "author"."name" FROM "author" WHERE "author"."id" IN ($1, $2)"#),
        ])
      _ = blogs
    }
  }

  @Test("FM-1, FM-3: one by one, or not at all")
  func otherModes() async throws {
    try await withBlogs { _, log async throws in
      for entry in try await Entry.objects.fetchMode(.one).all() { _ = try await entry.blog }
      #expect(log.take().count == 3, "one for the entries, one for each blog")
      let entry = try await Entry.objects.fetchMode(.raise).get(id: 1)
      #expect(entry.blogID == 1 && entry.$blog.loaded == nil)
      await #expect { try await entry.blog } throws: { error in (error as? KindredError)?.code == .fetchBlocked }
    }
  }

  @Test("MQ-40: setting an object or a raw key")
  func setting() async throws {
    try await withBlogs { blogs, log async throws in
      var entry = try await Entry.objects.get(id: 1)
      _ = log.take()
      entry.$blog.set(blogs.pop)
      #expect(entry.blogID == blogs.pop.id && entry.$blog.loaded == blogs.pop)
      #expect(try await entry.blog == blogs.pop)
      #expect(log.take() == [])
      entry.blogID = blogs.cheese.id
      #expect(entry.$blog.loaded == nil)
      #expect(try await entry.blog == blogs.cheese)
      entry.$reviewer.set(nil)
      #expect(try await entry.reviewer == nil)
      try await entry.save()
      #expect(try await Entry.objects.get(id: 1).blogID == blogs.cheese.id)
    }
  }

  @Test("R-22: a key that dangles throws the target's own error")
  func dangling() async throws {
    try await withBlogs { blogs, _ async throws in
      let entry = try await Entry.objects.get(id: 1)
      try await blogs.beatles.delete()
      await #expect(throws: Blog.DoesNotExist.self) { try await entry.blog }
    }
  }
}
