import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("NULL, precedence and negations")
struct NegationTests {
  @Test("TR-5: whether a condition needs a row is asked of its rule about NULL")
  func joins() async throws {
    try await withBlogs { _, _ async throws in
      let unnamed = Entry.objects.filter { $0.reviewer.name.isNull == true }
      #expect(try unnamed.tables().contains("LEFT OUTER JOIN"))
      #expect(
        try unnamed.condition()
          == spelled(
            sqlite: #"("author"."name" IS NULL) = ?1"#,
            postgres: #"("author"."name" IS NULL) = $1"#))
      #expect(try await unnamed.headlines() == ["Yesterday", "100% pop"])
      let named = Entry.objects.filter { $0.reviewer.name.isNotNull }
      #expect(try named.tables().contains("INNER JOIN"))
      #expect(try await named.headlines() == ["Lennon lives", "Lennon and pop"])
      #expect(try await Entry.objects.filter { $0.reviewer.isNotNull }.count() == 2)
    }
  }

  @Test("Conditions are compared with each other, in parentheses")
  func comparedConditions() async throws {
    try await withBlogs { _, _ async throws in
      let both = Entry.objects.filter { ($0.rating > 5) == ($0.comments > 2) }
      #expect(
        try both.condition()
          == spelled(
            sqlite: #"("entry"."rating" > ?1) = ("entry"."comments" > ?2)"#,
            postgres: #"("entry"."rating" > $1) = ("entry"."comments" > $2)"#))
      // 9 and 3, 4 and 8, 6 and 2, 2 and 0
      #expect(try await both.headlines() == ["Lennon lives", "100% pop"])
      let neither = Entry.objects.filter { ($0.rating > 5) != ($0.comments > 2) }
      #expect(try await neither.headlines() == ["Yesterday", "Lennon and pop"])
      let nested = Entry.objects.filter { ($0.rating > 5 && $0.comments > 2) == !($0.rating + 1 == 3) }
      #expect(
        try nested.condition()
          == spelled(
            sqlite: #"("entry"."rating" > ?1 AND "entry"."comments" > ?2) = (kindred_add("entry"."rating", ?3) <> ?4)"#,
            postgres: #"("entry"."rating" > $1 AND "entry"."comments" > $2) = ("entry"."rating" + $3 <> $4)"#))
      #expect(try await nested.headlines() == ["Lennon lives", "100% pop"])
    }
  }

  @Test("TR-3: under any number of negations, related rows are asked with EXISTS and repeat nothing")
  func evenNegations() async throws {
    try await withBlogs { blogs, _ async throws in
      // Beatles has 9 and 4, Pop 6 and 2, Cheese none.
      let rated = Blog.objects.exclude { !($0.entry.rating > 3) }
      #expect(try rated.tables() == #""blog""#)
      #expect(try await rated.names() == ["Beatles", "Pop"])
      #expect(try await rated.count() == 2)
      #expect(try await Blog.objects.filter { !(!($0.entry.rating > 3) && $0.id > 0) }.names() == ["Beatles", "Pop"])
      // Written directly, it is the condition itself.
      #expect(try await Blog.objects.filter { !(!($0.entry.rating > 3)) }.names() == ["Beatles", "Beatles", "Pop"])
      // A blog without entries behaves as one with an entry of NULLs.
      let unrated = Blog.objects.exclude { ($0.entry.note ?? "none") == "none" }
      #expect(try await unrated.names() == [])
      let one = Blog.objects.exclude { ($0.entry.note ?? "none") != "none" }
      #expect(try await one.names() == ["Beatles", "Pop", "Cheese"])
      _ = blogs
    }
  }

  @Test("isNotNull over related rows asks for one with a value; it is not the opposite of isNull")
  func notNull() async throws {
    try await withBlogs { _, _ async throws in
      #expect(try await Blog.objects.filter { $0.entry.note.isNotNull }.names() == ["Beatles", "Pop"])
      #expect(try await Blog.objects.filter { $0.entry.note.isNull }.names() == ["Beatles", "Pop", "Cheese"])
      #expect(try await Blog.objects.exclude { $0.entry.note.isNotNull }.names() == ["Cheese"])
      #expect(try await Blog.objects.exclude { $0.entry.note.isNull }.names() == [])
      #expect(try await Blog.objects.filter { $0.entry.isNotNull }.distinct().count() == 2)
    }
  }

  @Test("!= holds wherever == does not, where both sides are NULL as well")
  func complements() async throws {
    try await withBlogs { _, _ async throws in
      // Notes are nil, old, new, nil; reviewers Ann, nil, Bob, nil.
      let same = Entry.objects.filter { $0.note == $0.reviewer.name }
      let different = Entry.objects.filter { $0.note != $0.reviewer.name }
      #expect(try await same.count() == 0)
      #expect(try await different.count() == 4)
      #expect(try await Entry.objects.exclude { $0.note == $0.reviewer.name }.count() == 4)
    }
  }
}
