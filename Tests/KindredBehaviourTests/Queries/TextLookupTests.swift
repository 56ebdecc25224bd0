import Kindred
import Testing

@Suite("Text look-ups")
struct TextLookupTests {
  @Test("MQ-19: case is respected or ignored, and nothing is a wildcard")
  func lookups() async throws {
    try await withBlogs { _, _ async throws in
      let entries = Entry.objects
      #expect(try await entries.filter { $0.headline.contains("Lennon") }.count() == 2)
      #expect(try await entries.filter { $0.headline.contains("lennon") }.count() == 0)
      #expect(try await entries.filter { $0.headline.iContains("lENNON") }.count() == 2)
      #expect(try await entries.filter { $0.headline.startsWith("Lennon l") }.headlines() == ["Lennon lives"])
      #expect(try await entries.filter { $0.headline.startsWith("lennon l") }.count() == 0)
      #expect(try await entries.filter { $0.headline.iStartsWith("LENNON L") }.headlines() == ["Lennon lives"])
      #expect(try await entries.filter { $0.headline.endsWith("pop") }.count() == 2)
      #expect(try await entries.filter { $0.headline.endsWith("Pop") }.count() == 0)
      #expect(try await entries.filter { $0.headline.iEndsWith("POP") }.count() == 2)
      #expect(try await entries.filter { $0.headline.iExact("YESTERDAY") }.headlines() == ["Yesterday"])
      #expect(try await entries.filter { $0.headline.contains("0% p") }.headlines() == ["100% pop"])
      #expect(try await entries.filter { $0.headline.contains("1_0") }.count() == 0)
      #expect(try await entries.filter { $0.headline.startsWith("*") }.count() == 0)
      #expect(try await entries.filter { $0.headline.endsWith("?op") }.count() == 0)
    }
  }

  @Test("Case is ignored for all of Unicode")
  func unicode() async throws {
    try await withDatabase { _ async throws in
      let blog = try await Blog.objects.create(name: "b")
      try await blog.entrySet.create(headline: "Ärger in Łódź, Здравствуй")
      #expect(try await blog.entrySet.filter { $0.headline.iContains("äRGER IN łóDŹ") }.count() == 1)
      #expect(try await blog.entrySet.filter { $0.headline.iEndsWith("здРАВСТВУЙ") }.count() == 1)
      #expect(try await blog.entrySet.filter { $0.headline.contains("ärger") }.count() == 0)
    }
  }

  @Test("Letters with one capital are one letter: both sigmas, the two mus, the long s; a sharp s is no double s")
  func capitals() async throws {
    try await withDatabase { _ async throws in
      let blog = try await Blog.objects.create(name: "b")
      for headline in ["ΒΟΡΡΑΣ", "5 µm", "ſtop", "Straße"] { try await blog.entrySet.create(headline: headline) }
      let entries = blog.entrySet
      #expect(try await entries.filter { $0.headline.iExact("βορρας") }.headlines() == ["ΒΟΡΡΑΣ"])
      #expect(try await entries.filter { $0.headline.iExact("βορρασ") }.headlines() == ["ΒΟΡΡΑΣ"])
      #expect(try await entries.filter { $0.headline.iContains("μM") }.headlines() == ["5 µm"])
      #expect(try await entries.filter { $0.headline.iStartsWith("STOP") }.headlines() == ["ſtop"])
      #expect(try await entries.filter { $0.headline.iExact("STRASSE") }.headlines() == [])
      #expect(try await entries.filter { $0.headline.iExact("STRAßE") }.headlines() == ["Straße"])
    }
  }

  @Test("What is looked for may be longer than a pattern of SQLite")
  func longTexts() async throws {
    try await withDatabase { _ async throws in
      let blog = try await Blog.objects.create(name: "b")
      let text = String(repeating: "aÄ*[", count: 15_000)
      try await blog.entrySet.create(headline: "x", note: text + "z")
      try await blog.entrySet.create(headline: "y", note: "z" + text)
      let entries = blog.entrySet
      #expect(try await entries.filter { $0.note.startsWith(text) }.headlines() == ["x"])
      #expect(try await entries.filter { $0.note.endsWith(text) }.headlines() == ["y"])
      #expect(try await entries.filter { $0.note.contains(text) }.count() == 2)
      #expect(try await entries.filter { $0.note.iStartsWith(text.lowercased()) }.headlines() == ["x"])
      #expect(try await entries.filter { $0.note.iEndsWith(text.uppercased()) }.headlines() == ["y"])
      #expect(try await entries.filter { $0.note.startsWith(text + "y") }.count() == 0)
    }
  }

  @Test("The other side may be a column")
  func columns() async throws {
    try await withDatabase { _ async throws in
      let blog = try await Blog.objects.create(name: "Pop")
      try await blog.entrySet.create(headline: "Pop and more")
      try await blog.entrySet.create(headline: "More pop")
      try await blog.entrySet.create(headline: "About Pop")
      try await blog.entrySet.create(headline: "Rock")
      let entries = Entry.objects
      #expect(try await entries.filter { $0.headline.contains($0.blog.name) }.count() == 2)
      #expect(try await entries.filter { $0.headline.iContains($0.blog.name) }.count() == 3)
      #expect(try await entries.filter { $0.headline.startsWith($0.blog.name) }.headlines() == ["Pop and more"])
      #expect(try await entries.filter { $0.headline.endsWith($0.blog.name) }.headlines() == ["About Pop"])
      #expect(try await entries.filter { $0.headline.iEndsWith($0.blog.name) }.count() == 2)
    }
  }

  @Test("An empty text is in every text, but not in NULL")
  func emptyText() async throws {
    try await withBlogs { _, _ async throws in
      #expect(try await Entry.objects.filter { $0.note.contains("") }.count() == 2)
      #expect(try await Entry.objects.filter { $0.note.startsWith("") }.count() == 2)
      #expect(try await Entry.objects.filter { $0.note.iEndsWith("") }.count() == 2)
    }
  }
}
