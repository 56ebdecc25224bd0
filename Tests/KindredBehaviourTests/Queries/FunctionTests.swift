import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Library
import Testing

@testable import KindredCore

@Suite("Functions")
struct FunctionTests {
  /// The text between SELECT and FROM, on both dialects.
  private func selected<each E: KindredCore.QueryExpression>(_ columns: (Entry.Columns) -> (repeat each E)) throws
    -> [String]
  where repeat (each E).Value: FieldValue {
    let query = Entry.objects.values(columns)
    return try [Dialect.sqlite, .postgres].map { dialect in
      let text = try query.sql(for: dialect).text
      let end = text.firstRange(of: " FROM ")?.lowerBound ?? text.endIndex
      return String(text[..<end].dropFirst("SELECT ".count)).replacing(#""entry"."#, with: "")
    }
  }

  @Test("FN-21, FN-23, FN-24, FN-26: text")
  func text() async throws {
    #expect(try selected { $0.headline.lowercased() } == [#"LOWER("headline")"#, #"LOWER("headline")"#])
    #expect(try selected { $0.note.uppercased() } == [#"UPPER("note")"#, #"UPPER("note")"#])
    #expect(try selected { $0.headline.length } == [#"LENGTH("headline")"#, #"LENGTH("headline")"#])
    #expect(try selected { $0.note.trimmed() } == [#"TRIM("note")"#, #"TRIM("note")"#])
    #expect(try selected { $0.headline + "!" } == [#""headline" || ?1"#, #""headline" || $1::text"#])
    #expect(
      try selected { "<" + $0.headline + $0.blog.name }
        == [#"?1 || "headline" || "blog"."name""#, #"$1::text || "headline" || "blog"."name""#])
    try await withBlogs { blogs, _ async throws in
      try await blogs.cheese.entrySet.create(headline: "  Brie é ", note: " x")
      let cheese = Entry.objects.filter { $0.blog == blogs.cheese }
      #expect(try await cheese.values { $0.headline.trimmed().lowercased() }.all() == ["brie é"])
      #expect(try await cheese.values { $0.headline.trimmed().length }.all() == [6])
      let notes: [String?] = try await Entry.objects.order { $0.id }.values { $0.note.trimmed() }.all()
      #expect(notes == [nil, "old", "new", nil, "x"])
      let lengths: [Int?] = try await Entry.objects.order { $0.id }.values { $0.note.length }.all()
      #expect(lengths == [nil, 3, 3, nil, 2])
      #expect(try await Entry.objects.filter { $0.headline.lowercased() == "yesterday" }.headlines() == ["Yesterday"])
      #expect(try await Entry.objects.filter { $0.headline.uppercased().contains("POP") }.count() == 2)
      #expect(try await Entry.objects.filter { "<" + $0.headline + ">" == "<Yesterday>" }.count() == 1)
      #expect(try await Entry.objects.filter { $0.note + "!" == "old!" }.headlines() == ["Yesterday"])
      try await Entry.objects.filter { $0.rating == 4 }.update { $0.headline.set($0.headline.uppercased() + "?") }
      #expect(try await Entry.objects.filter { $0.rating == 4 }.headlines() == ["YESTERDAY?"])
      // ASCII letters are converted on every backend. Other letters depend on the database.
      let text = try await cheese.values { $0.headline.trimmed().uppercased() }.all()
      #expect(text == [Backend.current == .sqlite ? "BRIE é" : "BRIE É"])
    }
  }

  @Test("FN-2, FN-5: NULL")
  func nulls() async throws {
    #expect(
      try selected { $0.note ?? "none" } == [#"COALESCE("note", ?1)"#, #"COALESCE("note", $1::text)"#])
    #expect(
      try selected { $0.note ?? $0.headline } == [#"COALESCE("note", "headline")"#, #"COALESCE("note", "headline")"#])
    #expect(try selected { $0.rating.nullIf(5) } == [#"NULLIF("rating", ?1)"#, #"NULLIF("rating", $1::bigint)"#])
    try await withBlogs { _, _ async throws in
      let notes: [String] = try await Entry.objects.order { $0.id }.values { $0.note ?? "none" }.all()
      #expect(notes == ["none", "old", "new", "none"])
      let texts: [String] = try await Entry.objects.order { $0.id }.values { $0.note.coalesce($0.headline) }.all()
      #expect(texts == ["Lennon lives", "old", "new", "100% pop"])
      let ratings: [Int?] = try await Entry.objects.order { $0.id }.values { $0.rating.nullIf(4) }.all()
      #expect(ratings == [9, nil, 6, 2])
      #expect(try await Entry.objects.filter { ($0.note ?? "none") == "none" }.count() == 2)
      // It is never NULL, so that its negation need not say what NULL means.
      let negated = Entry.objects.filter { !(($0.note ?? "none") == "none") }
      #expect(
        try negated.condition()
          == spelled(
            sqlite: #"COALESCE("entry"."note", ?1) <> ?2"#,
            postgres: #"COALESCE("entry"."note", $1::text) <> $2"#))
      #expect(try await negated.count() == 2)
      #expect(try await Entry.objects.filter { $0.rating.nullIf(4).isNull }.headlines() == ["Yesterday"])
      // A row without a reviewer is included.
      let anonymous = Entry.objects.filter { $0.reviewer.name.coalesce("nobody") == "nobody" }
      #expect(try anonymous.tables().contains("LEFT OUTER JOIN"))
      #expect(try await anonymous.headlines() == ["Yesterday", "100% pop"])
    }
  }

  @Test("FN-15: numbers, and values on the left")
  func numbers() async throws {
    #expect(
      try selected { ($0.rating - 9).abs() } == [#"ABS(kindred_subtract("rating", ?1))"#, #"ABS("rating" - $1)"#])
    #expect(try selected { 10 - $0.rating } == [#"kindred_subtract(?1, "rating")"#, #"$1 - "rating""#])
    #expect(
      try selected { -$0.rating * -($0.comments - 1) } == [
        #"kindred_multiply(kindred_subtract(0, "rating"), kindred_subtract(0, kindred_subtract("comments", ?1)))"#,
        #"-"rating" * -("comments" - $1)"#,
      ])
    #expect(
      try selected { $0.rating - ($0.comments - 1) - 2 }
        == [
          #"kindred_subtract(kindred_subtract("rating", kindred_subtract("comments", ?1)), ?2)"#,
          #""rating" - ("comments" - $1) - $2"#,
        ])
    try onEachDialect { () throws in
      #expect(
        try Entry.objects.filter { 3 < $0.rating }.condition()
          == spelled(sqlite: #""entry"."rating" > ?1"#, postgres: #""entry"."rating" > $1"#))
    }
    try await withBlogs { _, _ async throws in
      let distances: [Int] = try await Entry.objects.order { $0.id }.values { ($0.rating - 5).abs() }.all()
      #expect(distances == [4, 1, 1, 3])
      #expect(try await Entry.objects.filter { 3 < $0.rating && 9 > $0.rating }.count() == 2)
      #expect(try await Entry.objects.filter { 10 - $0.rating == 1 }.headlines() == ["Lennon lives"])
      #expect(try await Entry.objects.filter { -$0.rating > -3 }.headlines() == ["100% pop"])
      #expect(try await Entry.objects.filter { Expr.value(3) * 3 == $0.rating }.headlines() == ["Lennon lives"])
    }
  }

  @Test("FN-16: halves are rounded away from zero")
  func rounding() async throws {
    try await withDatabase { _ async throws in
      let values: [Double] = [0.5, 1.5, 2.5, -0.5, -2.5, 0.4999, 4503599627370497, 1e300]
      try await Edges.objects.bulkCreate(values.map { Edges(double: $0, number: 2.5) })
      let found: [Double?] = try await Edges.objects.order { $0.id }.values { $0.double.rounded() }.all()
      #expect(found == [1, 2, 3, -1, -3, 0, 4503599627370497, 1e300])
      #expect(try await Edges.objects.filter { $0.number.rounded() == 3 }.count() == values.count)
      #expect(try await Edges.objects.filter { $0.double.rounded().abs() == 3 }.count() == 2)
    }
  }

  @Test("E-9, E-10: a function that another module declares: its values are bound, its name is checked")
  func ownFunctions() async throws {
    #expect(
      try selected { $0.headline.exchanging("o", with: "0") }
        == [#"REPLACE("headline", ?1, ?2)"#, #"REPLACE("headline", $1::text, $2::text)"#])
    #expect(
      try selected { $0.headline.place(of: "x") } == [#"INSTR("headline", ?1)"#, #"STRPOS("headline", $1::text)"#])
    #expect(
      try selected { $0.headline.initial + ($0.headline + "a").doubled } == [
        #"SUBSTR("headline", 1, 1) || (("headline" || ?1) || ("headline" || ?1))"#,
        #"SUBSTR("headline", 1, 1) || (("headline" || $1::text) || ("headline" || $1::text))"#,
      ])
    try await withBlogs { _, _ async throws in
      #expect(
        try await Entry.objects.filter { $0.headline.exchanging("Y", with: "';--") == "';--esterday" }.headlines()
          == ["Yesterday"])
      #expect(try await Entry.objects.filter { $0.headline.place(of: "pop") > 0 }.count() == 2)
      let notes: [String?] = try await Entry.objects.filter { $0.headline.initial == "Y" }.values { $0.note }.all()
      #expect(notes == ["old"])
      #expect(
        try await Entry.objects.filter { $0.rating == 4 }.values { ($0.headline + "!").doubled }.all() == [
          "Yesterday!Yesterday!"
        ])
      let broken = await kindredError(.invalidQuery) {
        _ = try await Entry.objects.filter { $0.headline.broken == "x" }.all()
      }
      #expect(broken?.message.contains("is not the name of a function") == true)
      await kindredError(.invalidQuery) { _ = try await Entry.objects.filter { $0.headline.wrong == "x" }.all() }
      let wrong = await kindredError(.invalidQuery) {
        _ = try await Entry.objects.values { $0.headline.wrong }.all()
      }
      #expect(wrong?.message.contains("not 2") == true)
      if Backend.current == .sqlite {
        let error = await kindredError(.invalidQuery) {
          _ = try await Entry.objects.filter { $0.headline.seed == "x" }.all()
        }
        #expect(error?.message.contains("Draw the number in Swift.") == true)
      }
    }
  }
}
