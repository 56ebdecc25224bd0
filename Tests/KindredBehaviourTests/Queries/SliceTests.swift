import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Parts of texts and arrays")
struct SliceTests {
  @Test("E-3: their text")
  func texts() throws {
    func selected<E: KindredCore.QueryExpression>(_ column: (Lists.Columns) -> E) throws -> [String]
    where E.Value: FieldValue {
      try [Dialect.sqlite, .postgres].map { dialect in
        let text = try Lists.objects.values(column).sql(for: dialect).text
        return text.replacing(#"SELECT "#, with: "").replacing(#" FROM "lists""#, with: "")
      }
    }
    #expect(
      try selected { $0.tags[0..<2] } == [
        #"kindred_slice("lists"."tags", ?1, ?2)"#,
        #"("lists"."tags")[$1::integer + 1:$1::integer + $2::integer]"#,
      ])
    #expect(
      try selected { $0.tags[3] } == [
        #"JSON_EXTRACT("lists"."tags", '$[' || ?1 || ']')"#, #"("lists"."tags")[$1::integer + 1]"#,
      ])
    #expect(
      try Entry.objects.values { $0.headline[1..<3] }.sql(for: .postgres).text
        == #"SELECT SUBSTR("entry"."headline", $1::integer, $2::integer) FROM "entry""#)
    let tail = try Entry.objects.values { $0.headline[2...] }.sql(for: .sqlite)
    #expect(tail.text == #"SELECT SUBSTR("entry"."headline", ?1) FROM "entry""#)
    #expect(tail.values == [.integer(3)])
  }

  @Test("E-3: parts of texts are those of Swift")
  func partsOfTexts() async throws {
    try await withBlogs { blogs, _ async throws in
      let text = "aé😀e\u{301}z"
      let scalars = Array(text.unicodeScalars)
      try await blogs.cheese.entrySet.create(headline: text, note: text)
      let entries = Entry.objects.filter { $0.blog == blogs.cheese }
      func part(_ range: Range<Int>) -> String {
        var part = String.UnicodeScalarView()
        part.append(contentsOf: scalars[range.clamped(to: 0..<scalars.count)])
        return String(part)
      }
      for lower in 0..<7 {
        for upper in lower..<8 {
          let found = try await entries.values { ($0.headline[lower..<upper], $0.note[lower..<upper]) }.get()
          // By scalars, because canonically equivalent texts are equal in Swift.
          #expect(Array(found.0.unicodeScalars) == Array(part(lower..<upper).unicodeScalars), "\(lower)..<\(upper)")
          #expect(found.1 == found.0)
        }
        #expect(try await entries.values { $0.headline[lower...] }.get() == part(lower..<100))
        #expect(try await entries.values { $0.headline[..<lower] }.get() == part(0..<lower))
        #expect(try await entries.values { $0.headline[...lower] }.get() == part(0..<lower + 1))
        #expect(try await entries.values { $0.headline[lower...lower + 1] }.get() == part(lower..<lower + 2))
      }
      #expect(try await entries.values { ($0.headline[0..<Int.max]) }.get() == text)
      #expect(try await entries.values { ($0.headline[1...Int.max]) }.get() == part(1..<100))
      #expect(try await entries.values { ($0.headline[Int.max...]) }.get() == "")
      #expect(try await entries.values { ($0.headline[...Int.max]) }.get() == text)
      #expect(try await Entry.objects.filter { $0.headline[0..<6] == "Lennon" }.count() == 2)
      #expect(try await Entry.objects.filter { $0.note[0..<1].isNull }.count() == 2)
      try await entries.update { $0.headline.set($0.headline[2...] + $0.headline[0..<2]) }
      #expect(try await entries.get().headline == "😀e\u{301}zaé")
      for query in [
        entries.filter { $0.headline[-1..<2] == "" }, entries.filter { $0.headline[(-2)...] == "" },
        entries.filter { $0.headline[..<(-1)] == "" }, entries.filter { $0.headline[...(-1)] == "" },
        entries.filter { $0.headline[-3...(-1)] == "" },
      ] {
        _ = await kindredError(.invalidQuery) { _ = try await query.all() }
      }
    }
  }

  @Test("E-3, PG-2: elements and parts of arrays")
  func partsOfArrays() async throws {
    try await withDatabase { _ async throws in
      var lists = Lists(tags: ["a", "b\"", "c"], numbers: [3, 1, 2], reals: [0.1, 1e300, -2])
      lists.flags = [true, false, true]
      lists.gaps = [nil, 5]
      lists.tokens = [UUID(), UUID()]
      lists.days = [CalendarDate(daysSince1970: 1), CalendarDate(daysSince1970: 2)]
      lists.moments = [Date(timeIntervalSince1970: 1.5)]
      lists.small = [7]
      try await lists.save()
      try await Lists.objects.create()
      let both = Lists.objects.order { $0.id }
      #expect(try await both.values { $0.tags[1] }.all() == ["b\"", nil])
      #expect(try await both.values { $0.numbers[0] }.all() == [3, nil])
      #expect(try await both.values { $0.reals[1] }.all() == [1e300, nil])
      #expect(try await both.values { $0.flags[1] }.all() == [false, nil])
      #expect(try await both.values { $0.gaps[0] }.all() == [nil, nil])
      #expect(try await both.values { $0.gaps[1] }.all() == [5, nil])
      #expect(try await both.values { $0.tokens[1] }.all() == [lists.tokens[1], nil])
      #expect(try await both.values { $0.days[1] }.all() == [lists.days[1], nil])
      #expect(try await both.values { $0.moments[0] }.all() == [lists.moments[0], nil])
      #expect(try await both.values { $0.small[0] }.all() == [7, nil])
      #expect(try await both.values { $0.tags[Int.max] }.all() == [nil, nil])
      #expect(try await both.filter { $0.tags[2] == "c" && $0.flags[0] == true && $0.numbers[1] < 2 }.count() == 1)
      #expect(try await both.values { $0.tags[1..<3] }.all() == [["b\"", "c"], []])
      #expect(try await both.values { $0.tags[0..<100] }.all() == [["a", "b\"", "c"], []])
      #expect(try await both.values { $0.tags[3...] }.all() == [[], []])
      #expect(try await both.values { $0.flags[1...] }.all() == [[false, true], []])
      #expect(try await both.values { $0.reals[..<2] }.all() == [[0.1, 1e300], []])
      #expect(try await both.values { $0.gaps[...0] }.all() == [[nil], []])
      #expect(try await both.values { $0.small[0...3] }.all() == [[7], nil])
      #expect(try await both.values { $0.tags[2..<2] }.all() == [[], []])
      #expect(try await both.filter { $0.tags[0..<2] == ["a", "b\""] }.count() == 1)
      #expect(try await both.filter { $0.tags[1...].contains($0.tags[1..<2]) && $0.tags.count > 0 }.count() == 1)
      #expect(try await both.filter { $0.numbers.overlaps($0.numbers[0..<1]) }.count() == 1)
      _ = await kindredError(.invalidQuery) { _ = try await both.filter { $0.tags[-1] == "a" }.all() }
      _ = await kindredError(.invalidQuery) { _ = try await both.filter { $0.tags[-1..<1] == ["a"] }.all() }
    }
  }
}
