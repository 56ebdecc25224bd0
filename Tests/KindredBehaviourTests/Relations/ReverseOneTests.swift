import Kindred
import Testing

@Suite("The one object that points to another, when it changes")
struct ReverseOneTests {
  private func withPlaces(_ body: ([Place], StatementLog) async throws -> Void) async throws {
    try await withDatabase { log async throws in
      for name in ["a", "b", "c"] { try await Place.objects.create(name: name, address: "") }
      try await body(try await Place.objects.order { $0.id }.all(), log)
    }
  }

  @Test("R-41: what was found to be missing is found when it was stored")
  func stored() async throws {
    try await withPlaces { places, log async throws in
      for place in places { #expect(try await place.restaurantOrNil == nil) }
      try await Restaurant.objects.create(place: places[0], servesPizza: true)
      #expect(try await places[0].restaurant.servesPizza)
      var second = Restaurant(place: places[1])
      try await second.save()
      #expect(try await places[1].restaurantOrNil != nil)
      _ = log.take()
      #expect(try await places[2].restaurantOrNil == nil)
      #expect(log.take().isEmpty)
      try await Restaurant.objects.bulkCreate([Restaurant(place: places[2])])
      #expect(try await places[2].restaurantOrNil != nil)
    }
  }

  @Test("R-41: what was changed or deleted is read again")
  func changed() async throws {
    try await withPlaces { places, _ async throws in
      try await Restaurant.objects.bulkCreate(places.map { Restaurant(place: $0) })
      let found = try await Place.objects.order { $0.id }.all()
      for place in found { #expect(try await !place.restaurant.servesPizza) }
      var first = try await found[0].restaurant
      first.servesPizza = true
      try await first.save()
      #expect(try await found[0].restaurant.servesPizza)
      var second = try await found[1].restaurant
      try await second.update { $0.servesPizza.set(true) }
      #expect(try await found[1].restaurant.servesPizza)
      try await found[2].restaurant.delete()
      #expect(try await found[2].restaurantOrNil == nil)

      let joined = try await Place.objects.order { $0.id }.selectRelated { $0.restaurant }.all()
      #expect(try await joined[0].restaurant.servesPizza)
      try await joined[0].restaurant.delete()
      #expect(try await joined[0].restaurantOrNil == nil)
      let prefetched = try await Place.objects.order { $0.id }.prefetchRelated { $0.restaurant }.all()
      _ = try await Restaurant.objects.upsert(
        [Restaurant(place: prefetched[0], servesPizza: true)], onConflictOf: .key, updating: { $0.servesPizza })
      #expect(try await prefetched[0].restaurant.servesPizza)
      var third = try await prefetched[1].restaurant
      third.servesPizza = false
      try await Restaurant.objects.bulkUpdate([third]) { $0.servesPizza }
      #expect(try await !prefetched[1].restaurant.servesPizza)
    }
  }

  @Test("An optional one-to-one relation")
  func optional() async throws {
    try await withPlaces { places, _ async throws in
      var licence = try await Licence.objects.create(place: nil, number: 1)
      #expect(try await places[0].permitOrNil == nil)
      licence.$place.set(places[0])
      try await licence.save()
      #expect(try await places[0].permit == licence)
    }
  }

  @Test("An object that moves is no longer the one of its former target; the part in another table counts, too")
  func moved() async throws {
    try await withPlaces { places, _ async throws in
      let created = try await Licence.objects.create(place: places[0], number: 1)
      let found = try await Place.objects.order { $0.id }.all()
      for place in found { _ = try await place.permitOrNil }
      var licence = try await found[0].permit
      #expect(licence == created)
      licence.$place.set(found[1])
      try await licence.save()
      #expect(try await found[0].permitOrNil == nil)
      #expect(try await found[1].permitOrNil == licence)
      var back = try await found[1].permit
      back.placeID = found[0].id
      try await back.save()
      #expect(try await found[0].permitOrNil == back)
      #expect(try await found[1].permitOrNil == nil)

      try await ParentDiner.objects.create(place: ParentPlace(name: "Dogs"))
      let parents = try await ParentPlace.objects.all()
      var diner = try await parents[0].diner
      diner.servesPizza = true
      try await diner.save()
      #expect(try await parents[0].diner.servesPizza)
      diner = try await parents[0].diner
      try diner.$place.change { $0.name = "Cats" }
      diner.servesPizza = false
      try await diner.save()
      #expect(try await !parents[0].diner.servesPizza)
    }
  }

  @Test("A foreign key that is unique has a manager, whose first filter holds when it is loaded")
  func uniqueKeys() async throws {
    try await withDatabase { log async throws in
      let makers = try await OriginMaker.objects.bulkCreate(["a", "b"].map { OriginMaker(name: $0) })
      try await OriginBadge.objects.create(maker: makers[0], isHidden: true)
      try await OriginBadge.objects.create(maker: makers[1])
      #expect(try await makers[0].badges.count() == 0)
      #expect(try await makers[1].badges.count() == 1)
      let found = try await OriginMaker.objects.order { $0.id }.prefetchRelated { $0.badges }.all()
      let peers = try await OriginMaker.objects.order { $0.id }.fetchMode(.peersAndSets).all()
      _ = log.take()
      #expect(try await found[0].badges.all().isEmpty)
      #expect(try await found[1].badges.all().count == 1)
      #expect(log.take().isEmpty)
      #expect(try await peers[0].badges.all().isEmpty)
      #expect(try await peers[1].badges.all().count == 1)
      #expect(log.take().count == 1)
      await kindredError(.invalidQuery) { _ = try await OriginMaker.objects.selectRelated { $0.badges }.all() }
      // Rows are not repeated.
      #expect(try await OriginMaker.objects.filter { $0.badges.isHidden == true }.all() == [makers[0]])
    }
  }

  @Test("selectRelated reads rows whose key points to nothing, if that is allowed")
  func dangling() async throws {
    try await withDatabase { log async throws in
      let maker = try await OriginMaker.objects.create(name: "a")
      try await OriginNote.objects.create(maker: maker, text: "kept")
      var lost = OriginNote(makerID: maker.id, text: "lost")
      lost.makerID = Key(4711)
      try await lost.save()
      let notes = try await OriginNote.objects.order { $0.id }.selectRelated { $0.maker }.all()
      #expect(notes.map(\.text) == ["kept", "lost"])
      #expect(notes[0].$maker.loaded == maker && notes[1].$maker.loaded == nil)
      await #expect(throws: OriginMaker.DoesNotExist.self) { _ = try await notes[1].maker }
      #expect(try await OriginNote.objects.filter { $0.maker.name == "a" }.count() == 1)
      #expect(try await OriginNote.objects.exclude { $0.maker.name == "a" }.count() == 1)
      #expect(try await OriginNote.objects.order { $0.id }.values { $0.maker.name }.all() == ["a", nil])
    }
  }

  @Test("R-29: an object for which the condition of choices holds several times is one choice")
  func choices() async throws {
    try await withDatabase { _ async throws in
      let makers = try await OriginMaker.objects.bulkCreate(["a", "b"].map { OriginMaker(name: $0) })
      for text in ["kept", "known"] { try await OriginNote.objects.create(maker: makers[0], text: text) }
      try await OriginNote.objects.create(maker: makers[1], text: "other")
      #expect(try await OriginOrder.Relations.maker.choices.all() == [makers[0]])
      #expect(try await OriginOrder.Relations.maker.choices.filter { $0.name == "b" }.count() == 0)
    }
  }
}
