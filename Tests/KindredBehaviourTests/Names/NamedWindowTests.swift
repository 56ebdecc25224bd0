import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Windows by name")
struct NamedWindowTests {
  /// The statement of one annotation by name, and of the typed one.
  private func same<E: QueryExpression>(
    _ named: NamedExpression, sourceLocation: SourceLocation = #_sourceLocation, _ typed: (Entry.Columns) -> E
  ) throws {
    for dialect in [Dialect.sqlite, .postgres] {
      let first = try Entry.objects.values([NamedColumn("x", named)]).sql(for: dialect)
      let second = try Entry.objects.values { Expr<Int?>(typed($0).node) }.sql(for: dialect)
      #expect(first.text == second.text, sourceLocation: sourceLocation)
      #expect(first.values == second.values, sourceLocation: sourceLocation)
    }
  }

  @Test("W-1 to W-9: each function is the typed one")
  func functions() throws {
    try same(.window("row_number", orderBy: ["id"])) { Window.rowNumber().over(orderBy: $0.id) }
    try same(.window("rank", partitionBy: [F("blog")], orderBy: ["-rating"])) {
      Window.rank().over(partitionBy: $0.blog, orderBy: $0.rating.desc)
    }
    try same(.window("denseRank", orderBy: [F("note").asc.nullsFirst])) {
      Window.denseRank().over(orderBy: $0.note.asc.nullsFirst)
    }
    try same(.window("cume_dist", orderBy: ["id"])) { Window.cumeDist().over(orderBy: $0.id) }
    try same(.window("percent_rank", orderBy: ["id"])) { Window.percentRank().over(orderBy: $0.id) }
    try same(.window("ntile", 3, orderBy: ["id"])) { Window.ntile(3).over(orderBy: $0.id) }
    try same(.window("lag", F("rating"), orderBy: ["id"])) { $0.rating.lag().over(orderBy: $0.id) }
    try same(.window("lead", F("rating"), 2, 0, orderBy: ["id"])) { $0.rating.lead(2, default: 0).over(orderBy: $0.id) }
    try same(.window("first_value", F("note"), orderBy: ["id"], frame: .rows(...0))) {
      $0.note.firstValue().over(orderBy: $0.id, frame: .rows(...0))
    }
    try same(.window("last_value", F("note"), orderBy: ["id"], frame: .rows(...))) {
      $0.note.lastValue().over(orderBy: $0.id, frame: .rows(...))
    }
    try same(.window("nth_value", F("rating"), 2, orderBy: ["id"], frame: .rows((-1)...))) {
      $0.rating.nthValue(2).over(orderBy: $0.id, frame: .rows((-1)...))
    }
    try same(.window("sum", F("rating"), orderBy: ["id"], frame: .rows(-2...0), filter: F("note").isNull)) {
      $0.rating.sum(filter: $0.note.isNull).over(orderBy: $0.id, frame: .rows(-2...0))
    }
    try same(.window("max", F("rating"), orderBy: ["rating"], frame: .range(from: -2, to: 2))) {
      $0.rating.max().over(orderBy: $0.rating, frame: .range(-2...2))
    }
    try same(
      .window("sum", F("rating"), orderBy: ["rating"], frame: .groups(from: -1, to: 1).excluding(.currentRow))
    ) {
      $0.rating.sum().over(orderBy: $0.rating, frame: .groups(-1...1).excluding(.currentRow))
    }
    try same(.window("count", partitionBy: [F("blog__name")])) { $0.count().over(partitionBy: $0.blog.name) }
  }

