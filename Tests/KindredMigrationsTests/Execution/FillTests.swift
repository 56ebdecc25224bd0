import KindredCore
import KindredMigrations
import Synchronization
import Testing

@testable import KindredCommands

/// A table with 25 rows, to which a column is added that is filled in batches of ten.
private enum Filling {
  static let initial = MigrationDefinition(
    id: "Work.0001_initial",
    operations: [
      CreateTable("job") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("title", .text)
        TableColumn("note", .text, isNullable: true)
      },
      RunSQL(
        """
        INSERT INTO job (title) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25)
        SELECT 'Job ' || i FROM n
        """, backwards: .nothing),
    ])

  static let tokens = MigrationDefinition(
    id: "Work.0002_tokens", after: ["Work.0001_initial"],
    operations: [
      AddColumn("job", "token", .uuid, fill: .randomUUID),
      AddColumn("job", "copy", .text, isNullable: true, fill: .column("title")),
      AlterColumn("job", "note", .isNullable(false), fill: .text("none")),
    ])

  static func options() -> MigratorOptions {
    var options = MigratorOptions()
    options.fillBatch = 10
    return options
  }
}

@Suite("Rows that are filled in batches")
struct FillTests {
  @Test("A new column is filled batch by batch on PostgreSQL, and what others insert meanwhile as well")
  func batches() async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Filling.initial]).migrate()
      let progress = Mutex<[RowProgress]>([])
      let database = bench.database
      var options = Filling.options()
      options.progress = { event in if case .rows(_, let rows) = event { progress.withLock { $0.append(rows) } } }
      options.pause = { point in
        // Another release goes on inserting rows into the part that is done.
        guard point == .afterBatch, progress.withLock({ $0.count }) == 1 else { return }
        try await database.execute("INSERT INTO job (id, title) VALUES (0, 'x')")
      }
      let migrator = Migrator(bench.database, definitions: [Filling.initial, Filling.tokens], options: options)
      try await migrator.migrate()
      #expect(try await migrator.drift() == [])
      #expect(try await bench.numbers("SELECT COUNT(DISTINCT token) FROM job") == [26])
      #expect(try await bench.numbers("SELECT COUNT(*) FROM job WHERE copy = title") == [26])
      #expect(try await bench.numbers("SELECT COUNT(*) FROM job WHERE note = 'none'") == [26])
      let first = progress.withLock { $0 }.prefix(4).map { "\($0.done)/\($0.total)" }
      // Behind the check, the rest is the one row of the other release.
      #expect(first == ["10/25", "20/25", "25/25", "1/1"])
    }
  }

  @Test("After an interruption, it goes on behind the last batch")
  func interrupted() async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Filling.initial]).migrate()
      var options = Filling.options()
      options.pause = { if $0 == .afterBatch { throw CancellationError() } }
      let stopping = Migrator(bench.database, definitions: [Filling.initial, Filling.tokens], options: options)
      await #expect(throws: CancellationError.self) { try await stopping.migrate() }
      let done = try await bench.texts("SELECT token::text FROM job WHERE token IS NOT NULL ORDER BY id")
      #expect(done.count == 10)
      let rows = Mutex<Int?>(nil)
      options = Filling.options()
      options.progress = { event in
        if case .rows(_, let progress) = event { rows.withLock { $0 = $0 ?? progress.total } }
      }
      let migrator = Migrator(bench.database, definitions: [Filling.initial, Filling.tokens], options: options)
      try await migrator.migrate()
      #expect(rows.withLock { $0 } == 15)
      let all = try await bench.texts("SELECT token::text FROM job ORDER BY id")
      #expect(Array(all.prefix(10)) == done)
      #expect(Set(all).count == 25)
      #expect(try await migrator.drift() == [])
    }
  }

  @Test("Offline, one statement fills all rows")
  func offline() async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Filling.initial]).migrate()
      let batches = Atomic<Int>(0)
      var options = Filling.options()
      options.isOnline = false
      options.pause = { if $0 == .afterBatch { batches.add(1, ordering: .relaxed) } }
      let migrator = Migrator(bench.database, definitions: [Filling.initial, Filling.tokens], options: options)
      try await migrator.migrate()
      #expect(batches.load(ordering: .relaxed) == 0)
      #expect(try await bench.numbers("SELECT COUNT(DISTINCT token) FROM job WHERE note = 'none'") == [25])
      #expect(try await migrator.drift() == [])
    }
  }

  @Test("How far it is, for people")
  func progress() {
    func text(_ done: Int, _ total: Int, _ seconds: Int) -> String {
      ProgressReport.text(RowProgress(table: "entry", done: done, total: total, elapsed: .seconds(seconds)))
    }
    // 120,000 rows in 18 seconds: 880,000 take 132 seconds.
    #expect(text(120_000, 1_000_000, 18) == "backfill entry  120,000/1,000,000  12 %  2 min left")
    #expect(text(500, 1_000, 7) == "backfill entry  500/1,000  50 %  7 s left")
    #expect(text(1, 1_001, 10) == "backfill entry  1/1,001  0 %  2 h 47 min left")
    #expect(text(1_000, 1_000, 7) == "backfill entry  1,000/1,000  100 %")
    // Others have inserted rows meanwhile.
    #expect(text(1_001, 1_000, 7) == "backfill entry  1,001/1,001  100 %")
    #expect(text(0, 0, 0) == "backfill entry  0/0  100 %")
  }
}
