import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Objects with values that the database computes")
struct ExpressionInsertTests {
  @Test("E-16: create with expressions gives the values back, in one statement")
  func create() async throws {
    try await withBlogs { blogs, log async throws in
      let entry = try await Entry.objects.create(Entry(blog: blogs.cheese, headline: "News", rating: 1)) { entry in
        entry.rating.set((Entry.objects.values { $0.rating.max() }.scalar ?? 0) + 1)
        entry.note.set(Expr<String>.value("Brie").lowercased())
      }
      #expect(entry.rating == 10 && entry.note == "brie" && entry.headline == "News")
      let columns = #""blog_id", "reviewer_id", "headline", "rating", "comments", "note", "pub_date""#
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"INSERT INTO "entry" (\#(columns)) VALUES (?1, ?2, ?3, "#
              + #"kindred_add(COALESCE((SELECT MAX("entry"."rating") FROM "entry"), ?4), ?5), ?6, LOWER(?7), ?8) "#
              + #"RETURNING "id", "rating", "note""#,
            postgres:
              #"INSERT INTO "entry" (\#(columns)) VALUES ($1, $2, $3, "#
              + #"COALESCE((SELECT MAX("entry"."rating") FROM "entry"), $4::bigint) + $5, $6, LOWER($7::text), $8) "#
              + #"RETURNING "id", "rating", "note""#)
        ])
      let stored = try await Entry.objects.get(id: entry.id)
      #expect(stored.rating == 10 && stored.note == "brie" && stored.pubDate == entry.pubDate)
      #expect(stored.blogID == blogs.cheese.id && entry.$blog.loaded?.name == "Cheese")
      // The same plan with other values, and on a related manager.
      let next = try await blogs.pop.entrySet.create(Entry(blog: blogs.cheese, headline: "More")) { entry in
        entry.rating.set((Entry.objects.values { $0.rating.max() }.scalar ?? 0) + 5)
        entry.note.set(Expr<String>.value("GOUDA").lowercased())
      }
      #expect(next.rating == 15 && next.note == "gouda" && next.blogID == blogs.pop.id)
      // A plain value, NULL, an object, and the last of two assignments.
      let plain = try await Entry.objects.create(Entry(blog: blogs.pop, reviewer: blogs.ann, headline: "x")) { entry in
        entry.rating.set(1)
        entry.rating.set(3)
        entry.note.set(nil)
        entry.blog.set(blogs.cheese)
        entry.reviewer.set(nil)
      }
      #expect(plain.rating == 3 && plain.note == nil && plain.blogID == blogs.cheese.id && plain.reviewerID == nil)
      #expect(try await plain.blog.name == "Cheese")
      #expect(try await Entry.objects.filter { $0.blog == blogs.cheese }.count() == 2)
    }
  }

  @Test("E-16, FN-9, FN-30: the clock, identifiers and keys of the database")
  func functions() async throws {
    try await withDatabase { _ async throws in
      let before = Date.now.addingTimeInterval(-5)
      var event = Event(name: "a")
      try await event.insert {
        $0.start.set(Expr.now)
        $0.end.set(Expr<Date>.now.advanced(by: .seconds(60)))
        $0.token.set(.uuid4)
      }
      #expect(event.start > before && event.start < Date.now.addingTimeInterval(5))
      #expect(event.end == event.start.addingTimeInterval(60) && event.token != nil)
      #expect(try await Event.objects.get { $0.token == event.token }.id == event.id)
      // A key that the database makes, and one that the object has.
      var device = Device(name: "b")
      let own = device.id
      try await device.insert { $0.id.set(.uuid7) }
      #expect(device.id != own)
      #expect(try await Device.objects.get(id: device.id).name == "b")
      let named = try await Country.objects.create(Country(code: "NL", name: "")) {
        $0.name.set(Expr<String>.value("nl").uppercased())
      }
      #expect(named.name == "NL" && named.code == "NL" && named.created != nil)
      let error = await kindredError(.uniqueViolation) {
        _ = try await Country.objects.create(Country(code: "NL", name: "")) {
          $0.name.set(Expr<String>.value("x").uppercased())
        }
      }
      #expect(error?.table == "country")
      // Nothing set is a plain insert.
      let empty = try await Device.objects.create(Device(name: "c")) { _ in }
      #expect(try await Device.objects.get(id: empty.id).name == "c")
    }
  }

  @Test("E-16: there is no row yet whose columns could be used, nor a related one, nor several")
  func refused() async throws {
    try await withBlogs { blogs, log async throws in
      let entry = Entry(blog: blogs.pop, headline: "x")
      for error in [
        await kindredError(.invalidQuery) { try await Entry.objects.create(entry) { $0.rating.set($0.rating + 1) } },
        await kindredError(.invalidQuery) { try await Entry.objects.create(entry) { $0.headline.set($0.blog.name) } },
        await kindredError(.invalidQuery) { try await Entry.objects.create(entry) { $0.rating.set($0.rating.max()) } },
        await kindredError(.invalidQuery) {
          try await Entry.objects.create(entry) { entry in
            entry.rating.set(Entry.objects.filter { $0.blog == entry.blog }.rowCount)
          }
        },
        await kindredError(.invalidQuery) { try await Entry.objects.create(entry) { $0.blog.name.set("x") } },
      ] {
        #expect(error?.model == "Entry")
      }
      _ = await kindredError(.notNullViolation) {
        try await Entry.objects.create(entry) { entry in
          entry.rating.set(Entry.objects.filter { $0.rating > 100 }.values { $0.rating.max() }.scalar)
        }
      }
      _ = await kindredError(.invalidValue) {
        try await Edges.objects.create(Edges()) { $0.int8.set(Expr<Int8>.value(100) + 100) }
      }
      #expect(try await Entry.objects.count() == 4)
      _ = log.take()
    }
  }

  @Test("E-4: update of an object computes from the row, and takes the new values")
  func update() async throws {
    try await withBlogs { blogs, log async throws in
      var lives = blogs.lives
      // Somebody else changes the row.
      try await Entry.objects.filter { $0.pk == lives.id }.update { $0.rating.set(20) }
      _ = log.take()
      lives.headline = "not stored"
      try await lives.update {
        $0.rating.set($0.rating + 1)
        $0.note.set($0.headline.uppercased())
      }
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"UPDATE "entry" SET "rating" = kindred_add("entry"."rating", ?1), "note" = UPPER("entry"."headline") "#
              + #"WHERE "entry"."id" = ?2 RETURNING "entry"."rating", "entry"."note""#,
            postgres: #"UPDATE "entry" SET "rating" = "entry"."rating" + $1, "note" = UPPER("entry"."headline") "#
              + #"WHERE "entry"."id" = $2 RETURNING "entry"."rating", "entry"."note""#)
        ])
      #expect(lives.rating == 21 && lives.note == "LENNON LIVES" && lives.headline == "not stored")
      #expect(try await Entry.objects.get(id: lives.id).headline == "Lennon lives")
      try await lives.update { $0.rating.set($0.rating + 1) }
      #expect(lives.rating == 22)
      // A query on the same table, and a foreign key.
      try await lives.update { entry in
        entry.rating.set(Entry.objects.filter { $0.blog == entry.blog }.rowCount * 100)
        entry.blog.set(blogs.cheese)
      }
      #expect(lives.rating == 200 && lives.blogID == blogs.cheese.id)
      #expect(try await lives.blog.name == "Cheese")
      try await lives.update { _ in }
      _ = await kindredError(.invalidQuery) { try await lives.update { $0.id.set(77) } }
      _ = await kindredError(.invalidQuery) { try await lives.update { $0.blog.name.set("x") } }
      _ = await kindredError(.invalidQuery) { try await lives.update { $0.rating.set($0.rating.max()) } }
      _ = await kindredError(.invalidQuery) { try await lives.update { $0.headline.set($0.blog.name) } }
      var new = Entry(blog: blogs.pop, headline: "x")
      _ = await kindredError(.unsavedObject) { try await new.update { $0.rating.set(1) } }
      try await Entry.objects.filter { $0.pk == lives.id }.delete()
      let error = await kindredError(.notUpdated) { try await lives.update { $0.rating.set(1) } }
      #expect(error?.table == "entry" && lives.rating == 200)
    }
  }
}
