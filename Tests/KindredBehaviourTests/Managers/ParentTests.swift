import Kindred
import Testing

@Suite("Models whose objects have a part in the table of their parent")
struct ParentTests {
  @Test("H-3: creating an object stores both rows in one transaction, the parent's first")
  func creation() async throws {
    try await withDatabase { log async throws in
      let diner = try await ParentDiner.objects.create(place: ParentPlace(name: "Dogs"), servesPizza: true)
      let statements = log.take().filter { $0.hasPrefix("INSERT") || $0.hasPrefix("UPDATE") }
      #expect(statements.count == 2)
      #expect(statements[0].hasPrefix(#"INSERT INTO "parent_place" "#))
      #expect(statements[1].hasPrefix(#"INSERT INTO "parent_diner" "#))
      let place = try await ParentPlace.objects.get()
      #expect(diner.placeID == place.id && place.name == "Dogs" && !place.id.isUnsaved)
      #expect(try await diner.place == place)
      // An object of an existing place.
      let ace = try await ParentPlace.objects.create(name: "Ace")
      var other = ParentDiner(place: ace)
      try await other.save()
      #expect(try await ParentPlace.objects.count() == 2)
      #expect(try await ParentDiner.objects.count() == 2)
      var third = ParentDiner(place: ParentPlace(name: "Third"))
      try await third.insert()
      #expect(try await ParentDiner.objects.get(id: third.placeID).place.name == "Third")
    }
  }

  @Test("H-3: an object that is created with expressions stores its parent, too, all or nothing")
  func creationByExpressions() async throws {
    try await withDatabase { _ async throws in
      let diner = try await ParentDiner.objects.create(ParentDiner(place: ParentPlace(name: "Ace"))) {
        $0.servesPizza.set(true)
      }
      #expect(diner.servesPizza)
      #expect(try await diner.place.name == "Ace")
      #expect(try await ParentPlace.objects.count() == 1)
      await kindredError(.foreignKeyViolation) {
        var missing = ParentDiner(place: ParentPlace(name: "Gone"))
        missing.ownerID = 4711
        try await ParentDiner.objects.create(missing) { $0.servesPizza.set(true) }
      }
      #expect(try await ParentPlace.objects.count() == 1)
    }
  }

