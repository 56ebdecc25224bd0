import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Integrity of relations")
struct IntegrityTests {
  @Test("MQ-3: an object that was never saved cannot be referred to")
  func unsaved() async throws {
    try await withBlogs { blogs, log async throws in
      let error = await kindredError(.unsavedObject) {
        try await Entry.objects.create(blog: Blog(name: "new"), headline: "x")
      }
      #expect(error?.message.contains("the Blog has no key yet; save it first") == true)
      var entry = blogs.lives
      entry.$blog.set(Blog(name: "new"))
      await kindredError(.unsavedObject) { try await entry.save() }
      await kindredError(.unsavedObject) { try await Restaurant.objects.create(place: Place(name: "x", address: "y")) }
      let article = try await Article.objects.create(headline: "saved")
      await kindredError(.unsavedObject) { try await article.publications.add(Publication(title: "new")) }
      await kindredError(.unsavedObject) { _ = try await Article(headline: "new").publications.all() }
      await kindredError(.unsavedObject) { try await blogs.pop.entrySet.add(Entry(blog: blogs.pop, headline: "new")) }
      await kindredError(.unsavedObject) {
        try await Entry.objects.create(Entry(blog: Blog(name: "new"), headline: "x")) { $0.rating.set(1) }
      }
      await kindredError(.unsavedObject) {
        try await Entry.objects.create(
          Entry(blog: Blog(name: "new"), headline: "x"), with: .objects({ $0.remarks }, [Comment]()))
      }
      let remarks = await kindredError(.unsavedObject) {
        try await Blog.objects.create(
          Blog(name: "b"),
          with: .objects({ $0.entry }, [Entry(blog: blogs.pop, reviewer: Author(name: "a"), headline: "x")]))
      }
      #expect(remarks?.column == "reviewer_id")
      for ignoring in [false, true] {
        await kindredError(.unsavedObject) {
          try await Restaurant.objects.bulkCreate(
            [Restaurant(place: Place(name: "x", address: ""))], ignoreConflicts: ignoring)
        }
      }
      #expect(try await Entry.objects.count() == 4)
      #expect(try await Restaurant.objects.count() == 0)
    }
  }

  @Test("MQ-3: a key to an object that was deleted is an error that names the key")
  func deleted() async throws {
    try await withBlogs { blogs, _ async throws in
      let ghost = blogs.cheese
      try await ghost.delete()
      let created = await kindredError(.foreignKeyViolation) {
        try await Entry.objects.create(blog: ghost, headline: "x")
      }
      #expect(
        created?.message
          == "Entry.blog refers to a Blog that is not in the database: it was deleted, or never stored there. Store it "
          + "first, or set another one.")
      #expect(created?.model == "Entry" && created?.column == "blog_id")
      var entry = blogs.lives
      entry.$blog.set(ghost)
      let saved = await kindredError(.foreignKeyViolation) { try await entry.save() }
      let updated = await kindredError(.foreignKeyViolation) { try await entry.update() }
      let chosen = await kindredError(.foreignKeyViolation) { try await entry.save { $0.blog } }
      #expect([saved, updated, chosen].allSatisfy { $0?.column == "blog_id" })
      await kindredError(.foreignKeyViolation) { try await ghost.entrySet.add(blogs.lives) }
      let place = try await Place.objects.create(name: "x", address: "y")
      try await place.delete()
      let restaurant = await kindredError(.foreignKeyViolation) { try await Restaurant.objects.create(place: place) }
      #expect(restaurant?.column == "place_id")
      let article = try await Article.objects.create(headline: "x")
      let publication = try await Publication.objects.create(title: "y")
      try await publication.delete()
      await kindredError(.foreignKeyViolation) { try await article.publications.add(publication) }

      // In a transaction, keys are checked at the commit, where SQLite does not say which it was.
      let late = await kindredError(.foreignKeyViolation) {
        _ = try await transaction { try await Entry.objects.create(blog: ghost, headline: "x") }
      }
      if !Backend.isSQLite { #expect(late?.model == "Entry" && late?.column == "blog_id") }
      #expect(try await Entry.objects.count() == 4)
    }
  }

