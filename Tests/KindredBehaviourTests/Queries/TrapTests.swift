import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// The traps of Django's semantics, each with rows that were worked out by hand on the fixture's table.
@Suite("Traps")
struct TrapTests {
  @Test("TR-1: one filter asks about one related row, a further one joins again and keeps duplicates")
  func oneFilterOrTwo() async throws {
    try await withBlogs { _, _ async throws in
      // Beatles: (9, 3), (4, 8). Pop: (6, 2), (2, 0).
      #expect(try await Blog.objects.filter { $0.entry.rating > 8 && $0.entry.comments > 7 }.names() == [])
      #expect(
        try await Blog.objects.filter { $0.entry.rating > 8 }.filter { $0.entry.comments > 7 }.names() == ["Beatles"])
      // Two entries above 1, and two above -1: each pair is a row.
      #expect(
        try await Blog.objects.filter { $0.entry.rating > 1 }.filter { $0.entry.comments > -1 }.order { $0.name }
          .names()
          == ["Beatles", "Beatles", "Beatles", "Beatles", "Pop", "Pop", "Pop", "Pop"])
      // Relations to one row are joined once, whichever filter crosses them.
      let tables = try Entry.objects.filter { $0.blog.name == "Pop" }.filter { $0.blog.tagline == nil }.sql(
        for: .sqlite
      ).text
      #expect(tables.components(separatedBy: "JOIN").count == 2)
    }
  }

  @Test("TR-2: a negation keeps rows whose column is NULL")
  func negatedNull() async throws {
    try await withBlogs { _, _ async throws in
      // The notes are nil, old, new, nil.
      #expect(try await Entry.objects.exclude { $0.note == "old" }.order { $0.id }.all().map(\.rating) == [9, 6, 2])
      #expect(try await Entry.objects.filter { !($0.note == "old") }.order { $0.id }.all().map(\.rating) == [9, 6, 2])
      #expect(try await Entry.objects.filter { $0.note != "old" }.order { $0.id }.all().map(\.rating) == [9, 6, 2])
      let sums = Blog.objects.annotate { $0.entry.rating.sum() }
      #expect(
        try await sums.exclude { _, sum in sum == 13 }.order { blog, _ in blog.id }.all().map(\.0.name) == [
          "Pop", "Cheese",
        ])
      let lags = Entry.objects.annotate { $0.rating.lag().over(orderBy: $0.id) }
      #expect(
        try await lags.exclude { _, lag in lag == 9 }.order { entry, _ in entry.id }.all().map(\.0.rating) == [9, 6, 2])
    }
  }

  @Test("TR-3: the conditions of an exclusion may be met by different related rows")
  func exclusion() async throws {
    try await withBlogs { _, _ async throws in
      // Beatles meets the first with one entry, the second with another; Pop meets neither.
      #expect(
        try await Blog.objects.exclude { $0.entry.rating > 8 && $0.entry.comments > 7 }.order { $0.id }.names()
          == ["Pop", "Cheese"])
      // One row that meets both is asked for by any.
      #expect(
        try await Blog.objects.exclude { $0.entry.any { $0.rating > 8 && $0.comments > 7 } }.order { $0.id }.names()
          == ["Beatles", "Pop", "Cheese"])
    }
  }

  @Test("TR-4: nil and empty lists, NULL in a list and in a sub-select")
  func nothing() async throws {
    try await withBlogs { _, log async throws in
      #expect(try await Entry.objects.filter { $0.note == nil }.count() == 2)
      _ = log.take()
      #expect(try await Entry.objects.filter { $0.rating.in([]) }.all().isEmpty)
      #expect(log.take() == [])
      #expect(try await Entry.objects.exclude { $0.rating.in([]) }.count() == 4)
      #expect(try await Entry.objects.filter { $0.note.in(["old", nil]) }.count() == 1)
      #expect(try await Entry.objects.exclude { $0.note.in(["old", nil]) }.all().map(\.note) == ["new"])
      let notes = Entry.objects.values { $0.note }
      #expect(try await Entry.objects.exclude { $0.note.in(notes) }.count() == 2)
      // Of windows: what is known to be empty runs no SQL either.
      _ = log.take()
      let ranked = Entry.objects.annotate { Window.rank().over(orderBy: $0.rating) }
      #expect(try await ranked.filter { _, rank in rank.in([]) }.all().isEmpty)
      #expect(log.take() == [])
    }
  }

  @Test("TR-5: inner joins for plain conditions, outer ones where a missing row counts")
  func joins() async throws {
    try await withBlogs { _, _ async throws in
      func isOuter(_ query: QuerySet<Entry>) throws -> Bool {
        try query.sql(for: .sqlite).text.contains("LEFT OUTER JOIN")
      }
      // Reviewers: Ann, nil, Bob, nil.
      let plain = Entry.objects.filter { $0.reviewer.name == "Ann" }
      #expect(try isOuter(plain) == false)
      #expect(try await plain.count() == 1)
      let either = Entry.objects.filter { $0.reviewer.name == "Ann" || $0.rating < 3 }
      #expect(try isOuter(either))
      #expect(try await either.order { $0.id }.all().map(\.rating) == [9, 2])
      let negated = Entry.objects.exclude { $0.reviewer.name == "Ann" }
      #expect(try isOuter(negated))
      #expect(try await negated.count() == 3)
      // A missing row is one of NULLs.
      #expect(try await Entry.objects.filter { $0.reviewer.name == nil }.count() == 2)
      #expect(try await Entry.objects.order { $0.id }.values { $0.reviewer.name }.all() == ["Ann", nil, "Bob", nil])
      #expect(try await Blog.objects.order { $0.id }.annotate { $0.entry.count() }.all().map(\.1) == [2, 2, 0])
      // Only the key is compared: no join.
      #expect(try Entry.objects.filter { $0.blog.id == 1 }.sql(for: .sqlite).text.contains("JOIN") == false)
      // A window looks at other rows, so that it requires none.
      let windows = Entry.objects.annotate { $0.reviewer.name.lag().over(orderBy: $0.id) }
      #expect(try await windows.order { entry, _ in entry.id }.all().map(\.1) == [nil, "Ann", nil, "Bob"])
    }
  }

  @Test("TR-7: filter before or after annotate, and values before or after it")
  func orderOfVerbs() async throws {
    try await withBlogs { _, _ async throws in
      // Entries above 5: one of Beatles, one of Pop.
      let before = Blog.objects.filter { $0.entry.rating > 5 }.annotate { $0.entry.count() }
      #expect(try await before.order { blog, _ in blog.id }.all().map(\.1) == [1, 1])
      let after = Blog.objects.annotate { $0.entry.count() }.filter { blog, _ in blog.entry.rating > 5 }
      #expect(try await after.order { blog, _ in blog.id }.all().map(\.1) == [2, 2])
      // Values first: groups by tagline, "All the latest" twice. Annotate first: one row for each blog.
      let groups = Blog.objects.values { $0.tagline }.annotate { blog, _ in blog.entry.count() }
      #expect(try await groups.order { tagline, _ in tagline.asc.nullsFirst }.all().map(\.1) == [2, 2])
      let each = Blog.objects.annotate { $0.entry.count() }.values { blog, count in (blog.tagline, count) }
      #expect(try await each.order { _, count in count }.all().map(\.1) == [0, 2, 2])
      // WHERE for rows, HAVING for groups, in one call.
      let both = groups.filter { tagline, count in tagline != nil && count > 1 }
      let text = try both.sql(for: .sqlite).text
      #expect(text.contains(#" WHERE "blog"."tagline" IS NOT NULL GROUP BY "#))
      #expect(text.hasSuffix(#" HAVING COUNT("entry"."id") > ?1"#))
      #expect(try await both.all().map(\.0) == ["All the latest"])
    }
  }

  @Test("TR-7: an explicit order joins the groups, the model's own does not")
  func orderOfGroups() async throws {
    try await withBlogs { _, _ async throws in
      #expect(
        try await Entry.objects.order { $0.rating }.values { ($0.blogID, $0.count()) }.all().map(\.1) == [1, 1, 1, 1])
      #expect(
        try await Entry.objects.values { ($0.blogID, $0.count()) }.order { blog, _ in blog }.all().map(\.1) == [2, 2])
    }
  }

  @Test("TR-7: slices, distinct rows and groups are finished before they are counted, added up and grouped")
  func finishedRows() async throws {
    try await withBlogs { _, log async throws in
      let best = Entry.objects.order { $0.rating.desc }[..<3]
      #expect(try await best.count() == 3)
      #expect(try await best.aggregate { $0.rating.sum() } == 19)
      _ = log.take()
      // 9 and 4 of Beatles, 6 of Pop.
      #expect(try await best.values { ($0.blog.name, $0.count()) }.order { name, _ in name }.all().map(\.1) == [2, 1])
      let first = spelled(sqlite: "?1", postgres: "$1")
      #expect(
        log.take() == [
          #"SELECT "blog"."name", COUNT(*) FROM (SELECT "entry"."blog_id" FROM "entry" ORDER BY "entry"."rating" DESC LIMIT \#(first)) AS "result" INNER JOIN "blog" ON "result"."blog_id" = "blog"."id" GROUP BY "blog"."name" ORDER BY "blog"."name" ASC"#
        ])
      // Two entries of each of two blogs; each blog once.
      let rated = Blog.objects.filter { $0.entry.rating > 0 }.distinct()
      #expect(try await rated.count() == 2)
      #expect(
        try await rated.values { ($0.tagline, $0.count()) }.order { tagline, _ in tagline.asc.nullsFirst }.all().map(
          \.1) == [1, 1])
      #expect(try await rated.aggregate { $0.count() } == 2)
      let newest = Entry.objects.order { ($0.blogID, $0.rating.desc) }.distinct { $0.blogID }
      let newestByNote = newest.values { ($0.note, $0.rating.sum()) }.order { note, _ in note.asc.nullsFirst }
      #expect(try await newestByNote.all().map(\.1) == [9, 6])
      // Values once each, and then groups of them.
      let taglines = Blog.objects.values { $0.tagline }.distinct()
      #expect(try await taglines.filter { $0.count() > 1 }.all().isEmpty)
      #expect(try await taglines.aggregate { $0.count() } == 1)
      #expect(
        try await Entry.objects.values { $0.rating }.order { $0 }[..<2].annotate { _, rating in rating.count() }.all()
          .map(\.1) == [1, 1])
      let groups = Entry.objects.values { ($0.blogID, $0.rating.sum()) }
      #expect(try await groups.count() == 2)
      #expect(try await groups.aggregate { _, sum in sum.max() } == 13)
    }
  }
}
