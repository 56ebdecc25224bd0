import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// Values that are unlike what a program expects, in every function of texts and numbers.
@Suite("Hostile values in expressions")
struct HostileValueTests {
  private static let texts = [
    "", " ", "'", "''", "\"", "`", "\\", "\\'", "%", "_", "%%", "a%b_c", "\\%", "[a-z]", "(", "*", "?1", "$1", ":x",
    "--", "/*",
    "😀", "👨‍👩‍👧", "e\u{301}", "\u{E9}", "ß", "İ", "ı", "\u{202E}x", "\u{FEFF}", "\n", "\t", "\u{1}", "\u{7F}", "日本", "{}",
    "[]", "NULL", "0",
  ]

  /// Entries whose headline is a text, a bar and the text again; the rating is the text's number.
  private func withTexts(_ body: (Int, String, QuerySet<Entry>) async throws -> Void) async throws {
    try await withDatabase { log async throws in
      let blog = try await Blog.objects.create(name: "b")
      for (number, text) in Self.texts.enumerated() {
        try await Entry.objects.create(blog: blog, headline: text + "|" + text, rating: number, note: text)
      }
      _ = log.take()
      for (number, text) in Self.texts.enumerated() {
        try await body(number, text, Entry.objects.filter { $0.rating == number })
      }
      // The text of a statement does not depend on its values.
      #expect(Set(log.take()).count < 20)
    }
  }

  private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

  @Test("L-7 to L-9: every text is only itself in look-ups")
  func textLookups() async throws {
    try await withTexts { number, text, row async throws in
      let name = Testing.Comment(rawValue: text.debugDescription)
      let equal = try await Entry.objects.filter { $0.note == text }.values { $0.rating }.all()
      #expect(equal == [number], name)
      let others = try await Entry.objects.exclude { $0.note == text }.count()
      #expect(others == Self.texts.count - 1, name)
      let among = try await Entry.objects.filter { $0.note.in([text, "no such text"]) }.values { $0.rating }.all()
      #expect(among == [number], name)
      let parts = try await row.filter {
        $0.headline.contains(text + "|") && $0.headline.startsWith(text) && $0.headline.endsWith(text)
      }.count()
      #expect(parts == 1, name)
      let folded = try await row.filter {
        $0.headline.iContains(text) && $0.headline.iStartsWith(text) && $0.headline.iEndsWith(text)
      }.count()
      #expect(folded == 1, name)
      let exact = try await row.filter { $0.note.iExact(text) }.count()
      #expect(exact == 1, name)
      let missing = try await row.filter { !$0.headline.contains(text + "x|") }.count()
      #expect(missing == 1, name)
      let grade = try await row.values { when($0.note == text, then: text).otherwise("other") }.all()
      #expect(grade == [text], name)
      let annotated = try await row.annotate { _ in Expr<String>.value(text) }.filter { _, value in value == text }
        .count()
      #expect(annotated == 1, name)
    }
  }

  @Test("FN-16 to FN-33: every text is only itself in functions")
  func textFunctions() async throws {
    try await withTexts { _, text, row async throws in
      let name = Testing.Comment(rawValue: text.debugDescription)
      let count = scalars(text).count
      let lengths = try await row.values { $0.headline.length }.all()
      #expect(lengths == [count * 2 + 1], name)
      let replaced = try await row.values { $0.headline.replacing("|", with: text) }.all()
      #expect(replaced.map(scalars) == [scalars(text + text + text)], name)
      let longer = try await row.values { $0.headline + text }.all()
      #expect(longer.map(scalars) == [scalars(text + "|" + text + text)], name)
      let places = try await row.values { $0.headline.position(of: "|") }.all()
      #expect(places == [count + 1], name)
      let ends = try await row.values { $0.headline.suffix(count) }.all()
      #expect(ends.map(scalars) == [scalars(text)], name)
      let joined = try await row.values { $0.headline.joined(separator: text) }.all()
      #expect(joined == [text + "|" + text], name)
      let turned = try await row.values { $0.headline.reversed().length }.all()
      #expect(turned == [count * 2 + 1], name)
    }
  }

  @Test("Values that a column cannot hold are errors that do not repeat them")
  func impossible() async throws {
    try await withBlogs { _, log async throws in
      let secret = "s3cret\0"
      for query in [
        Entry.objects.filter { $0.headline == secret }, Entry.objects.filter { $0.headline.contains(secret) },
        Entry.objects.filter { $0.headline.in([secret]) },
        Entry.objects.filter { $0.headline.replacing(secret, with: "") == "" },
        Entry.objects.filter { when($0.rating > 1, then: secret).otherwise("") == "" },
        Entry.objects.filter { $0.headline.regex(secret) }, Entry.objects.exclude { $0.note.iExact(secret) },
      ] {
        do {
          let rows = try await query.all()
          // A database that can hold such a text finds no row with it.
          #expect(rows.count == 0 || rows.count == 4)
        } catch let error as KindredError {
          #expect(!"\(error)".contains("s3cret"))
        }
      }
      for number in [Double.nan, .infinity, -.infinity, .signalingNaN] {
        do {
          _ = try await Edges.objects.filter { $0.double == number || $0.double < number }.all()
          _ = try await Edges.objects.values { $0.double * number }.all()
        } catch let error as KindredError {
          #expect(error.code == .invalidValue, "\(error)")
        }
      }
    }
  }

