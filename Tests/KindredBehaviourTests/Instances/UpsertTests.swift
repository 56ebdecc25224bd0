import Kindred
import Testing

@Suite("Insert or update")
struct UpsertTests {
  private func isRefused(_ code: KindredError.Code, _ body: () async throws -> Void) async {
    await #expect {
      try await body()
    } throws: { error in (error as? KindredError)?.code == code }
  }

  @Test("T-6: conflicts are ignored, and no key is given")
  func ignoreConflicts() async throws {
    try await withDatabase { log async throws in
      try await Owner.objects.create(name: "Ann", code: "a")
      _ = log.take()
      let owners = try await Owner.objects.bulkCreate(
        [Owner(name: "Other", code: "a"), Owner(name: "Bob", code: "b")], ignoreConflicts: true)
      #expect(
        Set(log.take()) == [
          spelled(
            sqlite: #"INSERT INTO "owner" ("name", "code") VALUES (?1, ?2) ON CONFLICT DO NOTHING"#,
            postgres: #"INSERT INTO "owner" ("name", "code") VALUES ($1, $2) ON CONFLICT DO NOTHING"#)
        ])
      #expect(owners.map(\.id.isUnsaved) == [true, true])
      #expect(try await Owner.objects.order { $0.code }.values { $0.name }.all() == ["Ann", "Bob"])
      // Only unique constraints are conflicts.
      await isRefused(.checkViolation) {
        try await Country.objects.bulkCreate([Country(code: "x", name: "X", score: 999)], ignoreConflicts: true)
      }
    }
  }

  @Test("T-6: many objects with conflicts take few statements, and those with the same values become one row")
  func ignoreManyConflicts() async throws {
    try await withDatabase { log async throws in
      try await Owner.objects.create(name: "Ann", code: "c7")
      _ = log.take()
      let owners = (0..<320).map { Owner(name: "owner \($0)", code: "c\($0 % 300)") }
      let made = try await Owner.objects.bulkCreate(owners, ignoreConflicts: true)
      // Groups of 250 and of 50 and 20 single ones, where a statement takes several rows.
      let rows = log.take().map { $0.split(separator: "(").count - 2 }
      #expect(rows == (Backend.current == .sqlite ? [1] : [250, 50, 1]))
      #expect(made.allSatisfy { $0.id.isUnsaved })
      let known = try await Owner.objects.values { ($0.code, $0.name) }.all()
      let wanted = (0..<300).map { ("c\($0)", $0 == 7 ? "Ann" : "owner \($0)") }
      #expect(Dictionary(uniqueKeysWithValues: known) == Dictionary(uniqueKeysWithValues: wanted))
    }
  }

  @Test("T-7: rows that are there take over columns, and all keys are known")
  func updateConflicts() async throws {
    try await withDatabase { log async throws in
      let ann = try await Owner.objects.create(name: "Ann", code: "a")
      _ = log.take()
      let owners = try await Owner.objects.bulkCreate([Owner(name: "Bob", code: "b"), Owner(name: "Anna", code: "a")]) {
        $0.name
      } onConflictOf: {
        $0.code
      }
      #expect(
        Set(log.take()) == [
          spelled(
            sqlite:
              #"INSERT INTO "owner" ("name", "code") VALUES (?1, ?2) ON CONFLICT ("code") DO UPDATE SET "name" = EXCLUDED."name" RETURNING "id""#,
            postgres:
              #"INSERT INTO "owner" ("name", "code") VALUES ($1, $2) ON CONFLICT ("code") DO UPDATE SET "name" = EXCLUDED."name" RETURNING "id""#
          )
        ])
      #expect(owners[1].id == ann.id && !owners[0].id.isUnsaved && owners[0].id != ann.id)
      #expect(try await Owner.objects.order { $0.code }.values { $0.name }.all() == ["Anna", "Bob"])
      let countries = [Country(code: "x", name: "X", score: 1), Country(code: "y", name: "Y", score: 2)]
      for scale in [1, 10] {
        try await Country.objects.bulkCreate(
          countries.map { Country(code: $0.code, name: $0.name, level: .low, score: $0.score * scale) }
        ) {
          ($0.score, $0.level)
        } onConflictOf: {
          ($0.level, $0.name)
        }
      }
      #expect(try await Country.objects.order { $0.code }.values { $0.score }.all() == [10, 20])
    }
  }

  @Test("T-7: what the database would not understand is refused before")
  func refused() async throws {
    try await withDatabase { log async throws in
      let owner = Owner(name: "A", code: "a")
      await isRefused(.invalidQuery) {
        try await Owner.objects.bulkCreate([owner]) {
          $0.code
        } onConflictOf: {
          $0.name
        }
      }
      await isRefused(.invalidQuery) {
        try await Owner.objects.bulkCreate([owner]) {
          $0.id
        } onConflictOf: {
          $0.code
        }
      }
      await isRefused(.invalidQuery) {
        try await Entry.objects.bulkCreate([Entry]()) {
          $0.blog.name
        } onConflictOf: {
          $0.id
        }
      }
      #expect(log.take() == [])
    }
  }

  @Test("T-3: get or create")
  func getOrCreate() async throws {
    try await withDatabase { _ async throws in
      let first = try await Owner.objects.getOrCreate {
        $0.code == "a"
      } creating: {
        Owner(name: "Ann", code: "a")
      }
      let second = try await Owner.objects.getOrCreate {
        $0.code == "a"
      } creating: {
        Owner(name: "Bob", code: "a")
      }
      #expect(first.isNew && !second.isNew && first.object.id == second.object.id && second.object.name == "Ann")
      try await Owner.objects.create(name: "Ann", code: "b")
      await #expect(throws: Owner.MultipleObjectsReturned.self) {
        try await Owner.objects.getOrCreate {
          $0.name == "Ann"
        } creating: {
          Owner(name: "Ann", code: "c")
        }
      }
    }
  }

  @Test("T-3: of many at once one creates; another violation is thrown, and the transaction goes on")
  func getOrCreateRace() async throws {
    try await withDatabase { _ async throws in
      let database = try #require(Database.current)
      let raced = try await transaction {
        let found = try await Owner.objects.getOrCreate {
          $0.code == "a"
        } creating: {
          Owner(name: "late", code: "a")
        }
        await isRefused(.uniqueViolation) {
          try await Owner.objects.getOrCreate {
            $0.code == "b"
          } creating: {
            Owner(name: "wrong", code: "a")
          }
        }
        try await Owner.objects.create(name: "after", code: "z")
        return found
      }
      #expect(raced.isNew)
      #expect(try await Owner.objects.count() == 2)
      let results = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<8 {
          group.addTask {
            try await database.use {
              try await Owner.objects.getOrCreate {
                $0.code == "many"
              } creating: {
                Owner(name: "x", code: "many")
              }
              .isNew
            }
          }
        }
        return try await group.reduce(into: [Bool]()) { $0.append($1) }
      }
      #expect(results.filter { $0 }.count == 1 && results.count == 8)
    }
  }

  @Test("T-4: update or create")
  func updateOrCreate() async throws {
    try await withDatabase { log async throws in
      func store(_ name: String) async throws -> (object: Owner, isNew: Bool) {
        try await Owner.objects.updateOrCreate {
          $0.code == "a"
        } setting: {
          $0.name.set(name)
        } creating: {
          Owner(name: name, code: "a")
        }
      }
      let first = try await store("Ann")
      #expect(first.isNew && first.object.name == "Ann")
      _ = log.take()
      let second = try await store("Bob")
      #expect(!second.isNew && second.object.name == "Bob" && second.object.id == first.object.id)
      let statements = log.take()
      #expect(
        statements.contains(
          spelled(
            sqlite: #"UPDATE "owner" SET "name" = ?1 WHERE "owner"."id" = ?2"#,
            postgres: #"UPDATE "owner" SET "name" = $1 WHERE "owner"."id" = $2"#)))
      if Backend.current == .postgres {
        #expect(statements.contains { $0.hasSuffix(#" FOR UPDATE OF "owner""#) })
      }
    }
  }

  @Test("R-37: a related manager gets, creates and updates within its relation")
  func relatedManager() async throws {
    try await withBlogs { blogs, _ async throws in
      let kept = try await blogs.pop.entrySet.getOrCreate {
        $0.headline == "Yesterday"
      } creating: {
        Entry(blog: blogs.beatles, headline: "Yesterday")
      }
      #expect(kept.isNew && kept.object.blogID == blogs.pop.id)
      let updated = try await blogs.pop.entrySet.updateOrCreate {
        $0.headline == "Yesterday"
      } setting: {
        $0.rating.set($0.rating + 1)
      } creating: {
        Entry(blog: blogs.pop, headline: "Yesterday")
      }
      #expect(!updated.isNew && updated.object.rating == 6 && updated.object.id == kept.object.id)
      #expect(try await Entry.objects.get(id: blogs.yesterday.id).rating == 4)
      var again = kept.object
      again.headline = "Again"
      let upserted = try await blogs.cheese.entrySet.bulkCreate([again]) {
        ($0.headline, $0.blogID)
      } onConflictOf: {
        $0.id
      }
      #expect(upserted.map(\.id) == [kept.object.id])
      #expect(try await blogs.cheese.entrySet.headlines() == ["Again"])
      let ignored = try await blogs.cheese.entrySet.bulkCreate(
        [Entry(blog: blogs.pop, headline: "n")], ignoreConflicts: true)
      #expect(ignored.count == 1)
      #expect(try await blogs.cheese.entrySet.count() == 2)
    }
  }
}
