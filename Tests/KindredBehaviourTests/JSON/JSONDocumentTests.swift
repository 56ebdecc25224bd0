import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("JSON: typed paths")
struct JSONDocumentTests {
  static let token = UUID()
  static let born = Date(timeIntervalSinceReferenceDate: 100.25)

  static let ann = Keeper(
    name: "Ann", nickname: "A", age: 30, isActive: true, score: 0.1, ratio: 0.1, amount: Decimal(string: "12.34"),
    level: .veryHigh, token: token, born: born, home: Keeper.Home(city: "Ulm", flags: ["sunny": true, "a.b": false]),
    pets: [Pet(name: "Rex", age: 3), Pet(name: "Tom", age: 5)], tags: ["x", "y"], marks: [1, nil, 3],
    limits: ["low": 1, "": 2], class: "k", budget: Money(cents: 5))

  static let bob = Keeper(
    name: "Bob", age: 40, isActive: false, score: 2, ratio: 1, level: .low, token: UUID(), pets: [], tags: [],
    limits: [:], class: "\"", budget: Money(cents: 6))

  private func withHolders(_ body: (StatementLog) async throws -> Void) async throws {
    try await withDatabase { log async throws in
      try await Dossier.objects.create(
        name: "Ann", keeper: Self.ann, pets: Self.ann.pets, counts: ["a": 1, "b c": 2])
      try await Dossier.objects.create(name: "Bob", keeper: Self.bob, pet: Pet(name: "Tom", age: 5))
      try await Dossier.objects.create(name: "None")
      _ = log.take()
      try await body(log)
    }
  }

