import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("JSON: objects and arrays of expressions")
struct JSONBuildingTests {
  struct Card: Codable, Equatable {
    var title: String
    var stars: Int
    var note: String?
    var isGood: Bool
    var blog: String
  }

  @Test("FN-13: the statements")
  func text() throws {
    try onEachDialect { () throws in
      let query = Dossier.objects.values { jsonArray([$0.name, $0.data, jsonObject(["a": $0.id])]) }
      #expect(
        try query.sql(for: Backend.isSQLite ? .sqlite : .postgres).text
          == spelled(
            sqlite:
              #"SELECT kindred_json_array(kindred_json_of_text("dossier"."name"), "dossier"."data", kindred_json_object(?1, CAST("dossier"."id" AS TEXT))) FROM "dossier""#,
            postgres:
              #"SELECT jsonb_build_array(to_jsonb("dossier"."name"), "dossier"."data", jsonb_build_object($1::text, to_jsonb("dossier"."id"))) FROM "dossier""#
          ))
    }
  }

  @Test("FN-13: objects are read as Codable types")
  func objects() async throws {
    try await withBlogs { _, _ async throws in
      let cards = try await Entry.objects.order { $0.id }.values {
        jsonObject([
          "title": $0.headline, "stars": $0.rating, "note": $0.note, "isGood": $0.rating > 5, "blog": $0.blog.name,
        ]).as(document: Card.self)
      }.all()
      #expect(cards[0]?.value == Card(title: "Lennon lives", stars: 9, note: nil, isGood: true, blog: "Beatles"))
      #expect(cards[1]?.value == Card(title: "Yesterday", stars: 4, note: "old", isGood: false, blog: "Beatles"))
      #expect(
        try await Entry.objects.filter { jsonObject(["r": $0.rating]) == ["r": 9] }.headlines() == ["Lennon lives"])
      #expect(
        try await Entry.objects.filter { jsonArray([$0.rating, $0.note])[1] == "old" }.headlines() == ["Yesterday"])
      #expect(try await Entry.objects.filter { jsonArray([$0.note]) == [.null] }.count() == 2)
      #expect(try await Blog.objects.values { _ in jsonObject([:]) }.first() == [:])
      #expect(try await Blog.objects.values { _ in jsonArray([]) }.first() == [])
    }
  }

  @Test("FN-13: values are written as JSONEncoder writes them")
  func values() async throws {
    struct All: Codable, Equatable {
      var token: UUID
      var date: Date
      var real: Double
      var float: Float
      var amount: Decimal
      var text: String
      var flag: Bool
    }
    let all = All(
      token: UUID(), date: Date(timeIntervalSinceReferenceDate: -5.25), real: 0.1, float: 0.1,
      amount: Decimal(string: "12.5") ?? 0, text: "\"\\é\n", flag: false)
    try await withDatabase { _ async throws in
      try await Dossier.objects.create(name: "a", data: ["x": [1, .null]])
      let made = try await Dossier.objects.values {
        _ in
        jsonObject([
          "token": Expr.value(all.token), "date": Expr.value(all.date), "real": Expr.value(all.real),
          "float": Expr.value(all.float), "amount": Expr.value(all.amount), "text": Expr.value(all.text),
          "flag": Expr.value(all.flag),
        ]).as(document: All.self)
      }.all()
      #expect(made.map { $0?.value } == [all])
      let infinite = try await Dossier.objects.values { jsonArray([Expr.value(Double.infinity), $0.data["x"]]) }.all()
      #expect(infinite == [["Infinity", [1, .null]]])
      let lists = try await Dossier.objects.values { _ in jsonArray([Expr.value(["a", "b"]), Expr.value([1, 2])]) }
        .all()
      #expect(lists == [[["a", "b"], [1, 2]]])
    }
  }

  @Test("FN-13: too many members, and types without a form in JSON, are errors")
  func errors() async throws {
    try await withDatabase { log async throws in
      await kindredError(.invalidQuery) {
        _ = try await Dossier.objects.values { jsonArray(Array(repeating: $0.name, count: 101)) }.all()
      }
      await kindredError(.invalidQuery) {
        _ = try await Dossier.objects.values { _ in jsonArray([Expr.value(Money(cents: 1))]) }.all()
      }
      #expect(log.take().isEmpty)
      try await Dossier.objects.create(name: "a")
      let many = try await Dossier.objects.values { jsonArray(Array(repeating: $0.name, count: 100)).jsonCount }.all()
      #expect(many == [100])
    }
  }
}
