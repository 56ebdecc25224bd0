import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// What went wrong with groups and totals in other libraries.
@Suite("Known mistakes: groups, totals and subqueries")
struct GroupMistakeTests {
  @Test("T-8, A-14: the number of groups (django#34464, django#34750, GRDB#1357)")
  func numberOfGroups() async throws {
    try await withBlogs { _, _ async throws in
      // Ratings by parity: 9; 4, 6, 2.
      let parity = Entry.objects.values { ($0.rating % 2, $0.count()) }
      #expect(try await parity.count() == 2)
      #expect(try await parity.order { odd, _ in odd }.all().map(\.1) == [3, 1])
      #expect(try await parity.filter { _, count in count > 1 }.count() == 1)
      #expect(try await parity.filter { odd, _ in odd == 1 }.count() == 1)
      #expect(try await parity.aggregate { odd, count in (count.max(), odd.count()) } == (3 as Int?, 2))
      // Groups by a column of related rows, which is only in the count's way.
      let pairs = Blog.objects.annotate { $0.entry.rating }
      #expect(try await pairs.count() == 5)
      #expect(try await pairs.filter { _, rating in rating > 5 }.count() == 2)
      let noted = Blog.objects.annotate { $0.entry.count() }.filter { _, entries in entries > 0 }
      #expect(try await noted.count() == 2)
      #expect(try await noted.exists())
      #expect(try await noted.values { blog, _ in blog.name }.count() == 2)
      #expect(try await noted.values { _, entries in entries }.distinct().count() == 1)
    }
  }

