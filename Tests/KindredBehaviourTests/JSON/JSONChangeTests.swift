import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("JSON: changes of parts of a document")
struct JSONChangeTests {
  @Test("MQ-27: several places of one document are set by one statement")
  func text() async throws {
    try await withDocuments([["a": 1]]) { log async throws in
      try await Dossier.objects.update {
        $0.data["a"].set(2)
        $0.data["b"].set($0.data["a"].as(Int.self) + 1)
        $0.data["c"].remove()
      }
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"UPDATE "dossier" SET "data" = kindred_json_remove(kindred_json_set(kindred_json_set("dossier"."data", ?1, ?2), ?3, CAST(kindred_add(kindred_json_integer(-9223372036854775808, 9223372036854775807, "dossier"."data", ?4), ?5) AS TEXT)), ?6)"#,
            postgres:
              #"UPDATE "dossier" SET "data" = jsonb_set(jsonb_set("dossier"."data", $1::text[], COALESCE($2::jsonb, 'null'::jsonb)), $3::text[], COALESCE(to_jsonb(CAST(jsonb_path_query_first("dossier"."data" -> $4::text, 'strict $ ? (@.type() == "number" && @.floor() == @ && @ >= -9223372036854775808 && @ <= 9223372036854775807)') AS bigint) + $5), 'null'::jsonb)) #- $6::text[]"#
          )
        ])
      #expect(try await Dossier.objects.all().map(\.data) == [["a": 2, "b": 2]])
    }
  }

  /// A document, a path, a value or nil for a removal, and the result.
  static let changes: [(JSONValue, [JSONPathElement], JSONValue?, JSONValue)] = [
    (["a": 1], ["a"], 2, ["a": 2]), (["a": 1], ["b"], [1], ["a": 1, "b": [1]]), (["a": 1], ["b", "c"], 2, ["a": 1]),
    (["a": ["b": 1]], ["a", "b"], .null, ["a": ["b": .null]]), (["a": 1], ["a", "b"], 2, ["a": 1]),
    ([1, 2], [0], 9, [9, 2]), ([1, 2], [-1], 9, [1, 9]), ([1, 2], [5], 9, [1, 2, 9]), ([1, 2], [-5], 9, [9, 1, 2]),
    (["a": [["b": 1]]], ["a", 0, "b"], 2, ["a": [["b": 2]]]), ([:], ["a\"b.c"], 1, ["a\"b.c": 1]), ([], [0], 1, [1]),
    (["a": 1, "b": 2], ["a"], nil, ["b": 2]), (["a": 1], ["b"], nil, ["a": 1]), ([1, 2, 3], [1], nil, [1, 3]),
    ([1, 2], [-1], nil, [1]), ([1], [5], nil, [1]), (["a": ["b": [1, 2]]], ["a", "b", 0], nil, ["a": ["b": [2]]]),
    (["a": 5], ["a", "b"], nil, ["a": 5]), ([:], ["a"], nil, [:]), (["0": 1], [0], 2, ["0": 2]),
  ]

  @Test("MQ-27: set and remove, as PostgreSQL's jsonb_set and #-")
  func rows() async throws {
    try await withDatabase { _ async throws in
      for (document, path, value, result) in Self.changes {
        let row = try await Dossier.objects.create(name: "x", data: document)
        try await Dossier.objects.filter { $0.pk == row.id }.update {
          if let value { $0.data[path: path].set(value) } else { $0.data[path: path].remove() }
        }
        #expect(try await Dossier.objects.get(id: row.id).data == result, "\(document) \(path)")
      }
    }
  }

  @Test("MQ-27: NULL stays NULL; a whole document and then parts of it; a path that leads nowhere is an error")
  func edges() async throws {
    try await withDocuments([nil, 5, ["a": [1]]]) { _ async throws in
      try await Dossier.objects.filter { $0.data == nil }.update { $0.data["a"].set(1) }
      #expect(try await Dossier.objects.filter { $0.data == nil }.count() == 1)
      await kindredError(.invalidValue) {
        try await Dossier.objects.filter { $0.data.raw == 5 }.update { $0.data["a"].set(1) }
      }
      await kindredError(.invalidValue) {
        try await Dossier.objects.filter { $0.data.hasKey("a") }.update { $0.data["a"]["b"].set(1) }
      }
      try await Dossier.objects.filter { $0.data.hasKey("a") }.update {
        $0.data.set(["x": 1])
        $0.data["y"].set(2)
      }
      #expect(try await found { $0.data.raw == ["x": 1, "y": 2] }.count == 1)
      await kindredError(.invalidQuery) { try await Dossier.objects.update { $0.data.raw.set(1) } }
      await kindredError(.invalidQuery) { try await Dossier.objects.update { jsonObject(["a": $0.name])["a"].set(1) } }
    }
  }

  @Test("HU-25: typed places are set to values of their types")
  func typed() async throws {
    try await withDatabase { _ async throws in
      try await Dossier.objects.create(name: "a", keeper: JSONDocumentTests.ann)
      let date = Date(timeIntervalSinceReferenceDate: 7.5)
      try await Dossier.objects.update {
        $0.keeper.name.set("Ada")
        $0.keeper.nickname.set(nil)
        $0.keeper.age.set($0.keeper.age + 1)
        $0.keeper.isActive.set(false)
        $0.keeper.born.set(date)
        $0.keeper.level.set(.low)
        $0.keeper.home.city.set("Bonn")
        $0.keeper.pets[0].set(Pet(name: "New", age: 1))
        $0.keeper.limits["high"].set(9)
        $0.keeper.amount.set(nil)
      }
      var expected = JSONDocumentTests.ann
      expected.name = "Ada"
      expected.nickname = nil
      expected.age = 31
      expected.isActive = false
      expected.born = date
      expected.level = .low
      expected.home?.city = "Bonn"
      expected.pets[0] = Pet(name: "New", age: 1)
      expected.limits["high"] = 9
      expected.amount = nil
      #expect(try await Dossier.objects.all().map(\.keeper) == [expected])
      #expect(try await found { $0.keeper.hasKey("nickname") } == [])
    }
  }
}
