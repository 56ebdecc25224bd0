import Kindred
import Testing

@Suite("Slices of related objects for each object")
struct PrefetchSliceTests {
  /// The columns of an entry, from a table or a subquery.
  static func columns(_ table: String) -> String {
    ["id", "blog_id", "reviewer_id", "headline", "rating", "comments", "note", "pub_date"]
      .map { #""\#(table)"."\#($0)""# }.joined(separator: ", ")
  }

  @Test("Q-32: the best entry of each blog, in one statement")
  func foreignKey() async throws {
    try await withBlogs { blogs, log async throws in
      let best = Entry.objects.order { $0.rating.desc }[..<1]
      let found = try await Blog.objects.order { $0.id }.prefetchRelated({ $0.entry }, from: best).all()
      let statements = log.take()
      #expect(statements.count == 2)
      let keys = Backend.isSQLite ? "?1, ?2, ?3" : #"SELECT "blog"."id" FROM "blog""#
      let limit = Backend.isSQLite ? "?4" : "$1"
      #expect(
        statements.last == """
          SELECT \(Self.columns("result")) FROM (SELECT \(Self.columns("entry")), ROW_NUMBER() OVER (PARTITION BY \
          "entry"."blog_id" ORDER BY "entry"."rating" DESC, "entry"."id" ASC) AS "column_9" FROM "entry" WHERE \
          "entry"."blog_id" IN (\(keys))) AS "result" WHERE "result"."column_9" <= \(limit) ORDER BY \
          "result"."column_9" ASC
          """)
      #expect(try await found[0].entrySet.all().map(\.headline) == ["Lennon lives"])
      #expect(try await found[1].entrySet.all().map(\.headline) == ["Lennon and pop"])
      #expect(try await found[2].entrySet.all().isEmpty)
      #expect(log.take().isEmpty)
    }
  }

  @Test("Q-32: a slice from the middle; a reversed order; what is loaded for the objects of the slice")
  func middle() async throws {
    try await withBlogs { blogs, log async throws in
      _ = try await blogs.yesterday.remarks.create(text: "fine")
      _ = log.take()
      let second = Entry.objects.order { $0.rating.asc }.reversed()[1..<5]
      let found = try await Blog.objects.order { $0.id }
        .prefetchRelated({ $0.entry }, from: second.prefetchRelated { ($0.remarks, $0.reviewer) })
        .all()
      // No entry of the slice has a reviewer: where their keys are known, there is nothing to ask for.
      #expect(log.take().count == (Backend.isSQLite ? 3 : 4))
      let entries = try await found[0].entrySet.all()
      #expect(entries.map(\.headline) == ["Yesterday"])
      #expect(try await entries[0].remarks.all().map(\.text) == ["fine"])
      #expect(try await entries[0].reviewer == nil)
      #expect(try await entries[0].blog == blogs.beatles)
      #expect(try await found[1].entrySet.all().map(\.headline) == ["100% pop"])
      #expect(log.take().isEmpty)
    }
  }

  @Test("Q-32, R-3: many-to-many sets, from both ends, in their own order")
  func links() async throws {
    try await withDatabase { log async throws in
      let titles = try await Publication.objects.bulkCreate(["c", "a", "b"].map { Publication(title: $0) })
      let articles = try await Article.objects.bulkCreate(["x", "y"].map { Article(headline: $0) })
      try await articles[0].publications.set(titles)
      try await articles[1].publications.set([titles[0]])
      _ = log.take()
      let found = try await Article.objects.prefetchRelated({ $0.publications }, from: Publication.objects[..<2])
        .all()
      let keys = Backend.isSQLite ? "?1, ?2" : #"SELECT "article"."id" FROM "article""#
      let limit = Backend.isSQLite ? "?3" : "$1"
      #expect(
        log.take().last == """
          SELECT "result"."id", "result"."title", "result"."column_3" FROM (SELECT "publication"."id", \
          "publication"."title", "article_publications"."article_id" AS "column_3", ROW_NUMBER() OVER (PARTITION BY \
          "article_publications"."article_id" ORDER BY "publication"."title" ASC, "publication"."id" ASC) AS "column_4" \
          FROM "publication" INNER JOIN "article_publications" ON "publication"."id" = \
          "article_publications"."publication_id" WHERE "article_publications"."article_id" IN (\(keys))) AS "result" \
          WHERE "result"."column_4" <= \(limit) ORDER BY "result"."column_4" ASC
          """)
      #expect(try await found[0].publications.all().map(\.title) == ["a", "b"])
      #expect(try await found[1].publications.all().map(\.title) == ["c"])
      let first = try await Publication.objects.prefetchRelated(
        { $0.article }, from: Article.objects.order { $0.id }[..<1]
      )
      .all()
      _ = log.take()
      #expect(first.map(\.title) == ["a", "b", "c"])
      for publication in first { #expect(try await publication.articleSet.all() == [articles[0]]) }
      #expect(log.take().isEmpty)
    }
  }

