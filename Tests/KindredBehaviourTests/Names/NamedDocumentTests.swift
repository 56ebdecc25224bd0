import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Places in JSON documents by name")
struct NamedDocumentTests {
  private func same(
    _ named: QuerySet<Dossier>, _ typed: QuerySet<Dossier>, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for dialect in [Dialect.sqlite, .postgres] {
      let (first, second) = (try named.sql(for: dialect), try typed.sql(for: dialect))
      #expect(first.text == second.text, sourceLocation: sourceLocation)
      #expect(first.values == second.values, sourceLocation: sourceLocation)
    }
  }

  @Test("L-23, MQ-27: what is no look-up behind a document is a key, or an index")
  func places() throws {
    let all = Dossier.objects
    try same(all.filter("data__owner__name", "Bob"), all.filter { $0.data["owner"]["name"] == "Bob" })
    try same(all.filter("data.owner.name", "Bob"), all.filter { $0.data["owner"]["name"] == "Bob" })
    try same(all.filter("data__tags__0", "a"), all.filter { $0.data["tags"][0] == "a" })
    try same(all.filter("data__tags__-1__deep", 2), all.filter { $0.data["tags"][-1]["deep"] == 2 })
    try same(all.filter("data__size__gte", 3), all.filter { $0.data["size"] >= 3 })
    try same(all.filter("data__owner__in", ["a", "b"]), all.filter { $0.data["owner"].in(["a", "b"]) })
    try same(all.filter("data__owner__isnull", true), all.filter { $0.data["owner"].isNull })
    try same(all.filter("data__name__icontains", "re"), all.filter { $0.data["name"].text.iContains("re") })
    try same(all.filter("data__name__regex", "^R"), all.filter { $0.data["name"].text.regex("^R") })
    try same(
      all.filter("data__owner__contains", JSONValue.object(["a": 1])),
      all.filter { $0.data["owner"].contains(["a": 1]) })
    try same(all.filter("data__has_key", "name"), all.filter { $0.data.hasKey("name") })
    try same(all.filter("data__has_keys", ["a", "b"]), all.filter { $0.data.hasKeys(["a", "b"]) })
    try same(all.filter("data__owner__has_any_keys", ["a"]), all.filter { $0.data["owner"].hasAnyKeys(["a"]) })
    try same(
      all.filter("data__contained_by", JSONValue.object(["a": 1])), all.filter { $0.data.containedBy(["a": 1]) })
    try same(all.order("data__size"), all.order { $0.data["size"] })
  }

  @Test("MQ-26 to MQ-33: rows")
  func rows() async throws {
    let documents: [JSONValue?] = [
      ["name": "Rex", "size": 3], ["name": .null, "on": true],
      ["owner": ["name": "Bob", "age": 7], "tags": ["a", "b"]],
      [:], nil, ["we.ird": 1, "a'b": 2, "has_key": 5],
    ]
    try await withDocuments(documents) { _ async throws in
      func found(_ name: String, _ value: some NamedArgument) async throws -> [Int] {
        try await Dossier.objects.filter(name, value).order("id").all().map { try $0.id.number }
      }
      #expect(try await found("data__name", "Rex") == [1])
      #expect(try await found("data__name__icontains", "RE") == [1])
      #expect(try await found("data__size", 3) == [1])
      #expect(try await found("data__size", 3.0) == [1])
      #expect(try await found("data__size__gt", 2.5) == [1])
      #expect(try await found("data__size__range", [1, 3]) == [1])
      #expect(try await found("data__on", true) == [2])
      #expect(try await found("data__owner__name", "Bob") == [3])
      #expect(try await found("data__owner", JSONValue.object(["age": 7, "name": "Bob"])) == [3])
      #expect(try await found("data__tags", ["a", "b"]) == [3])
      #expect(try await found("data__tags__1", "b") == [3])
      #expect(try await found("data__tags__contains", ["b"]) == [3])
      #expect(try await found("data__has_key", "owner") == [3])
      #expect(try await found("data__has_key__gt", 4) == [6])
      #expect(try await found("data__we.ird", 1) == [6])
      #expect(try await found("data__a'b__in", [2, 3]) == [6])
      #expect(try await found("data__name__isnull", true) == [3, 4, 5, 6])
      #expect(try await found("data__isnull", true) == [5])
      #expect(try await found("data", JSONValue.object([:])) == [4])
      // As in Django, nil is the null of JSON inside a document, and NULL outside.
      let nulls = Dossier.objects.filter("data__name", nil)
      #expect(try await nulls.all().map { try $0.id.number } == [2])
      #expect(try await Dossier.objects.filter("data", nil).count() == 1)
      #expect(try await Dossier.objects.exclude("data__name", nil).count() == 5)
      // Texts from outside: JSON if they are, else a text.
      #expect(try await Dossier.objects.filter("data__size", text: "3").count() == 1)
      #expect(try await Dossier.objects.filter("data__name", text: "Rex").count() == 1)
      #expect(try await Dossier.objects.filter("data__name__in", text: "Rex,Max").count() == 1)
      let values = try await Dossier.objects.order("id").values([
        NamedColumn("n", .function("kt", F("data__name"))), NamedColumn("t", .function("json_type", F("data__tags"))),
        NamedColumn("c", .function("json_count", F("data__tags"))), NamedColumn("o", F("data__owner")),
        NamedColumn("s", .function("cast", F("data__size"), "integer")),
      ]).all()
      #expect(values[0].values == [.text("Rex"), .null, .null, .null, .integer(3)])
      #expect(values[2].values[1...2] == [.text("array"), .integer(2)])
      let owner = try values[2].value("o", as: JSONValue?.self)
      #expect(owner == ["name": "Bob", "age": 7])
      let made = NamedExpression.function("json_object", "n", F("name"), "a", .function("json_array", 1, "x"))
      let object = try await Dossier.objects.filter("id", 4).values([NamedColumn("o", made)]).all()
      #expect(try object[0].value("o", as: JSONValue.self) == ["n": "{}", "a": [1, "x"]])
      #expect(
        try await Dossier.objects.aggregate(byName: [
          "s": .sum("id"), "m": .aggregate("max", .function("cast", F("data__size"), "integer")),
        ])
        .values == [.integer(3), .integer(21)])
      await kindredError(.invalidValue) { _ = try await found("data__size__gt", Date(timeIntervalSince1970: 0)) }
    }
  }

  @Test("The keys that a caller who is not trusted may use are listed with their path, letter by letter")
  func policy() {
    let policy = LookupPolicy(["data__owner__name": .texts, "data": ["has_key"]])
    func isAllowed(_ name: String) -> Bool {
      (try? Dossier.objects.filter(untrusted: [(name, "x")], allowing: policy).sql(for: .sqlite)) != nil
    }
    for name in ["data__owner__name", "data__owner__name__icontains", "data.owner.name", "data__has_key"] {
      #expect(isAllowed(name), "\(name)")
    }
    for name in [
      "data__owner__Name", "data__owner__na_me", "data__owner", "data__name", "data", "data__owner__name__first",
      "data__owner__name__gt", "data__secret__has_key", "data__owner__name__icontains__exact", "data__has_key__name",
    ] {
      #expect(!isAllowed(name), "\(name)")
    }
    #expect((try? Dossier.objects.order(untrusted: ["data__owner__name"], allowing: policy).sql(for: .sqlite)) != nil)
    #expect((try? Dossier.objects.order(untrusted: ["data__secret"], allowing: policy).sql(for: .sqlite)) == nil)
  }
}
