import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("JSON: texts, numbers and types")
struct JSONReadingTests {
  @Test("MQ-28, FN-14: the text at a path, for look-ups, orders and values")
  func texts() async throws {
    let all: [JSONValue] = [
      ["v": "Ann"], ["v": "ann%_"], try #require(JSONValue(json: #"{"v": 1.50}"#)), ["v": true], ["v": .null],
      ["v": ["b": 1, "a": "\"\n"]], ["v": [1, "é"]],
      [:], ["v": 1e3], ["v": -0.0], ["v": 1e-3],
    ]
    try await withDocuments(all) { _ async throws in
      let texts = try await Dossier.objects.order { $0.id }.values { $0.data["v"].text }.all()
      #expect(
        texts == [
          "Ann", "ann%_", "1.50", "true", nil, #"{"a": "\"\n", "b": 1}"#, #"[1, "é"]"#, nil, "1000", "0", "0.001",
        ])
      #expect(try await found { $0.data["v"].text.contains("nn%") } == [#"{"v": "ann%_"}"#])
      #expect(try await found { $0.data["v"].text.iStartsWith("ANN") }.count == 2)
      #expect(try await found { $0.data["v"].text.length == 3 } == [#"{"v": "Ann"}"#])
      #expect(try await found { $0.data["v"].text.uppercased() == "TRUE" } == [#"{"v": true}"#])
      #expect(try await found { $0.data["v"].text.in(["Ann", "1000"]) } == [#"{"v": "Ann"}"#, #"{"v": 1000}"#])
      #expect(try await found { ($0.data["v"].text ?? "none") == "none" } == [#"{"v": null}"#, "{}"])
      #expect(try await found { $0.data["v"][0].text == "1" } == [#"{"v": [1, "é"]}"#])
      let types = try await Dossier.objects.order { $0.id }.values { $0.data["v"].jsonType }.all()
      #expect(
        types == [
          "string", "string", "number", "boolean", "null", "object", "array", nil, "number", "number", "number",
        ])
      #expect(try await found { $0.data["v"].jsonCount == 2 } == [#"{"v": [1, "é"]}"#])
    }
  }

  @Test("L-27: values of a Swift type; what is of another one is NULL")
  func types() async throws {
    let all: [JSONValue] = [
      ["v": 5], try #require(JSONValue(json: #"{"v": 5.0}"#)), ["v": 5.5], ["v": "5"], ["v": true], ["v": .null],
      ["v": [5]], ["v": ["x": 5]], [:], 5,
      ["v": 300], ["v": -1], ["v": 1e300], ["v": 3e9], ["v": .number(JSONNumber(UInt64.max))],
    ]
    try await withDocuments(all) { _ async throws in
      func values<Value: JSONScalar>(_ type: Value.Type) async throws -> [Value.Base?] {
        try await Dossier.objects.order { $0.id }.values { $0.data["v"].as(type) }.all()
      }
      let none = [Int?](repeating: nil, count: 5)
      #expect(try await values(Int.self) == [5, 5, nil, nil, nil] + none + [300, -1, nil, 3_000_000_000, nil])
      #expect(try await values(Int16.self) == [5, 5, nil, nil, nil, nil, nil, nil, nil, nil, 300, -1, nil, nil, nil])
      #expect(try await values(Int8.self) == [5, 5, nil, nil, nil, nil, nil, nil, nil, nil, nil, -1, nil, nil, nil])
      #expect(try await values(UInt8.self) == [5, 5, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil])
      #expect(
        try await values(UInt32.self)
          == [5, 5, nil, nil, nil, nil, nil, nil, nil, nil, 300, nil, nil, 3_000_000_000, nil])
      #expect(
        try await values(Double.self)
          == [5, 5, 5.5, nil, nil, nil, nil, nil, nil, nil, 300, -1, 1e300, 3e9, 18_446_744_073_709_551_615])
      let floats = try await values(Float.self)
      #expect(floats[2] == 5.5 && floats[12] == nil)
      #expect(
        try await values(Bool.self)
          == [nil, nil, nil, nil, true, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil])
      #expect(try await values(String.self)[0..<5] == ["5", "5.0", "5.5", "5", "true"])
      #expect(try await found { $0.data["v"].as(Int.self) * 2 + 1 == 11 }.count == 2)
      #expect(try await found { $0.data["v"].as(Int.self) > 4 && $0.data["v"].as(Int.self) < 300 }.count == 2)
      #expect(try await found { $0.data["v"].as(Int.self).range(5...300) }.count == 3)
      #expect(try await found { $0.data["v"].as(Double.self) / 2 == 2.75 } == [#"{"v": 5.5}"#])
      #expect(try await found { $0.data["v"].as(Bool.self) == true } == [#"{"v": true}"#])
      let total = try await Dossier.objects.aggregate { $0.data["v"].as(Int16.self).sum() }
      #expect(total == 309)
    }
  }

  @Test("L-27: decimals, floats, UUIDs, dates and choices")
  func more() async throws {
    let token = UUID()
    let date = Date(timeIntervalSinceReferenceDate: 812_345_678.123456)
    let all: [JSONValue] = [
      ["v": 0.1], ["v": 12345678.25], ["v": .string(token.uuidString)], ["v": .string(token.uuidString.lowercased())],
      ["v": "not-a-uuid"], ["v": 812345678.123456], ["v": "veryHigh"], ["v": 1e-320], ["v": 1e12], ["v": -1e12],
    ]
    try await withDocuments(all) { _ async throws in
      #expect(try await found { $0.data["v"].as(Decimal.self) == Decimal(string: "0.1") } == [#"{"v": 0.1}"#])
      #expect(try await found { $0.data["v"].as(Float.self) == 0.1 } == [#"{"v": 0.1}"#])
      #expect(try await found { $0.data["v"].as(UUID.self) == token }.count == 2)
      #expect(try await found { $0.data["v"].as(Date.self) == date } == [#"{"v": 812345678.123456}"#])
      #expect(try await found { $0.data["v"].as(Date.self) > date }.isEmpty)
      #expect(try await found { $0.data["v"].as(Date.self) < date }.count == 3)
      #expect(try await found { $0.data["v"].as(Level.self) == .veryHigh } == [#"{"v": "veryHigh"}"#])
      let dates = try await Dossier.objects.order { $0.id }.values { $0.data["v"].as(Date.self) }.all()
      #expect(dates[5] == date && dates[8] == nil && dates[9] == nil)
      let reals = try await Dossier.objects.order { $0.id }.values { $0.data["v"].as(Double.self) }.all()
      #expect(reals[7] == 1e-320 && reals[8] == 1e12)
    }
  }

  @Test("L-27: a decimal of more than 15 digits is an error on SQLite, and is itself on PostgreSQL")
  func longDecimals() async throws {
    let long = try #require(Decimal(string: "0.12345678901234567"))
    try await withDocuments([.object(["v": .number(try #require(JSONNumber(long)))])]) { _ async throws in
      let query = Dossier.objects.values { $0.data["v"].as(Decimal.self) }
      if Backend.isSQLite {
        await kindredError(.invalidValue) { _ = try await query.all() }
      } else {
        #expect(try await query.all() == [long])
      }
    }
  }

  @Test("PG-1: an array in a document has the look-ups of arrays")
  func arrays() async throws {
    try await withDocuments([["v": ["a", "b"]], ["v": ["b", 1, .null]], ["v": "a"], [:], ["v": []]]) { _ async throws in
      let (first, second, empty) = (#"{"v": ["a", "b"]}"#, #"{"v": ["b", 1, null]}"#, #"{"v": []}"#)
      #expect(try await found { $0.data["v"].as([String].self).contains(["b"]) } == [first, second])
      #expect(try await found { $0.data["v"].as([String].self).containedBy(["a", "b", "c"]) } == [first, empty])
      #expect(try await found { $0.data["v"].as([String].self).overlaps(["1", "x"]) } == [second])
      #expect(try await found { $0.data["v"].as([String].self).count == 2 } == [first])
      #expect(try await found { $0.data["v"].as([Int].self).contains([1]) } == [second])
    }
  }
}
