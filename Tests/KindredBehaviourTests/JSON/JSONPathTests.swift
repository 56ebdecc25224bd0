import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("JSON: paths")
struct JSONPathTests {
  @Test("MQ-27: keys and indexes are bound")
  func text() throws {
    try onEachDialect { () throws in
      let query = Dossier.objects.filter { $0.data["owner"]["pets"][-1] == 5 }
      #expect(
        try query.condition()
          == spelled(
            sqlite: #"kindred_json_order("dossier"."data", ?1, ?2, ?3) = kindred_json_order(?4)"#,
            postgres: #""dossier"."data" -> $1::text -> $2::text -> $3::integer = $4"#))
      #expect(
        try Dossier.objects.filter { $0.data["a"]["b"].text == "x" && $0.data[path: ["a", 0]].isNull }.condition()
          == spelled(
            sqlite:
              #"kindred_json_text("dossier"."data", ?1, ?2) = ?3 AND kindred_json_get("dossier"."data", ?4, ?5) IS NULL"#,
            postgres:
              #""dossier"."data" -> $1::text ->> $2::text = $3 AND "dossier"."data" -> $4::text -> $5::integer IS NULL"#
          ))
    }
  }

  @Test("MQ-27, L-27: keys lead into objects only, indexes into arrays only")
  func steps() async throws {
    try await withDocuments([
      ["a": [10, 20, 30]], ["a": ["0": 10, "-1": 30]], ["a": 10], ["a": [[10]]], [10], [:], nil,
    ]) { _ async throws in
      // A single value is its own only element, as in PostgreSQL.
      #expect(try await found { $0.data["a"][0] == 10 } == [#"{"a": [10, 20, 30]}"#, #"{"a": 10}"#])
      #expect(try await found { $0.data["a"][-1] == 10 } == [#"{"a": 10}"#])
      #expect(try await found { $0.data["a"][1] == 10 || $0.data["a"][-2] == 10 } == [])
      #expect(try await found { $0.data["a"][2] == 30 && $0.data["a"][-3] == 10 } == [#"{"a": [10, 20, 30]}"#])
      #expect(try await found { $0.data["a"][-1] == 30 } == [#"{"a": [10, 20, 30]}"#])
      #expect(try await found { $0.data["a"]["0"] == 10 } == [#"{"a": {"0": 10, "-1": 30}}"#])
      #expect(try await found { $0.data["a"]["-1"] == 30 } == [#"{"a": {"0": 10, "-1": 30}}"#])
      #expect(try await found { $0.data["a"][0][0] == 10 }.count == 3)
      #expect(try await found { $0.data[0] == 10 } == ["[10]"])
      #expect(try await found { $0.data["a"][3].isNotNull || $0.data["a"][-4].isNotNull } == [])
      #expect(try await found { $0.data["a"][.max].isNotNull || $0.data["a"][.min].isNotNull } == [])
      #expect(try await found { $0.data["a"] == 10 } == [#"{"a": 10}"#])
      #expect(try await found { $0.data[path: []] == [:] } == ["{}"])
    }
  }

