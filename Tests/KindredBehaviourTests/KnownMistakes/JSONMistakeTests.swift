import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// What went wrong with documents in other libraries.
@Suite("Known mistakes: JSON")
struct JSONMistakeTests {
  private static let keys = [
    "single'", "double\"", "dollar$", "dot.dot", "with space", "back\\slash", "question?mark", "user@name",
    "emo🤡'ji", "com,ma", "curly{{{brace}}}s", "escape\u{FFFF}'sequence", "m\\i@x. m🤡'a,t{{{ch}}}e?d$\"'es\u{FFFF}'cape",
    "", "0", "-1", "[0]", "$", "$.a", "*", "a->b", "#-", "%s", "%(x)s", ":x", "?1", "$1", "--", "/* */", "\n", "\u{1}",
    "e\u{301}", "\u{E9}", "null", "__proto__", "'; DROP TABLE dossier; --",
  ]

  @Test("MQ-27, MQ-31: keys with signs of every language (django#35842, django#28214)")
  func oddKeys() async throws {
    try await withDatabase { _ async throws in
      for (number, key) in Self.keys.enumerated() {
        try await Dossier.objects.create(
          name: "\(number)", data: .object([key: .number(JSONNumber(number)), "x": [.object([key: "y"])]]))
      }
      for (number, key) in Self.keys.enumerated() {
        let name = ["\(number)"]
        #expect(try await found { $0.data.hasKey(key) } == name, "\(key)")
        #expect(try await found { $0.data.hasKeys([key, "x"]) } == name, "\(key)")
        #expect(try await found { $0.data[key] == .number(JSONNumber(number)) } == name, "\(key)")
        #expect(try await found { $0.data[key].as(Int.self) == number } == name, "\(key)")
        #expect(try await found { $0.data["x"][0][key].text.iContains("Y") } == name, "\(key)")
        #expect(try await found { $0.data.contains([key: .number(JSONNumber(number))]) } == name, "\(key)")
        #expect(try await found { $0.data[path: ["x", -1, .key(key)]] == "y" } == name, "\(key)")
        #expect(try await excluded { $0.data[key].isNull } == name, "\(key)")
        #expect(
          try await Dossier.objects.filter { $0.name == "\(number)" }.values { $0.data[key].text }.all() == [
            "\(number)"
          ])
        #expect(
          try await Dossier.objects.filter { $0.data.hasKey(key) }.update {
            $0.data[key].set(.number(JSONNumber(-number)))
            $0.data["x"][0][key].remove()
          } == 1, "\(key)")
        let read = try await Dossier.objects.get { $0.name == "\(number)" }
        #expect(read.data == .object([key: .number(JSONNumber(-number)), "x": [[:]]]), "\(key)")
      }
    }
  }

  @Test("MQ-27: in, between, case and order at a path (django#31936, django#32203, django#30704)")
  func lookupsAtPaths() async throws {
    try await withDocuments([["a": 1], ["a": "1"], ["a": true], ["a": [1]], ["a": .null], [:], ["a": 1, "b": 0]]) {
      _ async throws in
      let (one, text, truth, list, null, none) = (
        #"{"a": 1}"#, #"{"a": "1"}"#, #"{"a": true}"#, #"{"a": [1]}"#, #"{"a": null}"#, "{}"
      )
      let real = (["a": 1, "b": 0] as JSONValue).description
      #expect(try await found { $0.data["a"].in([1, "x"]) } == [one, real])
      #expect(try await found { $0.data["a"].in([[1], true]) } == [truth, list])
      #expect(try await found { $0.data["a"].in([]) } == [])
      #expect(try await excluded { $0.data["a"].in([1, "1", true]) } == [list, null, none])
      #expect(
        try await found {
          $0.data["a"].in(Dossier.objects.filter { $0.data["a"].as(Int.self) == 1 }.values { $0.data["a"] })
        } == [one, real])
      #expect(try await found { $0.data["a"].text.in(["1", "true"]) } == [one, text, truth, real])
      #expect(try await found { $0.data["a"].as(Int.self).range(0...1) } == [one, real])
      #expect(try await found { $0.data["a"].as(Bool.self) == true } == [truth])
      #expect(try await found { $0.data["a"].text.iExact("TRUE") } == [truth])
      #expect(try await found { $0.data["a"].text.regex("^[0-9]$") } == [one, text, real])
      let types = try await Dossier.objects.order { $0.id }.values { $0.data["a"].jsonType }.all()
      #expect(types == ["number", "string", "boolean", "array", "null", nil, "number"])
      let groups = try await Dossier.objects.values { ($0.data["a"].jsonType, $0.count()) }
        .order { type, _ in type.asc.nullsFirst }.all()
      #expect(groups.map(\.1) == [1, 1, 1, 1, 2, 1])
      let words = try await Dossier.objects.order { $0.id }.values {
        when($0.data["a"] == 1, then: $0.data["a"].text).when($0.data["a"].isNull, then: "none")
      }.all()
      #expect(words == ["1", nil, nil, nil, nil, "none", "1"])
      // The sum of numbers, where other rows have other types.
      #expect(try await Dossier.objects.aggregate { $0.data["a"].as(Int.self).sum() } == 2)
      // Comparing two paths, of which one is absent.
      #expect(try await found { $0.data["a"] == $0.data["a"] }.count == 6)
      #expect(try await found { $0.data["a"] != $0.data["b"] }.count == 7)
    }
  }

  @Test("MQ-27: documents that are deep, large, or full of numbers that do not fit")
  func extremes() async throws {
    try await withDatabase { _ async throws in
      var deep: JSONValue = 1
      for _ in 0..<100 { deep = ["k": deep] }
      try await Dossier.objects.create(name: "deep", data: deep)
      #expect(
        try await found { $0.data[path: Array(repeating: JSONPathElement.key("k"), count: 100)] == 1 } == ["deep"])
      #expect(try await found { $0.data[path: Array(repeating: JSONPathElement.key("k"), count: 101)] == 1 } == [])
      let large = JSONValue.array((0..<50_000).map { .number(JSONNumber($0)) })
      try await Dossier.objects.create(name: "large", data: large)
      #expect(try await found { $0.data[49_999] == 49_999 } == ["large"])
      #expect(try await found { $0.data[-50_000] == 0 } == ["large"])
      #expect(try await found { $0.data[50_000].isNotNull } == [])
      #expect(try await found { $0.data[Int.max].isNotNull || $0.data[Int.min].isNotNull } == [])
      #expect(try await found { $0.data.jsonCount == 50_000 } == ["large"])
      #expect(try await Dossier.objects.get { $0.name == "large" }.data == large)
      // Numbers at the ends of Swift's types.
      try await Dossier.objects.create(
        name: "ends", data: ["max": .number(JSONNumber(Int.max)), "min": .number(JSONNumber(Int.min))])
      #expect(try await found { $0.data["max"].as(Int.self) == Int.max } == ["ends"])
      #expect(try await found { $0.data["min"] == .number(JSONNumber(Int.min)) } == ["ends"])
      #expect(try await found { $0.data["max"] == .number(JSONNumber(Int.max - 1)) } == [])
      #expect(try await found { $0.data["max"].as(Int32.self).isNotNull } == [])
    }
  }
}
