import Foundation
import Kindred
import Testing

@Suite("Closures that name columns: relations among them, and closures that name none")
struct TermTests {
  private func withTowns(_ body: (StatementLog) async throws -> Void) async throws {
    try await withDatabase { log async throws in
      for name in ["B", "A"] { try await Nation.objects.create(name: name) }
      for (nation, name) in [("B", "x"), ("A", "x"), ("A", "y")] {
        try await Town.objects.create(nationID: nation, name: name)
      }
      _ = log.take()
      try await body(log)
    }
  }

  @Test("Saving a relation saves its key")
  func save() async throws {
    try await withTowns { log async throws in
      var town = try await Town.objects.get { $0.nation.name == "B" }
      town.name = "z"
      town.nationID = "A"
      _ = log.take()
      try await town.save { ($0.name, $0.nation) }
      #expect(
        log.take() == [
          spelled(
            sqlite: #"UPDATE "town" SET "name" = ?1, "nation_id" = ?2 WHERE "town"."id" = ?3"#,
            postgres: #"UPDATE "town" SET "name" = $1, "nation_id" = $2 WHERE "town"."id" = $3"#)
        ])
      #expect(try await Town.objects.get(id: town.id).nationID == "A")
      town.nationID = "B"
      town.name = "unsaved"
      try await town.save { $0.nation }
      let found = try await Town.objects.get(id: town.id)
      #expect(found.nationID == "B" && found.name == "z")
      await kindredError(.invalidQuery) { try await town.save { $0 } }
      await kindredError(.invalidQuery) { try await town.save { ($0.name, $0.street) } }
      await kindredError(.invalidQuery) { try await town.save { $0.nation.size } }
    }
  }

  @Test("A relation orders by the order of its model, or by its key")
  func order() async throws {
    try await withTowns { log async throws in
      let towns = try await Town.objects.order { ($0.name.desc, $0.nation) }.all()
      #expect(towns.map { $0.name + $0.nationID } == ["yA", "xA", "xB"])
      #expect(log.take().last?.hasSuffix(#" ORDER BY "town"."name" DESC, "town"."nation_id" ASC"#) == true)
      #expect(try await Town.objects.order { ($0.nation, $0.id) }.all().map(\.nationID) == ["A", "A", "B"])
      #expect(try await Town.objects.order { ($0.nation.desc, $0.id) }.all().map(\.nationID) == ["B", "A", "A"])
      for (code, score) in [("aa", 1), ("bb", 9), ("cc", 9)] {
        let region = try await Region.objects.create(code: code, score: score)
        try await Visit.objects.create(region: region)
      }
      #expect(try await Visit.objects.order { $0.region }.all().map(\.regionID) == ["bb", "cc", "aa"])
      #expect(try await Visit.objects.order { ($0.region.desc, $0.id) }.all().map(\.regionID) == ["aa", "cc", "bb"])
      #expect(try await Visit.objects.order { $0.region }.reversed().all().map(\.regionID) == ["aa", "cc", "bb"])
      #expect(try await Visit.objects.latest { $0.region }.regionID == "aa")
      #expect(try await Visit.objects.earliest { $0.region }.regionID == "bb")
      #expect(try await Region.objects.order { $0 }.all().map(\.code) == ["bb", "cc", "aa"])
      #expect(try await Nation.objects.order { $0 }.all().map(\.name) == ["A", "B"])
    }
  }

  @Test("One row for each related object")
  func distinct() async throws {
    try await withTowns { _ async throws in
      let towns = try await Town.objects.order { ($0.nation, $0.name) }.distinct { $0.nation }.all()
      #expect(towns.map { $0.nationID + $0.name } == ["Ax", "Bx"])
      #expect(try await Town.objects.distinct { ($0.nation, $0.name) }.all().count == 3)
      #expect(try await Town.objects.distinct { $0.nation }.count() == 2)
    }
  }

  @Test("A relation can be what an insert updates, and what tells a row")
  func bulkCreate() async throws {
    try await withTowns { _ async throws in
      var towns = try await Town.objects.order { $0.id }.all()
      for index in towns.indices { towns[index].nationID = "B" }
      try await Town.objects.bulkCreate(towns) {
        $0.nation
      } onConflictOf: {
        $0.id
      }
      #expect(try await Town.objects.all().allSatisfy { $0.nationID == "B" })
      await kindredError(.invalidQuery) {
        try await Town.objects.bulkCreate(towns) { _ in
        } onConflictOf: {
          $0.id
        }
      }
      await kindredError(.invalidQuery) {
        try await Town.objects.bulkCreate(towns) {
          $0.name
        } onConflictOf: { _ in
        }
      }
    }
  }

  @Test("A closure that names nothing is refused by every verb")
  func empty() async throws {
    try await withTowns { log async throws in
      var town = try await Town.objects.order { $0.id }.all()[0]
      _ = log.take()
      await kindredError(.invalidQuery) { try await town.save { (a: $0.name, b: $0.nation) } }
      await kindredError(.invalidQuery) { _ = try await Town.objects.order { (a: $0.name, b: $0.nation) }.all() }
      await kindredError(.invalidQuery) { _ = try await Town.objects.order { _ in }.count() }
      await kindredError(.invalidQuery) { _ = try await Town.objects.distinct { (a: $0.name, b: $0.nation) }.all() }
      await kindredError(.invalidQuery) { _ = try await Town.objects.latest { (a: $0.name, b: $0.nation) } }
      await kindredError(.invalidQuery) { _ = try await Town.objects.earliest { (a: $0.name, b: $0.nation) } }
      await kindredError(.invalidQuery) { try await Town.objects.aggregate { (n: $0.name.max(), c: $0.count()) } }
      await kindredError(.invalidQuery) { _ = try await Town.objects.selectForUpdate { (a: $0, b: $0.nation) }.all() }
      #expect(log.take() == [])
    }
  }
}
