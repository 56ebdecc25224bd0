import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Aggregates: annotate")
struct AnnotateTests {
  @Test("Q-3, A-11: each object with its aggregates, those without related rows included")
  func rows() async throws {
    try await withBlogs { blogs, log async throws in
      let counted = Blog.objects.annotate { ($0.entry.count(), $0.entry.rating.avg()) }
      let found = try await counted.order { blog, _, _ in blog.name }.all()
      #expect(found.map(\.0) == [blogs.beatles, blogs.cheese, blogs.pop])
      #expect(found.map(\.0.tagline) == ["All the latest", "All the latest", nil])
      #expect(found.map(\.1) == [2, 0, 2])
      #expect(found.map(\.2) == [6.5, nil, 4])
      let average =
        Backend.current == .sqlite
        ? #"AVG("entry"."rating")"# : #"CAST(AVG("entry"."rating") AS double precision)"#
      #expect(
        log.take() == [
          #"SELECT "blog"."id", "blog"."name", "blog"."tagline", COUNT("entry"."id"), \#(average) FROM "blog" LEFT OUTER JOIN "entry" ON "blog"."id" = "entry"."blog_id" GROUP BY "blog"."id" ORDER BY "blog"."name" ASC"#
        ])
      #expect(try await counted.count() == 3)
      let first = try await counted.first()
      #expect(first?.0 == blogs.beatles)
      #expect(try await Blog.objects.none().annotate { $0.entry.count() }.all().isEmpty)
    }
  }

  @Test("A-16: conditions and orders speak of the object and of what was computed")
  func filters() async throws {
    try await withBlogs { blogs, _ async throws in
      let sums = Blog.objects.annotate { $0.entry.rating.sum(default: 0) }.order { _, sum in sum.desc }
      #expect(try await sums.all().map(\.1) == [13, 8, 0])
      #expect(try await sums.filter { _, sum in sum < 10 }.all().map(\.0) == [blogs.pop, blogs.cheese])
      #expect(try await sums.filter { blog, sum in sum < 10 && blog.name != "Pop" }.all().map(\.0) == [blogs.cheese])
      #expect(try await sums.filter { blog, sum in sum > 10 || blog.name == "Cheese" }.all().map(\.1) == [13, 0])
      #expect(try await sums.filter { blog, _ in blog.tagline == nil }.all().map(\.0) == [blogs.pop])
      #expect(try await sums.filter { blog, sum in blog.id == 1 || sum > 100 }.count() == 1)
      #expect(try await sums[1..<3].all().map(\.1) == [8, 0])
      #expect(try await sums[..<1].all().map(\.1) == [13])
      let first = try await sums.filter { _, sum in sum > 0 }.first()
      #expect(first?.0 == blogs.beatles)
    }
  }

  @Test("A-13: a filter before narrows what is aggregated, one behind does not")
  func order() async throws {
    try await withBlogs { blogs, _ async throws in
      let before = Blog.objects.filter { $0.entry.rating > 5 }.annotate { $0.entry.count() }
      #expect(try await before.order { blog, _ in blog.id }.all().map(\.1) == [1, 1])
      let behind = Blog.objects.annotate { $0.entry.count() }
        .filter { blog, _ in blog.entry.rating > 5 && blog.entry.headline.contains("pop") }
      #expect(try await behind.all().map(\.0) == [blogs.pop])
      #expect(try await behind.all().map(\.1) == [2])
      let without = Blog.objects.annotate { $0.entry.count() }.filter { blog, _ in !(blog.entry.rating > 6) }
      #expect(try await without.order { blog, _ in blog.id }.all().map(\.0) == [blogs.pop, blogs.cheese])
    }
  }

  @Test("Q-3: what is computed from the object's own and related columns")
  func plain() async throws {
    try await withBlogs { blogs, log async throws in
      let entries = Entry.objects.annotate { ($0.rating + $0.comments, $0.blog.name) }
        .filter { entry, sum, name in sum > 8 && name == "Beatles" }
        .order { entry, _, _ in entry.rating }
      let found = try await entries.all()
      #expect(found.map(\.0) == [blogs.yesterday, blogs.lives])
      #expect(found.map(\.1) == [12, 12])
      #expect(found.map(\.2) == ["Beatles", "Beatles"])
      #expect(log.take().count == 1)
      // The relations of objects are loaded for all of them together, as anywhere.
      for (entry, _, _) in found { #expect(try await entry.blog == blogs.beatles) }
      #expect(log.take().count == 1)
      // With an aggregate, columns of other tables are groups.
      try await Comment.objects.create(entry: blogs.lives, text: "a")
      let remarked = Entry.objects.annotate { ($0.remarks.count(), $0.blog.name) }.order { entry, _, name in
        (name, entry.id)
      }
      #expect(try await remarked.all().map { "\($0.2) \($0.1)" } == ["Beatles 1", "Beatles 0", "Pop 0", "Pop 0"])
    }
  }
}
