import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("JSON: containment and keys")
struct JSONContainmentTests {
  @Test("MQ-29 to MQ-33: the statements")
  func text() throws {
    try onEachDialect { () throws in
      #expect(
        try Dossier.objects.filter { $0.data.contains(["a": 1]) && $0.data["b"].containedBy([1]) }.condition()
          == spelled(
            sqlite:
              #"kindred_json_contains("dossier"."data", ?1) AND kindred_json_contains(?2, kindred_json_get("dossier"."data", ?3))"#,
            postgres: #""dossier"."data" @> $1 AND ("dossier"."data" -> $2::text) <@ $3"#))
      #expect(
        try Dossier.objects.filter { $0.data.hasKey("a") && $0.data.hasKeys(["b"]) && $0.data.hasAnyKeys(["c"]) }
          .condition()
          == spelled(
            sqlite:
              #"kindred_json_has_key("dossier"."data", ?1) AND kindred_json_has_keys("dossier"."data", ?2) AND kindred_json_has_any_key("dossier"."data", ?3)"#,
            postgres: #""dossier"."data" ? $1 AND "dossier"."data" ?& $2 AND "dossier"."data" ?| $3"#))
    }
  }

  /// Each pair with the answer that PostgreSQL's documentation and its rules give.
  static let pairs: [(JSONValue, JSONValue, Bool)] = [
    (["a": 1, "b": 2], ["a": 1], true), (["a": 1], ["a": 1, "b": 2], false), (["a": 1], [:], true),
    ([:], ["a": 1], false),
    (["a": ["b": 1, "c": 2]], ["a": ["b": 1]], true), (["a": ["b": 1]], ["b": 1], false), (["a": 1.0], ["a": 1], true),
    (["a": "1"], ["a": 1], false), (["a": true], ["a": 1], false), (["a": .null], ["a": .null], true),
    ([:], ["a": .null], false), (["a": [1, 2]], ["a": [2]], true), (["a": [1]], ["a": 1], false),
    ([1, 2, 3], [3, 1], true), ([1, 2, 3], [1, 1, 1], true), ([1, 2, 3], [4], false), ([1, [2, 3]], [[3]], true),
    ([1, 2], [[1]], false), ([1, 2], 1, true), ([1, [2]], 2, false), (1, [1], false), (1, 1.0, true), ("a", "a", true),
    ("a", "b", false), ([], [], true), ([], [:], false), ([:], [], false), (5, [], false),
    ([["a": 1, "b": 2]], [["a": 1]], true),
    ([["a": 1], ["b": 2]], [["a": 1, "b": 2]], false), (.null, .null, true), (["a": []], ["a": [:]], false),
    ([1, [], [[1]]], [[[1]]], true), ("é", "e\u{301}", false), ([0.1], [0.10], true), (true, true, true),
    (true, false, false),
  ]

  @Test("MQ-29, MQ-30: contains and containedBy")
  func containment() async throws {
    try await withDatabase { _ async throws in
      for (index, pair) in Self.pairs.enumerated() {
        try await Dossier.objects.create(name: "\(index)", data: pair.0)
      }
      for (index, (document, part, isContained)) in Self.pairs.enumerated() {
        let row = Dossier.objects.filter { $0.name == "\(index)" }
        #expect(try await row.filter { $0.data.contains(part) }.exists() == isContained, "\(document) @> \(part)")
        #expect(try await row.exclude { $0.data.contains(part) }.exists() != isContained, "not \(document) @> \(part)")
        try await row.update { $0.data.set(part) }
        #expect(
          try await row.filter { $0.data.containedBy(document) }.exists() == isContained, "\(part) <@ \(document)")
      }
    }
  }

  @Test("MQ-29: NULL contains nothing, and documents of expressions and of types are contained as well")
  func operands() async throws {
    try await withDocuments([["name": "Rex", "age": 3, "x": 1], ["part": ["y": 1], "whole": ["y": 1, "z": 2]], nil]) {
      _ async throws in
      #expect(
        try await found { $0.data.contains(JSON(Pet(name: "Rex", age: 3))) } == [#"{"x": 1, "age": 3, "name": "Rex"}"#])
      #expect(try await found { $0.data["whole"].contains($0.data["part"]) }.count == 1)
      #expect(try await found { $0.data["part"].containedBy($0.data["whole"]) }.count == 1)
      #expect(try await found { $0.data.contains($0.pet) } == [#"{"x": 1, "age": 3, "name": "Rex"}"#])
      #expect(try await excluded { $0.data.contains([:]) } == ["NULL"])
      #expect(try await found { $0.pet.contains(["name": "Rex"]) }.count == 3)
    }
  }

  @Test("MQ-31 to MQ-33: keys, of objects and after a path; arrays have the texts that are their elements")
  func keys() async throws {
    let (both, one, none, array, text) = (#"{"a": 1, "b": null}"#, #"{"a": 1}"#, "{}", #"["a", 1, "b"]"#, #""a""#)
    try await withDocuments([["a": 1, "b": .null], ["a": 1], [:], ["a", 1, "b"], "a", 1, .null, nil]) {
      _ async throws in
      #expect(try await found { $0.data.hasKey("a") } == [both, one, array, text])
      #expect(try await found { $0.data.hasKey("b") } == [both, array])
      #expect(try await found { $0.data.hasKey("1") } == [])
      #expect(try await found { $0.data.hasKeys(["a", "b"]) } == [both, array])
      #expect(try await found { $0.data.hasAnyKeys(["b", "c"]) } == [both, array])
      #expect(try await found { $0.data.hasKeys([]) } == [both, one, none, array, text, "1", "null"])
      #expect(try await found { $0.data.hasAnyKeys([]) } == [])
      #expect(try await excluded { $0.data.hasKey("a") } == [none, "1", "null", "NULL"])
      #expect(try await found { $0.data["a"].hasKey("a") } == [])
    }
  }
}
