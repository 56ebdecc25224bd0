import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

private let blogColumns = #""blog"."id", "blog"."name", "blog"."tagline""#

@Suite("Sets")
struct SetTests {
  @Test("Q-15: a union has each row once, and any verb may follow")
  func union() async throws {
    try await withBlogs { blogs, log async throws in
      let latest = Blog.objects.filter { $0.tagline == "All the latest" }
      let named = Blog.objects.filter { $0.name == "Beatles" || $0.name == "Pop" }
      let both = latest.union(named)
      #expect(
        try both.statementText()
          == numbered(
            """
            SELECT \(blogColumns) FROM (SELECT \(blogColumns) FROM "blog" WHERE "blog"."tagline" = ?1 \
            UNION SELECT \(blogColumns) FROM "blog" WHERE ("blog"."name" = ?2 OR "blog"."name" = ?3)) AS "blog"
            """))
      #expect(try await both.order { $0.id }.names() == ["Beatles", "Pop", "Cheese"])
      #expect(try await both.count() == 3)
      #expect(try await both.exists())
      #expect(try await both.filter { $0.name != "Pop" }.order { $0.id.desc }.names() == ["Cheese", "Beatles"])
      #expect(try await both.exclude { $0.tagline == nil }.order { $0.id }.names() == ["Beatles", "Cheese"])
      #expect(try await both.order { $0.name }[1..<3].names() == ["Cheese", "Pop"])
      #expect(try await both.order { $0.name }.first()?.name == "Beatles")
      #expect(try await both.first()?.name == "Beatles")
      #expect(try await both.last()?.name == "Cheese")
      #expect(try await both.get(id: blogs.pop.id).name == "Pop")
      #expect(try await both.contains(blogs.cheese))
      #expect(try await both.values { $0.name.uppercased() }.order { $0 }.all() == ["BEATLES", "CHEESE", "POP"])
      #expect(try await both.aggregate { $0.name.max() } == "Pop")
      #expect(
        try await both.values { ($0.tagline, $0.count()) }.order { tagline, _ in tagline.asc.nullsLast }.all().map(\.1)
          == [2, 1])
      // Conditions, orders and annotations on related rows.
      #expect(try await both.filter { $0.entry.rating > 8 }.names() == ["Beatles"])
      let counted = try await both.annotate { $0.entry.count() }.order { blog, _ in blog.id }.all()
      #expect(counted.map { "\($0.0.name) \($0.1)" } == ["Beatles 2", "Pop 2", "Cheese 0"])
      #expect(try await Entry.objects.filter { $0.blog.in(both) }.order { $0.id }.headlines().count == 4)
      #expect(try await Entry.objects.filter { !$0.blogID.in(latest.union(latest)) }.count() == 2)
      var names: [String] = []
      for try await blog in both.order({ $0.id }).rows { names.append(blog.name) }
      #expect(names == ["Beatles", "Pop", "Cheese"])
      // The objects' relations.
      #expect(try await both.get(id: blogs.beatles.id).entrySet.count() == 2)
      _ = log.take()
      let entries = Entry.objects.filter { $0.rating > 8 }.union(Entry.objects.filter { $0.rating < 3 })
      for entry in try await entries.order({ $0.id }).all() { names.append(try await entry.blog.name) }
      #expect(names.suffix(2) == ["Beatles", "Pop"])
      #expect(log.take().count == 2)
    }
  }

  @Test("Q-15: sliced, ordered and distinct queries in a union")
  func slices() async throws {
    try await withBlogs { _, _ async throws in
      let newest = Entry.objects.order { $0.rating.desc }[..<1].values { $0.headline }
      let oldest = Entry.objects.order { $0.rating }[..<1].values { $0.headline }
      let ends = newest.union(oldest, all: true)
      #expect(
        try ends.statementText()
          == spelled(
            sqlite: """
              SELECT "combined"."column_1" FROM (\
              SELECT * FROM (SELECT "entry"."headline" AS "column_1" FROM "entry" ORDER BY "entry"."rating" DESC LIMIT ?1) \
              UNION ALL \
              SELECT * FROM (SELECT "entry"."headline" AS "column_1" FROM "entry" ORDER BY "entry"."rating" ASC LIMIT ?2)\
              ) AS "combined"
              """,
            postgres: """
              SELECT "combined"."column_1" FROM (\
              (SELECT "entry"."headline" AS "column_1" FROM "entry" ORDER BY "entry"."rating" DESC LIMIT $1) \
              UNION ALL \
              (SELECT "entry"."headline" AS "column_1" FROM "entry" ORDER BY "entry"."rating" ASC LIMIT $2)\
              ) AS "combined"
              """))
      #expect(try await ends.order { $0 }.all() == ["100% pop", "Lennon lives"])
      #expect(try await ends.filter { $0.contains("pop") }.all() == ["100% pop"])
      #expect(try await ends[..<1].count() == 1)
      #expect(try await ends.order { $0.desc }[..<1].all() == ["Lennon lives"])
      // An order that is not selected, beside DISTINCT.
      let distinct = Entry.objects.order { $0.blog.name }.distinct()[..<3]
      let rest = Entry.objects.filter { $0.rating == 2 }
      #expect(
        try await distinct.union(rest).order { $0.id }.headlines()
          == ["Lennon lives", "Yesterday", "Lennon and pop", "100% pop"])
      // One row of each blog.
      let best = Entry.objects.order { ($0.blogID, $0.rating.desc) }.distinct { $0.blogID }
      #expect(try await best.union(rest).order { $0.id }.headlines() == ["Lennon lives", "Lennon and pop", "100% pop"])
      // Combined, sliced, and combined again.
      let two = Blog.objects.filter { $0.id == 1 }.union(Blog.objects.filter { $0.id == 2 }).order { $0.id.desc }[..<1]
      #expect(try await two.union(Blog.objects.filter { $0.id == 3 }).order { $0.id }.names() == ["Pop", "Cheese"])
    }
  }

  @Test("Q-16, Q-17: rows that all have, and rows that the others do not have")
  func intersectionAndDifference() async throws {
    try await withBlogs { _, _ async throws in
      let low = Entry.objects.filter { $0.rating < 7 }
      let lennon = Entry.objects.filter { $0.headline.contains("Lennon") }
      #expect(try await low.intersection(lennon).headlines() == ["Lennon and pop"])
      #expect(try await low.difference(lennon).order { $0.id }.headlines() == ["Yesterday", "100% pop"])
      #expect(try await Entry.objects.difference(low, lennon).count() == 0)
      #expect(try await Entry.objects.difference(low).difference(lennon).count() == 0)
      #expect(
        try low.intersection(lennon).statementText().contains(#" INTERSECT SELECT "entry"."id", "#))
      #expect(try low.difference(lennon).values { $0.id }.statementText().contains(#" EXCEPT SELECT "entry"."id", "#))
      // NULLs are equal to each other.
      let notes = Entry.objects.values { $0.note }
      #expect(try await notes.intersection(Blog.objects.values { $0.tagline }).all() == [nil])
      #expect(try await notes.difference(Blog.objects.values { $0.tagline }).order { $0 }.all() == ["new", "old"])
    }
  }

  @Test("Q-15 to Q-17: with all copies")
  func copies() async throws {
    try await withBlogs { blogs, _ async throws in
      // Beatles, Beatles, Pop, Pop; and Beatles, Pop, Cheese.
      let ofEntries = Entry.objects.values { $0.blog.name }
      let ofBlogs = Blog.objects.values { $0.name }
      #expect(
        try await ofEntries.union(ofBlogs, all: true).order { $0 }.all()
          == ["Beatles", "Beatles", "Beatles", "Cheese", "Pop", "Pop", "Pop"])
      #expect(try await ofEntries.intersection(ofBlogs, all: true).order { $0 }.all() == ["Beatles", "Pop"])
      #expect(
        try await ofEntries.intersection(ofEntries, all: true).order { $0 }.all()
          == ["Beatles", "Beatles", "Pop", "Pop"])
      #expect(try await ofEntries.difference(ofBlogs, all: true).order { $0 }.all() == ["Beatles", "Pop"])
      #expect(try await ofEntries.difference(ofBlogs, ofBlogs, all: true).all() == [])
      #expect(
        try await ofEntries.difference(ofBlogs.filter { $0 == "Pop" }, ofBlogs.filter { $0 == "Pop" }, all: true).all()
          == ["Beatles", "Beatles"])
      #expect(try await ofEntries.difference(ofBlogs.filter { $0 == "Pop" }).all() == ["Beatles"])
      #expect(
        try ofEntries.intersection(ofBlogs, all: true).statementText()
          == spelled(
            sqlite: """
              SELECT "combined"."column_1" FROM (\
              SELECT *, ROW_NUMBER() OVER (PARTITION BY "column_1") FROM (SELECT "blog"."name" AS "column_1" FROM "entry" \
              INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id") INTERSECT \
              SELECT *, ROW_NUMBER() OVER (PARTITION BY "column_1") FROM (SELECT "blog"."name" AS "column_1" FROM "blog")\
              ) AS "combined"
              """,
            postgres: """
              SELECT "combined"."column_1" FROM (\
              SELECT "blog"."name" AS "column_1" FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" \
              INTERSECT ALL SELECT "blog"."name" AS "column_1" FROM "blog") AS "combined"
              """))
      // Rows of the model, repeated by a join.
      let repeated = Blog.objects.filter { $0.entry.rating > 0 }
      #expect(try await repeated.union(Blog.objects, all: true).count() == 7)
      #expect(try await repeated.difference(Blog.objects, all: true).order { $0.id }.names() == ["Beatles", "Pop"])
    }
  }

  @Test("Q-15: results of several models, with groups, annotations and further verbs")
  func results() async throws {
    try await withBlogs { blogs, _ async throws in
      let blogNames = Blog.objects.values { ($0.name, $0.entry.count()) }
      let authorNames = Author.objects.values { ($0.name, $0.review.count()) }
      let people = blogNames.union(authorNames)
      #expect(
        try await people.order { name, count in (count.desc, name) }.all().map { "\($0.0) \($0.1)" }
          == ["Beatles 2", "Pop 2", "Ann 1", "Bob 1", "Cheese 0"])
      #expect(try await people.filter { name, count in count == 1 && name != "Bob" }.all().map(\.0) == ["Ann"])
      #expect(try await people.aggregate { _, count in count.sum() } == 6)
      // Grouped again.
      let sizes = people.values { _, _, count in count }.annotate { _, count in count.count() }
      #expect(try await sizes.order { count, _ in count }.all().map { "\($0.0): \($0.1)" } == ["0: 1", "1: 2", "2: 2"])
      #expect(try await people.values { _, name, _ in name.length }.distinct().order { $0 }.all() == [3, 6, 7])
      #expect(try await people.first()?.0 == "Ann")
      #expect(try await people.last()?.0 == "Pop")
      #expect(try await people.exists())
      #expect(try await people.count() == 5)
      // Objects with annotations.
      let counted = Blog.objects.annotate { $0.entry.count() }
      let both = counted.filter { _, count in count == 0 }.union(counted.filter { blog, _ in blog.name == "Pop" })
      #expect(
        try await both.order { blog, _ in blog.name }.all().map { "\($0.0.name) \($0.1)" } == ["Cheese 0", "Pop 2"])
      #expect(try await both.filter { blog, count in count > 1 && blog.tagline == nil }.count() == 1)
      // As a query in another one, which an inner one refers to.
      let found = Author.objects.filter { author in
        Entry.objects.filter { $0.reviewer == author && $0.rating > 8 }
          .union(Entry.objects.filter { $0.reviewer == author && $0.note == "new" }).filter { $0.comments == 3 }.hasRows
      }
      #expect(try await found.all().map(\.name) == ["Ann"])
      let names = Author.objects.annotate { author in
        Entry.objects.filter { $0.reviewer == author }.values { $0.headline }
          .union(Blog.objects.filter { $0.name == author.name }.values { $0.name }).rowCount
      }
      #expect(try await names.order { author, _ in author.id }.all().map(\.1) == [1, 1])
      // A column of the model is no column of the union.
      let error = await kindredError(.invalidQuery) {
        _ = try await people.values { blog, _, _ in blog.tagline }.all()
      }
      #expect(error?.message.contains("\"tagline\" of Blog is not among them") ?? false)
    }
  }

  @Test("Q-15: queries that are known to be empty are left out")
  func empty() async throws {
    try await withBlogs { _, log async throws in
      let pop = Blog.objects.filter { $0.name == "Pop" }
      #expect(try pop.union(Blog.objects.none()).statementText() == pop.statementText())
      #expect(try Blog.objects.none().union(pop).statementText() == pop.statementText())
      #expect(try pop.difference(Blog.objects.none()).statementText() == pop.statementText())
      #expect(try pop.union(pop, Blog.objects.none()).statementText() == pop.union(pop).statementText())
      // Repeated rows are still there once.
      let names = Entry.objects.values { $0.blog.name }
      #expect(try await names.union(names.none()).order { $0 }.all() == ["Beatles", "Pop"])
      #expect(try await names[..<2].union(names.none()).count() == 1)
      #expect(try await names.union(names.none(), all: true).count() == 4)
      #expect(try await names.difference(Blog.objects.values { $0.name }.none()).count() == 2)
      #expect(try await names.none().union(Author.objects.values { $0.name }).order { $0 }.all() == ["Ann", "Bob"])
      _ = log.take()
      #expect(try await pop.none().union(pop.none()).all() == [])
      #expect(try await pop.intersection(pop.none()).count() == 0)
      #expect(try await pop.none().difference(pop).exists() == false)
      #expect(try await pop.union(Blog.objects)[..<0].all() == [])
      #expect(log.take() == [])
    }
  }

  @Test("Q-15: many operands, one after the other and in a list")
  func many() async throws {
    try await withBlogs { _, _ async throws in
      let one = Blog.objects.filter { $0.id == 1 }
      let two = Blog.objects.filter { $0.id == 2 }
      #expect(try one.union(two).union(one).statementText() == one.union(two, one).statementText())
      #expect(try one.union(two).union(one).statementText().ranges(of: " UNION ").count == 2)
      #expect(try one.union(two).union(one, all: true).statementText().ranges(of: "FROM (").count == 2)
      let list: [QuerySet<Blog>] = (1...20).map { number in Blog.objects.filter { $0.id == Key(number) } }
      #expect(try await Blog.objects.none().union(list).count() == 3)
      // Kept apart from the verbs between.
      #expect(try await one.union(two).filter { $0.id == 1 }.union(Blog.objects.filter { $0.id == 3 }).count() == 2)
      // The same shape with other values.
      for id in 1...3 {
        let query = Blog.objects.filter { $0.id == Key(id) }.union(Blog.objects.filter { $0.id == 3 })
        #expect(try await query.filter { $0.id != 9 }.count() == (id == 3 ? 1 : 2))
      }
    }
  }

  @Test("Q-15: the rows of a union are updated and deleted by their keys")
  func changes() async throws {
    try await withBlogs { blogs, log async throws in
      let both = Entry.objects.filter { $0.rating == 9 }.union(Entry.objects.filter { $0.rating == 2 })
      #expect(try await both.update { $0.comments.set(50) } == 2)
      #expect(
        log.take().first?.hasPrefix(
          numbered(
            #"UPDATE "entry" SET "comments" = ?1 WHERE "entry"."id" IN (SELECT "entry"."id" FROM (SELECT "entry"."id", "#
          )
        ) ?? false)
      #expect(
        try await Entry.objects.filter { $0.comments == 50 }.order { $0.id }.headlines() == [
          "Lennon lives", "100% pop",
        ])
      #expect(try await both.filter { $0.rating > 5 }.delete().total == 1)
      #expect(try await Entry.objects.count() == 3)
      // A model that others refer to.
      let some = Blog.objects.filter { $0.name == "Cheese" }.union(Blog.objects.filter { $0.name == "Pop" })
      #expect(try await some.delete().total == 4)
      #expect(try await Blog.objects.names() == ["Beatles"])
      await kindredError(.invalidQuery) { try await both[..<1].delete() }
    }
  }

  @Test("Q-15: what cannot be combined says so")
  func mistakes() async throws {
    try await withBlogs { _, log async throws in
      let other = try await Backend.sqlite.open(Database.Options())
      let apart = try await Backend.sqlite.open(Database.Options())
      await kindredError(.invalidQuery) {
        _ = try await Blog.objects.using(other).union(Blog.objects.using(apart)).all()
      }
      await kindredError(.invalidQuery) { _ = try await Blog.objects.union(Blog.objects.using(other)).all() }
      await kindredError(.invalidQuery) { _ = try await Blog.objects.selectForUpdate().union(Blog.objects).all() }
      await kindredError(.invalidQuery) {
        try await transaction { _ = try await Blog.objects.union(Blog.objects).selectForUpdate().all() }
      }
      let broken = Blog.objects[..<1].filter { $0.name == "x" }
      await kindredError(.invalidQuery) { _ = try await Blog.objects.union(broken).all() }
      #expect(log.take().isEmpty)
      await other.close()
      await apart.close()
    }
  }

  @Test("Q-15 to Q-17: columns of all types, and a model with an order of its own")
  func types() async throws {
    try await withDatabase { _ async throws in
      let countries = [("de", 3), ("fr", 9), ("it", 5)].map {
        Country(code: $0.0, name: $0.0.uppercased(), score: $0.1, rank: 7, extra: ["a": $0.1], area: 1.5)
      }
      try await Country.objects.bulkCreate(countries)
      let some = Country.objects.filter { $0.code != "it" }
      let all = Country.objects.union(some)
      #expect(try await all.all().map(\.code) == ["fr", "it", "de"])
      #expect(try await all.reversed().all().map(\.code) == ["de", "it", "fr"])
      #expect(try await all.first()?.extra == ["a": 9])
      #expect(try await all.filter { $0.area == 1.5 }.count() == 3)
      #expect(try await some.intersection(Country.objects, all: true).all().map(\.code) == ["fr", "de"])
      #expect(try await Country.objects.difference(some, all: true).all().map(\.area) == [1.5])
      // Every object keeps its own annotations, grouped by all columns.
      let counted = try await all.annotate { $0.count() }.order { country, _ in country.code }.all()
      #expect(counted.map(\.1) == [1, 1, 1])
      let areas = Country.objects.values { ($0.area, $0.budget, $0.settings) }
      #expect(try await areas.union(areas).all().map(\.0) == [1.5])
      #expect(try await areas.union(areas).filter { area, _, _ in area > 1 }.count() == 1)
      let table = Country.objects.values { ($0.code, $0.area, $0.created) }.asTable("areas")
      let joined = Country.objects.joining(table) { country, code, area, created in
        country.code == code && area < 2 && created == country.created
      }
      #expect(try await joined.count() == 3)
    }
  }
}
