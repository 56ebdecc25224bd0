import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Parts of texts")
struct TextPartTests {
  /// The results for the headlines "Lennon lives", "Yesterday", "Lennon and pop" and "100% pop".
  private func headlines(_ function: (Entry.Columns) -> Expr<String>) async throws -> [String] {
    try await Entry.objects.order { $0.id }.values(function).all()
  }

  @Test("FN-22: beginnings, ends and middles, with lengths at the edges")
  func parts() async throws {
    #expect(
      try Entry.objects.values { $0.headline.prefix(3) }.sql(for: .sqlite).text
        == #"SELECT SUBSTR("entry"."headline", ?1, ?2) FROM "entry""#)
    #expect(
      try Entry.objects.values { $0.headline.prefix(3) }.sql(for: .postgres).text
        == #"SELECT SUBSTR("entry"."headline", $1::integer, $2::integer) FROM "entry""#)
    #expect(
      try Entry.objects.values { $0.headline.suffix(3) }.sql(for: .postgres).text
        == #"SELECT RIGHT("entry"."headline", $1::integer) FROM "entry""#)
    try await withBlogs { blogs, _ async throws in
      #expect(try await headlines { $0.headline.prefix(3) } == ["Len", "Yes", "Len", "100"])
      #expect(try await headlines { $0.headline.suffix(3) } == ["ves", "day", "pop", "pop"])
      #expect(try await headlines { $0.headline.substring(from: 2, length: 4) } == ["nnon", "ster", "nnon", "0% p"])
      for length in [0, -1, Int.min] {
        #expect(try await headlines { $0.headline.prefix(length) } == ["", "", "", ""])
        #expect(try await headlines { $0.headline.suffix(length) } == ["", "", "", ""])
      }
      for length in [100, Int(Int32.max), Int.max] {
        #expect(try await headlines { $0.headline.prefix(length) }[1] == "Yesterday")
        #expect(try await headlines { $0.headline.suffix(length) }[1] == "Yesterday")
        #expect(try await headlines { $0.headline.substring(from: length, length: 1) }[1] == "")
      }
      let notes: [String?] = try await Entry.objects.order { $0.id }.values { $0.note.prefix(1) }.all()
      #expect(notes == [nil, "o", "n", nil])
      try await blogs.cheese.entrySet.create(headline: "Brié 🧀")
      let cheese = Entry.objects.filter { $0.blog == blogs.cheese }
      #expect(try await cheese.values { $0.headline.suffix(3) }.all() == ["é 🧀"])
    }
  }

  @Test("FN-25 to FN-28: filling, repeating, cutting, replacing and finding")
  func others() async throws {
    try await withBlogs { _, _ async throws in
      #expect(try await headlines { $0.headline.prefix(4).paddedStart(to: 6, with: "*+") }[1] == "*+Yest")
      #expect(try await headlines { $0.headline.prefix(4).paddedStart(to: 9, with: "*+") }[1] == "*+*+*Yest")
      #expect(try await headlines { $0.headline.prefix(4).paddedEnd(to: 7, with: "*+") }[1] == "Yest*+*")
      #expect(try await headlines { $0.headline.paddedStart(to: 3) } == ["Len", "Yes", "Len", "100"])
      #expect(try await headlines { $0.headline.paddedEnd(to: 3) } == ["Len", "Yes", "Len", "100"])
      #expect(try await headlines { $0.headline.paddedEnd(to: 0) } == ["", "", "", ""])
      #expect(try await headlines { $0.headline.prefix(2).repeated(3) }[1] == "YeYeYe")
      #expect(try await headlines { $0.headline.repeated(0) }[1] == "")
      #expect(try await headlines { ("  " + $0.headline + "  ").trimmedStart() }[1] == "Yesterday  ")
      #expect(try await headlines { ("  " + $0.headline + "  ").trimmedEnd() }[1] == "  Yesterday")
      #expect(
        try await headlines { $0.headline.replacing("pop", with: "'; --") }
          == ["Lennon lives", "Yesterday", "Lennon and '; --", "100% '; --"])
      #expect(try await headlines { $0.headline.replacing("", with: "x") }[1] == "Yesterday")
      let places = try await Entry.objects.order { $0.id }.values { $0.headline.position(of: "pop") }.all()
      #expect(places == [0, 0, 12, 6])
      let found: [Int?] = try await Entry.objects.order { $0.id }.values { $0.note.position(of: "e") }.all()
      #expect(found == [nil, 0, 2, nil])
      #expect(try await Entry.objects.filter { $0.headline.position(of: "pop") > 0 }.count() == 2)
    }
  }
}