  @Test("HU-25: the statements")
  func text() throws {
    try onEachDialect { () throws in
      #expect(
        try Dossier.objects.filter { $0.keeper.name == "x" && $0.keeper.pets[0].age > 3 && $0.pet.age == 1 }.condition()
          == spelled(
            sqlite:
              #"kindred_json_text("dossier"."keeper", ?1) = ?2 AND kindred_json_integer(-9223372036854775808, 9223372036854775807, "dossier"."keeper", ?3, ?4, ?5) > ?6 AND kindred_json_integer(-9223372036854775808, 9223372036854775807, "dossier"."pet", ?7) = ?8"#,
            postgres:
              #""dossier"."keeper" ->> $1::text = $2 AND CAST(jsonb_path_query_first("dossier"."keeper" -> $3::text -> $4::integer -> $5::text, 'strict $ ? (@.type() == "number" && @.floor() == @ && @ >= -9223372036854775808 && @ <= 9223372036854775807)') AS bigint) > $6 AND CAST(jsonb_path_query_first("dossier"."pet" -> $7::text, 'strict $ ? (@.type() == "number" && @.floor() == @ && @ >= -9223372036854775808 && @ <= 9223372036854775807)') AS bigint) = $8"#
          ))
    }
  }

  @Test("HU-25: properties of every type")
  func properties() async throws {
    try await withHolders { _ async throws in
      #expect(try await found { $0.keeper.name == "Ann" } == ["Ann"])
      #expect(try await found { $0.keeper.name.iContains("b") } == ["Bob"])
      #expect(try await found { $0.keeper.nickname == nil } == ["Bob", "None"])
      #expect(try await found { $0.keeper.age + 1 == 31 } == ["Ann"])
      #expect(try await found { $0.keeper.isActive == true } == ["Ann"])
      #expect(try await found { $0.keeper.isActive == false } == ["Bob"])
      #expect(try await found { $0.keeper.score == 0.1 && $0.keeper.ratio == 0.1 } == ["Ann"])
      #expect(try await found { $0.keeper.amount == Decimal(string: "12.34") } == ["Ann"])
      #expect(try await found { $0.keeper.level == .veryHigh } == ["Ann"])
      #expect(try await found { $0.keeper.level.in([.low]) } == ["Bob"])
      #expect(try await found { $0.keeper.token == Self.token } == ["Ann"])
      #expect(try await found { $0.keeper.born == Self.born } == ["Ann"])
      #expect(try await found { $0.keeper.class == "k" } == ["Ann"])
      #expect(try await found { $0.keeper.class == "\"" } == ["Bob"])
      #expect(try await found { $0.keeper.tags.contains(["y"]) } == ["Ann"])
      #expect(try await found { $0.keeper.tags.count == 0 } == ["Bob"])
      #expect(try await found { $0.keeper.name != "Ann" } == ["Bob", "None"])
      #expect(try await excluded { $0.keeper.age > 35 } == ["Ann", "None"])
      #expect(
        try await Dossier.objects.order { $0.keeper.age.desc.nullsLast }.all().map(\.name) == ["Bob", "Ann", "None"])
      let values = try await Dossier.objects.order { $0.id }.values { ($0.keeper.age, $0.keeper.born, $0.pet.name) }
        .all()
      #expect(values.map(\.0) == [30, 40, nil] && values.map(\.1) == [Self.born, nil, nil])
      #expect(values.map(\.2) == ["Rex", "Tom", "Rex"])
    }
  }

  @Test("HU-25: nested documents, elements and values of dictionaries")
  func nested() async throws {
    try await withHolders { _ async throws in
      #expect(try await found { $0.keeper.home.city == "Ulm" } == ["Ann"])
      #expect(try await found { $0.keeper.home.city == nil } == ["Bob", "None"])
      #expect(try await found { $0.keeper.home.zip == nil && $0.keeper.home.json != nil } == ["Ann"])
      #expect(try await found { $0.keeper.home.flags["sunny"] == true } == ["Ann"])
      #expect(try await found { $0.keeper.home.flags["a.b"] == false } == ["Ann"])
      #expect(try await found { $0.keeper.pets[0].name == "Rex" } == ["Ann"])
      #expect(try await found { $0.keeper.pets[-1].name == "Tom" } == ["Ann"])
      #expect(try await found { $0.keeper.pets[7].name == nil && $0.keeper.name == "Ann" } == ["Ann"])
      #expect(try await found { $0.keeper.marks[1] == nil && $0.keeper.marks[2] == 3 } == ["Ann"])
      #expect(try await found { $0.keeper.limits[""] == 2 } == ["Ann"])
      #expect(try await found { $0.keeper.limits["low"] < 2 } == ["Ann"])
      #expect(try await found { $0.keeper.pets.raw.jsonCount == 2 } == ["Ann"])
      #expect(try await found { $0.keeper.pets.raw.contains([["name": "Tom"]]) } == ["Ann"])
      #expect(try await found { $0.pets[0].name == "Rex" } == ["Ann"])
      #expect(try await found { $0.counts["b c"] == 2 } == ["Ann"])
      #expect(try await found { $0.pet.name == $0.keeper.pets[1].name } == [])
      #expect(try await found { $0.pet.age == $0.keeper.age - 35 } == ["Bob"])
      #expect(try await found { $0.keeper.pets[0].json == JSON(Pet(name: "Rex", age: 3)) } == ["Ann"])
      let homes = try await Dossier.objects.order { $0.id }.values { $0.keeper.home.json }.all()
      #expect(homes.map { $0?.value.city } == ["Ulm", nil, nil])
    }
  }

  @Test("HU-25: raw paths from typed ones, and across relations")
  func raw() async throws {
    try await withHolders { _ async throws in
      #expect(try await found { $0.keeper["name"] == "Ann" } == ["Ann"])
      #expect(try await found { $0.keeper.raw["pets"][0]["name"].text == "Rex" } == ["Ann"])
      #expect(try await found { $0.keeper.pets[0]["name"] == "Rex" } == ["Ann"])
      #expect(try await found { $0.keeper.home.raw["city"] == "Ulm" } == ["Ann"])
      #expect(try await found { $0.keeper.hasKey("is active") } == ["Ann", "Bob"])
      #expect(try await found { $0.keeper.budget.json == JSON(Money(cents: 5)) } == ["Ann"])
      let all = try await Dossier.objects.order { $0.id }.all()
      try await Sheet.objects.create(dossier: all[0], number: 1)
      try await Sheet.objects.create(dossier: all[2], number: 2)
      #expect(try await Sheet.objects.filter { $0.dossier.keeper.pets[0].age == 3 }.all().map(\.number) == [1])
      #expect(try await Sheet.objects.filter { $0.dossier.keeper.name == nil }.all().map(\.number) == [2])
      #expect(try await Sheet.objects.filter { $0.dossier.pet.name == "Rex" }.all().map(\.number) == [1, 2])
    }
  }

  @Test("HU-25: a type whose form in JSON is not known is an error that says what to do")
  func unknownForm() async throws {
    try await withHolders { log async throws in
      let error = await kindredError(.invalidQuery) { _ = try await found { $0.keeper.budget == Money(cents: 5) } }
      #expect(error?.message.contains(".json == JSON(value)") ?? false)
      #expect(log.take().isEmpty)
    }
  }
}
