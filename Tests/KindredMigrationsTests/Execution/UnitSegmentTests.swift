import KindredCore
import KindredMigrations
import KindredPostgres
import PostgresTestServer
import Synchronization
import Testing

@Suite("Transactions that steps share")
struct UnitSegmentTests {
  private static let initial = MigrationDefinition(
    id: "Work.0001_initial",
    operations: [
      CreateTable("author") { TableColumn("id", .integer(bits: 64), key: .automatic) },
      CreateTable("entry") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("author_id", .integer(bits: 64))
        TableColumn("rating", .integer(bits: 32), isNullable: true)
      },
    ])

  /// The statements of each transaction.
  private func transactions(
    _ operations: any SchemaOperation..., isShared: Bool = true
  ) throws -> [[String]] {
    let definition = MigrationDefinition(id: "Work.0002_changes", after: ["Work.0001_initial"], operations: operations)
    let units = try WorkPlanner(dialect: .postgres, editor: Dialect.postgres.schemaEditor).units(
      of: operations, from: MigrationHistory([Self.initial]).state(), in: definition)
    var rest = units[...]
    var transactions: [[String]] = []
    while !rest.isEmpty {
      let segment = UnitSegment(of: rest, isShared: isShared).units
      rest = rest.dropFirst(segment.count)
      transactions.append(
        segment.flatMap { if case .schema(let step) = $0.kind { step.sql } else { [$0.summary] } })
    }
    return transactions
  }

  @Test("No lock that keeps others out is held while rows are read, or while a second table is waited for")
  func cuts() throws {
    let operations: [any SchemaOperation] = [
      AddColumn("entry", "note", .text, isNullable: true),
      AddConstraint("entry", .check("good", .range("rating", 0, 10))),
      AddColumn("entry", "year", .integer(bits: 32), isNullable: true),
      AddColumn("author", "note", .text, isNullable: true),
      AddForeignKey("entry", "author_id", to: "author", "id"),
    ]
    let add = #"ALTER TABLE "entry" ADD COLUMN "note" text NULL"#
    let check = #"ALTER TABLE "entry" ADD CONSTRAINT "good" CHECK ("rating" BETWEEN 0 AND 10) NOT VALID"#
    let validate = #"ALTER TABLE "entry" VALIDATE CONSTRAINT "good""#
    let year = #"ALTER TABLE "entry" ADD COLUMN "year" integer NULL"#
    let other = #"ALTER TABLE "author" ADD COLUMN "note" text NULL"#
    let key =
      #"ALTER TABLE "entry" ADD CONSTRAINT "entry_author_id_fk" FOREIGN KEY ("author_id") REFERENCES "author" ("id") DEFERRABLE INITIALLY DEFERRED NOT VALID"#
    let looking = #"ALTER TABLE "entry" VALIDATE CONSTRAINT "entry_author_id_fk""#
    let found = try transactions(operations[0], operations[1], operations[2], operations[3], operations[4])
    #expect(found == [[add, check], [validate], [year], [other], [key], [looking]])
    // Where nobody else is there, nothing is gained.
    let alone = try transactions(
      operations[0], operations[1], operations[2], operations[3], operations[4], isShared: false)
    #expect(alone == [[add, check, validate, year, other, key, looking]])
  }

  @Test("Tables of the same migration share a transaction; what writes rows has its own")
  func newTables() throws {
    let found = try transactions(
      CreateTable("tag") { TableColumn("id", .integer(bits: 64), key: .automatic) },
      CreateTable("word") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("tag_id", .integer(bits: 64))
      },
      AddForeignKey("word", "tag_id", to: "tag", "id"),
      AddIndex("word", on: "tag_id"),
      RunSQL("INSERT INTO tag DEFAULT VALUES"),
      RunSQL("INSERT INTO word (tag_id) VALUES (1)"))
    #expect(found.map(\.count) == [4, 1, 1])
  }

  @Test("A new table with a foreign key locks the table that it points to, and does not while rows are read")
  func newKeys() throws {
    let found = try transactions(
      CreateTable("tag") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("entry_id", .integer(bits: 64))
        ConstraintState.foreignKey("entry_id", to: "entry", "id")
      },
      AddConstraint("author", .check("good", .range("id", 0, 10))))
    #expect(found.count == 3)
    #expect(found.first?.first?.hasPrefix("CREATE TABLE \"tag\"") == true)
    #expect(found.last == [#"ALTER TABLE "author" VALIDATE CONSTRAINT "good""#])
  }

  @Test("The server holds the locks that the steps say, transaction by transaction")
  func locks() async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Self.initial]).migrate()
      let changes = MigrationDefinition(
        id: "Work.0002_changes", after: ["Work.0001_initial"],
        operations: [
          AddConstraint("entry", .check("good", .range("rating", 0, 10))),
          AlterColumn("entry", "rating", .isNullable(false)),
          AddColumn("entry", "visits", .unsigned(bits: 32), default: .value(0)),
          AddForeignKey("entry", "author_id", to: "author", "id"),
        ])
      let held = Mutex<[String]>([])
      let raw = try RawConnection(bench.place)
      var options = MigratorOptions()
      options.pause = { point in
        guard point == .beforeCommit else { return }
        let modes = try raw.run(
          """
          SELECT mode FROM pg_locks WHERE relation = 'entry'::regclass AND granted
          AND mode IN ('ShareUpdateExclusiveLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock') ORDER BY mode
          """)
        held.withLock { $0.append(modes.joined(separator: " ")) }
      }
      try await Migrator(bench.database, definitions: [Self.initial, changes], options: options).migrate()
      #expect(
        held.withLock { $0 } == [
          "AccessExclusiveLock", "ShareUpdateExclusiveLock",  // the check
          "AccessExclusiveLock", "ShareUpdateExclusiveLock",  // NOT NULL
          "AccessExclusiveLock", "ShareUpdateExclusiveLock",  // its end, and the new column with its check
          "ShareRowExclusiveLock", "ShareUpdateExclusiveLock",  // the foreign key
        ])
    }
  }
}