  @Test("H-3: queries read both rows in one statement, and look-ups name the parent's fields")
  func reading() async throws {
    try await withDatabase { log async throws in
      try await ParentDiner.objects.create(place: ParentPlace(name: "Dogs", address: "A"), servesPizza: true)
      try await ParentDiner.objects.create(place: ParentPlace(name: "Ace", address: "B"))
      _ = log.take()
      let diners = try await ParentDiner.objects.filter { $0.place.name == "Dogs" }.order { $0.place.address }.all()
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"SELECT "parent_diner"."place_id", "parent_diner"."serves_pizza", "parent_diner"."owner_id", "parent_place"."id", "parent_place"."name", "parent_place"."address" FROM "parent_diner" INNER JOIN "parent_place" ON "parent_diner"."place_id" = "parent_place"."id" WHERE "parent_place"."name" = ?1 ORDER BY "parent_place"."address" ASC"#,
            postgres:
              #"SELECT "parent_diner"."place_id", "parent_diner"."serves_pizza", "parent_diner"."owner_id", "parent_place"."id", "parent_place"."name", "parent_place"."address" FROM "parent_diner" INNER JOIN "parent_place" ON "parent_diner"."place_id" = "parent_place"."id" WHERE "parent_place"."name" = $1 ORDER BY "parent_place"."address" ASC"#
          )
        ])
      #expect(diners.count == 1 && diners[0].servesPizza)
      #expect(diners[0].$place.loaded?.name == "Dogs")
      #expect(try await diners[0].place.address == "A")
      #expect(log.take().isEmpty)
      #expect(try await ParentDiner.objects.get(id: diners[0].placeID).$place.loaded != nil)
      #expect(try await ParentDiner.objects.values { ($0.place.name, $0.servesPizza) }.all().count == 2)
      #expect(try await ParentDiner.objects.filter("place__name", "Ace").count() == 1)
    }
  }

  @Test("H-4, H-11, R-34: the child of a parent, or none; queries on parents return parents")
  func child() async throws {
    try await withDatabase { log async throws in
      let diner = try await ParentDiner.objects.create(place: ParentPlace(name: "Dogs"))
      let plain = try await ParentPlace.objects.create(name: "Plain")
      let place = try await ParentPlace.objects.get { $0.name == "Dogs" }
      #expect(try await place.diner == diner)
      #expect(try await plain.dinerOrNil == nil)
      await #expect(throws: ParentDiner.DoesNotExist.self) { try await plain.diner }
      #expect(try await ParentPlace.objects.filter { $0.diner.servesPizza == false }.all() == [place])
      #expect(try await ParentPlace.objects.count() == 2)
      let waiter = try await ParentWaiter.objects.create(diner: diner, name: "Joe")
      let found = try await ParentWaiter.objects.get(id: waiter.id)
      #expect(try await found.diner.place.name == "Dogs")
      #expect(try await ParentWaiter.objects.filter { $0.diner.place.name == "Dogs" }.all() == [waiter])
    }
  }

  @Test("H-3: saving stores what was changed in both rows, all or nothing")
  func saving() async throws {
    try await withDatabase { log async throws in
      var diner = try await ParentDiner.objects.create(place: ParentPlace(name: "Dogs"))
      try diner.$place.change { $0.name = "Cats" }
      diner.servesPizza = true
      _ = log.take()
      try await diner.save()
      #expect(log.take().filter { $0.hasPrefix("UPDATE") }.count == 2)
      let found = try await ParentDiner.objects.get()
      #expect(try await found.place.name == "Cats" && found.servesPizza)
      try diner.$place.change { $0.name = "Cows" }
      try await diner.update()
      #expect(try await ParentPlace.objects.get().name == "Cows")
      // The child's row fails, so the parent's is as it was.
      try diner.$place.change { $0.name = "Pigs" }
      diner.ownerID = 999
      let failing = diner
      await #expect(throws: KindredError.self) {
        var failing = failing
        try await failing.save()
      }
      #expect(try await ParentPlace.objects.get().name == "Cows")
    }
  }

  @Test("H-3, H-7: deleting an object deletes both rows, and what points to them")
  func deletion() async throws {
    try await withDatabase { log async throws in
      let diner = try await ParentDiner.objects.create(place: ParentPlace(name: "Dogs"))
      try await diner.waiters.create(name: "Joe")
      let other = try await ParentDiner.objects.create(place: ParentPlace(name: "Ace"))
      let summary = try await diner.delete()
      #expect(summary.perModel == ["ParentWaiter": 1, "ParentDiner": 1, "ParentPlace": 1])
      #expect(try await ParentPlace.objects.values { $0.name }.all() == ["Ace"])
      #expect(try await other.place.delete().perModel == ["ParentDiner": 1, "ParentPlace": 1])
      try await ParentDiner.objects.create(place: ParentPlace(name: "Last"))
      #expect(try await ParentDiner.objects.filter { $0.place.name == "Last" }.delete().total == 2)
      #expect(try await ParentPlace.objects.exists() == false)
    }
  }

  @Test("H-7: an object can be deleted so that its parent stays, with what refers to that")
  func keepingParent() async throws {
    try await withDatabase { log async throws in
      let diner = try await ParentDiner.objects.create(place: ParentPlace(name: "Roma"))
      let trattoria = try await ParentTrattoria.objects.create(diner: diner)
      try await diner.waiters.create(name: "Joe")
      _ = log.take()
      #expect(try await trattoria.deletionPlan(keepingParent: true).perModel == ["ParentTrattoria": 1])
      #expect(try await trattoria.delete(keepingParent: true).perModel == ["ParentTrattoria": 1])
      #expect(try await diner.waiters.count() == 1)
      // What refers to the object itself is deleted with it, and only its parent stays.
      let plan = try await ParentDiner.objects.filter { $0.place.name == "Roma" }.deletionPlan(keepingParents: true)
      #expect(plan.perModel == ["ParentDiner": 1, "ParentWaiter": 1])
      let summary = try await ParentDiner.objects.filter { $0.place.name == "Roma" }.delete(keepingParents: true)
      #expect(summary.perModel == ["ParentDiner": 1, "ParentWaiter": 1])
      #expect(try await ParentPlace.objects.values { $0.name }.all() == ["Roma"])
      #expect(try await ParentPlace.objects.get().dinerOrNil == nil)
    }
  }

  @Test("A parent may have a parent")
  func chain() async throws {
    try await withDatabase { log async throws in
      let diner = ParentDiner(place: ParentPlace(name: "Roma"), servesPizza: true)
      try await ParentTrattoria.objects.create(diner: diner, servesGnocchi: true)
      _ = log.take()
      let found = try await ParentTrattoria.objects.get { $0.diner.place.name == "Roma" }
      #expect(log.take().count == 1)
      #expect(try await found.diner.place.name == "Roma")
      #expect(try await found.diner.servesPizza && found.servesGnocchi)
      #expect(log.take().isEmpty)
      #expect(try await found.delete().total == 3)
    }
  }

  @Test("Both rows are read where the objects are loaded for others, or with values")
  func elsewhere() async throws {
    try await withDatabase { log async throws in
      let diner = try await ParentDiner.objects.create(place: ParentPlace(name: "Dogs"))
      try await diner.waiters.create(name: "Joe")
      let rows = try await ParentDiner.objects.annotate { $0.waiters.count() }.all()
      _ = log.take()
      #expect(rows.count == 1 && rows[0].1 == 1)
      #expect(try await rows[0].0.place.name == "Dogs")
      #expect(log.take().isEmpty)
      let both = try await ParentDiner.objects.union(ParentDiner.objects).all()
      #expect(try await both[0].place.name == "Dogs")
      for try await streamed in ParentDiner.objects.rows { #expect(try await streamed.place.name == "Dogs") }
      let loaded = try await ParentPlace.objects.prefetchRelated { $0.diner }.all()
      _ = log.take()
      #expect(try await loaded[0].diner.place.name == "Dogs")
      #expect(log.take().isEmpty)
    }
  }

  @Test("H-3: an object that is joined has its parent, which can be changed; one that is not loaded cannot")
  func joined() async throws {
    try await withDatabase { log async throws in
      try await ParentDiner.objects.create(place: ParentPlace(name: "Dogs"))
      let waiter = try await ParentWaiter.objects.create(diner: try await ParentDiner.objects.get(), name: "Joe")
      _ = log.take()
      let found = try await ParentWaiter.objects.selectRelated { $0.diner }.get()
      let place = try await ParentPlace.objects.selectRelated { $0.diner }.get()
      #expect(log.take().count == 2)
      for var diner in [try await found.diner, try await place.diner] {
        #expect(diner.$place.loaded?.name == "Dogs")
        try diner.$place.change { $0.address = "new" }
        try await diner.save()
      }
      #expect(try await ParentPlace.objects.get().address == "new")
      var bare = ParentDiner(placeID: waiter.dinerID)
      let error = await kindredError(.notLoaded) { try bare.$place.change { $0.name = "lost" } }
      #expect(error?.message.contains("ParentDiner.place is not loaded") == true)
    }
  }

  @Test("H-7: only the parents of the objects that are asked for are kept, and not those of others that cascade")
  func keepingParents() async throws {
    try await withDatabase { log async throws in
      let whole = try await OriginTool.objects.create(maker: OriginMaker(name: "whole"))
      for name in ["part", "other"] {
        let part = try await OriginTool.objects.create(maker: OriginMaker(name: name), whole: whole)
        if name == "other" { try await OriginTool.objects.create(maker: OriginMaker(name: "inner"), whole: part) }
      }
      try await OriginTool.objects.create(maker: OriginMaker(name: "apart"))
      let summary = try await whole.delete(keepingParent: true)
      #expect(summary.perModel == ["OriginTool": 4, "OriginMaker": 3])
      #expect(try await OriginMaker.objects.order { $0.id }.all().map(\.name) == ["whole", "apart"])
      #expect(try await OriginTool.objects.count() == 1)
    }
  }

  @Test("The rows of parents are locked before rows that refer to them are looked for")
  func locks() async throws {
    try await withDatabase { log async throws in
      let tool = try await OriginTool.objects.create(maker: OriginMaker(name: "a"))
      _ = log.take()
      try await tool.delete()
      let locking = log.take().filter { $0.contains("FOR UPDATE") && $0.contains(#"FROM "origin_maker""#) }
      #expect(locking.count == (Backend.isSQLite ? 0 : 1))
      #expect(try await OriginMaker.objects.count() == 0)
    }
  }

  @Test("H-7: deleting an object whose row is gone leaves the parent's row")
  func stale() async throws {
    try await withDatabase { _ async throws in
      let stale = try await ParentDiner.objects.create(place: ParentPlace(name: "Dogs"))
      try await ParentDiner.objects.get().delete(keepingParent: true)
      #expect(try await stale.delete().total == 0)
      #expect(try await ParentPlace.objects.count() == 1)
    }
  }

  @Test("H-3: objects that are returned by their deletion have their parents")
  func returned() async throws {
    try await withDatabase { _ async throws in
      for name in ["a", "b"] { try await ParentDiner.objects.create(place: ParentPlace(name: name)) }
      let gone = try await ParentDiner.objects.filter { $0.place.name == "a" }.returning().delete()
      #expect(try await gone[0].place.name == "a")
      let kept = try await ParentDiner.objects.returning().delete(keepingParents: true)
      #expect(try await kept[0].place.name == "b")
      #expect(try await ParentPlace.objects.values { $0.name }.all() == ["b"])
    }
  }
}
