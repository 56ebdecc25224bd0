import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Getting results")
struct TerminalTests {
  @Test("MQ-10: get gives one object, or says which is wrong")
  func get() async throws {
    try await withBlogs { blogs, log async throws in
      #expect(try await Blog.objects.get(id: 2) == blogs.pop)
      #expect(
        log.take() == [
          spelled(
            sqlite: #"SELECT "blog"."id", "blog"."name", "blog"."tagline" FROM "blog" WHERE "blog"."id" = ?1 LIMIT ?2"#,
            postgres:
              #"SELECT "blog"."id", "blog"."name", "blog"."tagline" FROM "blog" WHERE "blog"."id" = $1 LIMIT $2"#)
        ])
      #expect(try await Blog.objects.get { $0.name == "Cheese" } == blogs.cheese)
      await #expect(throws: Blog.DoesNotExist.self) { try await Blog.objects.get(id: 77) }
      await #expect(throws: Blog.DoesNotExist.self) { try await Blog.objects.get(id: .unsaved) }
      await #expect { try await Blog.objects.get { $0.tagline == "All the latest" } } throws: { error in
        (error as? Blog.MultipleObjectsReturned)?.count == 2
      }
      try await Author.objects.bulkCreate((0..<30).map { Author(name: "n\($0)") })
      await #expect { try await Author.objects.get() } throws: { error in
        "\(error)".contains("more than 20 Author")
      }
    }
  }

  @Test("T-14: first and last go by the key when nothing else is said")
  func firstAndLast() async throws {
    try await withBlogs { blogs, log async throws in
      #expect(try await Blog.objects.first() == blogs.beatles)
      #expect(try await Blog.objects.last() == blogs.cheese)
      #expect(
        log.take().map { $0.replacing(#/.* FROM "blog" /#, with: "") } == [
          spelled(
            sqlite: #"ORDER BY "blog"."id" ASC LIMIT ?1"#, postgres: #"ORDER BY "blog"."id" ASC LIMIT $1"#),
          spelled(
            sqlite: #"ORDER BY "blog"."id" DESC LIMIT ?1"#, postgres: #"ORDER BY "blog"."id" DESC LIMIT $1"#),
        ])
      #expect(try await Blog.objects.order { $0.name.desc }.first() == blogs.pop)
      #expect(try await Blog.objects.order { $0.name.desc }.last() == blogs.beatles)
      #expect(try await Blog.objects.filter { $0.name == "-" }.first() == nil)
    }
  }

  @Test("T-13: the earliest and the latest by some columns")
  func extremes() async throws {
    try await withBlogs { blogs, _ async throws in
      #expect(try await Entry.objects.latest { $0.rating } == blogs.lives)
      #expect(try await Entry.objects.earliest { ($0.blog.name, $0.rating) } == blogs.yesterday)
      await #expect(throws: Entry.DoesNotExist.self) { try await blogs.cheese.entrySet.latest { $0.rating } }
    }
  }

  @Test("T-10, T-16, T-17: counting and asking do not read rows")
  func counting() async throws {
    try await withBlogs { blogs, log async throws in
      #expect(try await Entry.objects.filter { $0.blog.name == "Pop" }.count() == 2)
      #expect(try await Entry.objects.filter { $0.rating > 8 }.exists())
      #expect(try await !Entry.objects.filter { $0.rating > 10 }.exists())
      #expect(try await blogs.pop.entrySet.contains(blogs.percent))
      #expect(try await !blogs.pop.entrySet.contains(blogs.lives))
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"SELECT COUNT(*) FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" WHERE "blog"."name" = ?1"#,
            postgres:
              #"SELECT COUNT(*) FROM "entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id" WHERE "blog"."name" = $1"#
          ),
          spelled(
            sqlite: #"SELECT 1 FROM "entry" WHERE "entry"."rating" > ?1 LIMIT 1"#,
            postgres: #"SELECT 1 FROM "entry" WHERE "entry"."rating" > $1 LIMIT 1"#),
          spelled(
            sqlite: #"SELECT 1 FROM "entry" WHERE "entry"."rating" > ?1 LIMIT 1"#,
            postgres: #"SELECT 1 FROM "entry" WHERE "entry"."rating" > $1 LIMIT 1"#),
          spelled(
            sqlite: #"SELECT 1 FROM "entry" WHERE "entry"."blog_id" = ?1 AND "entry"."id" = ?2 LIMIT 1"#,
            postgres: #"SELECT 1 FROM "entry" WHERE "entry"."blog_id" = $1 AND "entry"."id" = $2 LIMIT 1"#),
          spelled(
            sqlite: #"SELECT 1 FROM "entry" WHERE "entry"."blog_id" = ?1 AND "entry"."id" = ?2 LIMIT 1"#,
            postgres: #"SELECT 1 FROM "entry" WHERE "entry"."blog_id" = $1 AND "entry"."id" = $2 LIMIT 1"#),
        ])
    }
  }

  @Test("T-11: many by key; unknown keys are left out")
  func inBulk() async throws {
    try await withBlogs { blogs, log async throws in
      #expect(try await Blog.objects.inBulk([1, 3, 99]) == [1: blogs.beatles, 3: blogs.cheese])
      #expect(try await Blog.objects.inBulk([]) == [:])
      #expect(log.take().count == 1)
      #expect(try await Blog.objects.inBulk().count == 3)
    }
  }

  @Test("Values: typed tuples, plain values, expressions")
  func values() async throws {
    try await withBlogs { _, log async throws in
      let pairs = try await Entry.objects.order { $0.id }.values { ($0.headline, $0.blog.name) }.all()
      #expect(pairs.map { "\($0.0) – \($0.1)" }.first == "Lennon lives – Beatles")
      #expect(
        log.take().first?.hasPrefix(#"SELECT "entry"."headline", "blog"."name" FROM "entry" INNER JOIN "blog""#) == true
      )
      let names: [String] = try await Blog.objects.order { $0.name }.values { $0.name }.all()
      #expect(names == ["Beatles", "Cheese", "Pop"])
      let sums: [Int] = try await Entry.objects.filter { $0.rating > 5 }.order { $0.id }
        .values { $0.rating + $0.comments * 10 }.all()
      #expect(sums == [39, 26])
      let reviewers: [String?] = try await Entry.objects.order { $0.id }.values { $0.reviewer.name }.all()
      #expect(reviewers == ["Ann", nil, "Bob", nil])
      let blogs: [Key<Blog>] = try await Entry.objects.order { $0.blogID }.values { $0.blogID }.distinct().all()
      #expect(blogs == [1, 2])
      #expect(try await Blog.objects.order { $0.id }.values { $0.tagline }[1..<3].all() == [nil, "All the latest"])
      #expect(try await Blog.objects.order { $0.id }.values { ($0.id, $0.name) }.first()?.1 == "Beatles")
    }
  }

  @Test("Explaining a query gives the database's plan")
  func explain() async throws {
    try await withBlogs { _, _ async throws in
      let plan = try await Entry.objects.filter { $0.blogID == 1 }.explain()
      #expect(plan.contains("entry_blog_id_idx"))
    }
  }

  @Test("The SQL of a query comes with its values")
  func sql() throws {
    let query = Entry.objects.filter { $0.headline.startsWith("a*%") && $0.rating.in([1, 2, 3]) }[..<5]
    let sqlite = try query.sql(for: .sqlite)
    #expect(sqlite.text.hasSuffix(#"WHERE "entry"."headline" GLOB ?1 AND "entry"."rating" IN (?2, ?3, ?4) LIMIT ?5"#))
    #expect(sqlite.values == [.text("a[*]%*"), .integer(1), .integer(2), .integer(3), .integer(5)])
    let postgres = try query.sql(for: .postgres)
    #expect(
      postgres.text.hasSuffix(#"WHERE "entry"."headline" LIKE $1 AND "entry"."rating" IN ($2, $3, $4) LIMIT $5"#))
    #expect(postgres.values == [.text(#"a*\%%"#), .integer(1), .integer(2), .integer(3), .integer(5)])
  }
}
