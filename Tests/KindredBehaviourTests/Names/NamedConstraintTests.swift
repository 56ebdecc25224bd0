import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Checks and indexes by name")
struct NamedConstraintTests {
  private func schema(_ constraints: [ConstraintDefinition] = [], _ indexes: [IndexDefinition] = []) -> ModelSchema {
    ModelSchema(
      Blog.self, name: "Thing", table: "thing",
      fields: [
        .field("id", Key<Blog>.self, options: FieldOptions(isPrimaryKey: true)), .field("name", String.self),
        .field("size", Int?.self, column: "extent"), .field("price", Decimal.self), .field("day", CalendarDate.self),
        .field("level", Level.self), .field("flag", Bool.self), .foreignKey(Entry.Relations.reviewer.self),
      ], indexes: indexes, constraints: constraints)
  }

  private func check(_ condition: NamedExpression, _ dialect: Dialect) throws -> String {
    let text = try SchemaBuilder(dialect: dialect).statements(
      for: schema([.check("c", condition)]), ifNotExists: false)[0]
    guard let range = text.firstRange(of: "CHECK ("), let end = text.lastIndex(of: ")") else { return text }
    let condition = String(text[range.upperBound..<end].dropLast())
    // Connectives stand in parentheses of their own.
    let isEnclosed = condition.hasPrefix("(") && condition.hasSuffix(")")
    return isEnclosed ? String(condition.dropFirst().dropLast()) : condition
  }

  private func refusal(_ condition: NamedExpression, _ dialect: Dialect = .sqlite) -> KindredError? {
    do {
      _ = try check(condition, dialect)
      return nil
    } catch { return error as? KindredError }
  }

  @Test("K-1: a check takes look-ups, functions, lists, ranges, conditionals")
  func checks() throws {
    for dialect in [Dialect.sqlite, .postgres] {
      #expect(try check(F("size") >= 0 && F("size") <= 10, dialect) == #""extent" >= 0 AND "extent" <= 10"#)
      #expect(try check(F("size") != 3 || F("size").isNull, dialect) == #""extent" <> 3 OR "extent" IS NULL"#)
      #expect(try check(!(F("name") == "it's"), dialect) == #"NOT ("name" = 'it''s')"#)
      #expect(try check(F("size").lookup("range", 1...5), dialect) == #""extent" BETWEEN 1 AND 5"#)
      #expect(try check(F("size").lookup("in", [1, 2]), dialect) == #""extent" IN (1, 2)"#)
      #expect(
        try check(F("level").lookup("in", [Level.low, .veryHigh]), dialect) == #""level" IN ('low', 'veryHigh')"#)
      #expect(try check(F("name").length > 3, dialect) == #"LENGTH("name") > 3"#)
      #expect(try check(F("name__lower") == F("name"), dialect) == #"LOWER("name") = "name""#)
      #expect(try check(.match("name__length__lte", 9), dialect) == #"LENGTH("name") <= 9"#)
      #expect(try check(F("size") + 1 < F("id"), dialect) == #""extent" + 1 < "id""#)
      #expect(try check(F("price") > 0, dialect).hasPrefix(#""price" > "#))
      #expect(
        try check(.when([(F("size") > 1, F("name"))], otherwise: "x") == "y", dialect)
          == #"CASE WHEN "extent" > 1 THEN "name" ELSE 'x' END = 'y'"#)
      #expect(try check(F("reviewer").isNotNull, dialect) == #""reviewer_id" IS NOT NULL"#)
    }
    #expect(try check(F("name").lookup("startswith", "a%"), .postgres).contains("'a%'"))
  }

  @Test("K-1: the row's own columns only, without queries, aggregates, and functions that other programs do not have")
  func refusals() {
    #expect(refusal(F("reviewer__name") == "x")?.message.contains("fields of its own row") == true)
    #expect(refusal(.exists(NamedQuery("Entry")))?.message.contains("cannot contain a query") == true)
    #expect(refusal(.sum("size") == 1)?.message == "A check of Thing cannot be made: An aggregate is of many rows.")
    #expect(refusal(F("name").lookup("icontains", "x"))?.message.contains("a function of Kindred's") == true)
    #expect(refusal(F("name").lookup("icontains", "x"), .postgres) == nil)
    #expect(refusal(F("name").applying("md5") == "x", .postgres) == nil)
    #expect(refusal(F("name").applying("md5") == "x")?.code == .schema)
    #expect(refusal(F("name") == "kindred_md5(") == nil)
    #expect(refusal(F("nmae") == "x")?.code == .invalidName)
    #expect(refusal(F("size") > "many")?.code == .invalidValue)
    #expect(refusal(F("level") == "middle")?.code == .invalidValue)
    #expect(refusal(F("size").namedExpression)?.code == .schema)
  }

  @Test("K-1, K-3, K-4, I-2, I-3: the database keeps them")
  func enforced() async throws {
    try await withDatabase { _ async throws in
      await kindredError(.checkViolation) {
        try await Country.objects.create(code: "DE", name: "x", score: 101, rank: 1)
      }
      try await Country.objects.create(code: "DE", name: "x", score: 100, rank: 1)
    }
  }

  @Test("I-2: an index by a path with transforms is the one by functions")
  func paths() throws {
    func index(_ term: any IndexTerm) throws -> String? {
      try SchemaBuilder(dialect: .postgres).statements(for: schema([], [.on(term)]), ifNotExists: false).last
    }
    let expected = #"CREATE INDEX "thing_lower_name_idx" ON "thing" (LOWER("name"))"#
    #expect(try index(F("name").lowercased()) == expected)
    #expect(try index("name__lower") == expected)
    #expect(try index(F("name.lower")) == expected)
    let year = try index("-day__year")
    #expect(year?.hasPrefix(#"CREATE INDEX "thing_year_day_idx" ON "thing" ("#) == true)
    #expect(year?.contains(#"EXTRACT(YEAR FROM "day")"#) == true)
  }
}
