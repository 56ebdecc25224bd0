import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Library
import Testing

@testable import KindredCore

@Suite("Look-ups and transforms of one's own, and where they stand")
struct OwnLookupTests {
  @Test("L-20 to L-22: a module's own look-ups and transforms, with their SQL and rows")
  func own() async throws {
    try onEachDialect { () throws in
      #expect(
        try Entry.objects.filter { $0.rating.isMultiple(of: 3) && !$0.comments.isMultiple(of: $0.rating) }.condition()
          == spelled(
            sqlite: #""entry"."rating" % NULLIF(?1, 0) = 0 AND ("entry"."comments" % NULLIF("entry"."rating", 0) = 0)"#
              + " IS NOT TRUE",
            postgres: #""entry"."rating" % NULLIF($1::bigint, 0) = 0 AND "#
              + #"("entry"."comments" % NULLIF("entry"."rating", 0) = 0) IS NOT TRUE"#))
      #expect(
        try Entry.objects.filter { $0.note.normalized.utf8Length > 3 }.condition()
          == spelled(
            sqlite: #"LENGTH(CAST(LOWER(REPLACE(TRIM("entry"."note"), ?1, ?2)) AS BLOB)) > ?3"#,
            postgres: #"OCTET_LENGTH(LOWER(REPLACE(TRIM("entry"."note"), $1::text, $2::text))) > $3"#))
    }
    try await withBlogs { blogs, _ async throws in
      let all = Entry.objects.order { $0.id }
      #expect(try await all.filter { $0.rating.isMultiple(of: 3) }.headlines() == ["Lennon lives", "Lennon and pop"])
      #expect(try await all.filter { $0.comments.isMultiple(of: $0.rating) }.headlines() == ["Yesterday", "100% pop"])
      // Nothing is a multiple of 0, and its negation holds.
      #expect(try await all.filter { $0.rating.isMultiple(of: 0) }.count() == 0)
      #expect(try await all.exclude { $0.rating.isMultiple(of: 0) }.count() == 4)
      #expect(try await all.filter { $0.headline.isNearly("LENNON-and-Pop ") }.headlines() == ["Lennon and pop"])
      try await blogs.lives.update(note: "é-ü")
      #expect(try await all.values { $0.note.utf8Length }.all() == [5, 3, 3, nil])
      // Behind a relation to many rows.
      #expect(try await Blog.objects.exclude { $0.entry.note.normalized.utf8Length > 3 }.names() == ["Pop", "Cheese"])
      #expect(
        try await Blog.objects.filter { $0.entry.any { $0.rating.isMultiple(of: 2) } }.order { $0.id }.names() == [
          "Beatles", "Pop",
        ])
    }
  }

  @Test("L-20, E-18: look-ups of one model, and an expression of a type of its own")
  func ofOneModel() async throws {
    try await withDatabase { _ async throws in
      try await Shelf.objects.bulkCreate([
        Shelf(label: "a", height: 1), Shelf(label: "b", height: 3), Shelf(label: "c"),
      ])
      #expect(try await Shelf.objects.filter { $0.isTall }.values { $0.label }.all() == ["b"])
      #expect(try await Shelf.objects.exclude { $0.isTall }.order { $0.label }.values { $0.label }.all() == ["a", "c"])
      let signs = Shelf.objects.filter { $0.sign != "<a>" && $0.sign.length == 3 }.order { $0.sign.desc }.values {
        $0.sign
      }
      let order = try signs.sql(for: .sqlite).text.components(separatedBy: " ORDER BY ").last
      #expect(order?.contains(#" || "library_shelf"."label" || ?"#) == true && order?.hasSuffix(" DESC") == true)
      #expect(try await signs.all() == ["<c>", "<b>"])
      let groups = try await Shelf.objects.values { ($0.isTall, $0.count()) }.order { tall, _ in tall }.all()
      #expect(groups.map(\.0) == [false, true] && groups.map(\.1) == [2, 1])
    }
  }

  @Test("L-19, L-23 to L-25, MQ-17: transforms chain, and look-ups stand wherever an expression can")
  func places() async throws {
    try await withBlogs { blogs, _ async throws in
      let all = Entry.objects.order { $0.id }
      #expect(
        try await all.filter {
          $0.headline.trimmed().lowercased()[0..<6].reversed().length == 6 && $0.pubDate.date.year == 2008
        }
        .count() == 4)
      #expect(
        try await all.filter { $0.pubDate.truncated(to: .month).date.day == $0.pubDate.time.hour + 1 }.count() >= 0)
      // In values, annotate, order, when, aggregates, groups, update and a comparison with another look-up.
      #expect(try await all.values { $0.headline.startsWith("Lennon") }.all() == [true, false, true, false])
      #expect(try await all.values { $0.note.contains("o") }.all() == [false, true, false, false])
      let annotated = try await all.annotate { $0.rating.range(4...6) }.filter { _, isFair in isFair }.all()
      #expect(annotated.map(\.0.headline) == ["Yesterday", "Lennon and pop"])
      #expect(
        try await Entry.objects.order { ($0.headline.contains("pop"), $0.rating.in([2, 9]), $0.id) }.headlines()
          == ["Yesterday", "Lennon lives", "Lennon and pop", "100% pop"])
      #expect(
        try await all.values { when($0.note.isNull, then: "-").when($0.headline.regex("^Y"), then: "y").otherwise("z") }
          .all()
          == ["-", "y", "z", "-"])
      let count = try await Entry.objects.aggregate { $0.count(filter: $0.headline.endsWith("pop")) }
      #expect(count == 2)
      let groups = try await Entry.objects.values { ($0.headline[0..<6].lowercased(), $0.count()) }
        .order { start, _ in start }.all()
      #expect(groups.map(\.0) == ["100% p", "lennon", "yester"] && groups.map(\.1) == [1, 2, 1])
      #expect(
        try await all.filter { $0.headline.contains("pop") == $0.note.isNull }.headlines() == ["Yesterday", "100% pop"])
      try await all.unordered().update {
        $0.rating.set(when($0.headline.iContains("LENNON"), then: $0.headline.length).otherwise(0))
      }
      #expect(try await all.values { $0.rating }.all() == [12, 0, 14, 0])
    }
  }

  @Test("L-18: the right side of every look-up is an expression, too")
  func rightSides() async throws {
    try onEachDialect { () throws in
      #expect(
        try Entry.objects.filter { $0.rating.range($0.comments, 6) && $0.rating.range(2, $0.comments) }.condition()
          == spelled(
            sqlite:
              #""entry"."rating" BETWEEN "entry"."comments" AND ?1 AND "entry"."rating" BETWEEN ?2 AND "entry"."comments""#,
            postgres:
              #""entry"."rating" BETWEEN "entry"."comments" AND $1 AND "entry"."rating" BETWEEN $2 AND "entry"."comments""#
          ))
      #expect(
        try Entry.objects.filter { $0.rating.in(anyOf: $0.comments, Expr.value(4)) }.condition()
          == spelled(
            sqlite: #""entry"."rating" IN ("entry"."comments", ?1)"#,
            postgres: #""entry"."rating" IN ("entry"."comments", $1)"#))
    }
    try await withBlogs { blogs, _ async throws in
      // Ratings 9, 4, 6, 2; comments 3, 8, 2, 0.
      let all = Entry.objects.order { $0.id }
      #expect(try await all.filter { $0.rating.range($0.comments, 6) }.headlines() == ["Lennon and pop", "100% pop"])
      #expect(try await all.filter { $0.rating.range(2, $0.comments) }.headlines() == ["Yesterday"])
      #expect(
        try await all.filter { $0.rating.range($0.comments, $0.comments + 6) }.headlines() == [
          "Lennon lives", "Lennon and pop", "100% pop",
        ])
      #expect(
        try await all.filter { $0.rating.range(Entry.objects.values { $0.rating.min() }.scalar, 4) }.headlines() == [
          "Yesterday", "100% pop",
        ])
      #expect(
        try await all.filter { $0.rating.in(anyOf: $0.comments + 2, $0.comments * 3) }.headlines()
          == ["Lennon lives", "Lennon and pop", "100% pop"])
      #expect(
        try await all.exclude { $0.rating.in(anyOf: $0.comments + 2, $0.comments * 3) }.headlines() == ["Yesterday"])
      try await blogs.lives.update(note: "lennon LIVES")
      #expect(try await all.filter { $0.headline.iExact($0.note) }.headlines() == ["Lennon lives"])
      #expect(try await all.filter { $0.headline.position(of: $0.headline[3..<6]) == 4 }.count() == 4)
      #expect(
        try await all.filter { $0.headline.replacing($0.headline[0..<7], with: $0.blog.name) == "Popand pop" }.count()
          == 1)
      // NULL bounds and members are unknown.
      #expect(
        try await all.filter { $0.rating.range(0, Entry.objects.filter { $0.id < 0 }.values { $0.rating }.scalar) }
          .count() == 0)
      #expect(
        try await all.exclude { $0.rating.range(0, Entry.objects.filter { $0.id < 0 }.values { $0.rating }.scalar) }
          .count() == 4)
      #expect(try await all.filter { $0.note.in(anyOf: $0.note, $0.headline.optional) }.count() == 3)
      // Behind a relation to many rows, in one row.
      #expect(
        try await Blog.objects.exclude { $0.entry.rating.range($0.entry.comments, 6) }.names() == ["Beatles", "Cheese"])
    }
  }
}

extension Entry {
  fileprivate func update(note: String) async throws {
    try await Entry.objects.filter { $0.pk == id }.update { $0.note.set(note) }
  }
}