  @Test(
    "MQ-27: every text is a key, and only a key",
    arguments: [
      "", " ", ".", "a.b", "$", "$.a", "[0]", "0", "-1", "'", "\"", "\"]", "\\", "\\\"", "a\"b", "%", "_", "?", "{}",
      "{a,b}", "a,b", "NULL", "null", "é", "e\u{301}", "日本語", "😀", "\n", "\t\u{1}", "; DROP TABLE dossier --", "$1",
      "?1", ":x", "/*", "#>", "@",
    ])
  func keys(_ key: String) async throws {
    let other: JSONValue = ["x": 1, "a": ["b": 2], "0x": 3]
    try await withDocuments([.object([key: "found"]), .object(["in": .object([key: 7])]), other, [.string(key)]]) {
      log async throws in
      let first = JSONValue.object([key: "found"]).description
      let second = JSONValue.object(["in": .object([key: 7])]).description
      let last = JSONValue.array([.string(key)]).description
      #expect(try await found { $0.data[key] == "found" } == [first])
      #expect(try await found { $0.data[key].text == "found" } == [first])
      #expect(try await found { $0.data["in"][key].as(Int.self) == 7 } == [second])
      #expect(try await found { $0.data.hasKey(key) } == [first, last])
      #expect(try await found { $0.data["in"].hasKeys([key, key]) } == [second])
      #expect(try await found { $0.data.hasAnyKeys(["y", key]) } == [first, last])
      #expect(try await found { $0.data.contains(.object([key: "found"])) } == [first])
      if !key.isEmpty { #expect(log.take().allSatisfy { key.count < 3 || !$0.contains(key) }) }
    }
  }

  @Test("MQ-27: a NUL in a key is an error, and runs no statement")
  func nul() async throws {
    try await withDocuments([["a": 1]]) { log async throws in
      await kindredError(.invalidValue) { _ = try await found { $0.data["a\0b"] == 1 } }
      await kindredError(.invalidValue) { _ = try await found { $0.data.hasKeys(["a\0b"]) } }
    }
  }

  @Test("MQ-27: a query of the same shape takes other keys, indexes and values")
  func plans() async throws {
    try await withDocuments([["a": [1, "x"]], ["b": [2, "y"]]]) { log async throws in
      func names(_ key: String, _ index: Int, _ value: JSONValue) async throws -> [String] {
        try await found { $0.data[key][index] == value }
      }
      #expect(try await names("a", 0, 1) == [#"{"a": [1, "x"]}"#])
      #expect(try await names("b", 1, "y") == [#"{"b": [2, "y"]}"#])
      #expect(try await names("b", 0, 1) == [])
      #expect(Set(log.take().filter { $0.hasPrefix("SELECT") }).count == 1)
    }
  }

  @Test("MQ-27: paths cross relations, stand in sub-queries, orders and aggregates")
  func places() async throws {
    try await withDocuments([["n": 2], ["n": 1], ["n": "x"], [:]]) { _ async throws in
      let all = try await Dossier.objects.order { $0.id }.all()
      try await Sheet.objects.create(dossier: all[0], number: 1, data: ["n": 1])
      try await Sheet.objects.create(dossier: all[1], number: 2, data: ["n": 1])
      try await Sheet.objects.create(dossier: all[1], number: 3, data: ["n": 5])
      #expect(try await Sheet.objects.filter { $0.dossier.data["n"] == 2 }.all().map(\.number) == [1])
      #expect(try await Sheet.objects.filter { $0.dossier.data["n"] == $0.data["n"] }.all().map(\.number) == [2])
      #expect(try await found { $0.sheet.any { $0.data["n"] == 5 } } == [#"{"n": 1}"#])
      #expect(try await excluded { $0.sheet.data["n"] == 1 } == [#"{"n": "x"}"#, "{}"])
      #expect(
        try await found { dossier in Sheet.objects.filter { $0.data["n"] == dossier.data["n"] }.hasRows }
          == [#"{"n": 1}"#])
      #expect(
        try await found { $0.data["n"].in(Sheet.objects.values { $0.data["n"] }) } == [#"{"n": 1}"#])
      // Absent places are NULL: first on SQLite, last on PostgreSQL, unless it is said.
      let ordered = Dossier.objects.order { ($0.data["n"].asc.nullsLast, $0.id) }
      #expect(try await ordered.all().map(\.name) == [#"{"n": "x"}"#, #"{"n": 1}"#, #"{"n": 2}"#, "{}"])
      let sum = try await Dossier.objects.aggregate { $0.data["n"].as(Int.self).sum() }
      #expect(sum == 3)
      let values = try await Dossier.objects.order { $0.id }.values { $0.data["n"] }.all()
      #expect(values == [2, 1, "x", nil])
      let groups = Sheet.objects.values { $0.data["n"].as(Int.self) }.annotate { sheet, _ in sheet.count() }
      #expect(try await groups.order { n, _ in n }.all().map { "\($0.0 ?? 0): \($0.1)" } == ["1: 2", "5: 1"])
    }
  }
}
