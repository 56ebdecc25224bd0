import KindredCore
import KindredMigrations
import PostgresTestServer
import Synchronization
import Testing

/// A table with some rows, and a change of it.
private enum Locked {
  static let initial = MigrationDefinition(
    id: "Work.0001_initial",
    operations: [
      CreateTable("owner") { TableColumn("id", .integer(bits: 64), key: .automatic) },
      CreateTable("job") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("title", .text)
        TableColumn("rating", .integer(bits: 64), isNullable: true)
        TableColumn("owner_id", .integer(bits: 64), isNullable: true)
      },
      RunSQL("INSERT INTO job (title) VALUES ('a'), ('b')", backwards: .nothing),
    ])

  static func migrator(
    _ bench: MigrationBench, _ options: MigratorOptions = MigratorOptions(), _ operations: any SchemaOperation...
  ) -> Migrator {
    let second = MigrationDefinition(
      id: "Work.0002_changes", after: ["Work.0001_initial"], operations: operations)
    return Migrator(bench.database, definitions: [initial, second], options: options)
  }
}

@Suite("Locks of PostgreSQL while it migrates")
struct LockTests {
  @Test("A step that does not get its lock lets others pass and is tried again")
  func blocked() async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Locked.initial]).migrate()
      let reader = try RawConnection(bench.place)
      try reader.run("BEGIN")
      try reader.run("SELECT * FROM job")
      let attempts = Mutex<[Int]>([])
      var options = MigratorOptions()
      options.statementLockTimeout = .milliseconds(50)
      options.progress = { event in
        guard case .retrying("Work.0002_changes", let attempt) = event else { return }
        attempts.withLock { $0.append(attempt) }
        if attempt == 2 { _ = try? reader.run("COMMIT") }
      }
      let migrator = Locked.migrator(bench, options, AddColumn("job", "note", .text, isNullable: true))
      try await migrator.migrate()
      #expect(attempts.withLock { $0 } == [1, 2])
      #expect(try await migrator.drift() == [])
    }
  }

  @Test("After the last attempt the error says why, and the next run goes on")
  func exhausted() async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Locked.initial]).migrate()
      let reader = try RawConnection(bench.place)
      try reader.run("BEGIN")
      try reader.run("SELECT * FROM job")
      var options = MigratorOptions()
      options.statementLockTimeout = .milliseconds(20)
      options.attempts = 2
      let migrator = Locked.migrator(bench, options, AddColumn("job", "note", .text, isNullable: true))
      let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
      #expect(error?.code == .stepFailed)
      #expect((error?.underlying as? KindredError)?.code == .busy)
      let record = try await migrator.status().last?.record
      #expect(record?.status == .applying)
      #expect(record?.stepsDone == 0)
      #expect(record?.error != nil)
      try reader.run("COMMIT")
      try await migrator.migrate()
      #expect(try await migrator.drift() == [])
    }
  }

  @Test("A backfill that meets a locked row lets go of its batch and is tried again")
  func blockedRow() async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Locked.initial]).migrate()
      let writer = try RawConnection(bench.place)
      try writer.run("BEGIN")
      try writer.run("UPDATE job SET title = 'c' WHERE title = 'b'")
      let attempts = Atomic<Int>(0)
      var options = MigratorOptions()
      options.statementLockTimeout = .milliseconds(50)
      options.progress = { event in
        guard case .retrying(_, let attempt) = event else { return }
        attempts.store(attempt, ordering: .relaxed)
        _ = try? writer.run("COMMIT")
      }
      try await Locked.migrator(bench, options, Backfill("job", set: "title", to: .upper("title"))).migrate()
      #expect(attempts.load(ordering: .relaxed) == 1)
      #expect(try await bench.texts("SELECT title FROM job ORDER BY title") == ["A", "C"])
    }
  }

  @Test("No transaction that reads or writes every row holds a lock that others wait for")
  func longSteps() async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Locked.initial]).migrate()
      let held = Mutex<[Set<String>]>([])
      var options = MigratorOptions()
      options.pause = { point in
        guard point == .beforeCommit else { return }
        let raw = try RawConnection(bench.place)
        let modes = try raw.run(
          "SELECT DISTINCT mode FROM pg_locks WHERE relation = 'job'::regclass AND granted AND pid <> pg_backend_pid()")
        held.withLock { $0.append(Set(modes)) }
      }
      let migrator = Locked.migrator(
        bench, options, AddColumn("job", "size", .unsigned(bits: 32), fill: .integer(1)),
        AddConstraint("job", .check("title_not_empty", .match("title__gt", ""))),
        AlterColumn("job", "rating", .isNullable(false), fill: .integer(5)),
        AddColumn("job", "token", .uuid, fill: .randomUUID),
        AddForeignKey("job", "owner_id", to: "owner", "id"))
      try await migrator.migrate()
      #expect(try await migrator.drift() == [])
      let transactions = held.withLock { $0 }
      // VALIDATE holds SHARE UPDATE EXCLUSIVE, an UPDATE holds ROW EXCLUSIVE.
      let long = transactions.filter { !$0.isDisjoint(with: ["ShareUpdateExclusiveLock", "RowExclusiveLock"]) }
      #expect(long.count >= 7)
      for modes in long {
        #expect(modes.isDisjoint(with: ["AccessExclusiveLock", "ShareRowExclusiveLock"]), "\(modes)")
      }
      #expect(transactions.contains { $0.contains("AccessExclusiveLock") })
    }
  }

  @Test("The foreign keys of a table are dropped before it, one target at a time")
  func droppedTable() async throws {
    try await withBench(.postgres) { bench async throws in
      let initial = MigrationDefinition(
        id: "Work.0001_initial",
        operations: [
          CreateTable("a") { TableColumn("id", .integer(bits: 64), key: .automatic) },
          CreateTable("b") { TableColumn("id", .integer(bits: 64), key: .automatic) },
          CreateTable("link") {
            TableColumn("a_id", .integer(bits: 64), key: .given)
            TableColumn("b_id", .integer(bits: 64))
            ConstraintState.foreignKey("a_id", to: "a", "id")
            ConstraintState.foreignKey("b_id", to: "b", "id")
          },
        ])
      let second = MigrationDefinition(
        id: "Work.0002_drop", after: ["Work.0001_initial"], operations: [DropTable("link")])
      try await Migrator(bench.database, definitions: [initial]).migrate()
      let held = Mutex<[[String]]>([])
      var options = MigratorOptions()
      options.pause = { point in
        guard point == .beforeCommit else { return }
        let raw = try RawConnection(bench.place)
        let tables = try raw.run(
          """
          SELECT DISTINCT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
          WHERE l.mode = 'AccessExclusiveLock' AND l.granted AND c.relname IN ('a', 'b') ORDER BY 1
          """)
        held.withLock { $0.append(tables) }
      }
      let migrator = Migrator(bench.database, definitions: [initial, second], options: options)
      try await migrator.migrate()
      #expect(held.withLock { $0 } == [["a"], ["b"], []])
      try await migrator.migrate(to: .migration("Work.0001_initial"))
      #expect(try await migrator.drift() == [])
    }
  }
}
