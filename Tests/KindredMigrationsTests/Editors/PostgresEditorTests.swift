import KindredCore
import KindredMigrations
import KindredPostgres
import PostgresTestServer
import Testing

@Suite("Tables of PostgreSQL change while others use them")
struct PostgresEditorTests {
  private static let entry = TableState(
    "entry",
    columns: [
      ColumnState("id", .integer(bits: 64), isAutomatic: true), ColumnState("headline", .text),
      ColumnState("rating", .integer(bits: 32), isNullable: true), ColumnState("blog_id", .integer(bits: 64)),
    ], key: ["id"])
  private static let blog = TableState(
    "blog", columns: [ColumnState("id", .integer(bits: 64), isAutomatic: true)], key: ["id"])

  private func steps(_ changes: SchemaChange..., isOnline: Bool = true) throws -> [SchemaStep] {
    try Dialect.postgres.schemaEditor.steps(
      for: changes, from: SchemaState([Self.entry, Self.blog]), options: SchemaEditorOptions(isOnline: isOnline))
  }

  @Test("An index is made concurrently, alone, and is removed before it is tried again")
  func index() throws {
    let steps = try steps(.addIndex(table: "entry", IndexState(nil, [IndexElement(column: "rating")])))
    #expect(steps.map(\.sql) == [[#"CREATE INDEX CONCURRENTLY "entry_rating_idx" ON "entry" ("rating")"#]])
    #expect(steps[0].isTransactional == false)
    #expect(steps[0].cleanup == [#"DROP INDEX CONCURRENTLY IF EXISTS "entry_rating_idx""#])
    let text = try self.steps(.addIndex(table: "entry", IndexState(nil, [IndexElement(column: "headline")])))
    #expect(
      text.map(\.sql) == [
        [#"CREATE INDEX CONCURRENTLY "entry_headline_idx" ON "entry" ("headline")"#],
        [#"CREATE INDEX CONCURRENTLY IF NOT EXISTS "entry_headline_like" ON "entry" ("headline" text_pattern_ops)"#],
      ])
  }

  @Test("Foreign keys and checks are added without looking at the rows, and validated afterwards")
  func validation() throws {
    let key = ForeignKeyState(columns: ["blog_id"], table: "blog", targets: ["id"])
    let foreign = try steps(.addConstraint(table: "entry", ConstraintState(nil, .foreignKey(key))))
    #expect(
      foreign.flatMap(\.sql) == [
        #"ALTER TABLE "entry" ADD CONSTRAINT "entry_blog_id_fk" FOREIGN KEY ("blog_id") REFERENCES "blog" ("id") DEFERRABLE INITIALLY DEFERRED NOT VALID"#,
        #"ALTER TABLE "entry" VALIDATE CONSTRAINT "entry_blog_id_fk""#,
      ])
    #expect(foreign.map(\.work) == [.catalogue, .scan])
    #expect(foreign.map(\.lock) == [.shareRowExclusive, .shareUpdateExclusive])
    #expect(foreign[0].tables == ["entry", "blog"])
    let check = NamedExpression(.match("rating__gte", NamedExpression(.value(.integer(0)))))
    let checks = try steps(.addConstraint(table: "entry", ConstraintState("good", .check(check))))
    #expect(
      checks.flatMap(\.sql) == [
        #"ALTER TABLE "entry" ADD CONSTRAINT "good" CHECK ("rating" >= 0) NOT VALID"#,
        #"ALTER TABLE "entry" VALIDATE CONSTRAINT "good""#,
      ])
  }

  @Test("A unique constraint takes over an index that was made before")
  func unique() throws {
    let steps = try steps(
      .addConstraint(table: "entry", ConstraintState("once", .unique(columns: ["rating", "blog_id"]))))
    #expect(
      steps.flatMap(\.sql) == [
        #"CREATE UNIQUE INDEX CONCURRENTLY "once" ON "entry" ("rating", "blog_id")"#,
        #"ALTER TABLE "entry" ADD CONSTRAINT "once" UNIQUE USING INDEX "once""#,
      ])
  }

  @Test("NOT NULL is set by way of a check, so that the rows are not read under the strong lock")
  func notNull() throws {
    let steps = try steps(
      .alterColumn(table: "entry", ColumnState("rating", .integer(bits: 32)), fill: .value(.integer(3))))
    #expect(
      steps.flatMap(\.sql) == [
        #"UPDATE "entry" SET "rating" = 3 WHERE "rating" IS NULL"#,
        #"ALTER TABLE "entry" ADD CONSTRAINT "entry_rating_nn" CHECK ("rating" IS NOT NULL) NOT VALID"#,
        #"UPDATE "entry" SET "rating" = 3 WHERE "rating" IS NULL"#,
        #"ALTER TABLE "entry" VALIDATE CONSTRAINT "entry_rating_nn""#,
        #"ALTER TABLE "entry" ALTER COLUMN "rating" SET NOT NULL"#,
        #"ALTER TABLE "entry" DROP CONSTRAINT "entry_rating_nn""#,
      ])
    #expect(steps.last?.work == .catalogue)
    #expect(steps.filter { $0.work == .rewrite }.allSatisfy { $0.fill?.column == "rating" })
  }

  @Test("A primary key gets its index first")
  func key() async throws {
    let steps = try steps(.setKey(table: "entry", ["blog_id", "id"]))
    #expect(
      steps.flatMap(\.sql) == [
        #"CREATE UNIQUE INDEX CONCURRENTLY "entry_new_key" ON "entry" ("blog_id", "id")"#,
        #"ALTER TABLE "entry" DROP CONSTRAINT "entry_pkey", ADD CONSTRAINT "entry_pkey" PRIMARY KEY USING INDEX "entry_new_key""#,
      ])
    #expect(steps.last?.work == .catalogue)
    let database = try await Database(postgres: PostgresConfiguration(try Cluster.shared.newDatabase()))
    let state = SchemaState([Self.blog, Self.entry])
    let run = SchemaRun(database)
    try await run.create(state)
    try await database.execute("INSERT INTO entry (headline, blog_id) VALUES ('a', 1), ('b', 1)")
    for columns in [["blog_id", "id"], ["id"], ["headline"]] {
      let before = try await database.schemaState(like: state)
      let change = SchemaChange.setKey(table: "entry", columns)
      try await run.apply([change], from: before)
      let after = try before.applying(change)
      #expect(try await database.schemaState(like: after) == after)
    }
    await database.close()
  }

  @Test("Another collation orders the indexes of a column anew, if it has some")
  func collation() throws {
    func work(_ key: [String]) throws -> SchemaStep.Work? {
      let table = TableState("t", columns: [ColumnState("c", .text)], key: key)
      let change = SchemaChange.alterColumn(table: "t", ColumnState("c", .text, collation: "C"), fill: nil)
      return try Dialect.postgres.schemaEditor.steps(
        for: [change], from: SchemaState([table]), options: SchemaEditorOptions()
      ).filter { $0.lock == .accessExclusive }.map(\.work).max()
    }
    #expect(try work([]) == .catalogue)
    #expect(try work(["c"]) == .scan)
  }

  @Test("The server reads no rows to make a column NOT NULL once the check is valid")
  func notNullWithoutReading() async throws {
    let place = try Cluster.shared.newDatabase()
    let database = try await Database(postgres: PostgresConfiguration(place))
    let state = SchemaState([Self.entry])
    let run = SchemaRun(database)
    try await run.create(state)
    let column = ColumnState("rating", .integer(bits: 32))
    let steps = try await database.schemaSteps(
      for: [.alterColumn(table: "entry", column, fill: nil)], from: state, isOnline: true)
    for step in steps.dropLast() { try await run.run(step) }
    // The server says at this level whether it reads the rows or trusts the check.
    let raw = try RawConnection(place)
    try raw.run("SET client_min_messages = debug1")
    for sql in try #require(steps.last).sql { try raw.run(sql) }
    let notices = raw.notices
    #expect(notices.contains { $0.contains("existing constraints on column \"entry.rating\" are sufficient") })
    #expect(!notices.contains { $0.contains("verifying table") })
    await database.close()
  }

  @Test("Case 21: no step reads the rows of a table under ACCESS EXCLUSIVE for an unsigned column")
  func unsignedColumn() throws {
    let steps = try steps(
      .addColumn(table: "entry", ColumnState("size", .unsigned(bits: 32)), fill: .value(.integer(5))))
    #expect(
      steps.flatMap(\.sql) == [
        #"ALTER TABLE "entry" ADD COLUMN "size" integer DEFAULT 5 NOT NULL"#,
        #"ALTER TABLE "entry" ALTER COLUMN "size" DROP DEFAULT"#,
        #"ALTER TABLE "entry" ADD CONSTRAINT "entry_size_check" CHECK ("size" >= 0) NOT VALID"#,
        #"ALTER TABLE "entry" VALIDATE CONSTRAINT "entry_size_check""#,
      ])
    #expect(steps.filter { $0.lock == .accessExclusive && $0.work != .catalogue }.isEmpty)
  }

  @Test("Tables that are made in the same run get plain statements, cycles of keys included")
  func newTables() throws {
    let key = ForeignKeyState(columns: ["blog_id"], table: "journal", targets: ["id"])
    var note = Self.entry
    note.name = "note"
    var journal = Self.blog
    journal.name = "journal"
    let steps = try steps(
      .createTable(note), .createTable(journal),
      .addConstraint(table: "note", ConstraintState(nil, .foreignKey(key))),
      .addIndex(table: "note", IndexState(nil, [IndexElement(column: "rating")])))
    let sql: [String] = steps.flatMap(\.sql)
    #expect(steps.filter { !$0.isTransactional }.isEmpty)
    #expect(sql.filter { $0.contains("CONCURRENTLY") || $0.contains("NOT VALID") }.isEmpty)
  }

  @Test("Longer texts and more digits need no new rows; other types do")
  func types() throws {
    func work(_ old: ColumnType, _ new: ColumnType) throws -> SchemaStep.Work? {
      let table = TableState("t", columns: [ColumnState("c", old)], key: [])
      return try Dialect.postgres.schemaEditor.steps(
        for: [.alterColumn(table: "t", ColumnState("c", new), fill: nil)], from: SchemaState([table]),
        options: SchemaEditorOptions()
      ).map(\.work).max()
    }
    func text(_ length: Int) -> ColumnType { ColumnType(.text(maxLength: length)) }
    func decimal(_ digits: Int, _ places: Int) -> ColumnType { ColumnType(.decimal(digits: digits, places: places)) }
    #expect(try work(text(10), text(20)) == .catalogue)
    #expect(try work(text(10), .text) == .catalogue)
    #expect(try work(decimal(5, 2), decimal(9, 2)) == .catalogue)
    #expect(try work(decimal(5, 2), .decimal) == .catalogue)
    #expect(try work(text(20), text(10)) == .rewrite)
    #expect(try work(.text, text(10)) == .rewrite)
    #expect(try work(decimal(5, 2), decimal(9, 3)) == .rewrite)
    #expect(try work(.integer(bits: 32), .integer(bits: 64)) == .rewrite)
    #expect(try work(.float, .double) == .rewrite)
  }

  @Test("Case 22: rows change and then the table, while deferred keys wait")
  func deferredKeys() async throws {
    let database = try await Database(postgres: PostgresConfiguration(try Cluster.shared.newDatabase()))
    var entry = Self.entry
    entry.constraints = [
      ConstraintState(nil, .foreignKey(ForeignKeyState(columns: ["blog_id"], table: "blog", targets: ["id"])))
    ]
    let state = SchemaState([Self.blog, entry])
    let run = SchemaRun(database)
    try await run.create(state)
    try await database.execute("INSERT INTO blog DEFAULT VALUES")
    try await database.execute("INSERT INTO entry (headline, blog_id) VALUES ('a', 1), ('b', 1)")
    let changes: [SchemaChange] = [
      .addColumn(table: "entry", ColumnState("token", .uuid), fill: .randomUUID),
      .alterColumn(table: "entry", ColumnState("rating", .integer(bits: 32)), fill: .value(.integer(3))),
    ]
    let steps = try await database.schemaSteps(for: changes, from: state, isOnline: false)
    try await database.transaction {
      try await database.execute("UPDATE entry SET blog_id = blog_id")
      for sql in steps.flatMap(\.sql) { try await database.execute(RawSQL(unchecked: sql)) }
    }
    #expect(
      try await database.query("SELECT COUNT(DISTINCT token) FROM entry WHERE rating = 3", as: Int.self).first() == 2)
    await database.close()
  }

  @Test("Names that are derived follow a rename, so that the old ones are free")
  func renames() async throws {
    let database = try await Database(postgres: PostgresConfiguration(try Cluster.shared.newDatabase()))
    var entry = Self.entry
    entry.columns.append(ColumnState("size", .unsigned(bits: 32)))
    entry.constraints = [
      ConstraintState(nil, .foreignKey(ForeignKeyState(columns: ["blog_id"], table: "blog", targets: ["id"]))),
      ConstraintState(nil, .unique(columns: ["headline"])),
    ]
    entry.indexes = [IndexState(nil, [IndexElement(column: "blog_id")])]
    let state = SchemaState([Self.blog, entry])
    let run = SchemaRun(database)
    try await run.create(state)
    let changes: [SchemaChange] = [
      .renameTable("entry", to: "post"), .renameColumn(table: "post", "headline", to: "title"),
      .renameColumn(table: "post", "size", to: "width"),
    ]
    try await run.apply(changes, from: state)
    let after = try state.applying(changes)
    #expect(try await database.schemaState(like: after) == after)
    let names = try await database.query(
      "SELECT conname::text FROM pg_constraint WHERE conrelid = 'post'::regclass ORDER BY 1", as: String.self
    ).all()
    #expect(names == ["post_blog_id_fk", "post_pkey", "post_title_key", "post_width_check"])
    try await run.apply([.createTable(entry)], from: after)
    await database.close()
  }
}