  @Test("Numbers at the ends: arithmetic throws, and never wraps or aborts")
  func numbers() async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.create(int64: .max, double: .greatestFiniteMagnitude)
      try await Edges.objects.create(int64: .min, double: -.greatestFiniteMagnitude)
      let largest = Edges.objects.filter { $0.int64 > 0 }
      let smallest = Edges.objects.filter { $0.int64 < 0 }
      await kindredError(.invalidValue) { _ = try await largest.values { $0.int64 + 1 }.all() }
      await kindredError(.invalidValue) { _ = try await largest.values { $0.int64 * 2 }.all() }
      await kindredError(.invalidValue) { _ = try await smallest.values { $0.int64 - 1 }.all() }
      await kindredError(.invalidValue) { _ = try await smallest.values { -$0.int64 }.all() }
      await kindredError(.invalidValue) { _ = try await smallest.values { $0.int64.abs() }.all() }
      await kindredError(.invalidValue) { _ = try await smallest.values { $0.int64 / -1 }.all() }
      #expect(try await smallest.values { $0.int64 % -1 }.all() == [0])
      #expect(try await largest.values { $0.int64 / 0 }.all() == [nil])
      #expect(try await largest.values { $0.int64 % 0 }.all() == [nil])
      #expect(try await largest.values { $0.int64.bitwiseAnd(.max) }.all() == [.max])
      #expect(try await smallest.values { $0.int64.bitwiseNot() }.all() == [.max])
      #expect(try await Edges.objects.aggregate { $0.int64.sum() } == -1)
      #expect(try await Edges.objects.aggregate { $0.int64.max() } == .max)
      #expect(try await Edges.objects.aggregate { $0.int64.min() } == .min)
      #expect(try await Edges.objects.filter { $0.int64 == .max || $0.int64 == .min }.count() == 2)
      await kindredError(.invalidValue) { try await largest.update { $0.int64.set($0.int64 + 1) } }
      #expect(try await largest.values { $0.int64 }.all() == [.max])
    }
  }

  @Test("L-6: lists of 100,000 values, in conditions, negations and subqueries")
  func longLists() async throws {
    try await withBlogs { _, _ async throws in
      let numbers = Array(-50_000..<50_000)
      #expect(try await Entry.objects.filter { $0.rating.in(numbers) }.count() == 4)
      #expect(try await Entry.objects.exclude { $0.rating.in(numbers) }.count() == 0)
      #expect(try await Entry.objects.filter { !$0.rating.in(numbers) || $0.rating == 9 }.count() == 1)
      #expect(try await Blog.objects.filter { $0.entry.any { $0.rating.in(numbers) } }.count() == 2)
      let texts = (0..<100_000).map { "text '\($0)' %" } + ["Yesterday"]
      #expect(try await Entry.objects.filter { $0.headline.in(texts) }.headlines() == ["Yesterday"])
      #expect(try await Entry.objects.filter { $0.headline.in(texts) && $0.rating.in(numbers) }.count() == 1)
      #expect(
        try await Blog.objects.annotate { blog in
          Entry.objects.filter { $0.blog == blog && $0.headline.in(texts) }.rowCount
        }.order { blog, _ in blog.id }.all().map(\.1) == [1, 0, 0])
      let words: [String] = try await Entry.objects.order { $0.id }.values {
        when($0.headline.in(texts), then: "a").otherwise("b")
      }.all()
      #expect(words == ["b", "a", "b", "b"])
      #expect(try await Entry.objects.filter { $0.headline.in(texts) }.update { $0.rating.set(1) } == 1)
      #expect(try await Blog.objects.inBulk((1...100_000).map { Key<Blog>($0) }).count == 3)
      #expect(try await Entry.objects.filter { $0.headline.in(texts) }.delete().total == 1)
    }
  }

  @Test("Thousands of conditions, cases and levels are answered or refused, and never abort")
  func deep() async throws {
    try await withBlogs { _, _ async throws in
      var q = Q<Entry>()
      for number in 0..<2_000 { q = q || Q<Entry> { $0.rating == number } }
      do {
        #expect(try await Entry.objects.filter(q).count() == 4)
      } catch let error as KindredError {
        #expect(!error.message.isEmpty)
      }
      var negated = Q<Entry> { $0.rating == 9 }
      for _ in 0..<501 { negated = !negated }
      #expect(try await Entry.objects.filter(negated).count() == 3)
      var query = Entry.objects.filter { $0.rating > 0 }
      for number in 0..<200 { query = query.filter { $0.rating != 100 + number } }
      #expect(try await query.count() == 4)
    }
  }
}
