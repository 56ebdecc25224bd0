import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Hostile names and values")
struct NameInjectionTests {
  /// Names that have broken out of other libraries, and those that could.
  private static let names: [String] =
    [
      "", "x' = 'a') OR 1=1 OR ('d", "name\" from \"blog\"; --", "blog.name\"; DROP TABLE blog; --", "a`b", "a#b",
      "a$b",
      "a]b", "a;b", "a--b", "a/*b*/", "a%b", "%s", "%(x)s", "a b", "a\tb", "a.b", "..", "__", "____", "a__", "__a", "_",
      "year' FROM ts)) OR 1=1;--", "OR 1=1 OR", "_connector", "$kindred$", "{0}", "?1", ":name", "$1", "\\", "\\'", "é",
      "e\u{301}", "nаme", "ｎame", "nam\u{200B}e", "\u{202E}eman", "name\u{0}", "\u{0}", "SELECT", "rowid", "oid",
      "ctid",
      "1", "-name", "NAME", "Name", "name ", " name", "id;", "entry__", "entry____rating", "entry..rating", "🙂",
      String(repeating: "a", count: 64), String(repeating: "x", count: 5000), String(repeating: "é", count: 600),
      Array(repeating: "entry__blog", count: 9).joined(separator: "__"),
      Array(repeating: "entry__blog", count: 400).joined(separator: "__"), String(repeating: "_", count: 999),
      String(repeating: ".", count: 999), String(repeating: "(", count: 999),
    ] + (0..<32).map { "na\(Character(Unicode.Scalar(UInt8($0))))me" }
    + (0x7F..<0xA0).map { "na\(Character(Unicode.Scalar(UInt8($0))))me" }

  private func refused(_ name: String, _ body: () async throws -> Void) async {
    do {
      try await body()
      Issue.record("the name \(name.debugDescription) was taken")
    } catch let error as KindredError {
      #expect([.invalidName, .invalidQuery].contains(error.code), "\(name.debugDescription): \(error)")
      #expect(error.sql == nil)
      let unsafe = error.message.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
      #expect(!unsafe, "\(name.debugDescription)")
      #expect(error.message.utf8.count < 2000)
    } catch {
      Issue.record(error, "\(name.debugDescription)")
    }
  }

  @Test("No name reaches the text of a statement: paths, orders, values, aliases, functions, look-ups, models")
  func names() async throws {
    try await withBlogs { _, log async throws in
      for name in Self.names {
        await refused(name) { _ = try await Blog.objects.filter(name, "x").all() }
        await refused(name) { _ = try await Blog.objects.exclude("name__" + name, "x").all() }
        await refused(name) { _ = try await Blog.objects.filter("entry__headline__" + name, "x").all() }
        await refused(name) { _ = try await Blog.objects.order("entry__" + name).all() }
        await refused(name) { _ = try await Blog.objects.values(byName: "name", name).all() }
        await refused(name) { _ = try await Blog.objects.filter(where: F(name) == 1).all() }
        await refused(name) { _ = try await Blog.objects.filter(where: F("name").lookup(name, "x")).all() }
        await refused(name) { _ = try await Blog.objects.filter(where: F("name").applying(name) == "x").all() }
        await refused(name) { _ = try await Blog.objects.aggregate(byName: ["x": .aggregate(name, F("id"))]) }
        await refused(name) { _ = try await Blog.objects.update(byName: [name: "x"]) }
        await refused(name) { _ = try await NamedQuery(name).rows() }
        await refused(name) { _ = try await Blog.objects.distinct(on: name).all() }
      }
      #expect(log.take() == [], "nothing was sent")
      #expect(try await Blog.objects.count() == 3)
    }
  }

  @Test("The name of a value consists of letters, digits and underscores, and is not in the text of the statement")
  func aliases() async throws {
    try await withBlogs { _, _ async throws in
      for name in Self.names where NamedColumn.problem(of: name) != nil {
        await refused(name) { _ = try await Blog.objects.annotate(name, F("name").length).all() }
        await refused(name) { _ = try await Blog.objects.values([NamedColumn(name, F("name").length)]).all() }
        await refused(name) { _ = try await Blog.objects.alias(name, F("name").length).all() }
        await refused(name) { _ = try await Blog.objects.aggregate(byName: [name: .count()]) }
      }
      for name in ["é", "nаme", "SELECT", "_connector", "_", "日本", String(repeating: "a", count: 63)] {
        let result = Blog.objects.annotate(name, F("name").length).order("-" + name)
        if name != "_" && name != "SELECT" { #expect(try !result.sql(for: .sqlite).text.contains(name)) }
        #expect(try await result.all().map { $0.1[name] } == [.integer(7), .integer(6), .integer(3)])
      }
    }
  }

  @Test("Values with quotes, percent signs and the like are bound, whatever the look-up")
  func values() async throws {
    try await withDatabase { _ async throws in
      let values = [
        "'", "\"", "' OR '1'='1", "x'; DROP TABLE blog; --", "%", "_", "100%", "a\\b", "[a]", "*", "?", "\u{202E}x",
        "é",
        "e\u{301}", "🙂", "", " ",
      ]
      for value in values { try await Blog.objects.create(name: value) }
      for value in values {
        #expect(try await Blog.objects.filter("name", value).names() == [value], "\(value.debugDescription)")
        #expect(try await Blog.objects.filter("name", text: value).names() == [value])
        #expect(try await Blog.objects.filter("name__in", [value]).names() == [value])
        #expect(try await Blog.objects.filter("name__startswith", value).names().contains(value))
        let contained = values.filter { value.isEmpty || $0.utf8.firstRange(of: value) }
        #expect(try await Set(Blog.objects.filter("name__contains", value).names()) == Set(contained), "\(value)")
      }
      #expect(try await Blog.objects.count() == values.count)
      await kindredError(.invalidValue) { _ = try await Blog.objects.filter("name", "a\0b").all() }
      await kindredError(.invalidValue) { _ = try await Blog.objects.filter("name__contains", text: "a\0b").all() }
    }
  }

  @Test("Letters that look like those of ASCII, and other cases, are other names")
  func homoglyphs() {
    for name in ["nаme", "ｎame", "NAME", "Name", "name\u{301}"] {
      #expect(throws: KindredError.self) { try Blog.objects.filter(name, "x").sql(for: .sqlite) }
    }
    // The sign of Kelvin is no k: its lower case would be one.
    #expect(throws: KindredError.self) { try Entry.objects.filter("pubDate__wee\u{212A}", 1).sql(for: .sqlite) }
    #expect(throws: Never.self) { try Entry.objects.filter("pubDate__WEEK", 1).sql(for: .sqlite) }
  }
}

extension Sequence<UInt8> {
  /// Whether the bytes of a text stand in these.
  fileprivate func firstRange(of text: String) -> Bool {
    let (bytes, wanted) = (Array(self), Array(text.utf8))
    guard bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
  }
}
