import Kindred
import SeededRandom
import Testing

@Suite("Upserts that say what they did")
struct UpsertOutcomeTests {
  @Test("HU-10: inserted, updated and left alone by the condition")
  func outcomes() async throws {
    try await withDatabase { log async throws in
      try await Country.objects.bulkCreate([
        Country(code: "de", name: "old de", score: 10), Country(code: "fr", name: "old fr", score: 50),
      ])
      _ = log.take()
      let results = try await Country.objects.upsert(
        ["de", "it", "fr"].map { Country(code: $0, name: "new \($0)", score: 20) }, onConflictOf: .columns { $0.code }
      ) {
        ($0.name, $0.score)
      } where: { existing, new in
        existing.score < new.score
      }
      let statements = log.take()
      #expect(statements.count == (Backend.isSQLite ? 6 : 1))
      #expect(
        statements.last?.contains(
          #"ON CONFLICT ("code") DO UPDATE SET "name" = EXCLUDED."name", "points" = EXCLUDED."points" WHERE "country"."points" < "excluded"."points" RETURNING "code", "name""#
        ) == true)
      #expect(results.map(\.outcome) == [.updated, .inserted, .unchanged])
      #expect(results.map(\.object.score) == [20, 20, 20])
      // What the database made of the rows is read.
      #expect(results[1].object.rank == 7 && results[1].object.created != nil)
      #expect(
        try await Country.objects.order { $0.code }.values { ($0.code, $0.name, $0.score) }.all().map { "\($0)" } == [
          #"("de", "new de", 20)"#, #"("fr", "old fr", 50)"#, #"("it", "new it", 20)"#,
        ])
    }
  }

  @Test("HU-10: changes by expressions of both rows, with values in them")
  func expressions() async throws {
    try await withDatabase { _ async throws in
      for (bonus, scores) in [(1, [1, 2]), (3, [5, 7])] {
        let results = try await Country.objects.upsert(
          [Country(code: "a", name: "a", score: 1), Country(code: "b", name: "b", score: 2)], onConflictOf: .key,
          setting: { existing, new in
            existing.score.set(existing.score + new.score + bonus)
            existing.name.set(existing.name + "!" + new.name)
          }, where: { existing, new in existing.score < 90 && new.score > 0 })
        #expect(results.map(\.object.score) == scores)
        #expect(results.map(\.outcome) == Array(repeating: bonus == 1 ? .inserted : .updated, count: 2))
      }
      #expect(try await Country.objects.order { $0.code }.all().map(\.name) == ["a!a", "b!b"])
    }
  }

  @Test("HU-10: a query inside the condition may use both rows")
  func nestedQuery() async throws {
    try await withDatabase { _ async throws in
      try await Country.objects.create(code: "a", name: "a", score: 1)
      try await Owner.objects.create(name: "a", code: "z")
      let results = try await Country.objects.upsert(
        [Country(code: "a", name: "new", score: 2)], onConflictOf: .key
      ) {
        $0.score
      } where: { existing, new in
        Owner.objects.filter { $0.name == existing.name && new.score > 1 }.hasRows
      }
      #expect(results.map(\.outcome) == [.updated])
    }
  }

  @Test("HU-10: a constraint by name, and keys that the database makes")
  func constraints() async throws {
    try await withDatabase { _ async throws in
      let first = try await Described.objects.upsert(
        [Described(code: "a", title: "t", rank: 1)], onConflictOf: .constraint("code_and_title")
      ) { $0.rank }
      let second = try await Described.objects.upsert(
        [Described(code: "a", title: "t", rank: 5), Described(code: "b", title: "t", rank: 2)],
        onConflictOf: .constraint("code_and_title")
      ) { $0.rank }
      #expect(first.map(\.outcome) == [.inserted] && second.map(\.outcome) == [.updated, .inserted])
      #expect(second[0].object.id == first[0].object.id && !second[1].object.id.isUnsaved)
      #expect(second[0].object.rank == 5)
    }
  }

  @Test("HU-10: two objects that are one row: the later finds the row of the earlier")
  func twice() async throws {
    try await withDatabase { _ async throws in
      let results = try await Owner.objects.upsert(
        [Owner(name: "first", code: "a"), Owner(name: "second", code: "a")], onConflictOf: .columns { $0.code }
      ) { $0.name }
      #expect(results.map(\.outcome) == [.inserted, .updated])
      #expect(results[0].object.id == results[1].object.id)
      #expect(try await Owner.objects.get { $0.code == "a" }.name == "second")
    }
  }

  @Test("HU-10: NULL is no conflict, and what cannot be is refused")
  func edges() async throws {
    try await withDatabase { log async throws in
      let results = try await Badge.objects.upsert(
        [Badge(code: nil), Badge(code: nil)], onConflictOf: .columns { $0.code },
        setting: { old, new in old.code.set(new.code) })
      #expect(results.map(\.outcome) == [.inserted, .inserted])
      let blog = try await Blog.objects.create(name: "b")
      _ = log.take()
      let owner = Owner(name: "a", code: "a")
      await kindredError(.invalidQuery) {
        try await Owner.objects.upsert([owner], onConflictOf: .columns { $0.name }) { $0.code }
      }
      let error = await kindredError(.invalidQuery) {
        try await Described.objects.upsert([], onConflictOf: .constraint("nothing")) { $0.rank }
      }
      #expect(error?.message.contains("\"code_and_title\"") == true)
      await kindredError(.invalidQuery) {
        try await Owner.objects.upsert([owner], onConflictOf: .columns { $0.code }) { $0.id }
      }
      await kindredError(.invalidQuery) {
        try await Owner.objects.upsert(
          [owner], onConflictOf: .columns { $0.code }, setting: { _, new in new.name.set("x") })
      }
      await kindredError(.invalidQuery) {
        try await Entry.objects.upsert([Entry(blog: blog, headline: "h")], onConflictOf: .key) {
          $0.rating
        } where: { existing, _ in
          existing.blog.name == "x"
        }
      }
      #expect(log.take() == [])
      #expect(try await Owner.objects.upsert([Owner](), onConflictOf: .key) { $0.name }.isEmpty)
    }
  }

  @Test("HU-10: all or nothing")
  func allOrNothing() async throws {
    try await withDatabase { _ async throws in
      try await Country.objects.create(code: "a", name: "a", score: 1)
      await kindredError(.checkViolation) {
        try await Country.objects.upsert(
          [Country(code: "a", name: "b", score: 2), Country(code: "c", name: "c", score: 1000)], onConflictOf: .key
        ) { ($0.name, $0.score) }
      }
      #expect(try await Country.objects.get(id: "a").name == "a")
      #expect(try await Country.objects.count() == 1)
    }
  }

  @Test("HU-10: a related manager links what it inserts")
  func manager() async throws {
    try await withDatabase { _ async throws in
      let whole = try await Described.objects.create(code: "w", title: "w")
      let results = try await whole.parts.upsert(
        [Described(code: "p", title: "p")], onConflictOf: .columns { $0.code }
      ) { $0.rank }
      #expect(results[0].object.wholeID == whole.id)
    }
  }

  @Test("HU-10: random upserts have the outcomes of a dictionary", arguments: 0..<Seeds.count(6))
  func property(seed: Int) async throws {
    var random = SeededGenerator(seed: UInt64(seed))
    var batches: [[(code: String, name: String, score: Int)]] = []
    for _ in 0..<5 {
      batches.append(
        (0..<Int.random(in: 1...12, using: &random)).map { _ in
          (
            ["a", "b", "c", "d", "é", "e\u{301}", "'"][Int.random(in: 0..<7, using: &random)],
            "n\(Int.random(in: 0..<99, using: &random))",
            Int.random(in: 0..<10, using: &random)
          )
        })
    }
    let limit = Int.random(in: 0..<10, using: &random)
    try await withDatabase { _ async throws in
      // By bytes, as databases compare.
      var rows: [[UInt8]: (name: String, score: Int)] = [:]
      for batch in batches {
        let expected = batch.map { item -> Upserted<Country>.Outcome in
          let key = Array(item.code.utf8)
          guard let existing = rows[key] else {
            rows[key] = (item.name, item.score)
            return .inserted
          }
          guard existing.score < item.score || existing.score > limit else { return .unchanged }
          rows[key] = (existing.name, existing.score + item.score)
          return .updated
        }
        let results = try await Country.objects.upsert(
          batch.map { Country(code: $0.code, name: $0.name + $0.code, score: $0.score) }, onConflictOf: .key,
          setting: { existing, new in existing.score.set(existing.score + new.score) },
          where: { existing, new in existing.score < new.score || existing.score > limit })
        #expect(results.map(\.outcome) == expected)
      }
      let found = try await Country.objects.all()
      #expect(found.count == rows.count)
      for country in found { #expect(rows[Array(country.code.utf8)]?.score == country.score) }
    }
  }
}
