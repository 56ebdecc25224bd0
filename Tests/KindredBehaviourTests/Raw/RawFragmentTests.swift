import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// Texts of the user's inside typed queries.
@Suite("Fragments of SQL in queries")
struct RawFragmentTests {
  @Test("E-13: a fragment in filter: columns have their table, values are bound")
  func filter() async throws {
    try await withBlogs { _, log async throws in
      let query = Entry.objects.filter { Expr<Bool>.sql("\($0.rating) % \(2) = \(0)") }
      #expect(
        try query.condition()
          == spelled(
            sqlite: #"("entry"."rating" % ?1 = ?2)"#,
            postgres: #"("entry"."rating" % $1::bigint = $2::bigint)"#))
      #expect(try await query.order { $0.headline }.headlines() == ["100% pop", "Lennon and pop", "Yesterday"])
      #expect(
        try await Entry.objects.exclude { Expr<Bool>.sql("\($0.rating) % \(2) = 0") }.headlines() == ["Lennon lives"])
      #expect(log.take().count == 2)
    }
  }

  @Test("E-13: a text has a type only on PostgreSQL, and none if it is a text")
  func types() throws {
    let query = Entry.objects.filter {
      Expr<Bool>.sql("\($0.headline) = \("a") AND \($0.pubDate) < \(Date(timeIntervalSince1970: 0)) OR \(true)")
    }
    #expect(
      try query.sql(for: .postgres).text.hasSuffix(
        #"WHERE ("entry"."headline" = $1 AND "entry"."pub_date" < $2::timestamp with time zone OR $3::boolean)"#))
    #expect(
      try query.sql(for: .sqlite).text.hasSuffix(
        #"WHERE ("entry"."headline" = ?1 AND "entry"."pub_date" < ?2 OR ?3)"#))
  }

  @Test("E-13: columns of related models are joined; an optional one by an outer join, which no condition makes inner")
  func joins() async throws {
    try await withBlogs { _, _ async throws in
      let inner = Entry.objects.filter { Expr<Bool>.sql("upper(\($0.blog.name)) = \("POP")") }
      #expect(try inner.tables() == #""entry" INNER JOIN "blog" ON "entry"."blog_id" = "blog"."id""#)
      #expect(try await inner.order { $0.rating }.headlines() == ["100% pop", "Lennon and pop"])
      let outer = Entry.objects.filter { Expr<Bool>.sql("\($0.reviewer.name) IS NULL") }
      #expect(try outer.tables() == #""entry" LEFT OUTER JOIN "author" ON "entry"."reviewer_id" = "author"."id""#)
      #expect(try await outer.order { $0.rating }.headlines() == ["100% pop", "Yesterday"])
      // The column of the relation itself needs no join.
      let key = Entry.objects.filter { Expr<Bool>.sql("\($0.reviewer) IS NOT NULL") }
      #expect(try key.tables() == #""entry""#)
      #expect(try await key.count() == 2)
    }
  }

  @Test("E-13: a multi-valued relation: one join in filter, EXISTS in exclude")
  func multiValued() async throws {
    try await withBlogs { _, _ async throws in
      let some = Blog.objects.filter { Expr<Bool>.sql("\($0.entry.rating) > \(5)") }
      #expect(try await some.order { $0.name }.names() == ["Beatles", "Pop"])
      let none = Blog.objects.exclude { Expr<Bool>.sql("\($0.entry.rating) > \(5)") }
      // The text may be true without an entry, as `IS NULL` would be.
      #expect(
        try none.condition().hasPrefix(
          #"NOT (EXISTS(SELECT 1 FROM (SELECT 1 AS "column_1") AS "single" LEFT OUTER JOIN "entry" ON "#))
      #expect(try await Blog.objects.exclude { Expr<Bool>.sql("\($0.entry.rating) IS NULL") }.count() == 2)
      #expect(try await none.names() == ["Cheese"])
    }
  }

  @Test("E-13: a condition that is NULL is false: exclude includes the row, and a value is false")
  func nulls() async throws {
    try await withBlogs { _, _ async throws in
      #expect(try await Entry.objects.filter { Expr<Bool>.sql("\($0.note) = \("new")") }.count() == 1)
      #expect(try await Entry.objects.exclude { Expr<Bool>.sql("\($0.note) = \("new")") }.count() == 3)
      #expect(try await Entry.objects.filter { !Expr<Bool>.sql("\($0.note) = \("new")") }.count() == 3)
      let values = try await Entry.objects.order { $0.rating }
        .values { Expr<Bool>.sql("\($0.note) = \("new")") }.all()
      #expect(values == [false, false, true, false])
      let open = try await Entry.objects.order { $0.rating }
        .values { Expr<Bool?>.sql("\($0.note) = \("new")") }.all()
      #expect(open == [nil, false, true, nil])
    }
  }

  @Test("E-13: in order, values, annotate, update and aggregates")
  func places() async throws {
    try await withBlogs { _, _ async throws in
      let order = Entry.objects.order { Expr<Int>.sql("length(\($0.headline)) + \(0)").desc }
      #expect(
        try order.statement().hasSuffix(
          spelled(
            sqlite: #" ORDER BY (length("entry"."headline") + ?1) DESC"#,
            postgres: #" ORDER BY (length("entry"."headline") + $1::bigint) DESC"#)))
      #expect(try await order.headlines() == ["Lennon and pop", "Lennon lives", "Yesterday", "100% pop"])

      let annotated = try await Blog.objects.order { $0.name }
        .annotate { Expr<String>.sql("\($0.name) || \("!")") }.all()
      #expect(annotated.map(\.1) == ["Beatles!", "Cheese!", "Pop!"])

      let groups = try await Entry.objects
        .values { (Expr<Int>.sql("\($0.rating) % \(2)"), $0.count()) }.order { rest, _ in rest }.all()
      #expect(groups.map(\.0) == [0, 1])
      #expect(groups.map(\.1) == [3, 1])

      let sum = try await Entry.objects.aggregate { Expr<Int>.sql("\($0.rating) * \(10)").sum() }
      #expect(sum == 210)
      let half = try await Blog.objects.order { $0.name }
        .annotate { Expr<Int?>.sql("\($0.entry.rating.sum()) / \(2)") }.all()
      #expect(half.map(\.1) == [6, nil, 4])

      #expect(try await Entry.objects.update { $0.rating.set(Expr<Int>.sql("abs(\($0.rating) - \(10))")) } == 4)
      #expect(try await Entry.objects.order { $0.id }.all().map(\.rating) == [1, 6, 4, 8])
    }
  }

  @Test("E-13: expressions inside a text have their parentheses, and a text inside an expression its own")
  func parentheses() async throws {
    try await withBlogs { _, _ async throws in
      let query = Entry.objects.filter {
        Expr<Bool>.sql("\($0.rating + 1) * 2 = \(20) OR \($0.rating > 8)") && $0.comments == 3
      }
      #expect(try await query.headlines() == ["Lennon lives"])
      let text = try query.condition()
      #expect(text.contains(#" OR ("entry"."rating" > "#))
      // Both alternatives are in parentheses: rows with other comments are not found.
      #expect(try await Entry.objects.filter { Expr<Bool>.sql("1 = 0 OR 1 = 1") && $0.comments == 3 }.count() == 1)
      #expect(try await Entry.objects.exclude { _ in Expr<Bool>.sql("1 = 1 OR 1 = 0") }.count() == 0)
    }
  }

  @Test("E-13: a comment at the end of a fragment hides nothing")
  func comments() async throws {
    try await withBlogs { _, _ async throws in
      let query = Entry.objects.filter { Expr<Bool>.sql("\($0.rating) > 3 -- good ones") && $0.comments == 3 }
      #expect(try await query.headlines() == ["Lennon lives"])
    }
  }

  @Test("E-13: fragments in fragments, and lists of conditions that are joined")
  func nested() async throws {
    try await withBlogs { fixture, _ async throws in
      let limit = 5
      let query = Entry.objects.filter { entry in
        var conditions: [RawSQL] = ["\(entry.rating) > \(limit)"]
        conditions.append("\(entry.blog) IN \(list: [fixture.beatles.id, fixture.pop.id])")
        return Expr<Bool>.sql("(\(conditions.joined(separator: " AND "))) OR \(entry.headline) = \("Yesterday")")
      }
      #expect(try await query.order { $0.rating }.headlines() == ["Yesterday", "Lennon and pop", "Lennon lives"])
      #expect(
        try query.sql(for: .sqlite).values == [
          .integer(5), .integer(fixture.beatles.id.value ?? 0), .integer(fixture.pop.id.value ?? 0), .text("Yesterday"),
        ])
      #expect(
        try query.sql(for: .sqlite).text.hasSuffix(
          #"(("entry"."rating" > ?1 AND "entry"."blog_id" IN (?2, ?3)) OR "entry"."headline" = ?4)"#))
    }
  }

  @Test("E-13: in subqueries, with columns of the outer query, in slices and on none()")
  func subqueries() async throws {
    try await withBlogs { _, log async throws in
      let blogs = Blog.objects.filter { blog in
        Entry.objects.filter { Expr<Bool>.sql("\($0.blog) = \(blog.id) AND \($0.rating) > \(8)") }.hasRows
      }
      #expect(try await blogs.names() == ["Beatles"])
      let even = Entry.objects.filter { Expr<Bool>.sql("\($0.rating) % \(2) = 0") }
      #expect(
        try await Blog.objects.filter { $0.id.in(even.values { $0.blogID }) }.order { $0.name }.names() == [
          "Beatles", "Pop",
        ])
      #expect(try await even.order { $0.rating }[1..<2].headlines() == ["Yesterday"])
      #expect(try await even.order { $0.rating }[1...].count() == 2)
      _ = log.take()
      #expect(try await even.none().count() == 0)
      #expect(log.take() == [])
      #expect(try await even.distinct().count() == 3)
      #expect(try await even.delete().total == 3)
    }
  }

  @Test("E-13: subqueries, windows and aggregates of Kindred are operands of a text")
  func operands() async throws {
    try await withBlogs { _, _ async throws in
      let counted = try await Blog.objects.order { $0.name }.annotate { blog in
        Expr<Int>.sql("\(Entry.objects.filter { $0.blog == blog && $0.rating > 3 }.rowCount) * \(10)")
      }.all()
      #expect(counted.map(\.1) == [20, 0, 10])
      let numbered = try await Entry.objects.order { $0.rating }
        .values { Expr<Int>.sql("\(Window.rowNumber().over(orderBy: $0.rating.desc)) + \(100)") }.all()
      #expect(numbered == [104, 103, 102, 101])
      let groups = try await Entry.objects.values { ($0.blog.name, Expr<Int>.sql("\($0.count()) + \(1)")) }
        .filter { _, count in count > 2 }.order { name, _ in name }.all()
      #expect(groups.map(\.1) == [3, 3])
    }
  }

  @Test("E-13: the same text with other values is the same statement, other text is another one")
  func plans() async throws {
    try await withBlogs { _, log async throws in
      for limit in [3, 8, 5] {
        let found = try await Entry.objects.filter { Expr<Bool>.sql("\($0.rating) > \(limit)") }.count()
        #expect(found == [3: 3, 8: 1, 5: 2][limit])
      }
      #expect(Set(log.take()).count == 1)
      // NULL is a value as well.
      for note in ["new", nil, "old"] as [String?] {
        let found = try await Entry.objects.filter { Expr<Bool>.sql("\($0.note) = \(note)") }.count()
        #expect(found == (note == nil ? 0 : 1))
      }
      #expect(Set(log.take()).count == 1)
      for ratings in [[9], [4, 9], [9, 9], [], [1, 2, 3, 4, 5, 6, 7, 8, 9]] {
        let found = try await Entry.objects.filter { Expr<Bool>.sql("\($0.rating) IN \(list: ratings)") }.count()
        #expect(found == [9, 4, 6, 2].filter(ratings.contains).count)
      }
      #expect(Set(log.take()).count == 4)
      #expect(try await Entry.objects.filter { Expr<Bool>.sql("\($0.rating) >= \(9)") }.count() == 1)
      #expect(try await Entry.objects.filter { Expr<Bool>.sql("\($0.comments) >= \(9)") }.count() == 0)
    }
  }

  @Test("A value that cannot be bound, and a name that cannot be quoted, are errors with a code")
  func invalid() async throws {
    try await withBlogs { _, log async throws in
      await kindredError(.unsavedObject) {
        _ = try await Entry.objects.filter { Expr<Bool>.sql("\($0.blog) = \(Key<Blog>.unsaved)") }.all()
      }
      await kindredError(.invalidValue) {
        _ = try await Entry.objects.filter { Expr<Bool>.sql("\($0.headline) = \("a\0b")") }.all()
      }
      for name in ["", "a\0b", String(repeating: "ü", count: 2000)] {
        await kindredError(.invalidName) {
          _ = try await Entry.objects.filter { _ in Expr<Bool>.sql("\(identifier: name) = 1") }.all()
        }
      }
      await kindredError(.invalidQuery) {
        _ = try await Entry.objects.filter { _ in Expr<Bool>.sql("1 = 1\0 OR 1 = 0") }.all()
      }
      // Only the value with the NUL character is found when it is bound.
      #expect(log.take().count == 1)
      #expect(try await Entry.objects.count() == 4)
    }
  }
}
