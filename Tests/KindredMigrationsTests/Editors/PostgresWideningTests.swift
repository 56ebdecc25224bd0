import KindredCore
import KindredMigrations
import KindredPostgres
import PostgresTestServer
import Synchronization
import Testing

@Suite("Checks and indexes of a column whose type changes on PostgreSQL")
struct PostgresWideningTests {
  private static func page(_ length: Int?) -> TableState {
    let isPublic = NamedExpression(.match("is_public", NamedExpression(.value(.bool(true)))))
    let isNamed = NamedExpression(.match("slug__gt", NamedExpression(.value(.text("a")))))
    return TableState(
      "page",
      columns: [
        ColumnState("id", .integer(bits: 64), isAutomatic: true), ColumnState("is_public", .bool),
        ColumnState("slug", ColumnType(.text(maxLength: length))),
      ], key: ["id"], constraints: [ConstraintState("page_named", .check(isNamed))],
      indexes: [
        IndexState("page_once", [IndexElement(column: "slug")], isUnique: true, condition: isPublic),
        IndexState("page_some", [IndexElement(column: "slug")], condition: isPublic),
      ])
  }

  private static func change(_ length: Int?) -> SchemaChange {
    .alterColumn(table: "page", ColumnState("slug", ColumnType(.text(maxLength: length))), fill: nil)
  }

  @Test("A unique index and a check are made again in the transaction that changes the type")
  func statements() throws {
    let steps = try Dialect.postgres.schemaEditor.steps(
      for: [Self.change(255)], from: SchemaState([Self.page(100)]), options: SchemaEditorOptions())
    #expect(
      steps.map(\.sql) == [
        [#"DROP INDEX CONCURRENTLY IF EXISTS "page_some""#],
        [
          #"DROP INDEX "page_once""#,
          #"ALTER TABLE "page" DROP CONSTRAINT "page_named", ALTER COLUMN "slug" TYPE varchar(255) USING "slug"::text"#,
          #"CREATE UNIQUE INDEX "page_once" ON "page" ("slug") WHERE "is_public" = TRUE"#,
          #"ALTER TABLE "page" ADD CONSTRAINT "page_named" CHECK ("slug" > 'a') NOT VALID"#,
        ],
        [#"ALTER TABLE "page" VALIDATE CONSTRAINT "page_named""#],
        [#"CREATE INDEX CONCURRENTLY "page_some" ON "page" ("slug") WHERE "is_public" = TRUE"#],
      ])
    #expect(steps[1].work == .scan)
  }

  @Test("No row that is not allowed can come in between two steps", arguments: [255, nil, 50])
  func alwaysUnique(length: Int?) async throws {
    let database = try await Database(postgres: PostgresConfiguration(try Cluster.shared.newDatabase()))
    let state = SchemaState([Self.page(100)])
    var run = SchemaRun(database)
    try await run.create(state)
    try await database.execute("INSERT INTO page (is_public, slug) VALUES (true, 'b')")
    let refused = Mutex<[KindredError.Code?]>([])
    run.between = { _ in
      for (slug, code) in [("b", KindredError.Code.uniqueViolation), ("A", .checkViolation)] {
        let error = await #expect(throws: KindredError.self) {
          try await database.execute("INSERT INTO page (is_public, slug) VALUES (true, \(slug))")
        }
        #expect(error?.code == code)
        refused.withLock { $0.append(error?.code) }
      }
    }
    try await run.apply([Self.change(length)], from: state)
    #expect(refused.withLock { $0.count } >= 6)
    let after = try state.applying(Self.change(length))
    #expect(try await database.schemaState(like: after) == after)
    await database.close()
  }
}
