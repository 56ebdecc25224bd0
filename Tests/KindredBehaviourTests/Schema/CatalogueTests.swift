import Kindred
import KindredPostgres
import KindredSQLite
import PostgresTestServer
import Testing

@testable import KindredCore

@Suite("What the catalogue of PostgreSQL says of a table")
struct CatalogueTests {
  private func withTable(_ body: (Database, RawConnection) async throws -> Void) async throws {
    let settings = try Cluster.shared.newDatabase()
    let database = try await Database(postgres: PostgresConfiguration(settings))
    try await database.createTables(for: [Described.self])
    try await body(database, try RawConnection(settings))
    await database.close()
  }

  private let commentQuery = """
    SELECT description FROM pg_description WHERE objoid = 'described'::regclass AND classoid = 'pg_class'::regclass
    ORDER BY objsubid
    """

  @Test("FO-6, M-6: the comments are those of the model, to the letter")
  func comments() async throws {
    let expected = [
      "It's a \"table\" \\ with '\u{301} and $kindred$; -- ü", "a 'code' \\' or \"two\",\non two lines", "0 to 10",
      "extra",
      "what it is a part of",
    ]
    try await withTable { database, raw async throws in
      #expect(try raw.run(commentQuery) == expected)
      // Tables that are there take over the comments of the model, as far as they have its columns.
      try raw.run("COMMENT ON TABLE described IS 'other'")
      try raw.run("COMMENT ON COLUMN described.note IS 'theirs'")
      try raw.run("ALTER TABLE described DROP COLUMN extra")
      try await database.createTables(for: [Described.self], ifNotExists: true)
      #expect(try raw.run(commentQuery) == expected[..<3] + ["theirs", expected[4]])
    }
  }

  @Test("Comments are statements of their own, which SQLite does not have")
  func statements() throws {
    let texts = try Database.createTablesSQL(for: [Described.self], dialect: .postgres).filter {
      $0.hasPrefix("COMMENT")
    }
    #expect(
      texts == [
        #"COMMENT ON TABLE "described" IS E'It''s a "table" \\ with ''\#u{301} and $kindred$; -- ü'"#,
        #"COMMENT ON COLUMN "described"."code" IS E'a ''code'' \\'' or "two","# + "\non two lines'",
        #"COMMENT ON COLUMN "described"."rank" IS '0 to 10'"#,
        #"COMMENT ON COLUMN "described"."silent" IS ''"#, #"COMMENT ON COLUMN "described"."extra" IS 'extra'"#,
        #"COMMENT ON COLUMN "described"."whole_id" IS 'what it is a part of'"#,
      ])
    let others = try Database.createTablesSQL(for: [Described.self], dialect: .sqlite)
    #expect(others.allSatisfy { !$0.contains("COMMENT") && !$0.contains("0 to 10") })
  }

  @Test("The key is an identity column, which takes values from outside, too")
  func identity() async throws {
    try await withTable { database, raw async throws in
      let query = "SELECT attname || ' ' || attidentity::text FROM pg_attribute WHERE attrelid = 'described'::regclass"
      #expect(try raw.run(query + " AND attidentity <> ''") == ["id d"])
      try raw.run("INSERT INTO described (id, code, title, rank) VALUES (7, 'a', '', 1)")
      #expect(try await Described.objects.using(database).create(code: "b", title: "b").id == 1)
    }
  }

  @Test("A foreign key is checked when the transaction ends")
  func foreignKey() async throws {
    try await withTable { _, raw async throws in
      let query = """
        SELECT conname || ' ' || condeferrable || ' ' || condeferred FROM pg_constraint
        WHERE conrelid = 'described'::regclass AND contype = 'f'
        """
      #expect(try raw.run(query) == ["described_whole_id_fk true true"])
    }
  }

  @Test("Indexes: for the beginning of texts, in descending order, and over some rows")
  func indexes() async throws {
    try await withTable { _, raw async throws in
      let found = try raw.run(
        "SELECT replace(indexdef, 'public.', '') FROM pg_indexes WHERE tablename = 'described' ORDER BY indexname")
      #expect(
        found == [
          "CREATE UNIQUE INDEX code_and_title ON described USING btree (code, title)",
          "CREATE UNIQUE INDEX described_code_key ON described USING btree (code)",
          "CREATE INDEX described_code_like ON described USING btree (code varchar_pattern_ops)",
          "CREATE INDEX described_noted ON described USING btree (rank) WHERE (NOT (note IS NULL))",
          "CREATE UNIQUE INDEX described_pkey ON described USING btree (id)",
          "CREATE INDEX described_title_idx ON described USING btree (title)",
          "CREATE INDEX described_title_like ON described USING btree (title text_pattern_ops)",
          "CREATE UNIQUE INDEX described_title_rank_uniq ON described USING btree (title, rank DESC)"
            + " WHERE ((rank > 0) AND (note <> 'it''s ''\u{301}\\'::text))",
          "CREATE INDEX described_whole_id_idx ON described USING btree (whole_id)",
        ])
    }
  }

  @Test("The companion index finds the beginning of a text")
  func prefix() async throws {
    try await withTable { database, raw async throws in
      try await Described.objects.using(database).bulkCreate(
        (0..<500).map { Described(code: "c\($0)", title: "\($0)") })
      try raw.run("ANALYZE described")
      let plan = try await Described.objects.using(database).filter { $0.code.startsWith("c49") }.explain()
      #expect(plan.contains("described_code_like"))
      #expect(try await Described.objects.using(database).filter { $0.code.startsWith("c49") }.count() == 11)
    }
  }

  @Test("A partial index is unique only among its rows; checks have their names")
  func conditions() async throws {
    try await withDatabase { _ async throws in
      try await Described.objects.create(code: "a", title: "t", note: "n")
      try await Described.objects.create(code: "b", title: "t", note: nil)
      try await Described.objects.create(code: "c", title: "t", note: "it's '\u{301}\\")
      await kindredError(.uniqueViolation) { try await Described.objects.create(code: "d", title: "t", note: "n") }
      let check = await kindredError(.checkViolation) { try await Described.objects.create(code: "e", rank: 11) }
      #expect(check?.constraint == "rank_below")
      #expect(try await Described.objects.count() == 3)
    }
  }

  @Test("FT-13: a column's collation, in its order and in the catalogue")
  func collation() async throws {
    func schema(_ collation: String) -> ModelSchema {
      ModelSchema(
        Blog.self, table: "collated",
        fields: [
          .field("id", Key<Blog>.self, options: FieldOptions(isPrimaryKey: true, isAutomatic: true)),
          .field("name", String.self, options: FieldOptions(isIndexed: true, collation: collation)),
        ])
    }
    try await withTable { _, raw async throws in
      let builder = SchemaBuilder(dialect: .postgres)
      for text in try builder.statements(for: schema("und-x-icu"), ifNotExists: false) { try raw.run(text) }
      try raw.run("INSERT INTO collated (name) VALUES ('b'), ('B'), ('a'), ('A')")
      #expect(try raw.run("SELECT name FROM collated ORDER BY name") == ["a", "A", "b", "B"])
      let query = """
        SELECT collname FROM pg_attribute JOIN pg_collation c ON c.oid = attcollation
        WHERE attrelid = 'collated'::regclass AND attname = 'name'
        """
      #expect(try raw.run(query) == ["und-x-icu"])
    }
    let texts = try SchemaBuilder(dialect: .sqlite).statements(for: schema("NOCASE"), ifNotExists: false)
    #expect(texts[0].contains(#""name" text COLLATE "NOCASE" NOT NULL"#))
  }
}
