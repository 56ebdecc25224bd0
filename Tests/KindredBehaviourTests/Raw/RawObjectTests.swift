import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// Objects from texts of the user's.
@Suite("Objects from SQL")
struct RawObjectTests {
  @Test("Q-26, RW-1: objects from a text with bound values")
  func objects() async throws {
    try await withBlogs { fixture, log async throws in
      let name = "Pop"
      let blogs = Blog.objects.raw("SELECT * FROM blog WHERE name = \(name)")
      #expect(try await blogs.all().map(\.id) == [fixture.pop.id])
      #expect(
        log.take() == [
          spelled(sqlite: "SELECT * FROM blog WHERE name = ?1", postgres: "SELECT * FROM blog WHERE name = $1")
        ])
      #expect(try blogs.sql(for: .postgres).values == [.text("Pop")])
      #expect(try await blogs.get() == fixture.pop)
      #expect(try await blogs.first()?.name == "Pop")
      await #expect(throws: Blog.DoesNotExist.self) {
        try await Blog.objects.raw("SELECT * FROM blog WHERE name = \("none")").get()
      }
      await #expect(throws: Blog.MultipleObjectsReturned.self) {
        try await Blog.objects.raw("SELECT * FROM blog").get()
      }
      #expect(try await Blog.objects.raw("SELECT * FROM blog WHERE 1 = 0").first() == nil)
    }
  }

  @Test("RW-1: columns are found by their names, in any order; others are ignored")
  func columns() async throws {
    try await withBlogs { fixture, _ async throws in
      let entries = try await Entry.objects.raw(
        """
        SELECT 42 AS more, note, pub_date, comments, rating, headline, reviewer_id, blog_id, 'x' AS other, id
        FROM entry ORDER BY rating
        """
      ).all()
      #expect(entries.map(\.headline) == ["100% pop", "Yesterday", "Lennon and pop", "Lennon lives"])
      #expect(entries.map(\.rating) == [2, 4, 6, 9])
      #expect(entries.map(\.note) == [nil, "old", "new", nil])
      #expect(entries.map(\.id) == [fixture.percent.id, fixture.yesterday.id, fixture.popLennon.id, fixture.lives.id])
      #expect(entries[0].pubDate == fixture.percent.pubDate)
      #expect(entries[0].reviewerID == nil)
      #expect(entries[3].reviewerID == fixture.ann.id)
    }
  }

  @Test("RW-1: every type of field is read by name")
  func types() async throws {
    try await withDatabase { _ async throws in
      let country = try await Country.objects.create(
        code: "SE", name: "Sweden", level: .veryHigh, score: 90, extra: ["a": 1], area: 450_295, budget: Money(cents: 7)
      )
      let found = try await Country.objects.raw(
        "SELECT budget, area, extra, settings, rank, created, points, level, name, code FROM country"
      ).get()
      #expect(found.level == .veryHigh)
      #expect(found.settings == country.settings)
      #expect(found.extra == ["a": 1])
      #expect(found.area == 450_295)
      #expect(found.budget.cents == 7)
      #expect(found.created == country.created)
      let device = try await Device.objects.create(name: "d")
      #expect(try await Device.objects.raw("SELECT name, id FROM device WHERE id = \(device.id)").get().id == device.id)
    }
  }

  @Test("RW-1: a missing column is an error that names it, also without rows")
  func missing() async throws {
    try await withBlogs { _, _ async throws in
      for sql in ["SELECT id, name FROM blog", "SELECT id, name FROM blog WHERE 1 = 0"] as [RawSQL] {
        let error = await kindredError(.schema) { _ = try await Blog.objects.raw(sql).all() }
        #expect(error?.column == "tagline")
        #expect(error?.model == "Blog")
        #expect(error?.message.contains(#"it returns "id", "name""#) == true)
      }
      let error = await kindredError(.schema) {
        for try await _ in Blog.objects.raw("SELECT id, name FROM blog").rows {}
      }
      #expect(error?.column == "tagline")
    }
  }

  @Test("RW-1: a column that is there twice is an error, not another table's value")
  func ambiguous() async throws {
    try await withBlogs { fixture, _ async throws in
      let error = await kindredError(.schema) {
        _ = try await Entry.objects.raw("SELECT * FROM entry JOIN blog ON blog.id = entry.blog_id").all()
      }
      #expect(error?.column == "id")
      let entries = try await Entry.objects.raw(
        """
        SELECT \(Entry.self).* FROM \(Entry.self) JOIN \(Blog.self) ON \(Blog.self, \.id) = \(Entry.self, \.blogID)
        WHERE \(Blog.self, \.name) = \("Pop") ORDER BY \(Entry.self, { $0.rating })
        """
      ).all()
      #expect(entries.map(\.id) == [fixture.percent.id, fixture.popLennon.id])
    }
  }

  @Test("RW-1: a cell that the model does not allow names the column")
  func cells() async throws {
    try await withBlogs { _, _ async throws in
      let error = await kindredError(.decoding) {
        _ = try await Blog.objects.raw("SELECT tagline, NULL AS name, id FROM blog").all()
      }
      #expect(error?.column == "name")
      #expect(error?.table == "blog")
    }
  }

  @Test("RW-1: the objects can be saved, and their relations are loaded for all siblings at once")
  func relations() async throws {
    try await withBlogs { fixture, log async throws in
      var entries = try await Entry.objects.raw("SELECT * FROM entry ORDER BY id").all()
      _ = log.take()
      var names: [String] = []
      for entry in entries { names.append(try await entry.blog.name) }
      #expect(names == ["Beatles", "Beatles", "Pop", "Pop"])
      #expect(log.take().count == 1)
      entries[0].rating = 1
      try await entries[0].save()
      #expect(try await Entry.objects.get(id: fixture.lives.id).rating == 1)
      let blocked = try await Entry.objects.fetchMode(.raise).raw("SELECT * FROM entry ORDER BY id").all()
      await kindredError(.fetchBlocked) { _ = try await blocked[0].blog }
    }
  }

  @Test("RW-1: a stream, also inside a transaction, while something is written")
  func streams() async throws {
    try await withBlogs { _, _ async throws in
      try await Blog.objects.bulkCreate((0..<600).map { Blog(name: "many \($0)") })
      var count = 0
      for try await blog in Blog.objects.raw("SELECT * FROM blog WHERE name LIKE 'many %' -- all").rows {
        count += 1
        if count == 300 { try await Blog.objects.create(name: "many more \(blog.name)") }
      }
      #expect(count >= 600)
      try await transaction { () async throws in
        var seen = 0
        for try await blog in Blog.objects.raw("SELECT * FROM blog WHERE name LIKE \("many %") ORDER BY id -- all").rows
        {
          seen += 1
          if seen == 1 { try await Blog.objects.create(name: "many \(blog.id)") }
          if seen == 500 { break }
        }
        #expect(seen == 500)
      }
      var none = 0
      for try await _ in Blog.objects.raw("SELECT * FROM blog WHERE 1 = 0").rows { none += 1 }
      #expect(none == 0)
      await kindredError(.decoding) {
        for try await _ in Blog.objects.raw("SELECT id, NULL AS name, tagline FROM blog").rows {}
      }
      await kindredError(.invalidQuery) {
        for try await _ in Blog.objects.raw("DELETE FROM blog RETURNING *").rows {}
      }
      #expect(try await Blog.objects.count() > 600)
    }
  }

  @Test("Q-26: what was asked of the query set before is an error, not ignored")
  func before() async throws {
    try await withBlogs { _, log async throws in
      let queries: [QuerySet<Blog>] = [
        Blog.objects.filter { $0.name == "Pop" }, Blog.objects.order { $0.name }, Blog.objects[..<1],
        Blog.objects.distinct(), Blog.objects.none(), Blog.objects.selectForUpdate(), Blog.objects.reversed(),
      ]
      for query in queries {
        await kindredError(.invalidQuery) { _ = try await query.raw("SELECT * FROM blog").all() }
        await kindredError(.invalidQuery) { for try await _ in query.raw("SELECT * FROM blog").rows {} }
      }
      #expect(log.take() == [])
    }
  }

  @Test("RW-1: rows that a statement returns: INSERT … RETURNING, WITH")
  func returning() async throws {
    try await withBlogs { fixture, _ async throws in
      let made = try await Blog.objects.raw("INSERT INTO blog (name) VALUES (\("a")), (\("b")) RETURNING *").all()
      #expect(made.map(\.name) == ["a", "b"])
      #expect(try await Blog.objects.filter { $0.name.in(["a", "b"]) }.count() == 2)
      let names = try await Blog.objects.raw(
        "WITH old AS (SELECT * FROM blog WHERE id <= \(fixture.cheese.id)) SELECT * FROM old ORDER BY name"
      ).all().map(\.name)
      #expect(names == ["Beatles", "Cheese", "Pop"])
    }
  }
}
