import Foundation
import Kindred
import KindredSQLite
import Testing

@Suite("Where objects come from")
struct OriginTests {
  /// Runs a test on the task's database and another one, which has different blogs with the same keys.
  private func withTwo(_ body: (Database, StatementLog) async throws -> Void) async throws {
    try await withDatabase { log async throws in
      let other = try Database(sqlite: .inMemory)
      try await other.createTables(for: [
        Blog.self, Author.self, Entry.self, Comment.self, Place.self, Restaurant.self, GroupedPerson.self,
        ParentPlace.self,
        ParentDiner.self,
      ])
      try await other.closing { other in
        for name in ["one", "two"] {
          try await Blog.objects.create(name: "here \(name)")
          try await Blog.objects.using(other).create(Blog(name: "there \(name)"))
        }
        try await body(other, log)
      }
    }
  }

  @Test("The object of another key comes from the database of the object, in its fetch mode")
  func rawKeys() async throws {
    try await withTwo { other, _ async throws in
      let blogs = try await Blog.objects.using(other).order { $0.id }.all()
      var created = try await Entry.objects.using(other).create(Entry(blogID: blogs[0].id, headline: "x"))
      #expect(try await created.blog.name == "there one")
      created.blogID = blogs[1].id
      #expect(try await created.blog.name == "there two")

      var entry = try await Entry.objects.using(other).get()
      entry.blogID = blogs[1].id
      #expect(entry.$blog.loaded == nil)
      #expect(try await entry.blog.name == "there two")
      entry.$blog.set(blogs[0])
      entry.blogID = blogs[1].id
      #expect(try await entry.blog.name == "there two")
      try await entry.update(on: other) { $0.blogID.set(blogs[0].id) }
      #expect(try await entry.blog.name == "there one")
      let expressed = try await Entry.objects.using(other).create(Entry(blogID: blogs[1].id, headline: "y")) {
        $0.rating.set(3)
      }
      #expect(try await expressed.blog.name == "there two")
      let many = try await Entry.objects.using(other).bulkCreate([Entry(blogID: blogs[1].id, headline: "z")])
      #expect(try await many[0].blog.name == "there two")

      for var blocked in try await Entry.objects.fetchMode(.raise).using(other).all() {
        blocked.blogID = blogs[1].id
        await kindredError(.fetchBlocked) { _ = try await blocked.blog }
        blocked.$blog.set(blogs[0])
        #expect(try await blocked.blog == blogs[0])
        blocked.blogID = blogs[1].id
        await kindredError(.fetchBlocked) { _ = try await blocked.blog }
        try await blocked.refresh(on: other)
        await kindredError(.fetchBlocked) { _ = try await blocked.blog }
      }
    }
  }

  @Test("The same key again keeps the object, also one that was never saved")
  func sameKey() async throws {
    try await withBlogs { blogs, log async throws in
      var entry = try await Entry.objects.get { $0.id == blogs.lives.id }
      _ = try await entry.blog
      _ = log.take()
      entry.blogID = blogs.beatles.id
      #expect(try await entry.blog == blogs.beatles)
      #expect(log.take().isEmpty)
      entry.$blog.set(Blog(name: "new"))
      #expect(try await entry.blog.name == "new")
      entry.$reviewer.set(Author(name: "new"))
      #expect(try await entry.reviewer?.name == "new")
      entry.reviewerID = nil
      #expect(try await entry.reviewer == nil)
      entry.blogID = blogs.pop.id
      #expect(try await entry.blog == blogs.pop)
    }
  }

  @Test("R-43: a copy of an object is related to objects of its own database")
  func copies() async throws {
    try await withTwo { other, _ async throws in
      let blogs = try await Blog.objects.using(other).order { $0.id }.all()
      let entry = try await Entry.objects.using(other).create(Entry(blogID: blogs[0].id, headline: "x"))
      var copy = try await Entry.objects.using(other).get { $0.id == entry.id }
      _ = try await copy.blog
      copy.id = .unsaved
      try await copy.save()
      #expect(try await copy.blog.name == "here one")
    }
  }

