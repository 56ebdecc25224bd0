import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Text look-ups")
struct TextLookupTests {
  /// A condition, its SQL on each dialect, and the headlines that it finds, ordered by key.
  private typealias LookUp = (
    condition: (Entry.Columns) -> QueryCondition, sqlite: String, postgres: String, found: [String]
  )

  private func check(_ entries: QuerySet<Entry>, _ lookUps: [LookUp]) async throws {
    for (condition, sqlite, postgres, found) in lookUps {
      let query = entries.filter(condition).order { $0.id }
      let expected = spelled(sqlite: sqlite, postgres: postgres) + #" ORDER BY "entry"."id" ASC"#
      #expect(try query.condition() == expected)
      #expect(try await query.headlines() == found, "\(expected)")
    }
  }

  @Test("MQ-19: case is respected or ignored, and nothing is a wildcard")
  func lookups() async throws {
    let anywhere = (sqlite: #"instr("entry"."headline", ?1) > 0"#, postgres: #""entry"."headline" LIKE $1"#)
    let folded = (
      sqlite: #"instr(kindred_fold("entry"."headline"), ?1) > 0"#,
      postgres: #"UPPER("entry"."headline") LIKE UPPER($1)"#
    )
    let edge = (sqlite: #""entry"."headline" GLOB ?1"#, postgres: anywhere.postgres)
    let foldedEdge = (sqlite: #"kindred_fold("entry"."headline") GLOB ?1"#, postgres: folded.postgres)
    let foldedWhole = (
      sqlite: #"kindred_fold("entry"."headline") = ?1"#, postgres: #"UPPER("entry"."headline") = UPPER($1)"#
    )
    let lennon = ["Lennon lives", "Lennon and pop"]
    let pop = ["Lennon and pop", "100% pop"]
    try await withBlogs { _, _ async throws in
      try await check(
        Entry.objects,
        [
          ({ $0.headline.contains("Lennon") }, anywhere.sqlite, anywhere.postgres, lennon),
          ({ $0.headline.contains("lennon") }, anywhere.sqlite, anywhere.postgres, []),
          ({ $0.headline.iContains("lENNON") }, folded.sqlite, folded.postgres, lennon),
          ({ $0.headline.startsWith("Lennon l") }, edge.sqlite, edge.postgres, ["Lennon lives"]),
          ({ $0.headline.startsWith("lennon l") }, edge.sqlite, edge.postgres, []),
          ({ $0.headline.iStartsWith("LENNON L") }, foldedEdge.sqlite, foldedEdge.postgres, ["Lennon lives"]),
          ({ $0.headline.endsWith("pop") }, edge.sqlite, edge.postgres, pop),
          ({ $0.headline.endsWith("Pop") }, edge.sqlite, edge.postgres, []),
          ({ $0.headline.iEndsWith("POP") }, foldedEdge.sqlite, foldedEdge.postgres, pop),
          ({ $0.headline.iExact("YESTERDAY") }, foldedWhole.sqlite, foldedWhole.postgres, ["Yesterday"]),
          ({ $0.headline.contains("0% p") }, anywhere.sqlite, anywhere.postgres, ["100% pop"]),
          ({ $0.headline.contains("1_0") }, anywhere.sqlite, anywhere.postgres, []),
          ({ $0.headline.startsWith("*") }, edge.sqlite, edge.postgres, []),
          ({ $0.headline.endsWith("?op") }, edge.sqlite, edge.postgres, []),
        ])
    }
  }

  @Test("Case is ignored for all of Unicode")
  func unicode() async throws {
    try await withDatabase { _ async throws in
      let blog = try await Blog.objects.create(name: "b")
      let headlines = ["Ärger in Łódź, Здравствуй", "ärger in łódź, здравствуй", "Arger in Lodz"]
      for headline in headlines { try await blog.entrySet.create(headline: headline) }
      let entries = blog.entrySet.order { $0.id }
      #expect(try await entries.filter { $0.headline.iContains("äRGER IN łóDŹ") }.headlines() == headlines.dropLast())
      #expect(try await entries.filter { $0.headline.iEndsWith("здРАВСТВУЙ") }.headlines() == headlines.dropLast())
      #expect(try await entries.filter { $0.headline.contains("ärger") }.headlines() == [headlines[1]])
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
      for headline in ["Pop and more", "More pop", "About Pop", "Rock"] {
        try await blog.entrySet.create(headline: headline)
      }
      try await check(
        Entry.objects,
        [
          (
            { $0.headline.contains($0.blog.name) }, #"instr("entry"."headline", "blog"."name") > 0"#,
            #"strpos("entry"."headline", "blog"."name") > 0"#, ["Pop and more", "About Pop"]
          ),
          (
            { $0.headline.iContains($0.blog.name) },
            #"instr(kindred_fold("entry"."headline"), kindred_fold("blog"."name")) > 0"#,
            #"strpos(UPPER("entry"."headline"), UPPER("blog"."name")) > 0"#, ["Pop and more", "More pop", "About Pop"]
          ),
          (
            { $0.headline.startsWith($0.blog.name) },
            #"substr("entry"."headline", 1, length("blog"."name")) = "blog"."name""#,
            #"starts_with("entry"."headline", "blog"."name")"#, ["Pop and more"]
          ),
          (
            { $0.headline.endsWith($0.blog.name) },
            #"substr("entry"."headline", length("entry"."headline") + 1 - length("blog"."name")) = "blog"."name""#,
            #"right("entry"."headline", length("blog"."name")) = "blog"."name""#, ["About Pop"]
          ),
          (
            { $0.headline.iEndsWith($0.blog.name) },
            #"substr(kindred_fold("entry"."headline"), length(kindred_fold("entry"."headline")) + 1 - length(kindred_fold("blog"."name"))) = kindred_fold("blog"."name")"#,
            #"right(UPPER("entry"."headline"), length(UPPER("blog"."name"))) = UPPER("blog"."name")"#,
            ["More pop", "About Pop"]
          ),
        ])
    }
  }

  @Test("An empty text is in every text, but not in NULL")
  func emptyText() async throws {
    try await withBlogs { _, _ async throws in
      let entries = Entry.objects.order { $0.id }
      let noted = ["Yesterday", "Lennon and pop"]
      #expect(try await entries.filter { $0.note.contains("") }.headlines() == noted)
      #expect(try await entries.filter { $0.note.startsWith("") }.headlines() == noted)
      #expect(try await entries.filter { $0.note.iEndsWith("") }.headlines() == noted)
    }
  }
}