  @Test("A filter on the links does not change whose objects they are")
  func filteredLinks() async throws {
    try await withDatabase { log async throws in
      let titles = try await Publication.objects.bulkCreate(["a", "b"].map { Publication(title: $0) })
      let articles = try await Article.objects.bulkCreate(["x", "y"].map { Article(headline: $0) })
      try await articles[0].publications.set([titles[0]])
      try await articles[1].publications.set(titles)
      // Publications that article y is in, for each article.
      let found = try await Article.objects
        .prefetchRelated({ $0.publications }, from: Publication.objects.filter { $0.article.headline == "y" }).all()
      #expect(try await found[0].publications.all() == [titles[0]])
      #expect(try await found[1].publications.all() == titles)
    }
  }

  @Test("Distinct by columns: one choice for each object; a distinct slice")
  func distinct() async throws {
    try await withBlogs { blogs, _ async throws in
      _ = try await blogs.lives.remarks.create(text: "yes")
      _ = try await blogs.lives.remarks.create(text: "no")
      _ = try await blogs.yesterday.remarks.create(text: "yes")
      let found = try await Blog.objects.order { $0.id }
        .prefetchRelated({ $0.entry }, from: Entry.objects.order { $0.comments }.distinct { $0.comments }).all()
      #expect(try await found[0].entrySet.all().map(\.headline) == ["Lennon lives", "Yesterday"])
      #expect(try await found[1].entrySet.all().map(\.headline) == ["100% pop", "Lennon and pop"])
      let remarked = Entry.objects.filter { $0.remarks.text.in(["yes", "no"]) }.order { $0.rating.desc }.distinct()[
        ..<2]
      let some = try await Blog.objects.order { $0.id }.prefetchRelated({ $0.entry }, from: remarked).all()
      #expect(try await some[0].entrySet.all().map(\.headline) == ["Lennon lives", "Yesterday"])
      #expect(try await some[1].entrySet.all().isEmpty)
    }
  }

  @Test("A query that is known to be empty is not asked")
  func none() async throws {
    try await withBlogs { _, log async throws in
      let found = try await Blog.objects.prefetchRelated({ $0.entry }, from: Entry.objects.none()).all()
      #expect(log.take().count == 1)
      for blog in found { #expect(try await blog.entrySet.all().isEmpty) }
      #expect(log.take().isEmpty)
    }
  }

  @Test("A slice of single objects is refused")
  func single() async throws {
    try await withBlogs { _, _ async throws in
      let error = await kindredError(.invalidQuery) {
        _ = try await Entry.objects.prefetchRelated({ $0.blog }, from: Blog.objects.order { $0.id }[..<1]).all()
      }
      #expect(error?.message.contains("Entry.blog") == true)
    }
  }
}

@Suite("Loading related objects for objects in memory")
struct PrefetchObjectTests {
  @Test("T-21: sets and single objects, in one statement for each relation, and only once")
  func once() async throws {
    try await withBlogs { blogs, log async throws in
      var found = try await Blog.objects.order { $0.id }.all()
      _ = log.take()
      try await found.prefetchRelated { $0.entry.reviewer }
      #expect(
        log.take() == [
          numbered(
            "SELECT \(PrefetchSliceTests.columns("entry")) FROM \"entry\" WHERE \"entry\".\"blog_id\" IN (?1, ?2, ?3)"),
          spelled(
            sqlite: #"SELECT "author"."id", "author"."name" FROM "author" WHERE "author"."id" IN (?1, ?2)"#,
            postgres: #"SELECT "author"."id", "author"."name" FROM "author" WHERE "author"."id" IN ($1, $2)"#),
        ])
      var reviewers: [String] = []
      for blog in found {
        for entry in try await blog.entrySet.all() {
          #expect(try await entry.blog == blog)
          if let reviewer = try await entry.reviewer { reviewers.append(reviewer.name) }
        }
      }
      #expect(reviewers == ["Ann", "Bob"])
      try await found.prefetchRelated { $0.entry.reviewer }
      #expect(log.take().isEmpty)
      // What is new runs one statement, for entries that are there already.
      try await found.prefetchRelated { $0.entry.remarks }
      #expect(log.take().count == 1)
      #expect(try await found[0].entrySet.all()[0].remarks.count() == 0)
      #expect(log.take().isEmpty)
    }
  }

  @Test("T-21: some objects have it already")
  func some() async throws {
    try await withBlogs { blogs, log async throws in
      var all = try await Blog.objects.filter { $0.name == "Pop" }.prefetchRelated { $0.entry }.all()
      all += try await Blog.objects.filter { $0.name == "Beatles" }.all()
      all.append(blogs.beatles)
      _ = log.take()
      try await all.prefetchRelated { $0.entry }
      let statements = log.take()
      #expect(statements.count == 1)
      #expect(statements.first?.hasSuffix(numbered(#""entry"."blog_id" = ?1"#)) == true)
      #expect(try await all.asyncCounts() == [2, 2, 2])
      #expect(log.take().isEmpty)
    }
  }

