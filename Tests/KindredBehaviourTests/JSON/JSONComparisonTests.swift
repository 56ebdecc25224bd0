import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("JSON: comparisons")
struct JSONComparisonTests {
  @Test("L-27: documents are compared by value, whatever their texts are")
  func equality() async throws {
    let object: JSONValue = ["b": [1, 2.50], "a": ["y": 1, "x": "é"]]
    let whole = try #require(JSONValue(json: "1.0"))
    try await withDocuments([object, 1, whole, "1", true, [1], [true], ["a": 1], 100, 0]) { _ async throws in
      let same: JSONValue = ["a": ["x": "é", "y": 1.00], "b": [1e0, 2.5]]
      #expect(try await found { $0.data.raw == same } == [object.description])
      #expect(try await found { $0.data.raw == 1 } == ["1", "1.0"])
      #expect(try await found { $0.data.raw == 1.0 } == ["1", "1.0"])
      #expect(try await found { $0.data.raw == "1" } == [#""1""#])
      #expect(try await found { $0.data.raw == true } == ["true"])
      #expect(try await found { $0.data.raw == [1] } == ["[1]"])
      #expect(try await found { $0.data == JSON(["a": 1]) } == [#"{"a": 1}"#])
      #expect(try await found { $0.data.raw == 1e2 } == ["100"])
      #expect(try await found { $0.data.raw == -0.0 } == ["0"])
      #expect(try await found { $0.data.raw != 1 }.count == 8)
      #expect(try await found { $0.data.raw.in([1, "1", ["a": 1]]) } == ["1", "1.0", #""1""#, #"{"a": 1}"#])
      #expect(try await excluded { $0.data.raw.in([1, object]) }.count == 7)
      #expect(try await found { $0.data.raw == $0.data.raw }.count == 10)
      // Lists of all shapes.
      let many = (0..<1500).map { JSONValue.array([.number(JSONNumber($0))]) }
      #expect(try await found { $0.data.raw.in(many) } == ["[1]"])
      #expect(try await found { $0.data.raw.in(many.prefix(20)) } == ["[1]"])
    }
  }

  @Test("L-27: a document that another program wrote in its own way")
  func otherTexts() async throws {
    try await withDatabase { _ async throws in
      try await Dossier.objects.create(name: "a", data: [:])
      let text = #" { "b" : 1.0e0,"a":"\u00e9\ud83d\ude00\/" , "b" : 2 } "#
      try await Dossier.objects.update { $0.data.set(.object(["text": .string(text)])) }
      // The text of a document is not a document, until it is read as one.
      #expect(try await found { $0.data["text"] == .string(text) } == ["a"])
      #expect(try await found { $0.data["text"].jsonType == "string" } == ["a"])
    }
  }

  /// In the order of `jsonb`.
  static let ordered = [
    "[]", "null", #""""#, #""A""#, #""a""#, #""aa""#, #""b""#, "-1000", "-10.5", "-10", "-1", "-0.5", "0",
    "0.0000001", "0.5", "0.55", "1", "9", "10", "10.5", "1000", "false", "true", "[null]", "[1]", "[2]", "[1, 0]",
    "[2, 1]", "{}", #"{"a": 1}"#, #"{"a": 2}"#, #"{"aa": 0}"#, #"{"b": 0}"#, #"{"a": 0, "b": 0}"#,
  ]

  @Test("L-27: values have an order: null, texts, numbers, Booleans, arrays, objects")
  func order() async throws {
    let values = Self.ordered.reversed().map { JSONValue(json: $0) }
    try await withDocuments(values + [nil]) { _ async throws in
      let rising = try await Dossier.objects.order { $0.data.asc.nullsLast }.all().map(\.name)
      #expect(rising == Self.ordered + ["NULL"])
      let falling = try await Dossier.objects.order { $0.data.raw.desc.nullsFirst }.all().map(\.name)
      #expect(falling == ["NULL"] + Self.ordered.reversed())
      #expect(try await Set(found { $0.data.raw > 0.5 && $0.data.raw < 10 }) == ["0.55", "1", "9"])
      #expect(
        try await Set(found { $0.data.raw >= false && $0.data.raw <= [1] }) == ["false", "true", "[null]", "[1]"])
      #expect(try await found { $0.data.raw < .null } == ["[]"])
    }
  }

  @Test("L-27: large and exact numbers")
  func numbers() async throws {
    let digits = "1234567890123456789012345678901234567890"
    let big = try #require(Decimal(string: "12345678901234567890123456789012345678"))
    let number = try #require(JSONNumber(big))
    try await withDocuments([
      .number(number), .number(JSONNumber(Int.max)), .number(JSONNumber(UInt64.max)), 0.1, 1e300, -1e-300,
    ]) {
      _ async throws in
      #expect(try await found { $0.data.raw == .number(number) } == ["12345678901234567890123456789012345678"])
      #expect(try await found { $0.data.raw == .number(JSONNumber(Int.max)) } == ["9223372036854775807"])
      #expect(try await found { $0.data.raw == .number(JSONNumber(Int.max - 1)) } == [])
      #expect(try await found { $0.data.raw > .number(JSONNumber(Int.max)) }.count == 3)
      let read = try await Dossier.objects.order { $0.id }.all().map { $0.data?.description ?? "" }
      #expect(read[0] == String(digits.prefix(38)) && read[2] == "18446744073709551615" && read[3] == "0.1")
      #expect(read[4].count == 301 && read[5].hasPrefix("-0.000"))
    }
  }

  @Test("L-27: coalesce, when, and whole documents of Codable types")
  func expressions() async throws {
    try await withDatabase { _ async throws in
      try await Dossier.objects.create(name: "a", data: ["p": ["age": 3, "name": "Rex"]])
      try await Dossier.objects.create(name: "b", pet: Pet(name: "Tom", age: 1))
      #expect(try await found { $0.pet == JSON(Pet(name: "Rex", age: 3)) } == ["a"])
      #expect(try await found { $0.pet != JSON(Pet(name: "Rex", age: 3)) } == ["b"])
      #expect(try await found { $0.data["p"].as(document: Pet.self) == JSON(Pet(name: "Rex", age: 3)) } == ["a"])
      #expect(try await found { $0.data["p"].as(document: Pet.self) == $0.pet } == ["a"])
      #expect(try await found { $0.data["p"].coalesce(JSONValue.null) == .null } == ["b"])
      #expect(
        try await found { when($0.name == "a", then: $0.data["p"]["age"]).otherwise(JSONValue.null) == 3.0 } == ["a"])
      let pets = try await Dossier.objects.order { $0.name }.values { $0.data["p"].as(document: Pet.self) }.all()
      #expect(pets == [JSON(Pet(name: "Rex", age: 3)), nil])
    }
  }
}
