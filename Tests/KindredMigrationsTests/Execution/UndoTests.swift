import KindredCore
import KindredMigrations
import Testing

@Suite("Undoing, where rows stand in the way")
struct UndoTests {
  private static let definitions = [
    MigrationDefinition(
      id: "Blog.0001_initial",
      operations: [
        CreateTable("post") {
          TableColumn("id", .integer(bits: 64), key: .automatic)
          TableColumn("title", .text)
          TableColumn("tagline", .text)
        }
      ]),
    MigrationDefinition(
      id: "Blog.0002_tagline", after: ["Blog.0001_initial"],
      operations: [AlterColumn("post", "tagline", .isNullable(true))]),
    MigrationDefinition(
      id: "Blog.0003_drop_tagline", after: ["Blog.0002_tagline"], stage: .contract,
      operations: [DropColumn("post", "tagline")]),
  ]

  @Test(
    "A required column that was removed does not come back while rows lack it, and nothing is half undone",
    arguments: MigrationBackend.allCases)
  func required(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, definitions: Self.definitions)
      try await migrator.migrate()
      try await bench.database.execute("INSERT INTO post (title) VALUES ('a'), ('b')")
      for _ in 1...2 {
        let error = await #expect(throws: MigrationError.self) {
          try await migrator.migrate(to: .migration("Blog.0001_initial"))
        }
        #expect(error?.code == .rowsInTheWay)
        #expect(
          error?.message
            == "the column \"tagline\" of \"post\" is NULL in some rows, which need another value; set it, and migrate "
            + "again (2 rows)")
        #expect(error?.migration == "Blog.0002_tagline")
        #expect(try await bench.recorded() == ["Blog.0001_initial applied", "Blog.0002_tagline applied"])
        // The new release goes on.
        try await bench.database.execute("INSERT INTO post (title) VALUES ('c')")
        try await bench.database.execute("DELETE FROM post WHERE title = 'c'")
      }
      // Forwards again.
      try await migrator.migrate()
      #expect(try await migrator.drift() == [])
      #expect(try await bench.recorded().count == 3)
      // Or back, with values.
      try await migrator.migrate(to: .migration("Blog.0002_tagline"))
      try await bench.database.execute("UPDATE post SET tagline = 'x'")
      try await migrator.migrate(to: .migration("Blog.0001_initial"))
      #expect(try await bench.recorded() == ["Blog.0001_initial applied"])
      #expect(try await Migrator(bench.database, definitions: [Self.definitions[0]]).drift() == [])
    }
  }

  @Test(
    "An undo of which nothing is done can be given up by going forwards", arguments: MigrationBackend.allCases)
  func givenUp(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let second = MigrationDefinition(
        id: "Blog.0002_rows", after: ["Blog.0001_initial"],
        operations: [RunSQL("SELECT 1", backwards: .sql("INSERT INTO nothing VALUES (1)"))])
      let migrator = Migrator(bench.database, definitions: [Self.definitions[0], second])
      try await migrator.migrate()
      let error = await #expect(throws: MigrationError.self) {
        try await migrator.migrate(to: .migration("Blog.0001_initial"))
      }
      #expect(error?.code == .stepFailed)
      #expect(try await bench.recorded() == ["Blog.0001_initial applied", "Blog.0002_rows reverting"])
      #expect(try await migrator.status().allSatisfy(\.isApplied))
      #expect(try await migrator.plan().items.isEmpty)
      // Undoing it goes on to be possible.
      #expect(
        try await migrator.plan(to: .migration("Blog.0001_initial")).items.map(\.definition.id) == ["Blog.0002_rows"])
      try await migrator.migrate()
      #expect(try await bench.recorded() == ["Blog.0001_initial applied", "Blog.0002_rows applied"])
      #expect(try await migrator.plan().isEmpty)
    }
  }

  @Test("A check that only prepares NOT NULL goes where rows stand in the way after all")
  func withdrawn() async throws {
    try await withBench(.postgres) { bench async throws in
      let initial = MigrationDefinition(
        id: "Work.0001_initial",
        operations: [
          CreateTable("job") {
            TableColumn("id", .integer(bits: 64), key: .automatic)
            TableColumn("title", .text, isNullable: true)
            TableColumn("note", .text, isNullable: true)
          }
        ])
      let second = MigrationDefinition(
        id: "Work.0002_note", after: ["Work.0001_initial"],
        operations: [AlterColumn("job", "note", .isNullable(false), fill: .column("title"))])
      try await Migrator(bench.database, definitions: [initial]).migrate()
      try await bench.database.execute("INSERT INTO job (title, note) VALUES ('a', NULL), (NULL, NULL)")
      let migrator = Migrator(bench.database, definitions: [initial, second])
      let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
      #expect((error?.underlying as? KindredError)?.code == .checkViolation)
      let checks = try await bench.texts(
        "SELECT conname::text FROM pg_constraint WHERE conrelid = 'job'::regclass AND contype = 'c'")
      #expect(checks == [])
      #expect(try await migrator.status().last?.record?.stepsDone == 0)
      #expect(try await migrator.status().last?.record?.error != nil)
      try await bench.database.execute("INSERT INTO job (title, note) VALUES ('b', NULL)")
      try await bench.database.execute("UPDATE job SET title = 'c' WHERE title IS NULL")
      try await migrator.migrate()
      #expect(try await bench.texts("SELECT note FROM job ORDER BY note") == ["a", "b", "c"])
      #expect(try await migrator.drift() == [])
    }
  }

  @Test("Rehearsing says that rows are in the way back", arguments: MigrationBackend.allCases)
  func rehearsed(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, definitions: Self.definitions)
      try await migrator.migrate(to: .migration("Blog.0001_initial"))
      try await bench.database.execute("INSERT INTO post (title, tagline) VALUES ('a', 'b'), ('c', 'd')")
      let items = try await migrator.rehearse().items
      #expect(items.map(\.id) == ["Blog.0002_tagline", "Blog.0003_drop_tagline"])
      #expect(items.map { $0.timeBack == nil } == [true, false])
      #expect(items[0].problemBack?.contains("is NULL in some rows") == true)
      #expect(items[1].problemBack == nil)
      #expect(try await bench.recorded() == ["Blog.0001_initial applied"])
    }
  }
}
