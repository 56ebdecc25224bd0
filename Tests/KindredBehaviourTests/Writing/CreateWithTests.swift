import Foundation
import Kindred
import Testing

@Suite("Creating an object together with what belongs to it")
struct CreateWithTests {
  private func track(_ number: Int, _ title: String = "t") -> Track {
    Track(number: number, albumID: .unsaved, title: title)
  }

  @Test("One statement on PostgreSQL; one for each kind of rows elsewhere")
  func statements() async throws {
    try await withDatabase { log async throws in
      let genres = try await Genre.objects.bulkCreate([Genre(name: "Pop"), Genre(name: "Rock")])
      _ = log.take()
      let album = try await Album.objects.create(
        Album(title: "Help!"), with: .objects({ $0.track }, [track(1, "Help!"), track(2, "The Night Before")]),
        .links({ $0.genres }, to: genres))
      let statements = log.take().filter { !$0.hasPrefix("BEGIN") && !$0.hasPrefix("COMMIT") }
      if Backend.isSQLite {
        #expect(
          statements == [
            #"INSERT INTO "album" ("title") VALUES (?1) RETURNING "id", "rank""#,
            #"INSERT INTO "track" ("number", "album_id", "title", "tags", "price", "recorded") VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING "id", "level""#,
            #"INSERT INTO "album_genres" ("album_id", "genre_id") VALUES (?1, ?2)"#,
          ])
      } else {
        #expect(
          statements == [
            #"WITH "created" AS (INSERT INTO "album" ("title") VALUES ($1) RETURNING "id", "rank"), "created_1" AS (INSERT INTO "track" ("number", "title", "tags", "price", "recorded", "album_id") VALUES ($2, $3, $4, $5, $6, (SELECT "created"."id" FROM "created")), ($7, $8, $9, $10, $11, (SELECT "created"."id" FROM "created"))), "created_2" AS (INSERT INTO "album_genres" ("genre_id", "album_id") VALUES ($12, (SELECT "created"."id" FROM "created")), ($13, (SELECT "created"."id" FROM "created"))) SELECT "created"."id", "created"."rank" FROM "created""#
          ])
      }
      #expect(album.rank == 7 && !album.id.isUnsaved)
      #expect(try await album.trackSet.values { ($0.title, $0.level) }.all().map(\.0) == ["Help!", "The Night Before"])
      #expect(try await album.trackSet.filter { $0.level == 3 }.count() == 2)
      #expect(try await album.genres.all() == genres)
      #expect(try await Album.objects.get(id: album.id) == album)
    }
  }

  @Test("Rows of several shapes and forms are stored as they are when they are created by themselves")
  func shapes() async throws {
    try await withDatabase { _ async throws in
      func tracks(_ album: Key<Album>) throws -> [Track] {
        var tracks = [track(1, ""), track(2, "it's \"so\"; --"), track(3, "é\u{301}"), track(4)]
        tracks[0].tags = ["a", "\"b\""]
        tracks[1].price = Decimal(string: "12.50")
        tracks[1].level = 9
        tracks[2].recorded = Date(timeIntervalSince1970: 1_000.5)
        tracks[3].id = album == .unsaved ? 500 : 600
        for index in tracks.indices { tracks[index].albumID = album }
        return tracks
      }
      let whole = try await Album.objects.create(
        Album(title: "a"), with: .objects({ $0.track }, try tracks(.unsaved)))
      let single = try await Album.objects.create(title: "a")
      for track in try tracks(single.id) { try await Track.objects.create(track) }
      let found = try await whole.trackSet.all()
      let expected = try await single.trackSet.all()
      #expect(found.map(\.number) == [1, 2, 3, 4] && found[3].id == 500)
      #expect(found.map(\.title) == expected.map(\.title))
      #expect(found.map(\.tags) == expected.map(\.tags))
      #expect(found.map(\.price) == expected.map(\.price))
      #expect(found.map(\.recorded) == expected.map(\.recorded))
      #expect(found.map(\.level) == [3, 9, 3, 3])
    }
  }

  @Test("More rows than one statement takes", arguments: [0, 1, 32, 33, 2_500])
  func many(count: Int) async throws {
    try await withDatabase { _ async throws in
      let album = try await Album.objects.create(
        Album(title: "a"), with: [.objects({ $0.track }, (0..<count).map { track($0) })])
      #expect(try await album.trackSet.count() == count)
      #expect(try await album.trackSet.filter { $0.number == count - 1 }.count() == min(count, 1))
      #expect(try await Album.objects.create(Album(title: "b"), with: []).rank == 7)
    }
  }

  @Test("All or nothing, also inside of a transaction")
  func atomic() async throws {
    try await withDatabase { _ async throws in
      let twice = NewRelated<Album>.objects({ $0.track }, [track(1), track(1)])
      await kindredError(.uniqueViolation) { try await Album.objects.create(Album(title: "a"), with: twice) }
      await kindredError(.foreignKeyViolation) {
        try await Album.objects.create(Album(title: "a"), with: .links({ $0.genres }, keys: [4711]))
      }
      let database = try #require(Database.current)
      try await database.transaction {
        let album = try await Album.objects.create(Album(title: "kept"), with: .objects({ $0.track }, [track(1)]))
        await kindredError(.uniqueViolation) {
          _ = try await database.transaction { try await Album.objects.create(Album(title: "a"), with: twice) }
        }
        #expect(try await album.trackSet.count() == 1)
      }
      #expect(try await Album.objects.values { $0.title }.all() == ["kept"])
      #expect(try await Track.objects.count() == 1)
    }
  }

  @Test("Links from either end, to oneself in both directions, and each once")
  func links() async throws {
    try await withDatabase { _ async throws in
      let album = try await Album.objects.create(title: "a")
      let genre = try await Genre.objects.create(Genre(name: "Pop"), with: .links({ $0.album }, to: [album, album]))
      #expect(try await album.genres.all() == [genre])
      let ann = try await Person.objects.create(name: "Ann")
      let bob = try await Person.objects.create(
        Person(name: "Bob"), with: .links({ $0.friends }, to: [ann]), .links({ $0.idols }, keys: [ann.id]),
        .links({ $0.follower }, keys: [ann.id]))
      #expect(try await ann.friends.all() == [bob])
      #expect(try await bob.friends.all() == [ann])
      #expect(try await ann.idols.all() == [bob])
      #expect(try await bob.idols.all() == [ann])
      #expect(try await Person.objects.create(Person(name: "Cid"), with: .links({ $0.friends }, to: [])).name == "Cid")
    }
  }

  @Test("A row whose key is the object, and rows that point to another of its fields")
  func otherKeys() async throws {
    try await withDatabase { _ async throws in
      let place = try await Place.objects.create(
        Place(name: "Demon Dogs", address: ""),
        with: .objects({ $0.restaurant }, [Restaurant(placeID: .unsaved, servesPizza: true)]))
      #expect(try await place.restaurant.servesPizza)
      let badge = try await Badge.objects.create(
        Badge(code: "x"), with: .objects({ $0.holder }, [Holder(), Holder()]))
      #expect(try await badge.holderSet.count() == 2)
      let error = await kindredError(.invalidQuery) {
        try await Badge.objects.create(Badge(), with: .objects({ $0.holder }, [Holder()]))
      }
      #expect(error?.model == "Badge")
      #expect(try await Badge.objects.count() == 1)
      #expect(try await Holder.objects.count() == 2)
      let country = try await ParentPlace.objects.create(name: "p")
      let diner = try await ParentDiner.objects.create(
        ParentDiner(place: country), with: .objects({ $0.waiters }, [ParentWaiter(dinerID: .unsaved, name: "w")]))
      #expect(try await diner.waiters.count() == 1)
    }
  }

  @Test("Managers and sets create in the same way, and link what they create")
  func managers() async throws {
    try await withBlogs { blogs, _ async throws in
      let comments = [Comment(entryID: .unsaved, text: "first"), Comment(entryID: blogs.lives.id, text: "second")]
      let entry = try await blogs.cheese.entrySet.create(
        Entry(blogID: blogs.pop.id, headline: "new"), with: .objects({ $0.remarks }, comments))
      #expect(entry.blogID == blogs.cheese.id)
      #expect(try await entry.remarks.count() == 2)
      let album = try await Album.objects.create(title: "a")
      let genre = try await album.genres.create(
        Genre(name: "Pop"), with: .links({ $0.album }, to: [try await Album.objects.create(title: "b")]))
      #expect(try await album.genres.all() == [genre])
      #expect(try await genre.albumSet.count() == 2)
      await kindredError(.unsavedObject) {
        try await Blog(name: "new").entrySet.create(Entry(blogID: .unsaved, headline: ""), with: [])
      }
    }
  }

  @Test("What cannot be created together says so, and stores nothing")
  func refused() async throws {
    try await withDatabase { log async throws in
      let album = Album(title: "a")
      _ = log.take()
      let error = await kindredError(.invalidQuery) {
        try await Album.objects.create(album, with: .objects({ $0.genres }, [Genre(name: "new")]))
      }
      #expect(
        error?.message
          == "Genre objects have no foreign key to the Album: store them first, and set the property or use .links.")
      await kindredError(.invalidQuery) { try await Album.objects.create(album, with: .links({ $0.track }, keys: [1])) }
      await kindredError(.invalidQuery) { try await Album.objects.create(album, with: .objects({ $0 }, [album])) }
      await kindredError(.invalidQuery) {
        try await Track.objects.create(track(1), with: .objects({ $0.album }, [album]))
      }
      await kindredError(.invalidQuery) {
        try await Blog.objects.create(Blog(name: ""), with: .objects({ $0.entry.remarks }, []))
      }
      await kindredError(.invalidQuery) {
        try await Band.objects.create(Band(name: ""), with: .links({ $0.members }, keys: [1]))
      }
      await kindredError(.invalidQuery) {
        try await ParentPlace.objects.create(
          ParentPlace(name: ""), with: .objects({ $0.diner }, [ParentDiner(placeID: .unsaved)]))
      }
      await kindredError(.unsavedObject) {
        try await Album.objects.create(album, with: .links({ $0.genres }, to: [Genre(name: "new")]))
      }
      await kindredError(.unsavedObject) {
        try await Album.objects.create(album, with: .links({ $0.genres }, keys: [.unsaved]))
      }
      #expect(log.take().isEmpty)
    }
  }
}
