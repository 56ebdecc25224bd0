import Foundation
import Kindred
import Testing

@Suite("Saving")
struct SaveTests {
  @Test("MQ-1, MQ-2: first an INSERT that makes the key, then an UPDATE of all columns")
  func save() async throws {
    try await withDatabase { log async throws in
      var blog = Blog(name: "Beatles")
      #expect(blog.id.isUnsaved)
      try await blog.save()
      #expect(blog.id == 1)
      blog.name = "The Beatles"
      try await blog.save()
      #expect(
        log.take() == [
          spelled(
            sqlite: #"INSERT INTO "blog" ("name", "tagline") VALUES (?1, ?2)"#,
            postgres: #"INSERT INTO "blog" ("name", "tagline") VALUES ($1, $2) RETURNING "id""#),
          spelled(
            sqlite: #"UPDATE "blog" SET "name" = ?1, "tagline" = ?2 WHERE "blog"."id" = ?3"#,
            postgres: #"UPDATE "blog" SET "name" = $1, "tagline" = $2 WHERE "blog"."id" = $3"#),
        ])
      #expect(try await Blog.objects.names() == ["The Beatles"])
    }
  }

  @Test("TR-9: with a key set by hand, UPDATE first and INSERT when no row matched")
  func keySetByHand() async throws {
    try await withDatabase { log async throws in
      var blog = Blog(name: "x")
      blog.id = 40
      try await blog.save()
      #expect(log.take().map { $0.prefix(6) } == ["UPDATE", "INSERT"])
      #expect(try await Blog.objects.get(id: 40).name == "x")
      var country = Country(code: "fr", name: "France")
      try await country.save()
      country.name = "La France"
      try await country.save()
      #expect(try await Country.objects.get(id: "fr").name == "La France")
      #expect(try await Country.objects.count() == 1)
    }
  }

  @Test("TR-9: a key from a declared default is inserted at once")
  func defaultKey() async throws {
    try await withDatabase { log async throws in
      var device = Device(name: "phone")
      try await device.save()
      #expect(
        log.take() == [
          spelled(
            sqlite: #"INSERT INTO "device" ("id", "name") VALUES (?1, ?2)"#,
            postgres: #"INSERT INTO "device" ("id", "name") VALUES ($1, $2)"#)
        ])
      device.name = "tablet"
      try await device.save()
      #expect(
        log.take() == [
          spelled(
            sqlite: #"UPDATE "device" SET "name" = ?1 WHERE "device"."id" = ?2"#,
            postgres: #"UPDATE "device" SET "name" = $1 WHERE "device"."id" = $2"#)
        ])
      var loaded = try await Device.objects.get(id: device.id)
      #expect(loaded.name == "tablet")
      _ = log.take()
      try await loaded.save()
      #expect(log.take().map { $0.prefix(6) } == ["UPDATE"])
    }
  }

  @Test("T-2: create never overwrites")
  func createForcesInsert() async throws {
    try await withDatabase { _ async throws in
      try await Country.objects.create(code: "fr", name: "France")
      await #expect { try await Country.objects.create(code: "fr", name: "Other") } throws: { error in
        guard let error = error as? KindredError else { return false }
        return error.code == .uniqueViolation && error.table == "country" && error.column == "code"
      }
      #expect(try await Country.objects.get(id: "fr").name == "France")
    }
  }

