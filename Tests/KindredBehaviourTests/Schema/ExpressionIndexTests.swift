import Kindred
import KindredPostgres
import KindredSQLite
import PostgresTestServer
import Testing

@testable import KindredCore

@Suite("Indexes over expressions")
struct ExpressionIndexTests {
  /// The statements that make the indexes of the model.
  private func statements(_ dialect: Dialect) throws -> [String] {
    try Database.createTablesSQL(for: [Indexed.self], dialect: dialect).filter { $0.contains(" INDEX ") }
  }

  @Test("I-2: their statements, on SQLite and on PostgreSQL")
  func texts() throws {
    let name = #"CREATE INDEX "indexed_position_upper_name_length_name_idx""#
    #expect(
      try statements(.sqlite) == [
        #"CREATE UNIQUE INDEX "indexed_lower_email_uniq" ON "indexed" (LOWER("email"))"#,
        name + #" ON "indexed" ("position" DESC, UPPER("name") DESC, LENGTH("name"))"#,
        #"CREATE INDEX "indexed_area" ON "indexed" (("width" * "height" - 2) DESC)"#,
        #"CREATE UNIQUE INDEX "indexed_upper_name_width_uniq" ON "indexed" (UPPER("name"), "width")"#
          + #" WHERE "position" > 0"#,
        #"CREATE INDEX "indexed_add_position_minus1_name_idx" ON "indexed" (("position" + -1), "name")"#,
      ])
    #expect(
      try statements(.postgres) == [
        #"CREATE UNIQUE INDEX "indexed_lower_email_uniq" ON "indexed" (LOWER("email"))"#,
        name + #" ON "indexed" ("position" DESC, UPPER("name") DESC, LENGTH("name"))"#,
        #"CREATE INDEX "indexed_area" ON "indexed" (("width" * "height" - 2) DESC NULLS LAST)"#,
        #"CREATE UNIQUE INDEX "indexed_upper_name_width_uniq" ON "indexed" (UPPER("name"), "width")"#
          + #" WHERE "position" > 0"#,
        #"CREATE INDEX "indexed_add_position_minus1_name_idx" ON "indexed" (("position" + -1), "name" NULLS FIRST)"#,
      ])
  }

  @Test("The catalogue of PostgreSQL has them")
  func postgresCatalogue() async throws {
    let settings = try Cluster.shared.newDatabase()
    let database = try await Database(postgres: PostgresConfiguration(settings))
    try await database.createTables(for: [Indexed.self])
    let found = try RawConnection(settings).run(
      "SELECT replace(indexdef, 'public.', '') FROM pg_indexes WHERE tablename = 'indexed' ORDER BY indexname")
    #expect(
      found == [
        "CREATE INDEX indexed_add_position_minus1_name_idx ON indexed USING btree"
          + " (((\"position\" + '-1'::integer)), name NULLS FIRST)",
        "CREATE INDEX indexed_area ON indexed USING btree ((((width * height) - 2)) DESC NULLS LAST)",
        "CREATE UNIQUE INDEX indexed_lower_email_uniq ON indexed USING btree (lower((email)::text))",
        "CREATE UNIQUE INDEX indexed_pkey ON indexed USING btree (id)",
        "CREATE INDEX indexed_position_upper_name_length_name_idx ON indexed USING btree"
          + " (\"position\" DESC, upper(name) DESC, length(name))",
        "CREATE UNIQUE INDEX indexed_upper_name_width_uniq ON indexed USING btree (upper(name), width)"
          + " WHERE (\"position\" > 0)",
      ])
    await database.close()
  }

  @Test("A second row with the same value of the expression is refused, by the name of the index and without the value")
  func unique() async throws {
    try await withDatabase { _ async throws in
      try await Indexed.objects.create(Indexed(email: "Ann@example.org"))
      try await Indexed.objects.create(Indexed(email: "(bob)=(x"))
      for email in ["ann@EXAMPLE.org", "(BOB)=(x"] {
        let error = await kindredError(.uniqueViolation) { try await Indexed.objects.create(Indexed(email: email)) }
        #expect(error?.constraint == "indexed_lower_email_uniq")
        #expect(error?.column == nil)
        #expect(error.map { !$0.description.lowercased().contains("bob") } == true)
      }
      // One with a condition, over two things.
      try await Indexed.objects.create(Indexed(email: "c", name: "Tree", rank: 1, width: 3))
      try await Indexed.objects.create(Indexed(email: "d", name: "tree", rank: 1, width: 4))
      try await Indexed.objects.create(Indexed(email: "e", name: "TREE", rank: 0, width: 3))
      let error = await kindredError(.uniqueViolation) {
        try await Indexed.objects.create(Indexed(email: "f", name: "tREE", rank: 2, width: 3))
      }
      #expect(error?.constraint == "indexed_upper_name_width_uniq")
      #expect(try await Indexed.objects.count() == 5)
    }
  }

  @Test("SQLite's functions know the letters of ASCII, PostgreSQL's those of the locale")
  func letters() async throws {
    try await withDatabase { _ async throws in
      try await Indexed.objects.create(Indexed(email: "É"))
      if Backend.current == .sqlite {
        try await Indexed.objects.create(Indexed(email: "é"))
      } else {
        await kindredError(.uniqueViolation) { try await Indexed.objects.create(Indexed(email: "é")) }
      }
    }
  }

  @Test("On PostgreSQL an index over capitals serves iExact")
  func lookup() async throws {
    let settings = try Cluster.shared.newDatabase()
    let database = try await Database(postgres: PostgresConfiguration(settings))
    try await database.createTables(for: [Indexed.self])
    let rows = Indexed.objects.using(database)
    try await rows.bulkCreate((0..<500).map { Indexed(email: "\($0)", name: "name \($0)", rank: 1) })
    try RawConnection(settings).run("ANALYZE indexed")
    let query = rows.filter { $0.name.iExact("NAME 7") && $0.rank > 0 }
    #expect(try await query.explain().contains("indexed_upper_name_width_uniq"))
    #expect(try await query.all().map(\.email) == ["7"])
    await database.close()
  }

  @Test("A unique expression says nothing of its column: rows are not upserted by it")
  func conflicts() async throws {
    try await withDatabase { _ async throws in
      await kindredError(.invalidQuery) {
        try await Indexed.objects.bulkCreate([Indexed(email: "a")]) {
          $0.name
        } onConflictOf: {
          $0.email
        }
      }
      try await Indexed.objects.create(Indexed(email: "a"))
      try await Indexed.objects.bulkCreate([Indexed(email: "A"), Indexed(email: "b")], ignoreConflicts: true)
      #expect(try await Indexed.objects.order { $0.email }.values { $0.email }.all() == ["a", "b"])
    }
  }

  // MARK: Expressions that cannot be

  private func schema(_ indexes: [IndexDefinition]) -> ModelSchema {
    ModelSchema(
      Blog.self, name: "Thing", table: "thing",
      fields: [
        .field("id", Key<Blog>.self, options: FieldOptions(isPrimaryKey: true)), .field("name", String.self),
        .field("flag", Bool.self), .field("weight", Double.self), .field("day", CalendarDate.self),
        .field("size", Int.self, column: "extent"),
      ], indexes: indexes)
  }

  private func refusal(_ indexes: IndexDefinition...) -> KindredError? {
    do {
      _ = try SchemaBuilder(dialect: .sqlite).statements(for: schema(indexes), ifNotExists: true)
      return nil
    } catch {
      return error as? KindredError
    }
  }

  @Test(
    "Functions and arithmetic of the wrong type are refused before the database is asked",
    arguments: [
      (F("size").lowercased(), "lower", "extent", "a text"), (F("flag").length, "length", "flag", "a text"),
      (F("name").length.uppercased(), "upper", "name", "a text"),
      (F("weight") + F("day"), "add", "day", "integers or floating-point numbers"),
      (F("name") * 2, "multiply", "name", "integers or floating-point numbers"),
      (F("weight") % 2, "remainder", "weight", "integers"),
      (F("size") / 0, "divide", "extent", "a divisor other than zero"),
    ])
  func wrongTypes(_ expression: NamedExpression, _ operation: String, _ column: String, _ wanted: String) {
    let error = refusal(.on(expression))
    #expect(error?.code == .schema)
    #expect(error?.column == column)
    #expect(
      error?.message == "An index of Thing cannot be made: \"\(operation)\" about \"\(column)\" needs \(wanted).")
  }

  @Test("What is of the right type is taken: keys, floating-point numbers, what functions give")
  func rightTypes() {
    #expect(
      refusal(
        .on(F("id") % 10), .on(F("weight") / 2 - F("size")), .on(F("name").length * F("size")),
        .on(F("name").lowercased().length), .on(F("day").descending),
        .on(FieldOrdering("day", descending: true), name: "other"))
        == nil)
  }

  @Test("A field that is not there, and names that are the same, are refused")
  func names() {
    let unknown = refusal(.on("name", F("nmae").lowercased()))
    #expect(unknown?.code == .invalidName)
    #expect(unknown?.message.hasPrefix("Thing has no field \"nmae\".") == true)
    let twice = refusal(.on(F("name").lowercased()), .on(F("name").lowercased().descending))
    #expect(twice?.code == .invalidName)
    #expect(twice?.message.contains("\"thing_lower_name_idx\"") == true)
    #expect(refusal(.on(F("name").lowercased()), .on(F("name").lowercased().descending, name: "x")) == nil)
  }

  @Test("Other brackets give another name")
  func brackets() throws {
    let (a, b, c) = (F("id"), F("size"), F("weight"))
    let texts = try SchemaBuilder(dialect: .sqlite).statements(
      for: schema([.on((a + b) * c), .on(a + b * c), .on((a + b) * 2), .on((a + b) * -2)]), ifNotExists: false)
    #expect(
      texts.dropFirst() == [
        #"CREATE INDEX "thing_multiply_add_id_extent_weight_idx" ON "thing" ((("id" + "extent") * "weight"))"#,
        #"CREATE INDEX "thing_add_id_multiply_extent_weight_idx" ON "thing" (("id" + "extent" * "weight"))"#,
        #"CREATE INDEX "thing_multiply_add_id_extent_2_idx" ON "thing" ((("id" + "extent") * 2))"#,
        #"CREATE INDEX "thing_multiply_add_id_extent_minus2_idx" ON "thing" ((("id" + "extent") * -2))"#,
      ])
  }
}