  @Test("T-21: foreign keys of objects made in code; none; unsaved ones")
  func targets() async throws {
    try await withBlogs { blogs, log async throws in
      var entries = [
        Entry(blogID: blogs.pop.id, headline: "a"), Entry(blogID: blogs.pop.id, headline: "b"),
        Entry(blog: blogs.beatles, reviewer: blogs.ann, headline: "c"),
      ]
      _ = log.take()
      try await entries.prefetchRelated { ($0.blog, $0.reviewer) }
      #expect(log.take().count == 1)
      #expect(try await entries[0].blog.name == "Pop")
      #expect(try await entries[1].blog.name == "Pop")
      #expect(try await entries[2].blog.name == "Beatles")
      #expect(try await entries[2].reviewer?.name == "Ann")
      #expect(try await entries[0].reviewer == nil)
      #expect(log.take().isEmpty)
      let error = await kindredError(.unsavedObject) { try await entries.prefetchRelated { $0.remarks } }
      #expect(error?.model == "Entry")
      await kindredError(.invalidQuery) { try await entries.prefetchRelated { $0 } }
      var none: [Entry] = []
      try await none.prefetchRelated { $0.remarks }
      #expect(log.take().isEmpty)
    }
  }

  @Test("T-21, Q-31, Q-32: a query of one's own, a slice and a name; many-to-many; the other side of a one-to-one")
  func queries() async throws {
    try await withBlogs { blogs, log async throws in
      let best = PrefetchName<Blog, Entry>("best")
      var found = try await Blog.objects.order { $0.id }.all()
      try await found.prefetchRelated({ $0.entry }, from: Entry.objects.order { $0.rating.desc }[..<1], as: best)
      #expect(try found.map { try $0.prefetched(best).map(\.headline) } == [["Lennon lives"], ["Lennon and pop"], []])
      let news = try await Publication.objects.create(title: "News")
      var articles = [try await Article.objects.create(headline: "a"), try await Article.objects.create(headline: "b")]
      try await articles[1].publications.add(news)
      _ = log.take()
      try await articles.prefetchRelated { $0.publications.article }
      #expect(log.take().count == 2)
      #expect(try await articles[0].publications.all().isEmpty)
      #expect(try await articles[1].publications.all() == [news])
      #expect(try await articles[1].publications.all()[0].articleSet.all() == [articles[1]])
      #expect(log.take().isEmpty)
      var places = [
        try await Place.objects.create(name: "Demon Dogs", address: ""),
        try await Place.objects.create(name: "Ace", address: ""),
      ]
      _ = try await Restaurant.objects.create(place: places[0], servesPizza: true)
      _ = log.take()
      try await places.prefetchRelated { $0.restaurant }
      #expect(log.take().count == 1)
      #expect(try await places[0].restaurant.servesPizza)
      #expect(try await places[1].restaurantOrNil == nil)
      #expect(log.take().isEmpty)
    }
  }

  @Test("What was asked for before stays asked for when the objects get a query of their own")
  func merged() async throws {
    try await withBlogs { blogs, log async throws in
      _ = try await blogs.lives.remarks.create(text: "true")
      let best = Entry.objects.filter { $0.rating > 5 }
      _ = log.take()
      let found = try await Blog.objects.order { $0.id }.prefetchRelated { $0.entry.remarks }
        .prefetchRelated({ $0.entry }, from: best).all()
      let entries = try await found[0].entrySet.all()
      #expect(entries == [blogs.lives])
      _ = log.take()
      #expect(try await entries[0].remarks.all().map(\.text) == ["true"])
      #expect(log.take().isEmpty)
    }
  }

  @Test("A single object has no name beside the property, nor have objects that are not the model's own")
  func noName() async throws {
    try await withBlogs { _, _ async throws in
      let blog = PrefetchName<Entry, Blog>("blog")
      let error = await kindredError(.invalidQuery) {
        try await Entry.objects.prefetchRelated({ $0.blog }, from: Blog.objects.order { $0.id }, as: blog).all()
      }
      #expect(error?.message.contains("Entry.blog is one object") == true)
      let remarks = PrefetchName<Blog, Comment>("remarks")
      await kindredError(.invalidQuery) {
        try await Blog.objects.prefetchRelated({ $0.entry.remarks }, from: Comment.objects.order { $0.id }, as: remarks)
          .all()
      }
    }
  }
}

extension [Blog] {
  fileprivate func asyncCounts() async throws -> [Int] {
    var counts: [Int] = []
    for blog in self { counts.append(try await blog.entrySet.count()) }
    return counts
  }
}
