import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Arrays of queries")
struct ArraySubqueryTests {
  @Test("S-6: the values of a query's rows, in its order")
  func rows() async throws {
    let query = Blog.objects.order { $0.id }.annotate { blog in
      Entry.objects.filter { $0.blog == blog && $0.rating > 1 }.order { $0.rating.desc }.values { $0.headline }.array
    }
    let inner = """
      (SELECT "entry"."headline" AS "column_1" FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND \
      "entry"."rating" > %1 ORDER BY "entry"."rating" DESC)
      """
    #expect(
      try query.sql(for: .sqlite).text.contains(
        "(SELECT kindred_array(column_1, 0) FROM \(inner.replacing("%", with: "?")))"))
    #expect(try query.sql(for: .postgres).text.contains("ARRAY\(inner.replacing("%", with: "$"))"))
    try await withBlogs { blogs, _ async throws in
      let found = try await query.all()
      #expect(found.map(\.1) == [["Lennon lives", "Yesterday"], ["Lennon and pop", "100% pop"], []])
      let notes = try await Blog.objects.order { $0.id }.values { blog in
        Entry.objects.filter { $0.blog == blog }.order { $0.id }.values { $0.note }.array
      }.all()
      #expect(notes == [[nil, "old"], ["new", nil], []])
      let ratings = try await Blog.objects.order { $0.id }.values { blog in
        Entry.objects.filter { $0.blog == blog }.order { $0.rating }.values { $0.rating * 2 }[..<1].array
      }.all()
      #expect(ratings == [[8], [4], []])
      let flags = try await Blog.objects.order { $0.id }.values { blog in
        Entry.objects.filter { $0.blog == blog }.order { $0.id }.values { $0.rating > 5 }.array
      }.all()
      #expect(flags == [[true, false], [true, false], []])
      let texts = try await Blog.objects.filter { blog in
        Entry.objects.filter { $0.blog == blog }.values { $0.headline }.array.contains(["Yesterday"])
      }.names()
      #expect(texts == ["Beatles"])
      let firsts = try await Blog.objects.order { $0.id }.values { blog in
        Entry.objects.filter { $0.blog == blog }.order { $0.id.desc }.values { $0.headline }.array[0]
      }.all()
      #expect(firsts == ["Yesterday", "100% pop", nil])
      // What finds nothing runs no query, and is an empty array.
      #expect(
        try await Blog.objects.filter { $0.id == blogs.pop.id }
          .values { _ in Entry.objects.none().values { $0.headline }.array }.all() == [[]])
      let distinct = try await Blog.objects.filter { $0.id == blogs.pop.id }.values { _ in
        Blog.objects.values { $0.tagline }.distinct().order { $0.asc.nullsLast }.array
      }.all()
      #expect(distinct == [["All the latest", nil]])
    }
  }

  @Test("S-6: elements of all types come back as they were")
  func types() async throws {
    try await withDatabase { _ async throws in
      let token = UUID()
      let moment = Date(timeIntervalSince1970: 1_200_000_000.25)
      try await Event.objects.create(
        name: "a\"\\b\n😀", start: moment, day: CalendarDate(daysSince1970: 14_000), factor: 0.1 + 0.2, token: token,
        position: .max)
      let found = try await Event.objects.values { _ in
        (
          Event.objects.values { $0.name }.array, Event.objects.values { $0.start }.array,
          Event.objects.values { $0.day }.array, Event.objects.values { $0.factor }.array,
          Event.objects.values { $0.token }.array, Event.objects.values { $0.position }.array
        )
      }.get()
      #expect(found.0 == ["a\"\\b\n😀"] && found.1 == [moment] && found.2 == [CalendarDate(daysSince1970: 14_000)])
      #expect(found.3 == [0.1 + 0.2] && found.4 == [token] && found.5 == [.max])
    }
  }
}
