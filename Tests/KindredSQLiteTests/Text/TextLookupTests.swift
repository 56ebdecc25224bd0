import KindredCore
import KindredSQLite
import Testing

@testable import HandWritten

@Suite("Looking for text in text")
struct TextLookupTests {
  /// The texts among those given that the condition finds.
  private func found(
    _ texts: [String], _ condition: (Cell<String>.Columns) -> QueryCondition
  ) async throws -> [String] {
    try await Scratch.run([Cell<String>.self]) { _ in
      try await Cell<String>.objects.bulkCreate(texts.map { Cell($0) })
      return try await Cell<String>.objects.filter(condition).order { $0.id }.all().map(\.value)
    }
  }

  @Test(
    "Nothing is a wildcard: each text finds itself and not what it would match",
    arguments: [
      "*", "?", "[", "]", "[a]", "[^a]", "[a-z]", "[!a]", "^", "-", "\\", "\\*", "%", "_", "%_", "[[]", "[]]", "**",
      "'",
      "\"", "[*]", "]]", "[?", "e\u{301}*", "*\u{301}",
    ])
  func wildcards(pattern: String) async throws {
    let decoys = ["a", "ab", "xay", "z", "b\\", "\\", "*a", "ba"].filter { !$0.contains(pattern) }
    let here = [pattern, "x" + pattern + "y", pattern + "y", "x" + pattern]
    let all = here + decoys
    #expect(try await found(all) { $0.value.contains(pattern) } == here)
    #expect(try await found(all) { $0.value.startsWith(pattern) } == [pattern, pattern + "y"])
    #expect(try await found(all) { $0.value.endsWith(pattern) } == [pattern, "x" + pattern])
    #expect(try await found(all) { $0.value.iContains(pattern) } == here)
    #expect(try await found(all) { $0.value.iStartsWith(pattern) } == [pattern, pattern + "y"])
    #expect(try await found(all) { $0.value.iEndsWith(pattern) } == [pattern, "x" + pattern])
    #expect(try await found(all) { $0.value.iExact(pattern) } == [pattern])
  }

  @Test("The empty text is in every text")
  func empty() async throws {
    let all = ["", "a", "*", " "]
    #expect(try await found(all) { $0.value.contains("") } == all)
    #expect(try await found(all) { $0.value.startsWith("") } == all)
    #expect(try await found(all) { $0.value.endsWith("") } == all)
    #expect(try await found(all) { $0.value.iContains("") } == all)
    #expect(try await found(all) { $0.value.iStartsWith("") } == all)
    #expect(try await found(all) { $0.value.iEndsWith("") } == all)
    #expect(try await found(all) { $0.value.iExact("") } == [""])
  }

  @Test(
    "Case counts unless it is told not to, also beyond ASCII",
    arguments: [
      ("ÄÖÜ", "äöü"), ("ПРИВЕТ", "привет"), ("ΑΒΓ", "αβγ"), ("ÉCOLE", "école"), ("ΟΔΟΣ", "οδος"), ("ﬀ", "ﬀ"),
      ("𐐀", "𐐨"), ("ABC", "abc"), ("Straße", "sTRAßE"), ("Ǆ", "ǆ"),
    ])
  func folding(upper: String, lower: String) async throws {
    let all = ["x\(upper)y", "x\(lower)y", "other"]
    #expect(try await found(all) { $0.value.iContains(upper) } == Array(all[..<2]))
    #expect(try await found(all) { $0.value.iContains(lower) } == Array(all[..<2]))
    #expect(try await found(all) { $0.value.iStartsWith("X" + lower) } == Array(all[..<2]))
    #expect(try await found(all) { $0.value.iEndsWith(upper + "Y") } == Array(all[..<2]))
    #expect(try await found(all) { $0.value.iExact("X\(upper)Y") } == Array(all[..<2]))
    guard upper != lower else { return }
    #expect(try await found(all) { $0.value.contains(upper) } == [all[0]])
    #expect(try await found(all) { $0.value.contains(lower) } == [all[1]])
  }

  @Test("NULL contains nothing, not even the empty text")
  func null() async throws {
    try await Scratch.run([Cell<String?>.self]) { _ in
      try await Cell<String?>.objects.bulkCreate([Cell(nil), Cell(""), Cell("a")])
      let query = Cell<String?>.objects
      #expect(try await query.filter { $0.value.contains("") }.count() == 2)
      #expect(try await query.filter { $0.value.iContains("") }.count() == 2)
      #expect(try await query.filter { $0.value.startsWith("") }.count() == 2)
      #expect(try await query.filter { $0.value.iExact(nil) }.count() == 1)
    }
  }

  @Test("A pattern of 60,000 characters is looked for")
  func long() async throws {
    let pattern = String(repeating: "*", count: 60_000)
    #expect(try await found([pattern, "*"]) { $0.value.contains(pattern) } == [pattern])
    #expect(try await found([pattern, "*"]) { $0.value.iContains(pattern) } == [pattern])
    #expect(try await found([pattern, "*"]) { $0.value == pattern } == [pattern])
    #expect(try await found([pattern, "*"]) { $0.value.startsWith(pattern) } == [pattern])
    #expect(try await found([pattern, "*"]) { $0.value.iEndsWith(pattern) } == [pattern])
  }

  @Test("Text that is not UTF-8 does not stop a search")
  func invalidText() async throws {
    try await Scratch.run([Cell<String>.self]) { scratch in
      try scratch.raw.run("INSERT INTO cell (value) VALUES (CAST(x'ff41' AS TEXT)), (CAST(x'c3' AS TEXT)), ('A')")
      #expect(try await Cell<String>.objects.filter { $0.value.iContains("a") }.count() == 2)
      #expect(try await Cell<String>.objects.filter { $0.value.startsWith("A") }.count() == 1)
      #expect(try await Cell<String>.objects.filter { $0.value.iExact("a") }.count() == 1)
    }
  }
}
