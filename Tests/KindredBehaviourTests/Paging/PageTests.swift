import Foundation
import Kindred
import Testing

@testable import KindredCore

@Suite("Pages by a cursor")
struct PageTests {
  /// The pages of a query from the beginning, and whether they can be read from the end as well.
  private func pages<Q: Queryable>(_ query: Q, of size: Int) async throws -> [[Q.Model]] {
    var pages: [[Q.Model]] = []
    var cursor: PageCursor<Q.Model>?
    repeat {
      let page = try await query.page(of: size, after: cursor)
      pages.append(page.items)
      #expect(page.hasNext == (page.next != nil) && page.items.count <= size)
      // Through a URL.
      cursor = try page.next.map { try PageCursor(text: $0.text) }
    } while cursor != nil
    return pages
  }

  @Test("T-25: the database begins at the position, by an index where the order allows it")
  func statements() async throws {
    try await withBlogs { blogs, log async throws in
      let byRating = Entry.objects.order { ($0.rating.desc, $0.id.desc) }
      let first = try await byRating.page(of: 2)
      #expect(first.items.map(\.rating) == [9, 6] && first.hasNext && !first.hasPrevious && first.previous == nil)
      _ = log.take()
      let second = try await byRating.page(of: 2, after: first.next)
      #expect(second.items.map(\.rating) == [4, 2] && !second.hasNext && second.hasPrevious && second.next == nil)
      #expect(
        log.take()[0].hasSuffix(
          spelled(
            sqlite:
              #"WHERE ("entry"."rating", "entry"."id") < (?1, ?2) ORDER BY "entry"."rating" DESC, "entry"."id" DESC LIMIT ?3"#,
            postgres:
              #"WHERE ("entry"."rating", "entry"."id") < ($1, $2) ORDER BY "entry"."rating" DESC, "entry"."id" DESC LIMIT $3"#
          )))
      let back = try await byRating.page(of: 2, before: second.previous)
      #expect(back.items.map(\.rating) == [9, 6] && back.hasNext && !back.hasPrevious)
      let last = try await byRating.page(of: 3, before: nil)
      #expect(last.items.map(\.rating) == [6, 4, 2] && !last.hasNext && last.hasPrevious)
    }
  }

  @Test("T-25: several directions and NULL")
  func mixed() async throws {
    try await withBlogs { _, log async throws in
      let query = Entry.objects.order { ($0.blogID.desc, $0.note.asc.nullsLast) }
      let all = try await query.all().map(\.headline)
      #expect(all == ["Lennon and pop", "100% pop", "Yesterday", "Lennon lives"])
      #expect(try await pages(query, of: 1).flatMap { $0.map(\.headline) } == all)
      let page = try await query.page(of: 1)
      _ = log.take()
      _ = try await query.page(of: 1, after: page.end)
      #expect(
        log.take()[0].hasSuffix(
          spelled(
            sqlite:
              #"WHERE "entry"."blog_id" <= ?1 AND ("entry"."blog_id" < ?2 OR ("entry"."blog_id" = ?3 AND ("entry"."note" > ?4 OR "entry"."note" IS NULL OR ("entry"."note" = ?5 AND "entry"."id" > ?6)))) ORDER BY "entry"."blog_id" DESC, "entry"."note" ASC NULLS LAST, "entry"."id" ASC LIMIT ?7"#,
            postgres:
              #"WHERE "entry"."blog_id" <= $1 AND ("entry"."blog_id" < $2 OR ("entry"."blog_id" = $3 AND ("entry"."note" > $4 OR "entry"."note" IS NULL OR ("entry"."note" = $5 AND "entry"."id" > $6)))) ORDER BY "entry"."blog_id" DESC, "entry"."note" ASC NULLS LAST, "entry"."id" ASC LIMIT $7"#
          )))
    }
  }

  @Test("T-25: expressions, related columns and default orders")
  func orders() async throws {
    try await withBlogs { blogs, _ async throws in
      for query in [
        Entry.objects.order { ($0.blog.name, $0.headline.length.desc) }, Entry.objects.order { $0.reviewer.name.desc },
        Entry.objects.order { ($0.pubDate, $0.rating - $0.comments) }, Entry.objects,
        Entry.objects.filter { $0.rating > 3 }.order { $0.pubDate.desc }.reversed(),
        Entry.objects.order { entry in Blog.objects.filter { $0.id == entry.blogID }.values { $0.tagline }.scalar.asc },
      ] {
        // The whole, in an order without ties.
        let whole = try await pages(query, of: 100)
        #expect(whole.count == 1)
        for size in 1...3 { #expect(try await pages(query, of: size).flatMap { $0 } == whole[0]) }
      }
      try await Country.objects.bulkCreate(["c", "a", "b"].map { Country(code: $0, name: "n\($0)", score: 3) })
      #expect(try await pages(Country.objects, of: 2).map { $0.map(\.code) } == [["a", "b"], ["c"]])
      // Pages of a manager have their parent loaded.
      let page = try await blogs.pop.entrySet.order { $0.rating }.page(of: 5)
      #expect(page.items.map(\.rating) == [2, 6])
      // Rows that a join repeats are there once.
      let blogs = try await pages(Blog.objects.filter { $0.entry.rating > 0 }.distinct().order { $0.name.desc }, of: 1)
      #expect(blogs.map { $0.map(\.name) } == [["Pop"], ["Beatles"]])
    }
  }

  @Test("T-25: rows that appear and disappear shift nothing")
  func changes() async throws {
    try await withDatabase { _ async throws in
      try await Author.objects.bulkCreate(["b", "d", "f", "h"].map { Author(name: $0) })
      let query = Author.objects.order { $0.name }
      let first = try await query.page(of: 2)
      try await Author.objects.filter { $0.name == "d" }.delete()
      try await Author.objects.bulkCreate([Author(name: "a"), Author(name: "e")])
      let second = try await query.page(of: 2, after: first.next)
      #expect(second.items.map(\.name) == ["e", "f"])
      #expect(try await query.page(of: 9, before: second.previous).items.map(\.name) == ["a", "b"])
      // New rows since the end of a page.
      let end = try await query.page(of: 9).end
      try await Author.objects.create(name: "z")
      #expect(try await query.page(of: 9, after: end).items.map(\.name) == ["z"])
    }
  }

  @Test("T-25: objects in the order of their annotations")
  func annotations() async throws {
    try await withBlogs { _, log async throws in
      let query = Blog.objects.annotate { ($0.entry.count(), $0.entry.rating.max()) }
        .order { blog, count, best in (count.desc, best.asc) }
      let first = try await query.page(of: 2)
      #expect(first.items.map(\.0.name) == ["Pop", "Beatles"] && first.items.map(\.1) == [2, 2])
      let second = try await query.page(of: 2, after: first.next)
      #expect(second.items.map(\.0.name) == ["Cheese"] && second.items[0].2 == nil && !second.hasNext)
      #expect(try await query.page(of: 1, before: second.previous).items.map(\.0.name) == ["Beatles"])
      let named = Blog.objects.annotate { $0.entry.count() }.order { blog, count in blog.name.length }
      await kindredError(.invalidQuery) { _ = try await named.page(of: 2) }
    }
  }

  @Test("T-25: what has no position has no pages")
  func refused() async throws {
    try await withBlogs { _, log async throws in
      await kindredError(.invalidQuery) { _ = try await Entry.objects.order { _ in .random }.page(of: 2) }
      await kindredError(.invalidQuery) { _ = try await Blog.objects.order { $0.entry.rating }.page(of: 2) }
      await kindredError(.invalidQuery) { _ = try await Entry.objects[..<3].page(of: 2) }
      await kindredError(.invalidQuery) { _ = try await Entry.objects.page(of: 0) }
      await kindredError(.invalidQuery) { _ = try await Entry.objects.page(of: -1) }
      await kindredError(.invalidQuery) { _ = try await Documents.objects.order { $0.body }.page(of: 1) }
      await kindredError(.invalidQuery) {
        _ = try await Entry.objects.order { $0.blogID }.distinct { $0.blogID }.page(of: 2)
      }
      #expect(log.take() == [])
      let none = try await Entry.objects.none().page(of: 2)
      #expect(none.items.isEmpty && none.start == nil && !none.hasNext && !none.hasPrevious)
      #expect(try await Entry.objects.filter { $0.rating > 99 }.page(of: 2).items.isEmpty)
    }
  }
}