  @Test("S-4, A-14: groups with subqueries, and by subqueries (django#30158, django#31150, django#32478, django#30099)")
  func subqueries() async throws {
    try await withBlogs { _, _ async throws in
      // How many entries above 5 has each blog: 1, 1, 0.
      let sizes = Blog.objects.values { blog in Entry.objects.filter { $0.blog == blog && $0.rating > 5 }.rowCount }
      let groups = sizes.annotate { blog, size in blog.count() }.order { size, _ in size }
      #expect(try await groups.all().map { "\($0.0) \($0.1)" } == ["0 1", "1 2"])
      #expect(try await groups.count() == 2)
      // A subquery beside an aggregate, with a column of the row and with one of the related row.
      let beside = Blog.objects.annotate { blog in
        (blog.entry.count(), Entry.objects.filter { $0.blog == blog }.values { $0.rating.max() }.scalar)
      }
      let rows = try await beside.order { blog, _, _ in blog.id }.all()
      #expect(rows.map(\.1) == [2, 2, 0])
      #expect(rows.map(\.2) == [9, 6, nil])
      #expect(
        try await beside.filter { _, entries, best in entries == 2 && best > 6 }.all().map(\.0.name) == ["Beatles"])
      let deep = Entry.objects.annotate { entry in
        (entry.remarks.count(), Author.objects.filter { $0.id == entry.reviewer.id }.values { $0.name }.scalar)
      }
      #expect(try await deep.order { entry, _, _ in entry.id }.all().map(\.2) == ["Ann", nil, "Bob", nil])
      // A condition on an aggregate inside.
      let many = Blog.objects.filter { blog in
        Entry.objects.filter { $0.blog == blog }.values { ($0.blogID, $0.count()) }.filter { _, n in n > 1 }.hasRows
      }
      #expect(try await many.order { $0.id }.names() == ["Beatles", "Pop"])
      let counted = Blog.objects.annotate { blog in
        Entry.objects.filter { $0.blog == blog }.values { ($0.blogID, $0.rating.sum()) }
          .filter { _, sum in sum > 10 }.values { _, _, sum in sum }.scalar
      }
      #expect(try await counted.order { blog, _ in blog.id }.all().map(\.1) == [13, nil, nil])
      // An aggregate of what a subquery gives.
      #expect(
        try await Blog.objects.aggregate { blog in Entry.objects.filter { $0.blog == blog }.rowCount.sum() } == 4)
      // The outer query's column in an aggregate's filter and in its operand, inside.
      let weighed = Blog.objects.annotate { blog in
        Entry.objects.filter { $0.blog == blog }.values { ($0.rating + blog.name.length).sum() }.scalar
      }
      // Beatles: 9 + 7 + 4 + 7; Pop: 6 + 3 + 2 + 3.
      #expect(try await weighed.order { blog, _ in blog.id }.all().map(\.1) == [27, 14, nil])
      let filtered = Blog.objects.annotate { blog in
        Entry.objects.values { $0.count(filter: $0.blog == blog && $0.rating > blog.name.length) }.scalar
      }
      // Beatles (7): 9; Pop (3): 6; Cheese: none.
      #expect(try await filtered.order { blog, _ in blog.id }.all().map(\.1) == [1, 1, 0])
    }
  }

  @Test("Q-2, A-15: several subqueries in one order, group and window keep their places (ecto#4744)")
  func places() async throws {
    try await withBlogs { _, _ async throws in
      func count(_ entry: Entry.Columns, above rating: Int) -> Expr<Int> {
        Entry.objects.filter { $0.blogID == entry.blogID && $0.rating > rating }.rowCount
      }
      // Above 5: 1, 1, 1, 1; above 3: 2, 2, 1, 1.
      let ordered = Entry.objects.order { (count($0, above: 5).desc, count($0, above: 3), $0.rating) }
      #expect(try await ordered.values { $0.rating }.all() == [2, 6, 4, 9])
      let numbered = Entry.objects.annotate {
        Window.rowNumber().over(
          partitionBy: count($0, above: 5), orderBy: count($0, above: 3).desc, $0.rating.desc)
      }
      #expect(try await numbered.order { entry, _ in entry.id }.all().map(\.1) == [1, 2, 3, 4])
      let groups = Entry.objects.values {
        (count($0, above: 5), count($0, above: 3), $0.count(), $0.rating.sum(default: 0))
      }
      .filter { _, above, _, sum in above > 0 && sum > 9 }
      let rows = try await groups.all()
      #expect(rows.count == 1 && rows[0] == (1, 2, 2, 13))
    }
  }

  @Test("A-12, HU-8: sums through rows of rows and two counts of one relation (GRDB#777, GRDB#1559)")
  func severalOfOneRelation() async throws {
    try await withBlogs { blogs, _ async throws in
      for text in ["a", "b", "c"] { try await blogs.lives.remarks.create(text: text) }
      try await blogs.percent.remarks.create(text: "d")
      let counts = Blog.objects.annotate {
        ($0.entry.count(filter: $0.entry.rating > 5), $0.entry.count(filter: $0.entry.rating <= 5))
      }.order { blog, _, _ in blog.id }
      #expect(try await counts.all().map { "\($0.1) \($0.2)" } == ["1 1", "1 1", "0 0"])
      let sums = Blog.objects.annotate { ($0.entry.rating.sum(), $0.entry.remarks.count()) }
      let all = try await sums.order { blog, _, _ in blog.id }.all()
      #expect(all.map(\.1) == [13, 8, nil])
      #expect(all.map(\.2) == [3, 1, 0])
      let pair = Blog.objects.annotate { ($0.entry.rating.max(), $0.entry.rating.avg(filter: $0.entry.note.isNull)) }
      #expect(try await pair.order { blog, _, _ in blog.id }.all().map(\.2) == [9, 2, nil])
      #expect(
        try await sums.filter { _, sum, remarks in sum > 10 || remarks == 0 }.order { blog, _, _ in blog.id }.all()
          .map(\.0.name) == ["Beatles", "Cheese"])
    }
  }

  @Test("W-1, A-14: windows beside aggregates, and what a window gave in a case (django#34987, django#30668)")
  func windowsBesideAggregates() async throws {
    try await withBlogs { _, _ async throws in
      let blogs = Blog.objects.annotate {
        ($0.entry.count(), Window.rank().over(partitionBy: $0.tagline, orderBy: $0.entry.rating.sum(default: 0).desc))
      }
      let rows = try await blogs.order { blog, _, _ in blog.id }.all()
      #expect(rows.map(\.1) == [2, 2, 0])
      // All the latest: Beatles 13, Cheese 0; nil: Pop.
      #expect(rows.map(\.2) == [1, 1, 2])
      // Salary steps: whether a rating is that of the entry before.
      let changes = Entry.objects.annotate { $0.rating.lag().over(orderBy: $0.rating) }
        .annotate { entry, before in
          when(before.isNull, then: "first").when(before + 2 == entry.rating.optional, then: "two").otherwise("more")
        }
        .order { entry, _, _ in entry.rating }
      #expect(try await changes.all().map(\.2) == ["first", "two", "two", "more"])
      #expect(try await changes.filter { _, _, word in word == "two" }.count() == 2)
      // A window in an expression, in a condition with others, and in an order.
      let shares = Entry.objects.values {
        ($0.headline, $0.rating * 100 / $0.rating.sum(default: 0).over(partitionBy: $0.blog))
      }
      .order { headline, _ in headline }
      // 2 of 8, 6 of 8, 9 of 13, 4 of 13
      #expect(try await shares.all().map(\.1) == [25, 75, 69, 30])
      #expect(try await shares.filter { _, share in share > 50 }.count() == 2)
      #expect(try await shares.aggregate { _, share in share.sum() } == 199)
    }
  }

  @Test("Q-2: ordering by aggregates, nulls and aliases does not depend on the names of columns (django#34176)")
  func ambiguousNames() async throws {
    try await withBlogs { _, _ async throws in
      let stats = Blog.objects.values {
        BlogStats.Columns(name: $0.tagline ?? "none", entries: $0.entry.count(), best: $0.entry.rating.max())
      }
      .order { $0.name }
      #expect(
        try await stats.all() == [
          BlogStats(name: "All the latest", entries: 2, best: 9), BlogStats(name: "none", entries: 2, best: 6),
        ])
      #expect(try await stats.filter { $0.name == "none" }.count() == 1)
    }
  }
}
