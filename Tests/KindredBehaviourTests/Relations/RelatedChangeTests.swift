import Kindred
import Testing

@Suite("Adding to and removing from the objects that a foreign key points from")
struct RelatedChangeTests {
  @Test("R-36: adding updates the keys of all objects in one statement")
  func add() async throws {
    try await withBlogs { blogs, log async throws in
      _ = log.take()
      let moved = try await blogs.pop.entrySet.add(blogs.yesterday, blogs.lives)
      #expect(
        log.take() == [
          spelled(
            sqlite: #"UPDATE "entry" SET "blog_id" = ?1 WHERE "entry"."id" IN (?2, ?3)"#,
            postgres: #"UPDATE "entry" SET "blog_id" = $1 WHERE "entry"."id" IN ($2, $3)"#)
        ])
      #expect(moved.map(\.blogID) == [blogs.pop.id, blogs.pop.id])
      #expect(try await Entry.objects.filter { $0.blog == blogs.pop }.count() == 4)
      await kindredError(.unsavedObject) {
        try await blogs.pop.entrySet.add(Entry(blog: blogs.pop, headline: "new"))
      }
      let saved = try await blogs.pop.entrySet.add([Entry(blog: blogs.beatles, headline: "new")], savingEach: true)
      #expect(saved.first?.blogID == blogs.pop.id && saved.first?.id.isUnsaved == false)
      await kindredError(.unsavedObject) { try await Blog(name: "").entrySet.add(blogs.lives) }
      #expect(try await blogs.pop.entrySet.add([]).isEmpty)
    }
  }

  @Test("R-38, R-39: removing, clearing and setting exist where the key is optional")
  func remove() async throws {
    try await withBlogs { blogs, _ async throws in
      let ann = try #require(try await blogs.lives.reviewer)
      let own = try await ann.reviews.all()
      let others = try await Entry.objects.exclude { $0.reviewer == ann }.all()
      #expect(try await ann.reviews.remove(others) == 0)
      #expect(try await ann.reviews.remove(own[0]) == 1)
      #expect(try await Entry.objects.get(id: own[0].id).reviewerID == nil)
      try await ann.reviews.set([own[0]])
      #expect(try await ann.reviews.all() == [own[0]])
      try await ann.reviews.set(others + [own[0]])
      #expect(try await ann.reviews.count() == others.count + 1)
      #expect(try await ann.reviews.clear() == others.count + 1)
      try await ann.reviews.set([])
      #expect(try await ann.reviews.count() == 0)
    }
  }

  @Test("A manager that cannot say which rows are its own changes none")
  func refused() async throws {
    try await withBlogs { blogs, log async throws in
      _ = log.take()
      await kindredError(.unsavedObject) { try await Author(name: "new").reviews.remove(blogs.lives) }
      await kindredError(.unsavedObject) { try await Author(name: "new").reviews.remove([]) }
      for change in [
        { manager in _ = try await manager.add(blogs.lives) }, { manager in _ = try await manager.remove(blogs.lives) },
        { manager in try await manager.set([blogs.lives]) }, { manager in _ = try await manager.clear() },
      ] as [(RelatedManager<Entry.Relations.reviewer>) async throws -> Void] {
        await kindredError(.noDatabase) { try await change(blogs.bob.reviews.using("archvie")) }
      }
      #expect(log.take().isEmpty)
      #expect(try await blogs.ann.reviews(manager: Entry.objects.none()).remove(blogs.lives) == 0)
      #expect(try await blogs.ann.reviews(manager: Entry.objects.filter { $0.rating > 9 }).remove(blogs.lives) == 0)
      #expect(try await Entry.objects.get(id: blogs.lives.id).reviewerID == blogs.ann.id)
      let badge = try await Badge.objects.create()
      await kindredError(.invalidQuery) {
        try await badge.holderSet.getOrCreate {
          $0.id == 1
        } creating: {
          Holder()
        }
      }
      await kindredError(.invalidQuery) {
        try await badge.holderSet.updateOrCreate {
          $0.id == 1
        } setting: { _ in
        } creating: {
          Holder()
        }
      }
      #expect(try await Holder.objects.count() == 0)
    }
  }
}