  @Test("R-43: a parent of another database is refused before anything is written")
  func parents() async throws {
    try await withTwo { other, log async throws in
      try await ParentPlace.objects.create(name: "here")
      let there = try await ParentPlace.objects.using(other).create(ParentPlace(name: "there"))
      _ = log.take()
      await kindredError(.otherDatabase) { try await ParentDiner.objects.create(ParentDiner(place: there)) }
      await kindredError(.otherDatabase) {
        var diner = ParentDiner(place: there)
        try await diner.save()
      }
      #expect(log.take().allSatisfy { !$0.hasPrefix("UPDATE") && !$0.hasPrefix("INSERT") })
      #expect(try await ParentPlace.objects.get().name == "here")
      // An object that comes from there is copied with its parent.
      try await ParentDiner.objects.using(other).create(ParentDiner(place: there))
      var copy = try await ParentDiner.objects.using(other).get()
      try copy.$place.change { $0.name = "copied" }
      try await copy.save()
      #expect(try await ParentPlace.objects.get().name == "copied")
      #expect(try await ParentPlace.objects.using(other).get().name == "there")
    }
  }

  @Test("Objects beside others in a selection know where they come from, and load for all rows")
  func selections() async throws {
    try await withDatabase { log async throws in
      for number in 1...3 {
        let place = try await Place.objects.create(name: "\(number)", address: "")
        try await Restaurant.objects.create(place: place)
        if number > 1 { try await Licence.objects.create(place: place, number: number) }
      }
      let query = Restaurant.objects.order { $0.place }.values {
        PlaceLine.Columns(servesPizza: $0.servesPizza, place: $0.place)
      }
      let lines = try await query.all()
      _ = log.take()
      var numbers: [Int?] = []
      for line in lines { numbers.append(try await line.place.permitOrNil?.number) }
      #expect(numbers == [nil, 2, 3])
      #expect(log.take().count == 1)
      let blocked = try await Restaurant.objects.fetchMode(.raise).values {
        PlaceLine.Columns(servesPizza: $0.servesPizza, place: $0.place)
      }.all()
      await kindredError(.fetchBlocked) { _ = try await blocked[0].place.permitOrNil }
    }
  }

  @Test("An object in a selection comes from the database of the query")
  func selectionsElsewhere() async throws {
    try await withTwo { other, _ async throws in
      let place = try await Place.objects.using(other).create(Place(name: "there", address: ""))
      try await Restaurant.objects.using(other).create(Restaurant(place: place, servesPizza: true))
      let restaurants = Restaurant.objects.using(other)
      let lines = try await restaurants.values {
        PlaceLine.Columns(servesPizza: $0.servesPizza, place: $0.place)
      }.all()
      #expect(try await lines[0].place.restaurant.servesPizza)
      let pairs = try await Place.objects.using(other).annotate { $0.name.length }.all()
      #expect(try await pairs[0].0.restaurant.servesPizza)
      let joined = try await restaurants.selectRelated { $0.place }.all()
      #expect(try await joined[0].place.restaurant.servesPizza)
    }
  }

  @Test("Streams load what points to their rows for as many rows as they have at hand")
  func streams() async throws {
    try await withDatabase { log async throws in
      let count = 1_500
      let places = try await Place.objects.bulkCreate((0..<count).map { Place(name: "\($0)", address: "") })
      try await Restaurant.objects.bulkCreate(places.map { Restaurant(place: $0) })
      _ = log.take()
      var found = 0
      for try await place in Place.objects.order({ $0.id }).rows {
        if try await place.restaurantOrNil != nil { found += 1 }
      }
      #expect(found == count)
      // A statement for each 256 rows, and those of the cursor.
      #expect(log.take().filter { $0.contains(#"FROM "restaurant""#) }.count <= 8)
    }
  }

  @Test("An object that is decoded with its key is saved by an update, and inserted where there is no row")
  func decoded() async throws {
    try await withDatabase { _ async throws in
      let ticket = try await OriginTicket.objects.create(name: "a")
      var changed = try JSONDecoder().decode(OriginTicket.self, from: JSONEncoder().encode(ticket))
      changed.name = "b"
      try await changed.save()
      #expect(try await OriginTicket.objects.get().name == "b")
      var new = try JSONDecoder().decode(OriginTicket.self, from: Data(#"{"name": "c"}"#.utf8))
      try await new.save()
      try await new.delete()
      var again = try JSONDecoder().decode(OriginTicket.self, from: JSONEncoder().encode(new))
      try await again.save()
      #expect(try await OriginTicket.objects.values { $0.name }.all().sorted() == ["b", "c"])
    }
  }

  @Test("R-25: links in both directions have keys of their own")
  func ties() async throws {
    try await withDatabase { _ async throws in
      let makers = try await OriginMaker.objects.bulkCreate(["a", "b"].map { OriginMaker(name: $0) })
      try await makers[0].ties.add([makers[1]]) { OriginTie(one: makers[0], other: $0, strength: 2) }
      #expect(try await makers[0].ties.all() == [makers[1]])
      #expect(try await makers[1].ties.all() == [makers[0]])
    }
  }
}
