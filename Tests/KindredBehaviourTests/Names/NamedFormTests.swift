import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Named expressions as JSON")
struct NamedFormTests {
  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func decoded<Value: Decodable>(_ text: String, _ type: Value.Type = NamedExpression.self) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }

  /// The form of an expression, which gives the same expression again.
  private func form(_ expression: NamedExpression) throws -> String {
    let text = try json(expression)
    #expect(try decoded(text) == expression, "\(text)")
    return text
  }

  @Test("Each kind of expression has its form, and comes back from it")
  func forms() throws {
    #expect(try form(F("blog__name").namedExpression) == #"{"field":"blog__name","version":1}"#)
    #expect(
      try form(F("rating") >= 8)
        == #"{"lookup":"gte","of":{"field":"rating"},"value":8,"version":1}"#)
    #expect(
      try form(.match("entry__headline__icontains", "lennon"))
        == #"{"match":"entry__headline__icontains","value":"lennon","version":1}"#)
    #expect(
      try form(F("a").isNull || !(F("b") == true))
        == #"{"any":[{"lookup":"isnull","of":{"field":"a"},"value":true},"#
        + #"{"not":{"lookup":"exact","of":{"field":"b"},"value":true}}],"version":1}"#)
    #expect(
      try form(F("a").applying("left", 3)) == #"{"call":"left","of":[{"field":"a"},3],"version":1}"#)
    #expect(try form(.text("7")) == #"{"text":"7","version":1}"#)
    #expect(try form(.outer("pk", levels: 2)) == #"{"levels":2,"outer":"pk","version":1}"#)
    #expect(
      try form(.when([(F("a") == 1, "x")], otherwise: F("b")))
        == #"{"case":[{"then":"x","when":{"lookup":"exact","of":{"field":"a"},"value":1}}],"#
        + #""else":{"field":"b"},"version":1}"#)
    #expect(
      try form(.aggregate("sum", F("a"), distinct: true, filter: F("b") > 1, default: 0, orderBy: ["-c"]))
        == #"{"aggregate":"sum","default":0,"distinct":true,"#
        + #""filter":{"lookup":"gt","of":{"field":"b"},"value":1},"of":[{"field":"a"}],"order":["-c"],"version":1}"#)
    #expect(
      try form(.exists(NamedQuery("Entry").filter("blog", .outer("pk")).order("-rating").slice(to: 1)))
        == #"{"exists":{"model":"Entry","steps":[{"filter":{"match":"blog","value":{"outer":"pk"}}},"#
        + #"{"order":["-rating"]},{"slice":[0,1]}]},"version":1}"#)
    #expect(try form((F("a") > 1) ^ (F("b") > 1)).hasPrefix(#"{"version":1,"xor":[{"#))
  }

  @Test("Values keep their type: plain JSON where it has them, else a key with the type")
  func values() throws {
    let values: [(DatabaseValue, String)] = [
      (.null, "null"), (.bool(true), "true"), (.integer(.min), "-9223372036854775808"),
      (.text("it's \"x\""), #""it's \"x\"""#),
      (.double(5), #"{"double":"5.0"}"#), (.double(-.infinity), #"{"double":"-inf"}"#),
      (.double(0.1), #"{"double":"0.1"}"#), (.decimal(Decimal(string: "1.10") ?? 0), #"{"decimal":"1.1"}"#),
      (.bytes([0, 255]), #"{"bytes":"AP8="}"#), (.date(days: 13938), #"{"date":"2008-02-29"}"#),
      (.timestamp(microseconds: 1_204_243_199_500_000), #"{"timestamp":"2008-02-28T23:59:59.500000Z"}"#),
      (.time(microseconds: 45_000_000_000), #"{"time":"12:30:00"}"#),
      (.interval(microseconds: -93_784_000_001), #"{"interval":"-1 02:03:04.000001"}"#),
      (
        .uuid(UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))),
        #"{"uuid":"01020304-0506-0708-090a-0b0c0d0e0f10"}"#
      ),
      (.json(Array(#"{"a":1}"#.utf8)), #"{"json":"{\"a\":1}"}"#),
      (.list([.integer(1), .text("a"), .null, .double(1.5)]), #"[1,"a",null,{"double":"1.5"}]"#), (.list([]), "[]"),
    ]
    for (value, text) in values {
      let expression = NamedExpression(.value(value))
      #expect(try json(["x": expression]) == #"{"x":"# + text + "}")
      #expect(try decoded(text) == expression, "\(text)")
    }
    #expect(try decoded("1.5") == NamedExpression.value(1.5))
    #expect(try decoded(#"{"double": 2}"#) == NamedExpression.value(2.0))
    #expect(try decoded(#"{"list": [1, 2]}"#) == NamedExpression(.value(.list([.integer(1), .integer(2)]))))
  }

  @Test("A query as JSON, from the article, gives its rows")
  func query() async throws {
    let text = """
      {
        "version": 1,
        "model": "Entry",
        "steps": [
          {"filter": {"all": [
            {"match": "blog__name__startswith", "value": "Beatles"},
            {"lookup": "gte", "of": {"field": "rating"}, "value": 4}
          ]}},
          {"values": ["blog__name", {"name": "year", "value": {"field": "pubDate__year"}}]},
          {"annotate": {"name": "n", "value": {"aggregate": "count"}}},
          {"order": ["-n"]},
          {"slice": [0, 10]}
        ]
      }
      """
    let query = try decoded(text, NamedQuery.self)
    #expect(
      query
        == NamedQuery("Entry").filter(.match("blog__name__startswith", "Beatles") && F("rating") >= 4)
        .values([NamedColumn("blog__name"), NamedColumn("year", F("pubDate__year"))]).annotate("n", .count())
        .order("-n").slice(to: 10))
    #expect(try decoded(json(query), NamedQuery.self) == query)
    try await withBlogs { _, _ async throws in
      let rows = try await query.rows()
      #expect(rows.map(\.values) == [[.text("Beatles"), .integer(2008), .integer(2)]])
    }
  }

  @Test("Orders and columns have short forms")
  func short() throws {
    for (term, text) in [
      ("-name", #""-name""#), ("?", #""?""#), (F("a").asc.nullsLast, #"{"by":{"field":"a"},"nulls":"last"}"#),
      (F("-a").desc, #"{"by":{"field":"-a"},"descending":true}"#),
    ] as [(NamedOrdering, String)] {
      #expect(try json([term]) == "[\(text)]")
      #expect(try decoded("[\(text)]", [NamedOrdering].self) == [term])
    }
    let query = NamedQuery("A").exclude("b", 1).alias("n", F("c") + 1).distinct().distinct(on: "d").reversed().none()
      .slice(from: 3)
    #expect(try decoded(json(query), NamedQuery.self) == query)
  }

  @Test("Unknown keys are ignored; later versions, unknown kinds and wrong types are refused")
  func tolerance() throws {
    #expect(try decoded(#"{"field": "a", "comment": {"x": [1]}, "version": 1}"#) == F("a").namedExpression)
    for text in [
      #"{"field": "a", "version": 2}"#, #"{"fields": "a"}"#, "{}", #"{"field": 3}"#, #"{"field": "a", "call": "b"}"#,
      #"{"match": "a"}"#, #"{"lookup": "gt", "value": 1}"#, #"{"any": {"field": "a"}}"#, #"{"xor": [true]}"#,
      #"{"case": [{"when": true}]}"#, #"{"exists": {"steps": []}}"#,
      #"{"exists": {"model": "A", "steps": [{"x": 1}]}}"#,
      #"{"exists": {"model": "A", "steps": [{"filter": true, "order": []}]}}"#, #"{"date": "yesterday"}"#,
      #"{"uuid": 7}"#, #"{"decimal": "NaN"}"#, #"{"double": "0x10"}"#, #"{"outer": "a", "levels": "b"}"#,
      #"{"list": [{"field": "a"}]}"#, #"{"scalar": 1}"#, "1e999",
    ] {
      #expect(throws: DecodingError.self, "\(text)") { try decoded(text) }
    }
    #expect(throws: EncodingError.self) { try json(NamedExpression.match("a__in", Blog.objects)) }
  }

  @Test("Input that is nested deep throws, and exhausts no stack, when it is read and when it is used")
  func depth() async throws {
    func nested(_ count: Int, _ open: String, _ close: String) -> String {
      String(repeating: open, count: count) + "true" + String(repeating: close, count: count)
    }
    let shapes = [
      (#"{"not":"#, "}"), (#"{"all":["#, "]}"), ("[", "]"), (#"{"call":"lower","of":["#, "]}"),
      (#"{"exists":{"model":"Blog","steps":[{"filter":"#, "}]}}"), (#"{"aggregate":"sum","filter":"#, "}"),
      (#"{"case":[{"then":1,"when":"#, "}]}"),
    ]
    for (open, close) in shapes {
      for count in [150, 400, 5000, 200_000] {
        await Task.detached {
          #expect(throws: (any Error).self, "\(open) \(count)") {
            let expression = try decoded(nested(count, open, close))
            _ = try Blog.objects.filter(where: expression).sql(for: .sqlite)
          }
        }.value
      }
    }
    // What is just allowed works, on each backend.
    try await withBlogs { _, _ async throws in
      let expression = try decoded(nested(60, #"{"not":"#, "}"))
      #expect(try await Blog.objects.filter(where: expression).count() == 3)
      let all = try decoded(nested(60, #"{"all":["#, "]}"))
      #expect(try await Blog.objects.filter(where: all).count() == 3)
    }
  }

  @Test("Very long disjunctions and conjunctions exhaust no stack")
  func width() async throws {
    try await withBlogs { _, _ async throws in
      for kind in ["any", "all"] {
        let terms = (0..<20_000).map { #"{"match":"rating","value":\#($0)}"# }.joined(separator: ",")
        let expression = try decoded(#"{"\#(kind)":[\#(terms)]}"#)
        do {
          _ = try await Entry.objects.filter(where: expression).count()
        } catch let error as KindredError {
          // Databases have limits of their own.
          #expect(error.sql != nil, "\(kind): \(error.code)")
        }
      }
      let many = NamedExpression.any((0..<500).map { .match("rating", $0) })
      #expect(try await Entry.objects.filter(where: many).count() == 4)
    }
  }
}
