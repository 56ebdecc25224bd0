import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// The rows that the article about sets, joins and common tables states.
@Suite("The article about sets, joins and common tables")
struct SetArticleTests {
  @Test("Q-15 to Q-17, Q-27 to Q-29: combined queries, copies and NULLs")
  func sets() async throws {
    try await withBlogs { _, _ async throws in
      let good = Entry.objects.filter { $0.rating > 5 }
      let noted = Entry.objects.filter { $0.note != nil }
      // good: 1, 3; noted: 2, 3
      func ids(_ query: QuerySet<Entry>) async throws -> [Key<Entry>] {
        try await query.order { $0.id }.values { $0.id }.all()
      }
      #expect(try await ids(good & noted) == [3])
      #expect(try await ids(good | noted) == [1, 2, 3])
      #expect(try await ids(good ^ noted) == [1, 2])
      #expect(try await ids(good.union(noted, all: true)) == [1, 2, 3, 3])
      #expect(try await ids(good.intersection(noted)) == [3])
      #expect(try await ids(good.difference(noted)) == [1])
      let blogs = Blog.objects.filter { $0.entry.rating > 8 } | Blog.objects.filter { $0.name == "Pop" }
      #expect(try await blogs.order { $0.id }.names() == ["Beatles", "Pop"])
      // The order is that of the left one, or else that of the right one.
      #expect(try await (good.order { $0.rating } | noted).values { $0.rating }.all() == [4, 6, 9])
      #expect(try await (good | noted.order { $0.rating.desc }).values { $0.rating }.all() == [9, 6, 4])
      await kindredError(.invalidQuery) { _ = try await (good[..<1] | noted).all() }
      // Each copy on the right takes one away.
      let all = Entry.objects.values { $0.rating % 2 }
      let zeros = Entry.objects.filter { $0.rating < 5 }.values { $0.rating % 2 }
      #expect(try await all.difference(zeros, all: true).order { $0 }.all() == [0, 1])
      #expect(try await all.intersection(zeros, all: true).all() == [0, 0])
      let names = Blog.objects.values { $0.name }.union(Author.objects.values { $0.name })
      #expect(try await names.filter { name in name.length > 3 }.order { name in name }.all() == ["Beatles", "Cheese"])
      await kindredError(.invalidQuery) {
        _ = try await transaction { try await good.union(noted).selectForUpdate().all() }
      }
    }
  }

  @Test("HU-13, Q-34: joins on conditions, filtered relations and lateral joins")
  func joins() async throws {
    try await withBlogs { _, _ async throws in
      let mentions = Entry.objects.joining(Blog.objects) { entry, blog in
        entry.headline.iContains(blog.name)
      } selecting: { _, blog in
        blog.name
      }
      #expect(
        try await mentions.order { entry, _ in entry.id }.all().map { "\($0.0.headline): \($0.1)" } == [
          "Lennon and pop: Pop", "100% pop: Pop",
        ])
      let filtered = Blog.objects.leftJoining({ $0.entry }, where: { $0.rating > 7 }) { blog, entry in
        (entry.count(), entry.rating.avg())
      }
      let rows = try await filtered.order { blog, _, _ in blog.id }.all()
      #expect(rows.map(\.1) == [1, 0, 0])
      #expect(rows.map(\.2) == [9, nil, nil])
      let best = Blog.objects.joiningEach { blog in
        Entry.objects.filter { $0.blog == blog }.order { $0.rating.desc }.values { ($0.headline, $0.rating) }[..<1]
      }
      if Backend.isSQLite {
        let error = await kindredError(.invalidQuery) { _ = try await best.all() }
        #expect(error?.message.contains("SQLite") ?? false)
      } else {
        #expect(try await best.order { blog, _, _ in blog.id }.all().map(\.2) == [9, 6])
      }
    }
  }
}