  /// Runs a test on two databases of each kind: what the task uses, and another one.
  private func withTwo(_ body: (Database) async throws -> Void) async throws {
    try await withDatabase { _ async throws in
      let other = try Database(sqlite: .inMemory)
      try await other.createTables(for: [
        Blog.self, Author.self, Entry.self, Comment.self, Place.self, Restaurant.self, Publication.self, Article.self,
        Article.PublicationsLink.self,
      ])
      do {
        try await body(other)
      } catch {
        await other.close()
        throw error
      }
      await other.close()
    }
  }

  @Test("R-43: an object of another database cannot be referred to")
  func otherDatabase() async throws {
    try await withTwo { other async throws in
      let here = try await Blog.objects.create(name: "here")
      try await Blog.objects.using(other).create(name: "there")
      // It has the key that the other blog has here.
      let there = try await Blog.objects.using(other).get { $0.name == "there" }
      #expect(there.id == here.id)
      let error = await kindredError(.otherDatabase) { try await Entry.objects.create(blog: there, headline: "x") }
      #expect(error?.message.contains("Entry.blog is a Blog of another database") == true)
      var entry = try await Entry.objects.create(blog: here, headline: "x")
      entry.$blog.set(there)
      await kindredError(.otherDatabase) { try await entry.save() }
      await kindredError(.otherDatabase) { try await entry.save { $0.blog } }
      await kindredError(.otherDatabase) { try await Entry.objects.bulkCreate([Entry(blog: there, headline: "x")]) }
      await kindredError(.otherDatabase) { try await Entry.objects.bulkUpdate([entry]) { $0.blog } }
      // The other way round, and by objects that were created instead of read.
      let created = try await Blog.objects.create(name: "created here")
      await kindredError(.otherDatabase) {
        try await Entry.objects.using(other).create(Entry(blog: created, headline: "x"))
      }
      await kindredError(.otherDatabase) {
        try await Entry.objects.upsert([Entry(blog: there, headline: "x")], onConflictOf: .key, updating: { $0.rating })
      }
      await kindredError(.otherDatabase) { try await Entry.objects.bulkLoad([Entry(blog: there, headline: "x")]) }
      await kindredError(.otherDatabase) { try await Entry.objects.update { $0.blog.set(there) } }
      await kindredError(.otherDatabase) { try await entry.update { $0.blog.set(there) } }
      await kindredError(.otherDatabase) {
        try await Entry.objects.create(Entry(blog: here, headline: "x")) { $0.blog.set(there) }
      }
      // However an object was stored or read, it knows where.
      let expressed = try await Blog.objects.using(other).create(Blog(name: "e")) { $0.tagline.set("t") }
      var known = Blog(name: "u")
      known.id = Key(77)
      let upserted = try await Blog.objects.using(other).upsert([known], onConflictOf: .key, updating: { $0.name })
      let returned = try await Blog.objects.using(other).returning().create(Blog(name: "r"))
      let strange = try await Entry.objects.using(other).create(Entry(blog: there, headline: "x"))
      let joined = try await Entry.objects.using(other).selectRelated { $0.blog }.get { $0.id == strange.id }
      let prefetched = try await Blog.objects.using(other).prefetchRelated { $0.entry }.get { $0.id == there.id }
      let strangers = [
        expressed, upserted[0].object, returned, try await joined.blog,
        try await prefetched.entrySet.all()[0].blog,
      ]
      for stranger in strangers {
        await kindredError(.otherDatabase) { try await Entry.objects.create(blog: stranger, headline: "x") }
      }
      try await strange.delete(on: other)
      #expect(try await Entry.objects.count() == 1)
      #expect(try await Entry.objects.using(other).count() == 0)
      // The raw key, and an object that was stored in this database.
      entry.blogID = there.id
      try await entry.save()
      var copy = there
      copy.id = .unsaved
      try await copy.save()
      entry.$blog.set(copy)
      try await entry.save()
      #expect(try await Entry.objects.get { $0.blog.name == "there" } == entry)
    }
  }

