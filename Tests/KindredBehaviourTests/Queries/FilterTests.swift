import Kindred
import KindredSQLite
import Testing

@Suite("Filters")
struct FilterTests {
  @Test("MQ-5: the whole table, columns in the model's order")
  func everything() async throws {
    try await withBlogs { blogs, log async throws in
      #expect(try await Blog.objects.all() == [blogs.beatles, blogs.pop, blogs.cheese])
      #expect(log.take() == [#"SELECT "blog"."id", "blog"."name", "blog"."tagline" FROM "blog""#])
    }
  }

  @Test("MQ-7, MQ-8: refining leaves the source as it was")
  func chaining() async throws {
    try await withBlogs { _, log async throws in
      let lennon = Entry.objects.filter { $0.headline.startsWith("Lennon") }
      let good = lennon.filter { $0.rating > 8 }
      #expect(
        try good.condition()
          == spelled(
            sqlite: #""entry"."headline" GLOB ?1 AND "entry"."rating" > ?2"#,
            postgres: #""entry"."headline" LIKE $1 AND "entry"."rating" > $2"#))
      #expect(
        try lennon.condition()
          == spelled(
            sqlite: #""entry"."headline" GLOB ?1"#,
            postgres: #""entry"."headline" LIKE $1"#))
      #expect(log.take() == [], "building a query runs nothing (MQ-9)")
      #expect(try await good.headlines() == ["Lennon lives"])
      #expect(try await lennon.headlines() == ["Lennon lives", "Lennon and pop"])
    }
  }

  @Test("Comparison operators")
  func comparisons() async throws {
    try await withBlogs { _, _ async throws in
      let entries = Entry.objects
      #expect(try await entries.filter { $0.rating == 9 }.headlines() == ["Lennon lives"])
      #expect(try await entries.filter { $0.rating != 9 }.count() == 3)
      #expect(try await entries.filter { $0.rating < 4 }.headlines() == ["100% pop"])
      #expect(try await entries.filter { $0.rating <= 4 }.headlines() == ["Yesterday", "100% pop"])
      #expect(try await entries.filter { $0.rating > 6 }.headlines() == ["Lennon lives"])
      #expect(try await entries.filter { $0.rating >= 6 }.headlines() == ["Lennon lives", "Lennon and pop"])
      #expect(try await entries.filter { $0.rating.range(4...6) }.headlines() == ["Yesterday", "Lennon and pop"])
      #expect(try await entries.filter { $0.rating.range(4..<6) }.headlines() == ["Yesterday"])
      #expect(try await entries.filter { $0.rating.in([2, 9, 77]) }.headlines() == ["Lennon lives", "100% pop"])
    }
  }

  @Test("MQ-16: fields compare with fields, and with arithmetic on them")
  func fieldsWithFields() async throws {
    try await withBlogs { _, _ async throws in
      let moreComments = Entry.objects.filter { $0.comments > $0.rating }
      #expect(try moreComments.condition() == #""entry"."comments" > "entry"."rating""#)
      #expect(try await moreComments.headlines() == ["Yesterday"])
      let sum = Entry.objects.filter { $0.comments * 2 + $0.rating - 1 > 13 }
      #expect(
        try sum.condition()
          == spelled(
            sqlite:
              #"kindred_subtract(kindred_add(kindred_multiply("entry"."comments", ?1), "entry"."rating"), ?2) > ?3"#,
            postgres: #""entry"."comments" * $1 + "entry"."rating" - $2 > $3"#))
      #expect(try await sum.headlines() == ["Lennon lives", "Yesterday"])
      #expect(
        try await Entry.objects.filter { $0.rating % 4 == 1 && $0.rating / 2 == 4 }.headlines() == ["Lennon lives"])
      #expect(try await Entry.objects.filter { $0.headline == $0.note }.count() == 0, "optional with plain text")
    }
  }

  @Test("Conditions join with &&, || and !, as written")
  func logic() async throws {
    try await withBlogs { _, _ async throws in
      let query = Entry.objects.filter { ($0.rating == 9 || $0.rating == 2) && !($0.comments == 3) }
      #expect(
        try query.condition()
          == spelled(
            sqlite: #"("entry"."rating" = ?1 OR "entry"."rating" = ?2) AND "entry"."comments" <> ?3"#,
            postgres: #"("entry"."rating" = $1 OR "entry"."rating" = $2) AND "entry"."comments" <> $3"#))
      #expect(try await query.headlines() == ["100% pop"])
    }
  }

  @Test("TR-2: what is unknown because of NULL is not lost by a negation")
  func negationKeepsNull() async throws {
    try await withBlogs { _, _ async throws in
      let notOld = Entry.objects.filter { $0.note != "old" }
      #expect(
        try notOld.condition()
          == spelled(
            sqlite: #""entry"."note" IS NOT ?1"#,
            postgres: #""entry"."note" IS DISTINCT FROM $1"#))
      #expect(try await notOld.headlines() == ["Lennon lives", "Lennon and pop", "100% pop"])
      let negated = Entry.objects.filter { !($0.note.contains("ol") || $0.rating > 8) }
      #expect(
        try negated.condition()
          == spelled(
            sqlite: #"(instr("entry"."note", ?1) > 0 OR "entry"."rating" > ?2) IS NOT TRUE"#,
            postgres: #"("entry"."note" LIKE $1 OR "entry"."rating" > $2) IS NOT TRUE"#))
      #expect(try await negated.headlines() == ["Lennon and pop", "100% pop"])
      #expect(
        try await Entry.objects.filter { !($0.note < "o") }.headlines() == ["Lennon lives", "Yesterday", "100% pop"])
      #expect(try await Entry.objects.filter { !(!($0.note == "old")) }.headlines() == ["Yesterday"])
    }
  }

  @Test("MQ-6: exclude is the complement of filter")
  func exclude() async throws {
    try await withBlogs { _, _ async throws in
      let kept = Entry.objects.exclude { $0.note == "old" && $0.rating > 3 }
      #expect(
        try kept.condition()
          == spelled(
            sqlite: #"("entry"."note" = ?1 AND "entry"."rating" > ?2) IS NOT TRUE"#,
            postgres: #"("entry"."note" = $1 AND "entry"."rating" > $2) IS NOT TRUE"#))
      #expect(try await kept.headlines() == ["Lennon lives", "Lennon and pop", "100% pop"])
      let plain = Entry.objects.exclude { $0.rating > 3 }
      #expect(
        try plain.condition()
          == spelled(
            sqlite: #"NOT ("entry"."rating" > ?1)"#,
            postgres: #"NOT ("entry"."rating" > $1)"#))
      #expect(try await plain.headlines() == ["100% pop"])
    }
  }

  @Test("MQ-13: nil asks for NULL; an order with nil is an error")
  func nilComparisons() async throws {
    try await withBlogs { _, _ async throws in
      #expect(try Entry.objects.filter { $0.note == nil }.condition() == #""entry"."note" IS NULL"#)
      #expect(try await Entry.objects.filter { $0.note == nil }.count() == 2)
      #expect(try await Entry.objects.filter { $0.note != nil }.count() == 2)
      #expect(try await Entry.objects.filter { $0.note.isNull }.count() == 2)
      #expect(try await Entry.objects.exclude { $0.note.isNull }.count() == 2)
      let none: String? = nil
      #expect(try await Entry.objects.filter { $0.note == none }.count() == 2)
      await #expect { try await Entry.objects.filter { $0.note > none }.all() } throws: { error in
        (error as? KindredError)?.code == .invalidQuery
      }
    }
  }

  @Test("TR-4: an empty list runs no SQL; nil in a list counts only for exclude")
  func lists() async throws {
    try await withBlogs { _, log async throws in
      let empty: [Int] = []
      #expect(try await Entry.objects.filter { $0.rating.in(empty) }.all() == [])
      #expect(try await Entry.objects.filter { $0.rating.in(empty) }.count() == 0)
      #expect(log.take() == [])
      #expect(try await Entry.objects.exclude { $0.rating.in(empty) }.count() == 4)
      #expect(try await Entry.objects.filter { $0.rating.in(empty) || $0.rating == 9 }.count() == 1)
      #expect(try await Entry.objects.filter { $0.note.in(["old", nil]) }.headlines() == ["Yesterday"])
      #expect(try await Entry.objects.exclude { $0.note.in(["old", nil]) }.headlines() == ["Lennon and pop"])
      #expect(try await Entry.objects.exclude { $0.note.in(["old"]) }.count() == 3)
    }
  }

  @Test("Lists of any length", arguments: [1, 5, 6, 33, 1024, 1025, 40_000])
  func listLengths(_ count: Int) async throws {
    try await withBlogs { _, _ async throws in
      let values = Array(9..<(9 + count))
      #expect(try await Entry.objects.filter { $0.rating.in(values) }.headlines() == ["Lennon lives"])
      let texts = values.map { "x\"\\\u{1}\($0)" } + ["old"]
      #expect(try await Entry.objects.filter { $0.note.in(texts) }.headlines() == ["Yesterday"])
    }
  }

  @Test("none() runs no SQL")
  func none() async throws {
    try await withBlogs { _, log async throws in
      let none = Entry.objects.none()
      #expect(try await none.all() == [])
      #expect(try await none.count() == 0)
      #expect(try await none.exists() == false)
      #expect(try await none.first() == nil)
      #expect(try await none.delete().total == 0)
      #expect(try await none.update { $0.rating.set(1) } == 0)
      for try await _ in none.rows { Issue.record("an empty query gave a row") }
      #expect(log.take() == [])
    }
  }
}
