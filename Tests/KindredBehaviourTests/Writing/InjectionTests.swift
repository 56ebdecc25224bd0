import Foundation
import Kindred
import Testing

@Suite("Hostile texts and names")
struct InjectionTests {
  /// Texts that have broken out of their place in other libraries.
  static let hostile = [
    "x' = 'a') OR 1=1 OR ('d", "'; DROP TABLE blog; --", "\" OR \"\"=\"", "a\" FROM \"t\"; --",
    "year' FROM ts)) OR 1=1;--",
    "-) AS x --", "% _ \\ %s %(x)s", "$1 $tag$ ?1 :a @b", "/* */ -- #", "a.b", "[0]", "$.a", "{0} {1}",
    "\u{1}\t\r\n\u{7F}\u{9F}",
    "`x`", "é\u{301}'\u{301}", "𝕏\u{200D}", "", " ",
  ]

  @Test("Values are values in every verb that writes")
  func values() async throws {
    try await withDatabase { log async throws in
      for (index, text) in Self.hostile.enumerated() {
        _ = log.take()
        let owner = try await Owner.objects.returning().create(Owner(name: text, code: "c\(index)"))
        #expect(owner.name == text)
        let upserted = try await Owner.objects.upsert(
          [Owner(name: "new", code: "c\(index)")], onConflictOf: .columns { $0.code },
          setting: { old, new in old.name.set(text) }, where: { old, new in old.name == text })
        #expect(upserted.map(\.outcome) == [.updated] && upserted[0].object.name == text)
        #expect(try await Owner.objects.filter { $0.name == text }.update { $0.name.set(text) } == 1)
        #expect(try await Owner.objects.filter { $0.name.contains(text) && $0.code == "c\(index)" }.count() == 1)
        #expect(try await Owner.objects.bulkUpdate([owner]) { $0.name } == 1)
        #expect(
          try await Owner.objects.filter { $0.id == owner.id }.returning { $0.name + text }.update {
            $0.name.set($0.name)
          } == [text + text])
        let page = try await Owner.objects.filter { $0.name == text }.order { ($0.name, $0.code.desc) }.page(of: 1)
        let cursor = try #require(page.end)
        #expect(
          try await Owner.objects.order { ($0.name, $0.code.desc) }.page(of: 9, after: cursor).items.count <= index)
        if !text.isEmpty {
          for statement in log.take() where text.count > 4 { #expect(!statement.contains(text)) }
        }
      }
      #expect(try await Owner.objects.count() == Self.hostile.count)
      await kindredError(.invalidValue) {
        try await Owner.objects.returning().create(Owner(name: "a\0b", code: "nul"))
      }
      await kindredError(.invalidValue) { try await Owner.objects.update { $0.name.set("a\0b") } }
      await kindredError(.invalidValue) {
        try await Owner.objects.upsert([Owner(name: "a\0", code: "z")], onConflictOf: .columns { $0.code }) { $0.name }
      }
    }
  }

  @Test("Keys of JSON documents are values")
  func documents() async throws {
    try await withDatabase { _ async throws in
      let extra = Dictionary(uniqueKeysWithValues: Self.hostile.map { ($0, $0) })
      let stored = try await Documents.objects.returning().create(Documents(extra: extra))
      #expect(stored.extra == extra)
      #expect(try await Documents.objects.bulkUpdate([stored]) { $0.extra } == 1)
      #expect(try await Documents.objects.get().extra == extra)
    }
  }

  @Test("Names of tables and columns with quotation marks are quoted in every statement that writes")
  func names() async throws {
    try await withDatabase { log async throws in
      var row = try await Quoted.objects.returning().create(Quoted(name: "a"))
      row.name = "b"
      #expect(try await Quoted.objects.bulkUpdate([row]) { $0.name } == 1)
      let results = try await Quoted.objects.upsert([row], onConflictOf: .key) {
        $0.name
      } where: { old, new in
        old.name == new.name
      }
      #expect(results.map(\.outcome) == [.updated])
      #expect(try await Quoted.objects.order { $0.name }.page(of: 1).items.map(\.name) == ["b"])
      #expect(try await Quoted.objects.filter { $0.name == "b" }.returning { $0.name }.delete() == ["b"])
      #expect(log.take().filter { $0.contains("\"a\"\"\u{301} \"\"b\"\" 'c'\"") }.count > 4)
    }
  }
}
