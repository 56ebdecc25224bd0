import Kindred
import Testing

@Suite("Loading related objects")
struct LoadingTests {
  @Test("Q-20: a set is loaded for all rows in one statement, and knows its object")
  func set() async throws {
    try await withBlogs { blogs, log async throws in
      _ = try await Blog.objects.create(name: "Empty")
      _ = log.take()
      let found = try await Blog.objects.order { $0.id }.prefetchRelated { $0.entry }.all()
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"SELECT "blog"."id", "blog"."name", "blog"."tagline" FROM "blog" ORDER BY "blog"."id" ASC"#,
            postgres:
              #"SELECT "blog"."id", "blog"."name", "blog"."tagline" FROM "blog" ORDER BY "blog"."id" ASC"#),
          spelled(
            sqlite:
              #"SELECT "entry"."id", "entry"."blog_id", "entry"."reviewer_id", "entry"."headline", "entry"."rating", "entry"."comments", "entry"."note", "entry"."pub_date" FROM "entry" WHERE "entry"."blog_id" IN (?1, ?2, ?3, ?4)"#,
            postgres:
              #"SELECT "entry"."id", "entry"."blog_id", "entry"."reviewer_id", "entry"."headline", "entry"."rating", "entry"."comments", "entry"."note", "entry"."pub_date" FROM "entry" WHERE "entry"."blog_id" IN (SELECT "blog"."id" FROM "blog")"#
          ),
        ])
      for blog in found {
        let entries = try await blog.entrySet.all()
        #expect(Set(entries) == Set(try await Entry.objects.filter { $0.blog == blog }.all()))
        _ = log.take()
        #expect(try await blog.entrySet.count() == entries.count)
        #expect(try await blog.entrySet.exists() == !entries.isEmpty)
        for entry in entries { #expect(try await entry.blog.name == blog.name) }
        #expect(log.take().isEmpty)
      }
      #expect(try await found[0].entrySet.filter { $0.rating > 100 }.count() == 0)
      #expect(log.take().count == 1)
    }
  }

  @Test("Q-20: several levels, with foreign keys on the way")
  func levels() async throws {
    try await withBlogs { blogs, log async throws in
      _ = try await blogs.lives.remarks.create(text: "yes")
      _ = try await blogs.lives.remarks.create(text: "no")
      _ = log.take()
      let found = try await Blog.objects.prefetchRelated { ($0.entry.remarks, $0.entry.reviewer) }.all()
      #expect(log.take().count == 4)
      var texts: [String] = []
      var reviewers = 0
      for blog in found {
        for entry in try await blog.entrySet.all() {
          if try await entry.reviewer != nil { reviewers += 1 }
          for comment in try await entry.remarks.all() { texts.append(comment.text) }
        }
      }
      #expect(log.take().isEmpty)
      #expect(texts.sorted() == ["no", "yes"] && reviewers > 0)
    }
  }

  @Test("Q-31: a query of one's own, and a name of its own")
  func queries() async throws {
    try await withBlogs { blogs, log async throws in
      let best = PrefetchName<Blog, Entry>("best")
      let found = try await Blog.objects.order { $0.id }
        .prefetchRelated({ $0.entry }, from: Entry.objects.order { $0.headline.desc })
        .prefetchRelated({ $0.entry }, from: Entry.objects.filter { $0.headline.contains("e") }, as: best)
        .all()
      _ = log.take()
      for blog in found {
        let entries = try await blog.entrySet.all()
        #expect(entries.map(\.headline) == entries.map(\.headline).sorted(by: >))
        let named = try blog.prefetched(best)
        #expect(named.allSatisfy { $0.headline.contains("e") && $0.blogID == blog.id })
      }
      #expect(log.take().isEmpty)
      let plain = try await Blog.objects.get(id: blogs.pop.id)
      await kindredError(.invalidQuery) { _ = try plain.prefetched(best) }
      await kindredError(.invalidQuery) { _ = try await Blog.objects.prefetchRelated { $0 }.all() }
    }
  }

  @Test("Q-33: writing through a set drops what was loaded for that object")
  func writing() async throws {
    try await withBlogs { blogs, log async throws in
      let found = try await Blog.objects.order { $0.id }.prefetchRelated { $0.entry }.all()
      let before = try await found[0].entrySet.count()
      _ = try await found[0].entrySet.create(headline: "new")
      #expect(try await found[0].entrySet.count() == before + 1)
      _ = log.take()
      _ = try await found[1].entrySet.all()
      #expect(log.take().isEmpty)
      try await found[1].entrySet.add(try await found[0].entrySet.all())
      #expect(try await found[1].entrySet.count() > before + 1)
    }
  }

  @Test("R-3, Q-20: many-to-many sets, from both ends")
  func links() async throws {
    try await withDatabase { log async throws in
      let python = try await Publication.objects.create(title: "Python")
      let news = try await Publication.objects.create(title: "News")
      let first = try await Article.objects.create(headline: "a")
      let second = try await Article.objects.create(headline: "b")
      try await first.publications.set([python, news])
      try await second.publications.add(news)
      _ = log.take()
      let articles = try await Article.objects.prefetchRelated { $0.publications }.all()
      #expect(
        log.take().last
          == spelled(
            sqlite:
              #"SELECT "publication"."id", "publication"."title", "article_publications"."article_id" FROM "publication" INNER JOIN "article_publications" ON "publication"."id" = "article_publications"."publication_id" WHERE "article_publications"."article_id" IN (?1, ?2) ORDER BY "publication"."title" ASC"#,
            postgres:
              #"SELECT "publication"."id", "publication"."title", "article_publications"."article_id" FROM "publication" INNER JOIN "article_publications" ON "publication"."id" = "article_publications"."publication_id" WHERE "article_publications"."article_id" IN (SELECT "article"."id" FROM "article") ORDER BY "publication"."title" ASC"#
          ))
      #expect(try await articles[0].publications.all() == [news, python])
      #expect(try await articles[1].publications.all() == [news])
      let publications = try await Publication.objects.prefetchRelated { $0.article }.all()
      _ = log.take()
      #expect(try await publications[0].articleSet.all() == [first, second])
      #expect(try await publications[1].articleSet.count() == 1)
      #expect(log.take().isEmpty)
      try await publications[1].articleSet.clear()
      #expect(try await publications[1].articleSet.count() == 0)
    }
  }

  @Test("Q-19: foreign keys in the same statement, required and optional ones, over several levels")
  func joined() async throws {
    try await withBlogs { blogs, log async throws in
      _ = try await blogs.lives.remarks.create(text: "yes")
      _ = try await blogs.yesterday.remarks.create(text: "no")
      _ = log.take()
      let comments = try await Comment.objects.order { $0.id }.selectRelated { ($0.entry.blog, $0.entry.reviewer) }
        .all()
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"SELECT "comment"."id", "comment"."entry_id", "comment"."text", "entry"."id", "entry"."blog_id", "entry"."reviewer_id", "entry"."headline", "entry"."rating", "entry"."comments", "entry"."note", "entry"."pub_date", "blog"."id", "blog"."name", "blog"."tagline", "author"."id", "author"."name" FROM "comment" INNER JOIN "entry" ON "comment"."entry_id" = "entry"."id" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" LEFT OUTER JOIN "author" ON "entry"."reviewer_id" = "author"."id" ORDER BY "comment"."id" ASC"#,
            postgres:
              #"SELECT "comment"."id", "comment"."entry_id", "comment"."text", "entry"."id", "entry"."blog_id", "entry"."reviewer_id", "entry"."headline", "entry"."rating", "entry"."comments", "entry"."note", "entry"."pub_date", "blog"."id", "blog"."name", "blog"."tagline", "author"."id", "author"."name" FROM "comment" INNER JOIN "entry" ON "comment"."entry_id" = "entry"."id" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" LEFT OUTER JOIN "author" ON "entry"."reviewer_id" = "author"."id" ORDER BY "comment"."id" ASC"#
          )
        ])
      var found: [String] = []
      for comment in comments {
        let entry = try await comment.entry
        let (blog, reviewer) = (try await entry.blog, try await entry.reviewer)
        found.append("\(entry.headline) \(blog.name) \(reviewer?.name ?? "-")")
      }
      #expect(log.take().isEmpty)
      for (comment, text) in zip(comments, found) {
        let entry = try await Entry.objects.get(id: comment.entryID)
        let (blog, reviewer) = (try await entry.blog, try await entry.reviewer)
        #expect(text == "\(entry.headline) \(blog.name) \(reviewer?.name ?? "-")")
      }
      let first = try await Entry.objects.selectRelated { $0.blog }.first()
      _ = log.take()
      #expect(try await first?.blog.name.isEmpty == false)
      #expect(log.take().isEmpty)
      await kindredError(.invalidQuery) { _ = try await Blog.objects.selectRelated { $0.entry }.all() }
      let counted = try await Entry.objects.order { $0.id }.selectRelated { $0.blog }.annotate { $0.remarks.count() }
        .all()
      _ = log.take()
      #expect(counted.map(\.1).reduce(0, +) == 2)
      for (entry, _) in counted { _ = try await entry.blog }
      #expect(log.take().isEmpty)
    }
  }

  @Test("Q-19: the other side of a one-to-one relation, present or not")
  func joinedBackwards() async throws {
    try await withDatabase { log async throws in
      let demon = try await Place.objects.create(name: "Demon Dogs", address: "")
      _ = try await Place.objects.create(name: "Ace", address: "")
      _ = try await Restaurant.objects.create(place: demon, servesPizza: true)
      _ = try await Licence.objects.create(place: demon, number: 7)
      _ = log.take()
      let places = try await Place.objects.order { $0.id }.selectRelated { ($0.restaurant, $0.permission) }.all()
      #expect(log.take().count == 1)
      #expect(try await places[0].restaurant.servesPizza)
      #expect(try await places[0].permit.number == 7)
      #expect(try await places[1].restaurantOrNil == nil)
      #expect(try await places[1].permitOrNil == nil)
      #expect(log.take().isEmpty)
      let waiters = try await Restaurant.objects.get().waiterSet.create(name: "Joe")
      _ = waiters
      let found = try await Waiter.objects.selectRelated { $0.restaurant.place }.all()
      _ = log.take()
      #expect(try await found[0].restaurant.place.name == "Demon Dogs")
      #expect(log.take().isEmpty)
    }
  }

  @Test("FM-1: sets join in when asked to")
  func sets() async throws {
    try await withBlogs { _, log async throws in
      let found = try await Blog.objects.fetchMode(.peersAndSets).all()
      _ = log.take()
      var entries = 0
      for blog in found {
        for entry in try await blog.entrySet.all() {
          entries += 1
          _ = try await entry.remarks.all()
          _ = try await entry.reviewer
        }
      }
      #expect(entries == (try await Entry.objects.count()))
      // One for all entries, one for all comments, one for all reviewers, and the count.
      #expect(log.take().count == 4)
    }
  }

  @Test("Rows of a stream have what is loaded with them, chunk by chunk")
  func streams() async throws {
    try await withDatabase { log async throws in
      let blogs = try await Blog.objects.bulkCreate((0..<300).map { Blog(name: "\($0)") })
      try await Entry.objects.bulkCreate(blogs.map { Entry(blog: $0, headline: $0.name) })
      _ = log.take()
      var entries = 0
      for try await blog in Blog.objects.order({ $0.id }).prefetchRelated({ $0.entry }).rows {
        entries += try await blog.entrySet.filter { $0.rating == 5 }.count() == 1 ? 0 : 100
        entries += try await blog.entrySet.all().filter { $0.headline == blog.name }.count
      }
      #expect(entries == 300)
      // The blogs, their entries in two chunks, and a count for each blog.
      #expect(log.take().filter { $0.contains("IN (") }.count <= 2)
      var names = 0
      for try await entry in Entry.objects.selectRelated({ $0.blog }).rows {
        if try await entry.blog.name == entry.headline { names += 1 }
      }
      #expect(names == 300)
      #expect(log.take().count == 1)
    }
  }

  @Test("A row keeps the keys of its siblings, and none of the siblings")
  func memory() async throws {
    try await withBlogs { blogs, _ async throws in
      weak var origin: RowOrigin?
      do {
        let found = try await Blog.objects.prefetchRelated { $0.entry }.all()
        origin = found[0].rowOrigin
        #expect(origin != nil)
        _ = try await found[0].entrySet.all()
      }
      #expect(origin == nil)
      let plain = try await Blog.objects.all()
      #expect(plain[0].rowOrigin == nil)
    }
  }

  @Test("FM-1: after a load that has failed, the next one loads the objects of all siblings")
  func failedLoad() async throws {
    struct Lost: Error {}
    try await withBlogs { _, log async throws in
      let database = try #require(Database.current)
      let entries = try await Entry.objects.order { $0.id }.all()
      let blogs = try await Blog.objects.order { $0.id }.fetchMode(.peersAndSets).all()
      await #expect(throws: Lost.self) {
        try await database.withStatementWrapper { _, _ in
          throw Lost()
        } during: { () async throws in
          _ = try await entries[0].blog
        }
      }
      await #expect(throws: Lost.self) {
        try await database.withStatementWrapper { _, _ in
          throw Lost()
        } during: { () async throws in
          _ = try await blogs[0].entrySet.all()
        }
      }
      _ = log.take()
      for entry in entries { _ = try await entry.blog }
      for blog in blogs { _ = try await blog.entrySet.all() }
      #expect(log.take().count == 2)
    }
  }
}
