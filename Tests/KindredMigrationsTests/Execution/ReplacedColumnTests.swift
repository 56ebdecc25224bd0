import KindredCore
import KindredMigrations
import KindredPostgres
import Synchronization
import Testing

@Suite("A column that gets a type to which the database cannot convert it")
struct ReplacedColumnTests {
  private static func job(_ code: ColumnState) -> TableState {
    TableState(
      "job", columns: [ColumnState("id", .integer(bits: 64), isAutomatic: true), code], key: ["id"])
  }

  /// What `makemigrations` writes.
  private static func changes(
    from old: ColumnState, to new: ColumnState
  ) throws -> [SchemaChange] {
    let difference = try SchemaDifference(from: SchemaState([job(old)]), to: SchemaState([job(new)]))
    #expect(difference.questions.isEmpty && difference.removals.isEmpty)
    return difference.changes
  }

  private static func definitions(_ old: ColumnState, _ new: ColumnState) throws -> [MigrationDefinition] {
    [
      MigrationDefinition(id: "Work.0001_initial", operations: [CreateTable(job(old))]),
      MigrationDefinition(
        id: "Work.0002_code", after: ["Work.0001_initial"],
        operations: [
          AddColumn("job", ColumnState("code_new", new.type, isNullable: new.isNullable), fill: .column("code")),
          DropColumn("job", "code"), RenameColumn("job", "code_new", to: "code"),
        ]),
    ]
  }

  @Test("The last values are taken over in the transaction that drops the old column")
  func statements() throws {
    func steps(_ old: ColumnState, _ new: ColumnState, isOnline: Bool = true) throws -> [SchemaStep] {
      try Dialect.postgres.schemaEditor.steps(
        for: Self.changes(from: old, to: new), from: SchemaState([Self.job(old)]),
        options: SchemaEditorOptions(isOnline: isOnline))
    }
    let optional = try steps(
      ColumnState("code", .text, isNullable: true), ColumnState("code", .integer(bits: 32), isNullable: true))
    #expect(
      optional.map(\.sql) == [
        [#"ALTER TABLE "job" ADD COLUMN "code_new" integer NULL"#],
        [#"UPDATE "job" SET "code_new" = "code"::integer WHERE "code_new" IS NULL"#],
        [
          #"LOCK TABLE "job" IN ACCESS EXCLUSIVE MODE"#, "SET CONSTRAINTS ALL IMMEDIATE",
          #"UPDATE "job" SET "code_new" = "code"::integer WHERE "code_new" IS DISTINCT FROM "code"::integer"#,
          #"ALTER TABLE "job" DROP COLUMN "code""#, #"ALTER TABLE "job" RENAME COLUMN "code_new" TO "code""#,
        ],
      ])
    #expect(optional.map(\.lock) == [.accessExclusive, .none, .accessExclusive])
    #expect(optional.map(\.work) == [.catalogue, .rewrite, .rewrite])
    let required = try steps(ColumnState("code", .text), ColumnState("code", .integer(bits: 32)))
    // The running release goes on inserting rows without the new column.
    #expect(required[0].sql == [#"ALTER TABLE "job" ADD COLUMN "code_new" integer NULL"#])
    #expect(required[0].precondition == nil)
    #expect(
      required[2].sql[3] == #"ALTER TABLE "job" ALTER COLUMN "code_new" SET NOT NULL, DROP COLUMN "code""#)
    // A value that is missing is found before anything is done.
    let stricter = try steps(ColumnState("code", .text, isNullable: true), ColumnState("code", .integer(bits: 32)))
    #expect(stricter[0].precondition?.sql == #"SELECT 1 FROM "job" WHERE "code" IS NULL"#)
    // Nobody else is there.
    let offline = try steps(
      ColumnState("code", .text), ColumnState("code", .integer(bits: 32)), isOnline: false)
    #expect(!offline.flatMap(\.sql).contains { $0.hasPrefix("LOCK") })
  }

  @Test("What others write meanwhile is not lost, and their inserts go on", arguments: [true, false])
  func writing(isNullable: Bool) async throws {
    let definitions = try Self.definitions(
      ColumnState("code", .text, isNullable: isNullable),
      ColumnState("code", .integer(bits: 32), isNullable: isNullable))
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [definitions[0]]).migrate()
      try await bench.database.execute("INSERT INTO job (code) SELECT i::text FROM generate_series(1, 25) i")
      let database = bench.database
      let batches = Mutex(0)
      var options = MigratorOptions()
      options.fillBatch = 10
      options.pause = { point in
        guard point == .afterBatch else { return }
        let batch = batches.withLock {
          $0 += 1
          return $0
        }
        // Rows that are filled are changed, and rows come behind the last batch.
        try await database.execute("UPDATE job SET code = '777' WHERE id = 1")
        try await database.execute("INSERT INTO job (code) VALUES (\("\(1_000 + batch)"))")
      }
      let migrator = Migrator(bench.database, definitions: definitions, options: options)
      try await migrator.migrate()
      #expect(batches.withLock { $0 } == 3)
      #expect(
        try await bench.numbers("SELECT code FROM job ORDER BY id") == [777] + Array(2...25) + [1_001, 1_002, 1_003])
      #expect(try await migrator.drift() == [])
    }
  }

  @Test("The linter says that everybody waits while the last values are taken over")
  func lint() throws {
    let definitions = try Self.definitions(ColumnState("code", .text), ColumnState("code", .integer(bits: 32)))
    let findings = try MigrationLinter(
      MigrationHistory(definitions), dialect: .postgres, knowing: LintedDatabase(rows: ["job": 2_000_000])
    ).findings(in: ["Work.0002_code"])
    #expect(findings.filter { $0.rule == .k305 }.count == 1)
  }

  @Test("A column with a default gets the values of the other one, not the default", arguments: [true, false])
  func defaults(isOnline: Bool) async throws {
    let initial = MigrationDefinition(
      id: "Work.0001_initial", operations: [CreateTable(Self.job(ColumnState("code", .text)))])
    let copy = ColumnState("copy", .text, databaseDefault: DatabaseDefault(kind: .value(.text("none"))))
    let second = MigrationDefinition(
      id: "Work.0002_copy", after: ["Work.0001_initial"],
      operations: [AddColumn("job", copy, fill: .column("code"))])
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [initial]).migrate()
      try await bench.database.execute("INSERT INTO job (code) VALUES ('a'), ('b')")
      var options = MigratorOptions()
      options.isOnline = isOnline
      let migrator = Migrator(bench.database, definitions: [initial, second], options: options)
      try await migrator.migrate()
      #expect(try await bench.texts("SELECT copy FROM job ORDER BY id") == ["a", "b"])
      #expect(try await migrator.drift() == [])
    }
  }
}
