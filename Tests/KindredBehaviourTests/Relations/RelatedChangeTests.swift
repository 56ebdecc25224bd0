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
}