  @Test("W-1: they are annotations that can be filtered and ordered by")
  func rows() async throws {
    try await withBlogs { _, _ async throws in
      let place = NamedExpression.window("rank", partitionBy: [F("blog")], orderBy: ["-rating"])
      let best = NamedQuery("Entry").annotate("place", place).filter("place", 1).order("id").values("headline", "place")
      #expect(
        try await best.rows().map(\.values)
          == [[.text("Lennon lives"), .integer(1)], [.text("Lennon and pop"), .integer(1)]])
      // 9, 4 | 6, 2
      let sum = NamedExpression.window("sum", F("rating"), orderBy: ["id"], frame: .rows(-1...0))
      let sums = try await Entry.objects.order("id").annotate("s", sum).all().map { $0.1["s"] }
      #expect(sums == [.integer(9), .integer(13), .integer(10), .integer(8)])
      let before = NamedExpression.window("lag", F("headline"), 1, "none", orderBy: ["id"])
      let names = try await Entry.objects.order("id").values([NamedColumn("b", before)]).all().map { $0["b"] }
      #expect(names == [.text("none"), .text("Lennon lives"), .text("Yesterday"), .text("Lennon and pop")])
    }
  }

  @Test("The form in JSON, and what is refused")
  func form() async throws {
    let text =
      #"{"frame":{"exclude":"ties","rows":[-2,null]},"of":[{"field":"rating"}],"order":["-id"],"partition":[{"field":"blog"}],"version":1,"window":"avg"}"#
    let expression = NamedExpression.window(
      "avg", F("rating"), partitionBy: [F("blog")], orderBy: ["-id"], frame: .rows((-2)...).excluding(.ties))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(String(decoding: try encoder.encode(expression), as: UTF8.self) == text)
    #expect(try JSONDecoder().decode(NamedExpression.self, from: Data(text.utf8)) == expression)
    for text in [
      #"{"window": 1}"#, #"{"window": "sum", "frame": {}}"#, #"{"window": "sum", "frame": {"rows": [1]}}"#,
      #"{"window": "sum", "frame": {"rows": [0, 1], "range": [0, 1]}}"#, #"{"window": "sum", "aggregate": "sum"}"#,
    ] {
      #expect(throws: DecodingError.self, "\(text)") {
        try JSONDecoder().decode(NamedExpression.self, from: Data(text.utf8))
      }
    }
    func code(_ expression: NamedExpression) -> KindredError.Code? {
      do {
        _ = try Entry.objects.values([NamedColumn("x", expression)]).sql(for: .sqlite)
        return nil
      } catch {
        return (error as? KindredError)?.code
      }
    }
    #expect(code(.window("rnk", orderBy: ["id"])) == .invalidName)
    #expect(code(.window("rank", F("rating"), orderBy: ["id"])) == .invalidQuery)
    #expect(code(.window("rank", orderBy: ["nope"])) == .invalidName)
    #expect(code(.window("rank", orderBy: ["id"], filter: F("rating") > 1)) == .invalidQuery)
    #expect(code(.window("lower", F("headline"))) == .invalidName)
    #expect(code(.window("lag", F("rating"), -1, orderBy: ["id"])) == .invalidQuery)
    #expect(code(.window("sum", F("rating"), orderBy: ["id"], frame: .rows(...(-3)))) == nil)
    let text2 = #"{"window": "sum", "of": [{"field": "rating"}], "frame": {"rows": ["a", 0]}}"#
    #expect(code(try JSONDecoder().decode(NamedExpression.self, from: Data(text2.utf8))) == .invalidQuery)
  }

  @Test("A function over a window of one's own")
  func ownFunction() throws {
    LookupRegistry.shared.register(
      NamedWindowFunction("nameofgroup") { WindowFunction<Int>(.namedWindowTestGroup) })
    #expect(
      try Entry.objects.values([NamedColumn("x", .window("name_of_group", orderBy: ["id"]))]).sql(for: .sqlite).text
        == #"SELECT NAME_OF_GROUP() OVER (ORDER BY "entry"."id" ASC) FROM "entry""#)
  }
}

extension SQLOperation {
  fileprivate static let namedWindowTestGroup = SQLOperation(
    "nameOfGroup", kind: .window, spelling: .call("NAME_OF_GROUP"))
}
