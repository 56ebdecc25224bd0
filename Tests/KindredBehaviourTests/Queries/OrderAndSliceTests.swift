import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Order and slices")
struct OrderAndSliceTests {
  @Test("Q-5, Q-6: several terms, replaced by the next call, reversed with their NULLs")
  func order() async throws {
    try await withBlogs { _, _ async throws in
      let byRating = Entry.objects.order { $0.rating }
      #expect(try await byRating.headlines() == ["100% pop", "Yesterday", "Lennon and pop", "Lennon lives"])
      #expect(try await byRating.reversed().headlines().first == "Lennon lives")
      let byBlog = byRating.order { ($0.blog.name.desc, $0.rating.desc) }
      #expect(try await byBlog.headlines() == ["Lennon and pop", "100% pop", "Lennon lives", "Yesterday"])
      let nullsLast = Entry.objects.order { ($0.note.asc.nullsLast, $0.id) }
      #expect(try await nullsLast.headlines() == ["Lennon and pop", "Yesterday", "Lennon lives", "100% pop"])
      #expect(
        try nullsLast.reversed().statement().hasSuffix(
          #"ORDER BY "entry"."note" DESC NULLS FIRST, "entry"."id" DESC"#))
      #expect(try Entry.objects.reversed().statement().contains("ORDER BY") == false)
    }
  }

  @Test("Q-5: rows in an order by chance, another one each time, and each row once")
  func randomOrder() async throws {
    try await withBlogs { _, log async throws in
      let shuffled = Entry.objects.filter { $0.rating > 0 }.order { _ in QueryOrdering.random }
      let headlines = ["100% pop", "Lennon and pop", "Lennon lives", "Yesterday"]
      var orders: Set<[String]> = []
      for _ in 0..<100 { orders.insert(try await shuffled.headlines()) }
      #expect(orders.allSatisfy { $0.sorted() == headlines })
      // That 100 draws out of 24 orders are one and the same has a chance of 24 to the power of -99.
      #expect(orders.count > 1)
      let end = spelled(
        sqlite: #" FROM "entry" WHERE "entry"."rating" > ?1 ORDER BY RANDOM()"#,
        postgres: #" FROM "entry" WHERE "entry"."rating" > $1 ORDER BY RANDOM()"#)
      let statements = log.take()
      #expect(statements.count == 100 && statements.allSatisfy { $0.hasSuffix(end) })
      // A slice takes some of them. A reversed random order is random.
      #expect(try await Set(shuffled.reversed()[1..<3].headlines()).isSubset(of: headlines))
      #expect(try await shuffled[1..<3].all().count == 2)
    }
  }

  @Test("Q-5: at random, every row comes once, and not always in the same order")
  func random() async throws {
    try await withBlogs { _, _ async throws in
      let orderings = Entry.objects.order { _ in .random }
      #expect(try orderings.sql(for: .postgres).text.hasSuffix("ORDER BY RANDOM()"))
      let fixed = try await Entry.objects.order { $0.headline }.headlines()
      var orders: Set<[String]> = []
      // Of 24 orders, the same one a hundred times has a chance of one in 10^136.
      for _ in 0..<100 {
        let headlines = try await orderings.headlines()
        #expect(headlines.sorted() == fixed)
        orders.insert(headlines)
      }
      #expect(orders.count > 1)
    }
  }

  @Test("Q-37: an order uses the join that the filter made")
  func orderSharesJoin() throws {
    let query = Blog.objects.filter { $0.entry.rating > 3 }.order { $0.entry.headline }
    try onEachDialect { () throws in
      #expect(try query.tables() == #""blog" INNER JOIN "entry" ON "blog"."id" = "entry"."blog_id""#)
    }
  }

  @Test("MQ-12: slices become LIMIT and OFFSET, and compose")
  func slices() async throws {
    try await withBlogs { _, log async throws in
      let all = Entry.objects.order { $0.rating }
      #expect(
        try all[1..<3].statement().hasSuffix(spelled(sqlite: "LIMIT ?1 OFFSET ?2", postgres: "LIMIT $1 OFFSET $2")))
      #expect(try await all[1..<3].headlines() == ["Yesterday", "Lennon and pop"])
      #expect(try await all[..<1].headlines() == ["100% pop"])
      #expect(try await all[...1].headlines() == ["100% pop", "Yesterday"])
      #expect(try await all[2...].headlines() == ["Lennon and pop", "Lennon lives"])
      #expect(try await all[1...][1..<2].headlines() == ["Lennon and pop"])
      #expect(try await all[0..<2][1...].headlines() == ["Yesterday"])
      #expect(try await all[1..<3].count() == 2)
      #expect(try await all[3..<30].count() == 1)
      #expect(try await all[4...].exists() == false)
      _ = log.take()
      #expect(try await all[2..<2].all() == [])
      #expect(log.take() == [], "an empty window runs no SQL")
    }
  }

  @Test("MQ-12: what a slice does not allow is an error that says so")
  func afterSlicing() async throws {
    try await withBlogs { _, log async throws in
      let slice = Entry.objects.order { $0.id }[..<2]
      await expectInvalid { try await slice.filter { $0.rating > 1 }.all() }
      await expectInvalid { try await slice.exclude { $0.rating > 1 }.count() }
      await expectInvalid { try await slice.order { $0.rating }.all() }
      await expectInvalid { try await slice.reversed().all() }
      await expectInvalid { try await slice.last() }
      await expectInvalid { try await slice.update { $0.rating.set(1) } }
      await expectInvalid { try await slice.delete() }
      await expectInvalid { try await slice.inBulk([1]) }
      await expectInvalid { try await Entry.objects[(-1)...].all() }
      #expect(log.take() == [])
    }
  }

  private func expectInvalid<T>(
    _ body: () async throws -> T, sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    await #expect(sourceLocation: sourceLocation) { _ = try await body() } throws: { error in
      (error as? KindredError)?.code == .invalidQuery
    }
  }
}