  @Test("R-43: nor can one be linked, or be the only one")
  func otherDatabaseInSets() async throws {
    try await withTwo { other async throws in
      let article = try await Article.objects.create(headline: "here")
      let publication = try await Publication.objects.using(other).create(Publication(title: "there"))
      try await Publication.objects.create(title: "here")
      await kindredError(.otherDatabase) { try await article.publications.add(publication) }
      await kindredError(.otherDatabase) { try await article.publications.set([publication]) }
      await kindredError(.otherDatabase) { try await article.publications.remove(publication) }
      await kindredError(.otherDatabase) { try await publication.articleSet.using(other).add(article) }
      #expect(try await Article.PublicationsLink.objects.count() == 0)
      // Nor are the links and rows of the same keys changed here.
      try await article.publications.add(try await Publication.objects.get())
      await kindredError(.otherDatabase) { try await publication.articleSet.clear() }
      await kindredError(.otherDatabase) { try await publication.articleSet.delete() }
      #expect(try await Article.PublicationsLink.objects.count() == 1)
      let author = try await Author.objects.using(other).create(Author(name: "there"))
      let own = try await Author.objects.create(name: "here")
      let reviewed = try await Entry.objects.create(blog: try await Blog.objects.create(name: "b"), headline: "h")
      try await own.reviews.add(reviewed)
      await kindredError(.otherDatabase) { try await author.reviews.clear() }
      await kindredError(.otherDatabase) { try await author.reviews.remove(reviewed) }
      await kindredError(.otherDatabase) { try await author.reviews.update { $0.rating.set(1) } }
      await kindredError(.otherDatabase) { try await author.reviews.delete() }
      #expect(try await own.reviews.count() == 1)
      // Its own rows are read where it comes from.
      #expect(try await author.reviews.all().isEmpty)
      #expect(try await author.reviews.filter { $0.rating > 0 }.count() == 0)
      #expect(try await publication.articleSet.count() == 0)
      #expect(try await author.reviews.union(Entry.objects.using(other)).count() == 0)
      try await reviewed.delete()
      let place = try await Place.objects.using(other).create(Place(name: "x", address: "y"))
      try await Place.objects.create(Place(name: "x", address: "y"))
      await kindredError(.otherDatabase) { try await Restaurant.objects.create(place: place) }
      let blog = try await Blog.objects.create(name: "here")
      let stranger = try await Blog.objects.using(other).create(Blog(name: "there"))
      let entry = try await Entry.objects.using(other).create(Entry(blog: stranger, headline: "there"))
      await kindredError(.otherDatabase) { try await blog.entrySet.add(entry) }
      try await Restaurant.objects.using(other).create(Restaurant(place: place))
    }
  }

  @Test("Rows that refer to each other are inserted in one transaction, in any order")
  func cyclicInserts() async throws {
    try await withDatabase { _ async throws in
      try await transaction { () async throws in
        var hen = Chicken(name: "hen")
        hen.eggID = 1
        try await hen.save()
        var egg = Egg(chicken: hen)
        egg.id = 1
        try await egg.insert()
      }
      #expect(try await Chicken.objects.get { $0.egg.chicken.name == "hen" }.eggID == 1)
      // A key that still refers to nothing at the end.
      await kindredError(.foreignKeyViolation) {
        try await transaction {
          var hen = Chicken(name: "lonely")
          hen.eggID = 99
          try await hen.save()
        }
      }
      #expect(try await Chicken.objects.count() == 1)
    }
  }
}
