import Kindred
import KindredPostgres
import KindredSQLite
import SeededRandom
import Testing

@testable import KindredCore

@Suite("Regular expressions")
struct PatternTests {
  @Test("L-10: their text on both databases")
  func text() throws {
    let query = Entry.objects.filter { $0.headline.regex(#"^a.b\d$"#) && $0.note.iRegex("k") }
    let sqlite = try query.sql(for: .sqlite)
    #expect(
      sqlite.text.hasSuffix(#"WHERE kindred_regex("entry"."headline", ?1) AND kindred_iregex("entry"."note", ?2)"#))
    #expect(sqlite.values == [.text(#"^a.b\d$"#), .text("k")])
    let postgres = try query.sql(for: .postgres)
    #expect(postgres.text.hasSuffix(#"WHERE "entry"."headline" ~ $1 AND "entry"."note" ~ $2"#))
    #expect(postgres.values == [.text(#"^a[^\u000A]b[0-9]$"#), .text("[Kk]")])
  }

  private struct Case {
    let pattern: String
    var ignoresCase = false
    let matches: [String]
    let others: [String]
  }

  private let cases = [
    Case(pattern: "", matches: ["", "a", "\n"], others: []),
    Case(pattern: "an", matches: ["banana", "an"], others: ["", "AN", "a n"]),
    Case(pattern: "^an", matches: ["an", "and"], others: ["banana", "x\nand", " an"]),
    Case(pattern: "an$", matches: ["an", "man"], others: ["and", "man\n", "man\nx"]),
    Case(pattern: "^$", matches: [""], others: ["a", "\n"]),
    Case(pattern: "a.c", matches: ["abc", "xa cx", "a😀c", "aéc", "a\rc"], others: ["ac", "a\nc", "ae\u{301}c"]),
    Case(pattern: #"a\.c"#, matches: ["a.c"], others: ["abc"]),
    Case(pattern: "[a-cx]y", matches: ["by", "xy"], others: ["dy", "-y", "y"]),
    Case(pattern: "[^a-cx]y", matches: ["dy", "\ny", "éy"], others: ["ay", "xy", "y"]),
    Case(pattern: #"[]-]|[a\]]"#.replacing("[]-]|", with: #"[-a]|"#), matches: ["-", "a", "]"], others: ["b", "["]),
    Case(pattern: #"[\w.-]+@[\w-]+\.\w{2,}"#, matches: ["<a.b-c@d-e.org>"], others: ["a@b", "a@b.c", "@b.org"]),
    Case(pattern: #"^\d{4}-\d{2}$"#, matches: ["2024-02"], others: ["2024-2", "x2024-02", "٢٠٢٤-٠٢", "20245-02"]),
    Case(pattern: #"\s"#, matches: [" ", "a\tb", "\u{0B}"], others: ["", "ab", "\u{A0}", "\u{2003}"]),
    Case(pattern: #"^\S+$"#, matches: ["a\u{A0}b", "é"], others: ["", "a b"]),
    Case(pattern: #"\W"#, matches: ["é", " ", "-"], others: ["a_9Z", ""]),
    Case(pattern: #"\W"#, ignoresCase: true, matches: ["é", "ſ"], others: ["sS", "kK"]),
    Case(pattern: #"\D"#, matches: ["a", "1a"], others: ["12", ""]),
    Case(pattern: #"\bcat\b"#, matches: ["cat", "a cat.", "cat\n"], others: ["cats", "scat", "cat_"]),
    Case(pattern: #"\Bcat"#, matches: ["scat"], others: ["cat", "a cat"]),
    Case(pattern: #"a\b"#, matches: ["a", "aé", "ba!"], others: ["ab", ""]),
    Case(pattern: "a|b|", matches: ["", "x"], others: []),
    Case(pattern: "^(?:a|bc)+$", matches: ["a", "bc", "abca"], others: ["", "b", "abcb"]),
    Case(pattern: "^(a|b)(c|d)?$", matches: ["a", "bd"], others: ["c", "abc"]),
    Case(pattern: "^a{2,3}$", matches: ["aa", "aaa"], others: ["a", "aaaa"]),
    Case(pattern: "^a{2,}?$", matches: ["aa", "aaaaa"], others: ["a"]),
    Case(pattern: "^a{0}b??c*?$", matches: ["", "b", "bcc"], others: ["ab"]),
    Case(pattern: "^(?:){3}(?:a*)*$", matches: ["", "aaa"], others: ["b"]),
    Case(pattern: "^(a?){4}a{4}$", matches: ["aaaa", "aaaaaaaa"], others: ["aaa", "aaaaaaaaa"]),
    Case(pattern: #"%_\*\\/'"#, matches: [#"%_*\/'"#], others: ["%_*"]),
    Case(pattern: #"\x41\u00e9\u{1F600}\n"#, matches: ["Aé😀\n"], others: ["Aé😀"]),
    Case(pattern: "[\\u{1F600}-\\u{1F64F}]", matches: ["a😀"], others: ["é", "🚀"]),
    Case(pattern: "]}", matches: ["a]}"], others: ["]"]),
    Case(pattern: #"^[\s\S]{2}$"#, matches: ["a\n", "\n\n"], others: ["a"]),
    Case(pattern: #"[^\s\S]"#, matches: [], others: ["", "a"]),
    Case(pattern: #"^[^\D5]$"#, matches: ["1", "9"], others: ["5", "a"]),
    Case(pattern: "straße", ignoresCase: true, matches: ["STRAßE", "Straße"], others: ["STRASSE"]),
    Case(pattern: "ΟΔΟΣ", ignoresCase: true, matches: ["οδος", "οδοσ", "ΟΔΟΣ"], others: ["οδο"]),
    Case(pattern: "^[a-z]é$", ignoresCase: true, matches: ["Zé", "zÉ", "ſé"], others: ["1é", "ze"]),
    Case(pattern: "^[^k]$", ignoresCase: true, matches: ["a", "É"], others: ["k", "K"]),
    Case(pattern: "ДА", matches: ["ДА"], others: ["да"]),
    Case(pattern: "ДА", ignoresCase: true, matches: ["да", "Да"], others: ["на"]),
    Case(pattern: "ß|k", ignoresCase: true, matches: ["K", "ß"], others: ["s", "\u{212A}"]),
  ]

  @Test("L-10: the same texts match on every database")
  func rows() async throws {
    try await withDatabase { _ async throws in
      for pattern in cases {
        try await Edges.objects.delete()
        try await Edges.objects.bulkCreate((pattern.matches + pattern.others).map { Edges(text: $0) } + [Edges()])
        let query = Edges.objects.filter {
          pattern.ignoresCase ? $0.text.iRegex(pattern.pattern) : $0.text.regex(pattern.pattern)
        }
        let found = try await query.order { $0.id }.values { $0.text }.all()
        #expect(found == pattern.matches, "\(pattern.pattern)")
        // A row without a text is in the negation, as always.
        let count = try await Edges.objects.exclude {
          pattern.ignoresCase ? $0.text.iRegex(pattern.pattern) : $0.text.regex(pattern.pattern)
        }.count()
        #expect(count == pattern.others.count + 1, "\(pattern.pattern)")
      }
    }
  }

  @Test(
    "L-10: what the dialect does not have is an error with its place",
    arguments: [
      ("a(b", 2), ("ab)", 3), ("a[b", 2), ("[]", 1), ("[b-a]", 2), ("[a-\\d]", 2), ("[[:alpha:]]", 2), ("*a", 1),
      ("a**", 3), ("a{2}{3}", 5), ("a{", 2), ("a{x}", 2), ("a{,3}", 2), ("a{3,2}", 2), ("a{256}", 2), ("{2}", 1),
      ("^*", 2), ("\\b+", 3), ("(?=a)", 1), ("(?<n>a)", 1), ("(?i)a", 1), ("(a)\\1", 4), ("\\q", 1), ("\\é", 1),
      ("a\\", 2), ("\\x4", 1), ("\\u{}", 1), ("\\u{110000}", 1), ("\\uD800", 1), ("\\x00", 1), ("a\u{0}", 2),
      ("[\u{0}]", 2), ("(?:(?:a{50}){50}){50}", 1), ("(?:(?:a?){20}){20}", 1), ("(a{255}b{255})c{255}", 1), ("é(", 2),
      ("\\u{41", 1),
    ])
  func invalid(_ pattern: String, _ position: Int) throws {
    for isCaseIgnored in [false, true] {
      let error = #expect(throws: KindredError.self) {
        try Entry.objects.filter { isCaseIgnored ? $0.note.iRegex(pattern) : $0.headline.regex(pattern) }
          .sql(for: .sqlite)
      }
      #expect(error?.code == .invalidQuery)
      #expect(error?.message.hasPrefix("A regular expression is not valid. At character \(position): ") == true)
    }
  }

  @Test("L-10: a pattern that would take a backtracking engine for ever is as fast as others")
  func backtracking() async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.create(text: String(repeating: "a", count: 3000) + "!")
      #expect(try await !Edges.objects.filter { $0.text.regex("^(a+)+$") }.exists())
      #expect(try await Edges.objects.filter { $0.text.regex("^(a|aa)+!$") }.exists())
      #expect(try await !Edges.objects.filter { $0.text.regex("(x+x+)+y") }.exists())
    }
    // Nested deep, and long.
    let deep = String(repeating: "(", count: 5000)
    #expect(throws: KindredError.self) { try Entry.objects.filter { $0.headline.regex(deep) }.sql(for: .sqlite) }
    let long = String(repeating: "a", count: 100_000)
    #expect(throws: KindredError.self) { try Entry.objects.filter { $0.headline.regex(long) }.sql(for: .sqlite) }
  }

  @Test("L-10: on other expressions, behind relations, with other values in the same plan")
  func places() async throws {
    try await withBlogs { _, _ async throws in
      func blogs(_ pattern: String) async throws -> [String] {
        try await Blog.objects.filter { $0.entry.headline.regex(pattern) }.order { $0.id }.distinct().names()
      }
      #expect(try await blogs("^Lennon") == ["Beatles", "Pop"])
      #expect(try await blogs(#"^\d+%"#) == ["Pop"])
      #expect(try await blogs("^x") == [])
      #expect(try await Blog.objects.exclude { $0.entry.headline.iRegex("LENNON") }.names() == ["Cheese"])
      let words: [Bool] = try await Entry.objects.order { $0.id }.values { ($0.headline + "!").regex(#"pop!$"#) }.all()
      #expect(words == [false, false, true, true])
      #expect(try await Entry.objects.filter { $0.note.regex("o") == false }.count() == 1)
    }
  }

  @Test("L-10: random patterns match the same texts on SQLite and PostgreSQL")
  func random() async throws {
    var generator = SeededGenerator(seed: 18)
    let texts = (0..<60).map { _ in
      String(
        (0..<Int.random(in: 0...6, using: &generator)).compactMap { _ in "abAB1 _\né".randomElement(using: &generator) }
      )
    }
    func atom(_ depth: Int) -> String {
      let simple = ["a", "b", "B", "é", ".", #"\d"#, #"\w"#, #"\W"#, #"\s"#, "[ab]", "[^aé]", #"[\dB-]"#, #"\n"#]
      let places = ["^", "$", #"\b"#, #"\B"#]
      switch Int.random(in: 0..<10, using: &generator) {
      case 0 where depth > 0: return "(" + pattern(depth - 1) + ")"
      case 1 where depth > 0: return "(?:" + pattern(depth - 1) + "|" + pattern(depth - 1) + ")"
      case 2: return places.randomElement(using: &generator) ?? ""
      case 3...6:
        let bounds = ["*", "+", "?", "{2}", "{1,2}", "{0,1}", "*?", "{2,}"].randomElement(using: &generator) ?? ""
        let group = depth > 0 ? "(?:x?" + pattern(depth - 1) + ")" : "a"
        let repeated = Bool.random(using: &generator) ? simple.randomElement(using: &generator) ?? "a" : group
        return repeated + bounds
      case _: return simple.randomElement(using: &generator) ?? "a"
      }
    }
    func pattern(_ depth: Int) -> String {
      (0..<Int.random(in: 0...3, using: &generator)).map { _ in atom(depth) }.joined()
    }
    let patterns = (0..<300).map { _ in (pattern(2), Bool.random(using: &generator)) }
    var found: [Backend: [[Int]]] = [:]
    for backend in [Backend.sqlite, .postgres] {
      let database = try await backend.open(Database.Options())
      try await database.use {
        try await database.createTables(for: [Edges.self])
        try await Edges.objects.bulkCreate(texts.map { Edges(text: $0) })
        for (pattern, ignoresCase) in patterns {
          let query = Edges.objects.filter { ignoresCase ? $0.text.iRegex(pattern) : $0.text.regex(pattern) }
          let ids: [Int] = try await query.order { $0.id }.values { Expr<Int>($0.id.node) }.all()
          found[backend, default: []].append(ids)
        }
      }
      await database.close()
    }
    var matched = 0
    for (index, pattern) in patterns.enumerated() {
      #expect(found[.sqlite]?[index] == found[.postgres]?[index], "\(pattern)")
      matched += (1..<texts.count).contains(found[.sqlite]?[index].count ?? 0) ? 1 : 0
    }
    // Most patterns tell texts apart.
    #expect(matched > 100)
  }
}
