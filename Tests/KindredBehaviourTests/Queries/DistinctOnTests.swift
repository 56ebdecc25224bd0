import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Distinct by columns")
struct DistinctOnTests {
  @Test("Q-8: the statement, where DISTINCT ON is there and where it is not")
  func text() throws {
    let query = Author.objects.order { ($0.name, $0.id.desc) }.distinct { $0.name }[..<5]
    #expect(
      try query.sql(for: .postgres).text
        == #"SELECT DISTINCT ON ("author"."name") "author"."id", "author"."name" FROM "author" ORDER BY "author"."name" ASC, "author"."id" DESC, "author"."id" ASC LIMIT $1"#
    )
    #expect(
      try query.sql(for: .sqlite).text
        == #"SELECT "column_1" AS "id", "column_2" AS "name" FROM (SELECT "author"."id" AS "column_1", "author"."name" AS "column_2", "author"."name" AS "order_1", "author"."id" AS "order_2", "author"."id" AS "order_3", ROW_NUMBER() OVER (PARTITION BY "author"."name" ORDER BY "author"."name" ASC, "author"."id" DESC, "author"."id" ASC) AS "number" FROM "author") AS "numbered" WHERE "number" = 1 ORDER BY "order_1" ASC, "order_2" DESC, "order_3" ASC LIMIT ?1"#
    )
  }

  @Test("Q-8: the first row in the order of each set is kept")
  func rows() async throws {
    try await withBlogs { blogs, _ async throws in
      let best = Entry.objects.order { ($0.blogID, $0.rating.desc) }.distinct { $0.blogID }
      #expect(try await best.headlines() == ["Lennon lives", "Lennon and pop"])
      #expect(try await best.filter { $0.rating < 9 }.headlines() == ["Yesterday", "Lennon and pop"])
      #expect(try await best[1...].headlines() == ["Lennon and pop"])
      #expect(try await best.count() == 2)
      #expect(try await best[1...].count() == 1)
      #expect(try await best.exists())
      #expect(try await best[1...].exists())
      #expect(try await !best[2...].exists())
      #expect(try await best.first() == blogs.lives)
      #expect(try await best.filter { $0.blog == blogs.pop }.get() == blogs.popLennon)
      #expect(try await best.values { $0.headline }.all() == ["Lennon lives", "Lennon and pop"])
      #expect(try await Blog.objects.filter { $0.entry.in(best.filter { $0.blog == blogs.pop }) }.names() == ["Pop"])
      // Without an order, the columns are it; the smallest key comes first.
      #expect(try await Entry.objects.distinct { $0.blogID }.headlines() == ["Lennon lives", "Lennon and pop"])
      let byName = Entry.objects.order { $0.blog.name.desc }.distinct { $0.blog.name }
      #expect(try await byName.headlines() == ["Lennon and pop", "Lennon lives"])
      let byTwo = Entry.objects.order { ($0.rating, $0.blogID) }.distinct { ($0.blogID, $0.rating) }
      #expect(try await byTwo.headlines() == ["100% pop", "Yesterday", "Lennon and pop", "Lennon lives"])
      let byTag = Blog.objects.order { $0.tagline.asc.nullsLast }.distinct { $0.tagline }
      #expect(try await byTag.names() == ["Beatles", "Pop"])
    }
  }

  @Test("Q-8: an order that begins with something else is an error, as are changes")
  func refused() async throws {
    try await withBlogs { _, log async throws in
      func isRefused(_ body: () async throws -> Void) async {
        await #expect {
          try await body()
        } throws: { error in (error as? KindredError)?.code == .invalidQuery }
      }
      let byBlog = Entry.objects.distinct { $0.blogID }
      await isRefused { _ = try await byBlog.order { $0.rating }.all() }
      await isRefused { _ = try await Entry.objects.order { $0.rating }.distinct { ($0.blogID, $0.rating) }.count() }
      await isRefused { _ = try await byBlog.order { _ in QueryOrdering.random }.all() }
      await isRefused { _ = try await Entry.objects[..<2].distinct { $0.blogID }.all() }
      await isRefused { try await byBlog.delete() }
      await isRefused { try await byBlog.update { $0.rating.set(1) } }
      #expect(log.take() == [])
      #expect(try await byBlog.distinct().count() == 4)
    }
  }

  @Test("Q-7: repeated rows are gone before rows are skipped")
  func existenceBehindASlice() async throws {
    try await withBlogs { _, _ async throws in
      let blogs = Blog.objects.filter { $0.entry.rating > 0 }.distinct()
      #expect(try await blogs[1...].exists())
      #expect(try await !blogs[2...].exists())
    }
  }
}
