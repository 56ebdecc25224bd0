import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Indexes over expressions, seen by SQLite alone")
struct ExpressionIndexTests {
  private let schema = ModelSchema(
    Book.self, name: "Book", table: "volume",
    fields: [
      .field("id", Key<Book>.self, options: FieldOptions(isPrimaryKey: true, isAutomatic: true)),
      .field("title", String.self), .field("pages", Int.self),
    ],
    indexes: [
      .on(F("title").lowercased(), unique: true), .on((F("pages") * 2 - F("id")).descending, "title"),
    ])

  /// A program that does not know Kindred makes the indexes, uses them and is held to them.
  @Test func areOfUseToOtherPrograms() async throws {
    try await Scratch.withFolder { folder async throws in
      let raw = try Raw(folder + "/plain.sqlite")
      for text in try SchemaBuilder(dialect: .sqlite).statements(for: schema, ifNotExists: true) { try raw.run(text) }
      #expect(
        try raw.rows("SELECT sql FROM sqlite_schema WHERE type = 'index' ORDER BY name") == [
          [#"CREATE UNIQUE INDEX "volume_lower_title_uniq" ON "volume" (LOWER("title"))"#],
          [
            #"CREATE INDEX "volume_subtract_multiply_pages_2_id_title_idx" ON "volume" "#
              + #"(("pages" * 2 - "id") DESC, "title")"#
          ],
        ])
      try raw.run("INSERT INTO volume (title, pages) VALUES ('Emma', 300)")
      #expect(throws: Raw.Failure.self) { try raw.run("INSERT INTO volume (title, pages) VALUES ('EMMA', 1)") }
      try raw.run("INSERT INTO volume (title, pages) VALUES ('É', 1), ('é', 2)")
      let plan = try raw.rows("EXPLAIN QUERY PLAN SELECT * FROM volume WHERE lower(title) = 'emma'")
      #expect(plan.first?.last??.contains("USING INDEX volume_lower_title_uniq") == true)
      let other = try raw.rows("EXPLAIN QUERY PLAN SELECT * FROM volume WHERE pages * 2 - id > 10")
      #expect(other.first?.last??.contains("USING INDEX volume_subtract_multiply_pages_2_id_title_idx") == true)
    }
  }
}
