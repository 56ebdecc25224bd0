import Kindred
import Testing

@Suite("Pages by number")
struct NumberedPageTests {
  @Test("T-25: with a count")
  func exact() async throws {
    try await withBlogs { _, log async throws in
      let query = Entry.objects.order { $0.pubDate.desc }
      let first = try await query.paginate(page: 1, of: 3)
      #expect(first.items.count == 3 && first.count == 4 && first.pageCount == 2 && !first.isEstimate)
      #expect(first.hasNext && !first.hasPrevious && first.positions == 0..<3)
      #expect(
        log.take() == [
          #"SELECT COUNT(*) FROM "entry""#,
          #"SELECT "entry"."id", "entry"."blog_id", "entry"."reviewer_id", "entry"."headline", "entry"."rating", "#
            + #""entry"."comments", "entry"."note", "entry"."pub_date" FROM "entry" ORDER BY "entry"."pub_date" DESC, "#
            + spelled(sqlite: #""entry"."id" DESC LIMIT ?1"#, postgres: #""entry"."id" DESC LIMIT $1"#),
        ])
      let second = try await query.paginate(page: 2, of: 3)
      #expect(second.items.count == 1 && !second.hasNext && second.hasPrevious && second.positions == 3..<4)
      // All four have one date, so that the key decides.
      #expect((first.items + second.items).map(\.id) == [4, 3, 2, 1])
    }
  }

  @Test("T-25: out of range")
  func range() async throws {
    try await withBlogs { _, log async throws in
      for number in [0, -1, .min, 3, 4, 1_000_000, .max] {
        await kindredError(.noSuchPage) { _ = try await Entry.objects.paginate(page: number, of: 2) }
        await kindredError(.noSuchPage) {
          _ = try await Entry.objects.paginate(page: number, of: 2, counting: .none)
        }
      }
      for size in [0, -1, .max] {
        await kindredError(.invalidQuery) { _ = try await Entry.objects.paginate(page: 1, of: size) }
      }
      // The first page of nothing is empty.
      let empty = try await Entry.objects.filter { $0.rating > 99 }.paginate(page: 1, of: 2)
      #expect(empty.items.isEmpty && empty.count == 0 && empty.pageCount == 1 && !empty.hasNext)
      #expect(try await Entry.objects.none().paginate(page: 1, of: 2).items.isEmpty)
      await kindredError(.noSuchPage) { _ = try await Entry.objects.none().paginate(page: 2, of: 2) }
    }
  }

  @Test("T-25: without a count, and with an estimate")
  func uncounted() async throws {
    try await withBlogs { _, log async throws in
      let page = try await Entry.objects.order { $0.rating }.paginate(page: 2, of: 2, counting: .none)
      #expect(page.items.map(\.rating) == [6, 9] && page.count == nil && page.pageCount == nil && !page.hasNext)
      #expect(log.take().count == 1)
      let more = try await Entry.objects.order { $0.rating }.paginate(page: 1, of: 3, counting: .none)
      #expect(more.items.map(\.rating) == [2, 4, 6] && more.hasNext)
      _ = log.take()
      let about = try await Entry.objects.filter { $0.rating > 3 }.paginate(page: 1, of: 2, counting: .estimate)
      #expect(about.items.count == 2 && about.hasNext)
      #expect(about.isEstimate == !Backend.isSQLite && about.count != nil)
      #expect(log.take()[0].hasPrefix(spelled(sqlite: "SELECT COUNT(*)", postgres: "EXPLAIN SELECT")))
      // An estimate forbids no page.
      await kindredError(.noSuchPage) {
        _ = try await Entry.objects.paginate(page: 9, of: 2, counting: .estimate)
      }
      let count = try await Entry.objects.filter { $0.rating > 3 }.estimatedCount()
      #expect(Backend.isSQLite ? count == 3 : count >= 0)
    }
  }

  @Test("T-25: results and groups")
  func results() async throws {
    try await withBlogs { _, _ async throws in
      let groups = Entry.objects.values { ($0.blog.name, $0.count()) }
      let page = try await groups.paginate(page: 2, of: 1)
      #expect(page.items.map(\.0) == ["Pop"] && page.count == 2)
      let annotated = Blog.objects.annotate { $0.entry.count() }.order { blog, count in count.desc }
      let first = try await annotated.paginate(page: 1, of: 2)
      #expect(first.items.map(\.0.name) == ["Pop", "Beatles"] && first.count == 3)
      // A page of a slice.
      let slice = try await Entry.objects.order { $0.rating }[1..<4].paginate(page: 2, of: 2)
      #expect(slice.items.map(\.rating) == [9] && slice.count == 3)
    }
  }
}
