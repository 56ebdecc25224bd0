import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Conditional expressions")
struct ConditionalTests {
  private var entries: QuerySet<Entry> { Entry.objects.order { $0.id } }

  @Test("C-1, C-2: the first condition that holds decides")
  func values() async throws {
    let graded = Entry.objects.values {
      when($0.rating > 7, then: "good").when($0.rating > 3 && $0.comments < 9, then: $0.headline).otherwise("poor")
    }
    #expect(
      try graded.sql(for: .sqlite).text
        == #"SELECT CASE WHEN "entry"."rating" > ?1 THEN ?2 WHEN "entry"."rating" > ?3 AND "entry"."comments" < ?4 "#
        + #"THEN "entry"."headline" ELSE ?5 END FROM "entry""#)
    #expect(
      try graded.sql(for: .postgres).text
        == #"SELECT CASE WHEN "entry"."rating" > $1 THEN $2::text WHEN "entry"."rating" > $3 AND "#
        + #""entry"."comments" < $4 THEN "entry"."headline" ELSE $5::text END FROM "entry""#)
    try await withBlogs { _, _ async throws in
      let words: [String] = try await entries.values {
        when($0.rating > 7, then: "good").when($0.rating > 3, then: "fair").otherwise("poor")
      }.all()
      #expect(words == ["good", "fair", "fair", "poor"])
      // The first one decides, though the second holds as well.
      let firsts: [Int] = try await entries.values {
        when($0.rating > 1, then: 1).when($0.rating > 3, then: 2).otherwise(3)
      }
      .all()
      #expect(firsts == [1, 1, 1, 1])
      // Without a last word it is optional.
      let some: [Int?] = try await entries.values { when($0.rating > 5, then: $0.comments) }.all()
      #expect(some == [3, nil, 2, nil])
      // Optional and required results together.
      let notes: [String?] = try await entries.values { when($0.rating > 5, then: $0.headline).otherwise($0.note) }
        .all()
      #expect(notes == ["Lennon lives", "old", "Lennon and pop", nil])
      let others: [String?] = try await entries.values { when($0.rating > 5, then: $0.note).otherwise("-") }.all()
      #expect(others == [nil, "-", "new", "-"])
      let third: [String?] = try await entries.values {
        when($0.rating > 8, then: "a").when($0.rating > 5, then: nil).when($0.rating > 3, then: $0.note).otherwise("d")
      }.all()
      #expect(third == ["a", "old", nil, "d"])
      // An unknown condition is not true.
      let known: [Bool] = try await entries.values { when($0.note == "old", then: true).otherwise(false) }.all()
      #expect(known == [false, true, false, false])
      // A Q, a negation, and one inside the other.
      let good = Q<Entry> { $0.rating > 5 }
      let nested: [String] = try await entries.values {
        when(good.condition, then: when(!($0.note == "new"), then: "a").otherwise("b")).otherwise("c")
      }.all()
      #expect(nested == ["a", "c", "b", "c"])
      // Values of each kind, which the server has to be told the types of.
      let many = try await Entry.objects.values {
        (
          when($0.rating > 5, then: 1.5).otherwise(2.5), when($0.rating > 5, then: Int32(1)).otherwise(2),
          when($0.rating > 5, then: Decimal(1)).otherwise(2), when($0.rating > 5, then: $0.pubDate).otherwise(.now)
        )
      }.order { double, small, decimal, date in double }.all()
      #expect(
        many.map(\.0) == [1.5, 1.5, 2.5, 2.5] && many.map(\.1) == [1, 1, 2, 2] && many.map(\.2) == [1, 1, 2, 2])
    }
  }

  @Test("C-3: an update sets another value in each row")
  func update() async throws {
    try await withBlogs { _, log async throws in
      try await Entry.objects.update {
        $0.rating.set(when($0.rating < 5, then: $0.rating + 1).when($0.rating > 8, then: 0).otherwise($0.rating))
        $0.note.set(when($0.note.isNull, then: "none"))
      }
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"UPDATE "entry" SET "rating" = CASE WHEN "entry"."rating" < ?1 THEN kindred_add("entry"."rating", ?2) "#
              + #"WHEN "entry"."rating" > ?3 THEN ?4 ELSE "entry"."rating" END, "#
              + #""note" = CASE WHEN "entry"."note" IS NULL THEN ?5 END"#,
            postgres: #"UPDATE "entry" SET "rating" = CASE WHEN "entry"."rating" < $1 THEN "entry"."rating" + $2 "#
              + #"WHEN "entry"."rating" > $3 THEN $4::bigint ELSE "entry"."rating" END, "#
              + #""note" = CASE WHEN "entry"."note" IS NULL THEN $5::text END"#)
        ])
      let rows = try await entries.all()
      #expect(rows.map(\.rating) == [0, 5, 6, 3])
      #expect(rows.map(\.note) == ["none", nil, nil, "none"])
      // A result that does not fit the column is refused as well.
      try await Edges.objects.create(int8: 100)
      await kindredError(.invalidValue) {
        try await Edges.objects.update { $0.int8.set(when($0.int8 > 0, then: $0.int8 + 100).otherwise(0)) }
      }
    }
  }

  @Test("C-4, C-5: conditional aggregates, filters, orders and groups")
  func places() async throws {
    try await withBlogs { _, _ async throws in
      let (sum, count) = try await Entry.objects.aggregate {
        (when($0.rating > 5, then: $0.comments).otherwise(0).sum(), when($0.rating > 5, then: 1).count())
      }
      #expect(sum == 5 && count == 2)
      let best = Entry.objects.filter { when($0.rating > 5, then: "x").otherwise($0.headline) == "x" }
      #expect(try await best.order { $0.id }.headlines() == ["Lennon lives", "Lennon and pop"])
      #expect(try await Entry.objects.exclude { when($0.rating > 5, then: "x") == "x" }.count() == 2)
      let ordered = Entry.objects.order {
        (when($0.rating > 8, then: 1).when($0.rating < 3, then: 0).otherwise(2), $0.rating)
      }
      #expect(try await ordered.headlines() == ["100% pop", "Lennon lives", "Yesterday", "Lennon and pop"])
      #expect(
        try await Entry.objects.order { when($0.rating > 5, then: $0.rating).desc.nullsLast }.first()?.rating == 9)
      #expect(try await Entry.objects.filter { when($0.rating > 5, then: true).otherwise(false) }.count() == 2)
      #expect(try await Entry.objects.filter { !when($0.rating > 5, then: true).otherwise(false) }.count() == 2)
      #expect(
        try await Entry.objects.filter { when($0.rating > 5, then: $0.comments > 2).otherwise($0.note == "x") }.count()
          == 1
      )
      let groups = try await Entry.objects
        .values { (when($0.rating > 3, then: "high").otherwise("low"), $0.count()) }
        .order { word, count in word }.all()
      #expect(groups.map(\.0) == ["high", "low"] && groups.map(\.1) == [3, 1])
      // Conditions on groups.
      let sizes = try await Blog.objects.order { $0.name }
        .annotate { when($0.entry.count() > 1, then: "many").otherwise("few") }.all()
      #expect(sizes.map(\.1) == ["many", "few", "many"])
    }
  }

  @Test("C-5: conditions on related rows speak of the same row, and a negation of all of them")
  func relations() async throws {
    try await withBlogs { _, _ async throws in
      let good = Blog.objects.filter { when($0.entry.rating > 5, then: $0.entry.headline) == "Lennon lives" }
      #expect(try await good.names() == ["Beatles"])
      let rest = Blog.objects.filter { !(when($0.entry.rating > 5, then: $0.entry.headline) == "Lennon lives") }
      #expect(try await rest.order { $0.name }.names() == ["Cheese", "Pop"])
      let flagged = Blog.objects.filter { !when($0.entry.rating > 8, then: true).otherwise(false) }
      #expect(try await flagged.order { $0.name }.names() == ["Cheese", "Pop"])
      let reviewers: [String] = try await entries.values {
        when($0.reviewer.name == "Ann", then: "she").otherwise("another")
      }.all()
      #expect(reviewers == ["she", "another", "another", "another"])
    }
  }

  @Test("E-11, E-12: a condition is a value, and what is unknown is false in it")
  func conditions() async throws {
    let query = Entry.objects.values { ($0.rating > 5, $0.note == "old") }
    #expect(
      try query.sql(for: .sqlite).text
        == #"SELECT "entry"."rating" > ?1, ("entry"."note" = ?2) IS TRUE FROM "entry""#)
    try await withBlogs { _, _ async throws in
      let found = try await entries.values {
        ($0.rating > 5, $0.note == "old", $0.note != "old", $0.headline.contains("pop"))
      }
      .all()
      #expect(found.map(\.0) == [true, false, true, false])
      #expect(found.map(\.1) == [false, true, false, false])
      #expect(found.map(\.2) == [true, false, true, true])
      #expect(found.map(\.3) == [false, false, true, true])
      let old = Q<Entry> { $0.note == "old" }
      let annotated = try await entries.annotate { _ in old.condition }.filter { entry, isOld in !isOld }.all()
      #expect(annotated.map(\.0.headline) == ["Lennon lives", "Lennon and pop", "100% pop"])
      #expect(annotated.map(\.1) == [false, false, false])
      let counts = try await Entry.objects.values { ($0.note == "old", $0.count()) }.order { isOld, count in count }
        .all()
      #expect(counts.map(\.0) == [true, false] && counts.map(\.1) == [1, 3])
      #expect(try await Entry.objects.order { ($0.note == "old").desc.nullsLast }.first()?.headline == "Yesterday")
    }
  }
}
