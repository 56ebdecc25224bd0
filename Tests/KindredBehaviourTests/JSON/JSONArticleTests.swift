import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@JSONDocument
struct ShopOwner: Codable {
  var name: String
  var nickname: String?
  var pets: [Pet] = []
  var limits: [String: Int] = [:]
}

/// The model of the article about JSON.
@Model
struct PetShop {
  var name: String
  @Field(.json) var owner: ShopOwner
  @Field(.json) var data: JSONValue = [:]
}

@Suite("JSON: the article's examples")
struct JSONArticleTests {
  struct Card: Codable, Equatable {
    var title: String
    var pets: Int?
  }

  private func withShops(_ body: () async throws -> Void) async throws {
    try await withDatabase { _ async throws in
      try await PetShop.objects.create(
        name: "North",
        owner: ShopOwner(name: "Ann", nickname: "A", pets: [Pet(name: "Rex", age: 3)], limits: ["low": 1]),
        data: ["kind": "click", "place": [10, 20]])
      try await PetShop.objects.create(name: "South", owner: ShopOwner(name: "Bob"), data: ["kind": .null])
      try await body()
    }
  }

  @Test("HU-25, MQ-27: queries")
  func queries() async throws {
    func names(_ condition: (PetShop.Columns) -> QueryCondition) async throws -> [String] {
      try await PetShop.objects.filter(condition).order { $0.name }.all().map(\.name)
    }
    try await withShops { () async throws in
      #expect(try await names { $0.owner.name == "Ann" } == ["North"])
      #expect(try await names { $0.owner.pets[0].age + 1 > 3 } == ["North"])
      #expect(try await names { $0.owner.pets[-1].name == "Rex" } == ["North"])
      #expect(try await names { $0.owner.limits["low"] == 1 } == ["North"])
      #expect(try await names { $0.owner.nickname == nil } == ["South"])
      #expect(try await PetShop.objects.order { $0.owner.name.desc }.all().map(\.name) == ["South", "North"])
      let values = try await PetShop.objects.order { $0.name }.values { ($0.name, $0.owner.pets[0].name) }.all()
      #expect(values.map(\.1) == ["Rex", nil])
      #expect(try await names { $0.owner.pets[0].json == JSON(Pet(name: "Rex", age: 3)) } == ["North"])
      #expect(try await names { $0.data["kind"] == "click" } == ["North"])
      #expect(try await names { $0.data["place"][-1] == 20 } == ["North"])
      #expect(try await names { $0.owner.raw["pets"][0]["name"] == "Rex" } == ["North"])
      #expect(try await names { $0.data[path: ["place", 0]] > 5 } == ["North"])
      #expect(try await names { $0.data["kind"].text.iContains("CLI") } == ["North"])
      #expect(try await PetShop.objects.aggregate { $0.data["place"][0].as(Int.self).sum() } == 10)
      #expect(try await names { $0.data.contains(["kind": "click"]) } == ["North"])
      #expect(try await names { $0.data.hasKeys(["kind", "place"]) } == ["North"])
      let cards = try await PetShop.objects.order { $0.name }.values {
        jsonObject(["title": $0.name, "pets": $0.owner.pets.raw.jsonCount]).as(document: Card.self)
      }.all()
      #expect(cards.map { $0?.value } == [Card(title: "North", pets: 1), Card(title: "South", pets: 0)])
      let arrays = try await PetShop.objects.order { $0.name }.values { jsonArray([$0.name, $0.data["kind"]]) }.all()
      #expect(arrays == [["North", "click"], ["South", .null]])
    }
  }

  @Test("HU-25, MQ-27: changes")
  func changes() async throws {
    try await withShops { () async throws in
      try await PetShop.objects.filter { $0.name == "North" }.update {
        $0.owner.nickname.set(nil)
        $0.owner.pets[0].age.set(4)
        $0.data["count"].set(($0.data["count"].as(Int.self) ?? 0) + 1)
        $0.data["place"][0].remove()
      }
      let shop = try await PetShop.objects.get { $0.name == "North" }
      #expect(shop.owner.nickname == nil && shop.owner.pets == [Pet(name: "Rex", age: 4)])
      #expect(shop.data == ["kind": "click", "place": [20], "count": 1])
    }
  }

  @Test("L-27: documents as deep as JSONDecoder reads them, and one that is deeper")
  func deep() async throws {
    func nested(_ depth: Int) -> JSONValue { (0..<depth).reduce(1) { value, _ in [value] } }
    try await withDatabase { _ async throws in
      let deepest = try await PetShop.objects.create(name: "a", owner: ShopOwner(name: ""), data: nested(512))
      #expect(try await PetShop.objects.filter { $0.data.contains([]) && $0.data[0][0].jsonCount == 1 }.count() == 1)
      #expect(try await PetShop.objects.get(id: deepest.id).data == nested(512))
      try await PetShop.objects.update { $0.data.set(nested(513)) }
      await kindredError(.decoding) { _ = try await PetShop.objects.all() }
      if Backend.isSQLite {
        await kindredError(.invalidValue) { _ = try await PetShop.objects.filter { $0.data.jsonCount == 1 }.count() }
      } else {
        #expect(try await PetShop.objects.filter { $0.data.jsonCount == 1 }.count() == 1)
      }
    }
  }
}
