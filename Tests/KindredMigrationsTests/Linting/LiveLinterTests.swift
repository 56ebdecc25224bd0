import KindredCore
import KindredMigrations
import Testing

/// The tables of a database that the linter is asked about.
private enum Live {
  static let initial = MigrationDefinition(
    id: "Blog.0001_initial",
    operations: [
      CreateTable("entry") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("headline", .text)
        TableColumn("rating", .integer(bits: 64))
      }
    ])

  static func migrator(_ bench: MigrationBench, _ operations: any SchemaOperation...) -> Migrator {
    let second = MigrationDefinition(
      id: "Blog.0002_more", after: ["Blog.0001_initial"], stage: .contract, operations: operations)
    return Migrator(bench.database, definitions: [initial, second])
  }

  static func insert(_ count: Int, into bench: MigrationBench) async throws {
    try await bench.database.execute(
      """
      INSERT INTO entry (headline, rating) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
      SELECT 'x', 1 FROM n
      """)
  }
}

@Suite("The linter with a database")
struct LiveLinterTests {
  @Test("The number of rows decides how bad a rewrite is", arguments: MigrationBackend.allCases)
  func rows(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await Migrator(bench.database, definitions: [Live.initial]).migrate()
      let migrator = Live.migrator(bench, AlterColumn("entry", "rating", .type(.integer(bits: 64), to: .double)))
      let rule = backend == .sqlite ? LintRule.k401 : .k305
      func found() async throws -> LintFinding? { try await migrator.lint().first { $0.rule == rule } }
      try await Live.insert(3, into: bench)
      #expect(try await found()?.severity == .notice)
      #expect(try await found()?.message.contains("entry (3 rows)") == true)
      try await Live.insert(9_996, into: bench)
      #expect(try await found()?.severity == .notice)
      try await Live.insert(1, into: bench)
      #expect(try await found()?.severity == .warning)
      switch backend {
      case .sqlite: try await Live.insert(990_000, into: bench)
      case .postgres:
        try await bench.database.execute("UPDATE pg_class SET reltuples = 1000000 WHERE oid = 'entry'::regclass")
      }
      #expect(try await found()?.severity == .error)
      #expect(try await found()?.message.contains("entry (1000000 rows)") == true)
    }
  }

  @Test("A column of an empty table is dropped without a finding", arguments: MigrationBackend.allCases)
  func empty(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await Migrator(bench.database, definitions: [Live.initial]).migrate()
      let migrator = Live.migrator(bench, DropColumn("entry", "headline"))
      if backend == .postgres { try await bench.database.execute("ANALYZE entry") }
      #expect(try await !migrator.lint().contains { $0.rule == .k101 })
      // Statistics of the server that say otherwise are old.
      try await Live.insert(1, into: bench)
      #expect(try await migrator.lint().first { $0.rule == .k101 }?.severity == .warning)
    }
  }

  @Test("A table of a pending migration has no rows yet; a renamed one has those of before")
  func pendingTables() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await Migrator(bench.database, definitions: [Live.initial]).migrate()
      try await Live.insert(10_000, into: bench)
      let second = MigrationDefinition(
        id: "Blog.0002_more", after: ["Blog.0001_initial"],
        operations: [
          RenameTable("entry", to: "post"),
          CreateTable("note") {
            TableColumn("id", .integer(bits: 64), key: .automatic)
            TableColumn("size", .integer(bits: 64))
          },
        ])
      let third = MigrationDefinition(
        id: "Blog.0003_types", after: ["Blog.0002_more"],
        operations: [
          AlterColumn("post", "rating", .type(.integer(bits: 64), to: .double)),
          AlterColumn("note", "size", .type(.integer(bits: 64), to: .double)),
        ])
      let findings = try await Migrator(bench.database, definitions: [Live.initial, second, third]).lint()
      let copies = findings.filter { $0.rule == .k401 }.map { "\($0.severity) \($0.message.prefix(35))" }
      #expect(copies == ["warning SQLite copies post (10000 rows) for", "notice SQLite copies note (0 rows) for it."])
    }
  }

  @Test("K402: views, triggers and indexes that the history does not know are named")
  func views() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await Migrator(bench.database, definitions: [Live.initial]).migrate()
      let migrator = Live.migrator(bench, AlterColumn("entry", "rating", .type(.integer(bits: 64), to: .double)))
      #expect(try await !migrator.lint().contains { $0.rule == .k402 })
      try await bench.database.execute("CREATE VIEW best AS SELECT headline FROM entry WHERE rating = 10")
      try await bench.database.execute("CREATE VIEW others AS SELECT 1 AS one")
      try await bench.database.execute(
        "CREATE TRIGGER entry_log AFTER INSERT ON entry BEGIN SELECT headline FROM entry; END")
      let finding = try #require(try await migrator.lint().first { $0.rule == .k402 })
      #expect(finding.severity == .notice)
      #expect(finding.message.contains("what else uses it: best, entry_log."))
      try await migrator.migrate()
      #expect(
        try await bench.texts("SELECT name FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY name")
          == ["best", "entry_log", "others"])
    }
  }

  @Test("K402: a table that would lose something is an error, as it is when the migration runs")
  func unreadable() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await Migrator(bench.database, definitions: [Live.initial]).migrate()
      try await bench.database.execute("ALTER TABLE entry ADD COLUMN twice integer AS (rating * 2) VIRTUAL")
      let migrator = Live.migrator(bench, AlterColumn("entry", "rating", .type(.integer(bits: 64), to: .double)))
      let finding = try #require(try await migrator.lint().first { $0.rule == .k402 })
      #expect(finding.severity == .error)
      #expect(finding.message.contains(#"the column "twice" is generated"#))
      await #expect(throws: MigrationError.self) { try await migrator.migrate() }
    }
  }
}
