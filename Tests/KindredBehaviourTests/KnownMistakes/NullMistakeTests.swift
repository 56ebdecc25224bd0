import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// What went wrong with NULL and with queries that have no rows in other libraries.
@Suite("Known mistakes: NULL and empty queries")
struct NullMistakeTests {
  private let good = Q<Entry> { $0.rating > 3 }
  private let excellent = Q<Entry> { $0.rating > 8 }
  private let discussed = Q<Entry> { $0.comments > 2 }
  private let old = Q<Entry> { $0.note == "old" }

  private func ids(_ condition: (Entry.Columns) -> QueryCondition) async throws -> [Key<Entry>] {
    try await Entry.objects.filter(condition).order { $0.id }.values { $0.id }.all()
  }

  @Test(
    "S-3, C-1: the existence of nothing, selected, negated and in a case (django#33482, django#34254, django#33018)")
  func existenceOfNothing() async throws {
    try await withBlogs { _, _ async throws in
      let nothing = Entry.objects.none()
      #expect(try await Blog.objects.filter { _ in nothing.hasRows }.count() == 0)
      #expect(try await Blog.objects.filter { _ in !nothing.hasRows }.count() == 3)
      #expect(try await Blog.objects.exclude { _ in nothing.hasRows }.count() == 3)
      #expect(try await Blog.objects.filter { _ in !nothing.hasRows && !nothing.hasRows }.count() == 3)
      #expect(try await Blog.objects.filter { nothing.hasRows || $0.name == "Pop" }.names() == ["Pop"])
      #expect(try await Blog.objects.annotate { _ in nothing.hasRows }.all().map(\.1) == [false, false, false])
      #expect(try await Blog.objects.annotate { _ in !nothing.hasRows }.all().map(\.1) == [true, true, true])
      #expect(try await Blog.objects.annotate { _ in nothing.rowCount }.all().map(\.1) == [0, 0, 0])
      #expect(
        try await Blog.objects.annotate { _ in nothing.values { $0.rating }.scalar }.all().map(\.1) == [nil, nil, nil])
      #expect(
        try await Blog.objects.annotate { _ in nothing.values { $0.rating.sum(default: 4) }.scalar }.all().map(\.1)
          == [4, 4, 4])
      #expect(
        try await Blog.objects.annotate { _ in nothing.values { $0.count() }.scalar }.all().map(\.1) == [0, 0, 0])
      let words: [String] = try await Blog.objects.values {
        when($0.id.in([]), then: "none").when(!$0.id.in([]), then: "all").otherwise("other")
      }.all()
      #expect(words == ["all", "all", "all"])
      let never: [String?] = try await Blog.objects.values { when($0.id.in([]), then: "none") }.all()
      #expect(never == [nil, nil, nil])
      #expect(
        try await Blog.objects.order { (when($0.id.in([]), then: 0).otherwise(1), $0.name) }.names()
          == ["Beatles", "Cheese", "Pop"])
      #expect(try await Blog.objects.aggregate { $0.count(filter: $0.id.in([])) } == 0)
      #expect(try await Blog.objects.aggregate { $0.count(filter: !$0.id.in([])) } == 3)
      #expect(try await Blog.objects.annotate { $0.entry.count(filter: $0.id.in([])) }.all().map(\.1) == [0, 0, 0])
      #expect(
        try await Entry.objects.filter { $0.id == 1 }.update { $0.rating.set(when($0.id.in([]), then: 1).otherwise(8)) }
          == 1)
      #expect(try await Entry.objects.get(id: 1).rating == 8)
    }
  }

  @Test("T-15, A-10: totals of a query with annotations that have no rows (django#33073)")
  func totalsOfNothing() async throws {
    try await withBlogs { _, _ async throws in
      let nothing = Entry.objects.none()
      let annotated = Blog.objects.annotate { ($0.entry.count(), nothing.hasRows) }
      #expect(try await annotated.count() == 3)
      #expect(try await annotated.aggregate { _, entries, _ in entries.sum() } == 4)
      #expect(
        try await annotated.none().aggregate { _, entries, _ in (entries.sum(), entries.count()) } == (nil as Int?, 0))
      #expect(try await annotated.values { blog, entries, none in (entries, none) }.distinct().count() == 2)
      #expect(
        try await Blog.objects.annotate { blog in
          nothing.filter { $0.blog == blog }.values { $0.rating.max() }.scalar
        }
        .aggregate { blog, rating in (rating.max(), blog.count()) } == (nil as Int?, 3))
    }
  }

  @Test("MQ-18, L-6: NULL among values and results under a negation (django#20024, django#37140)")
  func nullInLists() async throws {
    try await withBlogs { _, _ async throws in
      // Notes: nil, old, new, nil.
      let notes = Entry.objects.values { $0.note }
      #expect(try await ids { $0.note.in(notes) } == [2, 3])
      #expect(try await ids { !$0.note.in(notes) } == [1, 4])
      #expect(try await ids { $0.headline.optional.in(notes) } == [])
      #expect(try await ids { !$0.headline.optional.in(notes) } == [1, 2, 3, 4])
      #expect(try await ids { $0.note.in([nil, "old"]) } == [2])
      #expect(try await ids { !$0.note.in([nil, "old"]) } == [3])
      #expect(try await ids { $0.note.in([nil]) } == [])
      #expect(try await ids { !$0.note.in([nil]) } == [2, 3])
      #expect(try await ids { !($0.note == "old" || $0.note == nil) } == [3])
      #expect(try await ids { !($0.note == "old" && $0.rating == 4) } == [1, 3, 4])
      #expect(try await ids { !(!($0.note == "old")) } == [2])
      #expect(try await ids { !($0.note > "a") } == [1, 4])
      #expect(try await ids { !$0.note.contains("o") } == [1, 3, 4])
      #expect(try await ids { !$0.note.range("a"..."o") } == [1, 2, 4])
      #expect(try await ids { !($0.reviewer.name == "Ann") } == [2, 3, 4])
      #expect(try await ids { $0.reviewer.name != "Ann" } == [2, 3, 4])
      // Aggregates behind an outer join.
      let averages = Blog.objects.annotate { $0.entry.rating.avg() }
      #expect(
        try await averages.exclude { _, average in average > 5 }.order { blog, _ in blog.id }.all().map(\.0.name) == [
          "Pop", "Cheese",
        ])
      #expect(try await averages.filter { _, average in !(average > 5) }.count() == 2)
      #expect(try await averages.filter { _, average in average != 6.5 }.count() == 2)
    }
  }

  @Test("MQ-34: an exclusive or of several conditions, with NULL (django#34604)")
  func exclusiveOr() async throws {
    try await withBlogs { _, _ async throws in
      // rating > 3: 1 2 3; comments > 2: 1 2; note is not NULL: 2 3; note == "old": 2 (unknown in 1 and 4).
      #expect(try await ids { ($0.rating > 3) ^ ($0.comments > 2) } == [3])
      #expect(try await ids { ($0.rating > 3) ^ ($0.comments > 2) ^ ($0.note.isNotNull) } == [2])
      #expect(try await ids { ($0.rating > 3) ^ (($0.comments > 2) ^ ($0.note.isNotNull)) } == [2])
      #expect(try await ids { ($0.note == "old") ^ ($0.rating > 8) } == [1, 2])
      #expect(try await ids { ($0.note == "old") ^ !($0.note == "old") } == [1, 2, 3, 4])
      #expect(try await ids { !(($0.note == "old") ^ ($0.rating > 8)) } == [3, 4])
      let q = good ^ discussed ^ old
      let held = try await Entry.objects.filter(q).order { $0.id }.values { $0.id }.all()
      #expect(held == [2, 3])
      let others = try await Entry.objects.exclude(q).order { $0.id }.values { $0.id }.all()
      #expect(others == [1, 4])
      let neutral = Q<Entry>() ^ excellent
      let best = try await Entry.objects.filter(neutral).count()
      #expect(best == 1)
      // A nil in a list, which is not the same under a negation.
      #expect(try await ids { $0.note.in([nil, "old"]) ^ ($0.rating > 8) } == [1, 2])
      #expect(try await ids { !$0.note.in([nil, "old"]) ^ ($0.rating > 8) } == [1, 3])
      // A chain grows by its links, and does not double with each.
      var chain = Q<Entry>()
      for rating in 0..<40 { chain = chain ^ Q<Entry> { $0.rating > rating } }
      // 9 of 40 hold for 9, 4 for 4, 6 for 6, 2 for 2.
      let odd = try await Entry.objects.filter(chain).order { $0.id }.values { $0.id }.all()
      #expect(odd == [1])
      #expect(try Entry.objects.filter(chain).statementText().count < 5_000)
      // Across relations: blogs of which an entry is above 8, and blogs of which one is below 3.
      let blogs = Blog.objects.filter { $0.entry.any { $0.rating > 8 } ^ $0.entry.any { $0.rating < 5 } }
      #expect(try await blogs.order { $0.id }.names() == ["Pop"])
    }
  }

  @Test("MQ-16, MQ-18: conditions that need no parameter, many negations, and known answers among others")
  func knownAnswers() async throws {
    try await withBlogs { _, log async throws in
      #expect(try await ids { $0.id.in([]) || $0.rating > 8 } == [1])
      #expect(try await ids { !$0.id.in([]) && $0.rating > 8 } == [1])
      #expect(try await ids { !(!$0.id.in([])) || $0.rating < 3 } == [4])
      #expect(try await ids { ($0.id.in([]) || $0.note.in([])) ^ ($0.rating > 8) } == [1])
      #expect(try await Blog.objects.filter { $0.entry.any { $0.id.in([]) } }.count() == 0)
      #expect(try await Blog.objects.filter { $0.entry.all { $0.id.in([]) } }.names() == ["Cheese"])
      #expect(try await Blog.objects.filter { $0.entry.none { $0.id.in([]) } }.count() == 3)
      #expect(try await Blog.objects.filter { !$0.entry.id.in([]) }.distinct().count() == 3)
      _ = log.take()
      #expect(try await Entry.objects.filter { $0.id.in([]) && $0.rating > 8 }.update { $0.rating.set(1) } == 0)
      #expect(try await Entry.objects.filter { $0.id.in([]) }.delete().total == 0)
      #expect(try await Entry.objects.filter { $0.id.in([]) }.values { ($0.blogID, $0.count()) }.all().isEmpty)
      #expect(log.take() == [])
    }
  }
}
