import KindredCore
import KindredMigrations
import Testing

@Suite("Texts of checks as expressions")
struct ExpressionReaderTests {
  private func read(_ text: String) -> NamedExpression? {
    ExpressionReader.read(text, columns: ["rating", "name", "Odd\"name", "is_open"])
  }

  private static func value(_ value: DatabaseValue) -> NamedExpression { NamedExpression(.value(value)) }

  @Test("As SQLite has them")
  func sqlite() {
    #expect(read(#""rating" >= 0 AND "rating" <= -10"#) == .all([F("rating") >= 0, F("rating") <= -10]))
    #expect(read(#"NOT ("name" = 'it''s' OR "name" IS NULL)"#) == !(F("name") == "it's" || F("name").isNull))
    #expect(
      read(#""rating" IN (1, 2)"#)
        == F("rating").lookup("in", NamedExpression(.list([Self.value(.integer(1)), Self.value(.integer(2))]))))
    #expect(read(#"LOWER("name")"#) == .function("lower", F("name")))
    #expect(read(#""Odd""name" <> 1.5"#) == (F("Odd\"name") != 1.5))
    #expect(read(#""rating" BETWEEN 1 AND 5 AND "is_open""#) != nil)
    #expect(read("rating > RATING") == (F("rating") > F("rating")))
  }

  @Test("As PostgreSQL prints them")
  func postgres() {
    #expect(read("((rating >= 0) AND (rating <= 10))") == .all([F("rating") >= 0, F("rating") <= 10]))
    #expect(
      read("((name)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))")
        == F("name").lookup("in", NamedExpression(.list([Self.value(.text("a")), Self.value(.text("b"))]))))
    #expect(read("lower((name)::text)") == .function("lower", F("name")))
    #expect(read("(is_open IS NOT NULL)") == F("is_open").isNotNull)
  }

  @Test(
    "Other texts stay as they are",
    arguments: [
      "", "(", "other = 1", "name LIKE 'a%'", "rating = 1 rating", "rating % 2 = 0", "'open", "random() > 0.5",
      "rating IS 5",
      "CASE WHEN rating = 1 THEN 1 END",
    ])
  func others(text: String) { #expect(read(text) == nil) }
}