  @Test("N-5, N-8: forcing an insert or an update")
  func forcing() async throws {
    try await withDatabase { _ async throws in
      var blog = Blog(name: "a")
      blog.id = 9
      await #expect { try await blog.update() } throws: { error in
        (error as? KindredError)?.code == .notUpdated
      }
      try await blog.insert()
      await #expect { try await blog.insert() } throws: { error in
        (error as? KindredError)?.code == .uniqueViolation
      }
      var unsaved = Blog(name: "b")
      await #expect { try await unsaved.update() } throws: { error in
        (error as? KindredError)?.code == .unsavedObject
      }
    }
  }

  @Test("N-7: only the listed fields are written")
  func updatingFields() async throws {
    try await withBlogs { blogs, log async throws in
      var entry = blogs.lives
      entry.headline = "New"
      entry.rating = 1
      entry.comments = 99
      try await entry.save { ($0.headline, $0.rating) }
      #expect(
        log.take() == [
          spelled(
            sqlite: #"UPDATE "entry" SET "headline" = ?1, "rating" = ?2 WHERE "entry"."id" = ?3"#,
            postgres: #"UPDATE "entry" SET "headline" = $1, "rating" = $2 WHERE "entry"."id" = $3"#)
        ])
      let stored = try await Entry.objects.get(id: entry.id)
      #expect(stored.headline == "New" && stored.rating == 1 && stored.comments == 3)
      try await entry.save { $0.blogID }
      #expect(
        log.take().last
          == spelled(
            sqlite: #"UPDATE "entry" SET "blog_id" = ?1 WHERE "entry"."id" = ?2"#,
            postgres: #"UPDATE "entry" SET "blog_id" = $1 WHERE "entry"."id" = $2"#))
      await #expect(throws: KindredError.self) { try await entry.save { $0.blog.name } }
      var deleted = blogs.percent
      try await blogs.percent.delete()
      await #expect { try await deleted.save { $0.rating } } throws: { error in
        (error as? KindredError)?.code == .notUpdated
      }
    }
  }

  @Test("MQ-3: an unsaved related object is refused before anything is stored")
  func unsavedRelation() async throws {
    try await withDatabase { log async throws in
      var entry = Entry(blog: Blog(name: "new"), headline: "x")
      await #expect { try await entry.save() } throws: { error in
        guard let error = error as? KindredError else { return false }
        return error.code == .unsavedObject && error.message.contains("Field \"blog\" of Entry")
      }
      #expect(try await Entry.objects.count() == 0)
    }
  }

  @Test("FO-7: values that the database makes come back")
  func databaseDefaults() async throws {
    try await withDatabase { log async throws in
      let country = try await Country.objects.create(code: "fr", name: "France")
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"INSERT INTO "country" ("code", "name", "level", "points", "rank", "settings", "extra", "area", "budget") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING "created""#,
            postgres:
              #"INSERT INTO "country" ("code", "name", "level", "points", "rank", "settings", "extra", "area", "budget") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING "created""#
          )
        ])
      #expect(country.rank == 7)
      #expect(abs(try #require(country.created).timeIntervalSinceNow) < 60)
      let set = try await Country.objects.create(code: "de", name: "Germany", rank: 3)
      #expect(set.rank == 3 && set.created != nil)
      let bulk = try await Country.objects.bulkCreate([
        Country(code: "it", name: "Italy"),
        Country(code: "es", name: "Spain", created: Date(timeIntervalSince1970: 5), rank: -1),
        Country(code: "pt", name: "Portugal", rank: 0),
      ])
      #expect(bulk.map(\.rank) == [7, -1, 0] && bulk.allSatisfy { $0.created != nil })
      #expect(bulk[1].created == Date(timeIntervalSince1970: 5))
      let ranks = try await Country.objects.order { $0.code }.values { $0.rank }.all()
      #expect(ranks == [3, -1, 7, 7, 0])
      // A property that declares a value is stored as it is, also if it is nil.
      #expect(try await Sentinel.objects.create().rank == 1)
      let chosen = try await Sentinel.objects.create(rank: nil, level: nil)
      #expect(try await Sentinel.objects.get(id: chosen.id).rank == nil && chosen.level == 3)
    }
  }

  @Test("nil in a column that the database fills in is stored by an update, not by an insert")
  func nullInsteadOfDatabaseDefault() async throws {
    try await withDatabase { log async throws in
      var whole = try await Sentinel.objects.create(level: nil)
      #expect(whole.level == 3)
      whole.level = nil
      try await whole.save()
      #expect(try await Sentinel.objects.get(id: whole.id).level == nil)
      var one = try await Sentinel.objects.create(level: 5)
      one.level = nil
      try await one.save { $0.level }
      #expect(try await Sentinel.objects.get(id: one.id).level == nil)
      try await Sentinel.objects.filter { $0.id == one.id }.update { $0.level.set(3) }
      #expect(try await Sentinel.objects.filter { $0.level == nil }.count() == 1)
    }
  }

  @Test("N-3: refreshing reads the row anew, or says that it is gone")
  func refresh() async throws {
    try await withBlogs { blogs, _ async throws in
      var entry = blogs.lives
      entry.headline = "changed in memory"
      try await Entry.objects.filter { $0.id == entry.id }.update { $0.rating.set(1) }
      try await entry.refresh()
      #expect(entry.headline == "Lennon lives" && entry.rating == 1)
      try await entry.delete()
      await #expect(throws: Entry.DoesNotExist.self) { try await entry.refresh() }
    }
  }

  @Test("MQ-35: equal by key; without one, by value")
  func equality() async throws {
    try await withBlogs { blogs, _ async throws in
      var other = blogs.pop
      other.name = "renamed"
      #expect(other == blogs.pop && other.hashValue == blogs.pop.hashValue)
      #expect(blogs.pop != blogs.cheese)
      #expect(Blog(name: "a") == Blog(name: "a"))
      #expect(Blog(name: "a") != Blog(name: "b"))
      #expect(Blog(name: "a") != blogs.pop)
      #expect("\(blogs.pop)" == "Blog 2" && "\(Blog(name: "a"))" == "Blog unsaved")
    }
  }

  @Test("Every kind of field comes back as it was")
  func fieldKinds() async throws {
    try await withDatabase { _ async throws in
      let made = try await Country.objects.create(
        code: "fr", name: "France", level: .veryHigh, score: 12, created: Date(timeIntervalSince1970: 0.000_001),
        settings: Settings(theme: "light", sizes: [1, 2]), extra: ["a": 1], area: Decimal(string: "551695.12"),
        budget: Money(cents: 99))
      let read = try await Country.objects.get(id: "fr")
      #expect(read.level == .veryHigh && read.score == 12 && read.created == made.created)
      #expect(read.settings == Settings(theme: "light", sizes: [1, 2]) && read.extra == ["a": 1])
      #expect(read.area == Decimal(string: "551695.12") && read.budget == Money(cents: 99))
      #expect(try await Country.objects.filter { $0.level == .veryHigh && $0.budget == Money(cents: 99) }.count() == 1)
      #expect(Level.veryHigh.label == "Very high")
    }
  }

  @Test("Codable: foreign keys as their raw keys")
  func codable() async throws {
    try await withBlogs { blogs, _ async throws in
      let data = try JSONEncoder().encode(blogs.lives)
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(object["blogID"] as? Int == 1 && object["reviewerID"] as? Int == 1 && object["id"] as? Int == 1)
      let back = try JSONDecoder().decode(Entry.self, from: data)
      #expect(back == blogs.lives && back.blogID == 1 && back.headline == "Lennon lives")
      let partial = try JSONDecoder().decode(Entry.self, from: Data(#"{"blogID": 2, "headline": "new"}"#.utf8))
      #expect(partial.rating == 5 && partial.id.isUnsaved && partial.reviewerID == nil)
    }
  }
}
