import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("JSON: null and absence")
struct JSONNullTests {
  @Test("MQ-26, E-14: the null of JSON is a value, and not the NULL of SQL")
  func columns() async throws {
    try await withDocuments([.null, nil, ["a": .null], [.null]]) { _ async throws in
      #expect(try await found { $0.data == nil } == ["NULL"])
      #expect(try await found { $0.data.isNull } == ["NULL"])
      #expect(try await found { $0.data.raw == .null } == ["null"])
      #expect(try await found { $0.data.isJSONNull } == ["null"])
      #expect(try await excluded { $0.data.isJSONNull } == ["NULL", #"{"a": null}"#, "[null]"])
      #expect(try await found { !$0.data.isJSONNull } == ["NULL", #"{"a": null}"#, "[null]"])
      #expect(
        try await found { $0.data["a"].isJSONNull || $0.data[0].isJSONNull } == ["null", #"{"a": null}"#, "[null]"])
      let read = try await Dossier.objects.order { $0.id }.all().map(\.data)
      #expect(read == [.null, nil, ["a": .null], [.null]])
    }
  }

  @Test("MQ-27: absent, null and a value, under a filter and an exclude")
  func members() async throws {
    let (value, null, absent, sql) = (#"{"a": 1}"#, #"{"a": null}"#, #"{"b": 1}"#, "NULL")
    try await withDocuments([["a": 1], ["a": .null], ["b": 1], nil]) { _ async throws in
      #expect(try await found { $0.data["a"].isNull } == [absent, sql])
      #expect(try await found { $0.data["a"] == nil } == [absent, sql])
      #expect(try await found { $0.data["a"].isNotNull } == [value, null])
      #expect(try await found { $0.data["a"] != nil } == [value, null])
      #expect(try await found { $0.data["a"] == .null } == [null])
      #expect(try await found { $0.data["a"] != .null } == [value, absent, sql])
      #expect(try await found { $0.data["a"] == 1 } == [value])
      // A condition and its negation are complementary: what is absent is in the one that is not true.
      #expect(try await found { $0.data["a"] != 1 } == [null, absent, sql])
      #expect(try await excluded { $0.data["a"] == 1 } == [null, absent, sql])
      #expect(try await excluded { $0.data["a"] > 0 } == [null, absent, sql])
      #expect(try await excluded { $0.data["a"].in([1, .null]) } == [absent, sql])
      #expect(try await found { $0.data["a"].in([1, .null, nil]) } == [value, null])
      #expect(try await excluded { $0.data["a"].in([1, nil]) } == [null])
      #expect(try await excluded { $0.data.hasKey("a") } == [absent, sql])
      #expect(try await excluded { $0.data.contains(["a": 1]) } == [null, absent, sql])
      // As a text or a number, null is as absent.
      #expect(try await found { $0.data["a"].text == nil } == [null, absent, sql])
      #expect(try await found { $0.data["a"].as(Int.self).isNull } == [null, absent, sql])
      #expect(try await found { ($0.data["a"].as(Int.self) ?? 7) == 7 } == [null, absent, sql])
    }
  }

  @Test("MQ-26, E-14: the null of JSON in a column of a Codable type")
  func codable() async throws {
    try await withDatabase { _ async throws in
      try await Dossier.objects.create(name: "a")
      try await Dossier.objects.create(name: "b")
      try await Dossier.objects.filter { $0.name == "a" }.update {
        $0.keeper.set(.null)
        $0.data.set(.null)
      }
      #expect(try await found { $0.keeper.isJSONNull && $0.data.isJSONNull } == ["a"])
      #expect(try await found { $0.keeper == nil } == ["b"])
      #expect(try await Dossier.objects.order { $0.name }.all().map(\.keeper) == [nil, nil])
      // It does not break NOT NULL.
      try await Dossier.objects.filter { $0.name == "b" }.update { $0.counts.set(.null) }
      #expect(try await Dossier.objects.filter { $0.counts.isJSONNull }.values { $0.name }.all() == ["b"])
    }
  }
}
