import Kindred
import Testing

@Suite("One-to-one relations")
struct OneToOneTests {
  private struct Places {
    let demon: Place
    let ace: Place
    let restaurant: Restaurant
  }

  private func withPlaces(_ body: (Places, StatementLog) async throws -> Void) async throws {
    try await withDatabase { log async throws in
      let demon = try await Place.objects.create(name: "Demon Dogs", address: "944 W. Fullerton")
      let ace = try await Place.objects.create(name: "Ace Hardware", address: "1013 N. Ashland")
      let restaurant = try await Restaurant.objects.create(place: demon, servesHotDogs: true)
      _ = log.take()
      try await body(Places(demon: demon, ace: ace, restaurant: restaurant), log)
    }
  }

  @Test("R-2, MQ-46: both ends are single objects; the one that is missing does not exist")
  func bothEnds() async throws {
    try await withPlaces { places, log async throws in
      let restaurant = try await Restaurant.objects.get()
      _ = log.take()
      #expect(try await restaurant.place.name == "Demon Dogs")
      #expect(try await restaurant.place.address == "944 W. Fullerton")
      #expect(log.take().count == 1)
      #expect(try await places.demon.restaurant.servesHotDogs)
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"SELECT "restaurant"."place_id", "restaurant"."serves_hot_dogs", "restaurant"."serves_pizza" FROM "restaurant" WHERE "restaurant"."place_id" = ?1"#,
            postgres:
              #"SELECT "restaurant"."place_id", "restaurant"."serves_hot_dogs", "restaurant"."serves_pizza" FROM "restaurant" WHERE "restaurant"."place_id" = $1"#
          )
        ])
      await #expect(throws: Restaurant.DoesNotExist.self) { _ = try await places.ace.restaurant }
      #expect(try await places.ace.restaurantOrNil == nil)
      #expect(try await places.ace.permitOrNil == nil)
      #expect(try await Place(name: "", address: "").restaurantOrNil == nil)
    }
  }

  @Test("The object on the other side knows the one that it was asked for")
  func parent() async throws {
    try await withPlaces { places, log async throws in
      let restaurant = try await places.demon.restaurant
      _ = log.take()
      #expect(try await restaurant.place == places.demon)
      #expect(log.take().isEmpty)
    }
  }

  @Test("The relation is the primary key")
  func key() async throws {
    try await withPlaces { places, _ async throws in
      #expect(places.restaurant.primaryKey == places.demon.id && places.restaurant.placeID == places.demon.id)
      #expect(try await Restaurant.objects.get(id: places.demon.id) == places.restaurant)
      #expect(try await Restaurant.objects.filter { $0.pk == places.demon.id }.count() == 1)
      let waiter = try await Waiter.objects.create(restaurant: places.restaurant, name: "Joe")
      #expect(waiter.restaurantID == places.demon.id)
      #expect(try await places.restaurant.waiterSet.values { $0.name }.all() == ["Joe"])
      #expect(try await Waiter.objects.filter { $0.restaurant.place.name.startsWith("Demon") }.count() == 1)
      // The row of the key is updated, and inserted only where there is none.
      var again = Restaurant(place: places.demon, servesPizza: true)
      try await again.save()
      #expect(try await Restaurant.objects.count() == 1)
      var other = Restaurant(placeID: places.ace.id)
      try await other.save()
      #expect(try await Restaurant.objects.count() == 2)
    }
  }

  @Test("Look-ups follow the relation from both ends, without repeating rows")
  func lookups() async throws {
    try await withPlaces { places, log async throws in
      #expect(try await Restaurant.objects.filter { $0.place.name == "Demon Dogs" }.all() == [places.restaurant])
      _ = log.take()
      #expect(try await Place.objects.filter { $0.restaurant.servesHotDogs == true }.all() == [places.demon])
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"SELECT "place"."id", "place"."name", "place"."address" FROM "place" INNER JOIN "restaurant" ON "place"."id" = "restaurant"."place_id" WHERE "restaurant"."serves_hot_dogs" = ?1"#,
            postgres:
              #"SELECT "place"."id", "place"."name", "place"."address" FROM "place" INNER JOIN "restaurant" ON "place"."id" = "restaurant"."place_id" WHERE "restaurant"."serves_hot_dogs" = $1"#
          )
        ])
      #expect(try await Place.objects.filter { $0.restaurant == places.restaurant }.all() == [places.demon])
      #expect(try await Place.objects.filter { $0.restaurant.place == nil }.all() == [places.ace])
      #expect(try await Place.objects.order { $0.id }.values { $0.restaurant.servesHotDogs }.all() == [true, nil])
      #expect(try await Place.objects.exclude { $0.restaurant.servesPizza == true }.count() == 2)
    }
  }

  @Test("A second object of one target violates the constraint; several may have none")
  func unique() async throws {
    try await withPlaces { places, _ async throws in
      _ = try await Licence.objects.create(place: places.ace, number: 1)
      await kindredError(.uniqueViolation) { _ = try await Licence.objects.create(place: places.ace, number: 2) }
      _ = try await Licence.objects.create(place: nil, number: 3)
      _ = try await Licence.objects.create(place: nil, number: 4)
      #expect(try await places.ace.permit.number == 1)
      #expect(try await Place.objects.filter { $0.permission.number == 1 }.all() == [places.ace])
    }
  }

  @Test("The objects on the other side are loaded for all siblings in one query, in both directions")
  func siblings() async throws {
    try await withPlaces { places, log async throws in
      let third = try await Place.objects.create(name: "Third", address: "")
      _ = try await Restaurant.objects.create(place: third, servesPizza: true)
      let found = try await Place.objects.order { $0.id }.all()
      _ = log.take()
      var pizza: [Bool?] = []
      for place in found { pizza.append(try await place.restaurantOrNil?.servesPizza) }
      #expect(pizza == [false, nil, true])
      #expect(log.take().count == 1)
      for place in found { _ = try await place.permitOrNil }
      #expect(log.take().count == 1)
      for restaurant in try await Restaurant.objects.all() { _ = try await restaurant.place.name }
      #expect(log.take().count == 2)
      var streamed = 0
      for try await place in Place.objects.order({ $0.id }).rows {
        if try await place.restaurantOrNil != nil { streamed += 1 }
      }
      #expect(streamed == 2)
    }
  }

  @Test("FM-2, FM-3: the fetch mode holds for the other side, too")
  func modes() async throws {
    try await withPlaces { _, log async throws in
      let alone = try await Place.objects.order { $0.id }.fetchMode(.one).all()
      _ = log.take()
      for place in alone { _ = try await place.restaurantOrNil }
      #expect(log.take().count == 2)
      let blocked = try await Place.objects.fetchMode(.raise).all()
      await kindredError(.fetchBlocked) { _ = try await blocked[0].restaurant }
      let single = try await Place.objects.fetchMode(.raise).order { $0.id }.first()
      await kindredError(.fetchBlocked) { _ = try await single?.restaurant }
    }
  }

  @Test("Deleting the target follows the relation's rule")
  func deletion() async throws {
    try await withPlaces { places, _ async throws in
      _ = try await Waiter.objects.create(restaurant: places.restaurant, name: "Joe")
      _ = try await Licence.objects.create(place: places.demon, number: 1)
      let summary = try await places.demon.delete()
      #expect(summary.total == 3)
      #expect(try await Restaurant.objects.count() == 0)
      #expect(try await Licence.objects.get().placeID == nil)
    }
  }

  @Test("Objects of annotate know their siblings, too")
  func annotated() async throws {
    try await withPlaces { _, log async throws in
      let rows = try await Place.objects.order { $0.id }.annotate { $0.name.length }.all()
      _ = log.take()
      for (place, _) in rows { _ = try await place.restaurantOrNil }
      #expect(log.take().count == 1)
    }
  }
}
