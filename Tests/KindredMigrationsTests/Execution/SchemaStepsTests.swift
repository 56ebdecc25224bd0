import KindredCore
import KindredMigrations
import KindredPostgres
import KindredSQLite
import MigrationFixtures
import PostgresTestServer
import Synchronization
import Testing

/// A history that changes a table with rows in many ways.
private enum Changing {
  static let initial = MigrationDefinition(
    id: "Work.0001_initial",
    operations: [
      CreateTable("owner") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("name", .text(100), unique: true)
      },
      CreateTable("job") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("title", .text(100))
        TableColumn("owner_id", .integer(bits: 64))
        ConstraintState.foreignKey("owner_id", to: "owner", "id", onDelete: .cascade)
      },
    ])

  static let rows = MigrationDefinition(
    id: "Work.0002_rows", after: ["Work.0001_initial"],
    operations: [
      RunSQL("INSERT INTO owner (id, name) VALUES (1, 'Ann'), (2, 'Bob')", backwards: .sql("DELETE FROM owner")),
      RunSQL(
        "INSERT INTO job (title, owner_id) VALUES ('a', 1), ('b', 1), ('c', 2)", backwards: .sql("DELETE FROM job")),
    ])

  static let changes = MigrationDefinition(
    id: "Work.0003_changes", after: ["Work.0002_rows"],
    operations: [
      AddColumn("job", "rating", .integer(bits: 64), fill: .integer(5)),
      AlterColumn("job", "title", .type(.text(100), to: .text(255))),
      AddConstraint("job", .check("rating_in_range", .range("rating", 0, 10))),
      AddIndex("job", on: "-rating", "title"),
      AddConstraint("job", .unique("owner_id", "title")),
      RenameColumn("owner", "name", to: "full_name"),
      AddColumn("owner", "note", .text, isNullable: true),
      DropForeignKey("job", "owner_id", to: "owner", "id", onDelete: .cascade),
      AddForeignKey("job", "owner_id", to: "owner", "id"),
    ])

  static let all = [initial, rows, changes]
}

@Suite("Steps of the schema")
struct SchemaStepsTests {
  @Test("Forwards, backwards, forwards: the catalogue is as the history says", arguments: MigrationBackend.allCases)
  func thereAndBack(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, definitions: Changing.all)
      try await migrator.migrate()
      #expect(try await migrator.drift() == [])
      #expect(try await bench.numbers("SELECT rating FROM job ORDER BY id") == [5, 5, 5])
      await #expect(throws: KindredError.self) {
        try await bench.database.execute("INSERT INTO job (title, owner_id, rating) VALUES ('d', 1, 11)")
      }
      await #expect(throws: KindredError.self) {
        try await bench.database.execute("INSERT INTO job (title, owner_id, rating) VALUES ('d', 9, 1)")
      }
      try await migrator.migrate(to: .migration("Work.0002_rows"))
      #expect(try await migrator.drift() == [])
      #expect(try await bench.texts("SELECT title FROM job ORDER BY id") == ["a", "b", "c"])
      try await migrator.migrate()
      #expect(try await migrator.drift() == [])
      try await migrator.migrate(to: .zero("Work"))
      #expect(try await bench.database.schemaState().tables.map(\.name).filter { !$0.hasPrefix("kindred_") } == [])
    }
  }

  @Test(
    "What a migration does beside the schema runs behind the adopted ones; among them, it is named",
    arguments: MigrationBackend.allCases)
  func adoptingData(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let initial = MigrationDefinition(
        id: "Work.0001_initial",
        operations: [
          CreateTable("job") { TableColumn("id", .integer(bits: 64), key: .automatic) },
          RunSQL("INSERT INTO job DEFAULT VALUES", backwards: .nothing),
        ])
      let rows = MigrationDefinition(
        id: "Work.0002_rows", after: ["Work.0001_initial"],
        operations: [RunSQL("INSERT INTO job DEFAULT VALUES", backwards: .nothing)])
      let tables = try MigrationHistory([initial]).state().tables.map { SchemaChange.createTable($0) }
      let steps = try bench.database.dialect.schemaEditor.steps(
        for: tables, from: SchemaState(), options: SchemaEditorOptions(isOnline: false))
      for sql in steps.flatMap(\.sql) { try await bench.database.execute(RawSQL(unchecked: sql)) }
      let warnings = Mutex<[String]>([])
      var options = MigratorOptions()
      options.progress = { event in
        if case .warning(let id, let text) = event { warnings.withLock { $0.append("\(id) \(text)") } }
      }
      try await Migrator(bench.database, definitions: [initial, rows], options: options).migrate()
      #expect(try await bench.numbers("SELECT COUNT(*) FROM job") == [1])
      #expect(
        try await bench.texts("SELECT name || ' ' || tool FROM kindred_migrations ORDER BY name").map {
          $0.hasSuffix(" adopted")
        } == [true, false])
      #expect(warnings.withLock { $0 }.count == 1)
      #expect(warnings.withLock { $0 }.first?.hasPrefix("Work.0001_initial recorded without being run") == true)
    }
  }

  @Test(
    "A database that createTables made is adopted; one with a wrong column is refused",
    arguments: MigrationBackend.allCases)
  func adopting(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let state = try MigrationHistory(Changing.all).state()
      let steps = try bench.database.dialect.schemaEditor.steps(
        for: state.tables.sorted { $0.name > $1.name }.map { .createTable($0) }, from: SchemaState(),
        options: SchemaEditorOptions(isOnline: false))
      for sql in steps.flatMap(\.sql) { try await bench.database.execute(RawSQL(unchecked: sql)) }
      try await Migrator(bench.database, definitions: Changing.all).migrate()
      #expect(
        try await bench.recorded() == [
          "Work.0001_initial applied", "Work.0002_rows applied", "Work.0003_changes applied",
        ])
      #expect(try await bench.texts("SELECT DISTINCT tool FROM kindred_migrations") == ["adopted"])
    }
    try await withBench(backend) { bench async throws in
      try await bench.database.execute("CREATE TABLE owner (id bigint PRIMARY KEY, name integer)")
      let migrator = Migrator(bench.database, definitions: Changing.all)
      let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
      #expect(error?.code == .drift)
      let other = await #expect(throws: MigrationError.self) { try await migrator.fakeInitial() }
      #expect(other?.code == .drift)
      #expect(try await bench.recorded() == [])
    }
  }

  @Test("SQLite enforces foreign keys again after an error in a remake, and after a cancellation")
  func foreignKeysAfterErrors() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await Migrator(bench.database, definitions: [Changing.initial, Changing.rows]).migrate()
      struct Stopped: Error {}
      var options = MigratorOptions()
      options.pause = { if $0 == .beforeCommit { throw Stopped() } }
      let migrator = Migrator(bench.database, definitions: Changing.all, options: options)
      await #expect(throws: (any Error).self) { try await migrator.migrate() }
      await #expect(throws: KindredError.self) {
        try await bench.database.execute("INSERT INTO job (title, owner_id) VALUES ('x', 99)")
      }
      #expect(try await bench.texts("SELECT title FROM job ORDER BY id") == ["a", "b", "c"])
      try await Migrator(bench.database, definitions: Changing.all).migrate()
      #expect(try await bench.numbers("SELECT COUNT(*) FROM job") == [3])
    }
  }

  @Test("A row that pointed nowhere before a remake is not in the way; a new one is")
  func oldViolations() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await Migrator(bench.database, definitions: [Changing.initial, Changing.rows]).migrate()
      try await bench.database.schemaTransaction {
        try await bench.database.execute("PRAGMA defer_foreign_keys = ON")
      }
      // Another program without foreign keys leaves a row that points nowhere.
      try await bench.withoutForeignKeys {
        try await bench.database.execute("UPDATE job SET owner_id = 77 WHERE title = 'c'")
      }
      try await Migrator(bench.database, definitions: Changing.all).migrate()
      #expect(try await bench.numbers("SELECT owner_id FROM job ORDER BY id") == [1, 1, 77])
      let error = await #expect(throws: KindredError.self) {
        try await bench.database.schemaTransaction(suspendsForeignKeys: true) {
          try await bench.database.execute("UPDATE job SET owner_id = 78 WHERE title = 'a'")
        }
      }
      #expect(error?.code == .foreignKeyViolation)
      #expect(error?.table == "job")
      #expect(try await bench.numbers("SELECT owner_id FROM job ORDER BY id") == [1, 1, 77])
    }
  }

  @Test("An index is made while others insert rows, and an invalid one of an interrupted run is replaced")
  func concurrently() async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Changing.initial, Changing.rows]).migrate()
      try await bench.database.execute(
        "INSERT INTO job (title, owner_id) SELECT 'x' || i, 1 FROM generate_series(1, 500) i")
      let indexing = MigrationDefinition(
        id: "Work.0003_index", after: ["Work.0002_rows"],
        operations: [AddIndex("job", on: "title", name: "job_title_own")])
      // The process stops after its intent is recorded, and leaves an invalid index.
      struct Stopped: Error {}
      let count = Atomic<Int>(0)
      var options = MigratorOptions()
      options.pause = { point in
        if point == .beforeStep, count.wrappingAdd(1, ordering: .relaxed).newValue == 2 { throw CancellationError() }
      }
      let stopping = Migrator(
        bench.database, definitions: [Changing.initial, Changing.rows, indexing], options: options)
      await #expect(throws: CancellationError.self) { try await stopping.migrate() }
      #expect(try await bench.recorded().last == "Work.0003_index applying")
      try await bench.database.execute("CREATE INDEX job_title_own ON job (title)")
      try await bench.database.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'job_title_own'::regclass")
      let database = bench.database
      let writing = Task {
        for number in 0..<200 {
          try await database.execute("INSERT INTO job (title, owner_id) VALUES (\("w\(number)"), \(2))")
        }
      }
      let migrator = Migrator(bench.database, definitions: [Changing.initial, Changing.rows, indexing])
      try await migrator.migrate()
      try await writing.value
      #expect(
        try await bench.numbers(
          "SELECT COUNT(*) FROM pg_index WHERE indexrelid = 'job_title_own'::regclass AND indisvalid") == [1])
      #expect(try await bench.numbers("SELECT COUNT(*) FROM job WHERE title LIKE 'w%'") == [200])
      #expect(try await migrator.drift() == [])
    }
  }

  @Test("A process that lost its lock records nothing")
  func staleHolder() async throws {
    try await withBench(.postgres) { bench async throws in
      let definitions = [Changing.initial, Changing.rows]
      try await Migrator(bench.database, definitions: [Changing.initial]).migrate()
      let database = bench.database
      var options = MigratorOptions()
      // Another process takes the lock while this one stands still.
      options.pause = { point in
        if point == .beforeStep {
          let raw = try RawConnection(bench.place)
          try raw.run("UPDATE kindred_migration_lock SET token = token + 1, holder = 'other'")
        }
      }
      let stale = Migrator(database, definitions: definitions, options: options)
      let error = await #expect(throws: MigrationError.self) { try await stale.migrate() }
      #expect(error?.code == .lockLost)
      #expect(try await bench.numbers("SELECT COUNT(*) FROM owner") == [0])
      let records = try await Migrator(database, definitions: definitions).status()
      #expect(records.last?.record?.stepsDone == 0)
      try await bench.database.execute("UPDATE kindred_migration_lock SET expires_at = clock_timestamp()")
      try await Migrator(database, definitions: definitions).migrate()
      #expect(try await bench.numbers("SELECT COUNT(*) FROM owner") == [2])
    }
  }

  @Test("Who waits too long for another process is told who it is")
  func waiting() async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Changing.initial]).migrate()
      try await bench.database.execute(
        """
        UPDATE kindred_migration_lock SET token = token + 1, holder = 'web-2 (pid 812)', migration = 'Work.0002_rows',
        expires_at = clock_timestamp() + interval '1 hour'
        """)
      let heard = Mutex<[String]>([])
      var options = MigratorOptions()
      options.lockTimeout = .zero
      options.progress = { event in
        if case .waiting(let holder, let migration) = event {
          heard.withLock { $0.append("\(holder) \(migration?.description ?? "")") }
        }
      }
      let migrator = Migrator(bench.database, definitions: [Changing.initial, Changing.rows], options: options)
      let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
      #expect(error?.code == .lockTimeout)
      #expect(error?.message.contains("web-2 (pid 812)") == true)
      #expect(heard.withLock { $0 } == ["web-2 (pid 812) Work.0002_rows"])
    }
  }

  @Test("A backup is a database of its own, made while others write; it never replaces a file")
  func backup() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await Migrator(bench.database, definitions: [Changing.initial, Changing.rows]).migrate()
      let database = bench.database
      let writing = Task {
        for number in 0..<100 {
          try await database.execute("INSERT INTO job (title, owner_id) VALUES (\("w\(number)"), \(1))")
        }
      }
      let path = bench.place + ".copy"
      try await bench.database.backup(to: path)
      try await writing.value
      let copy = try Database(sqlite: path)
      #expect(try await copy.query("PRAGMA integrity_check", as: String.self).all() == ["ok"])
      #expect(try await copy.query("SELECT COUNT(*) FROM owner", as: Int.self).all() == [2])
      await copy.close()
      let error = await #expect(throws: KindredError.self) { try await database.backup(to: path) }
      #expect(error?.code == .cannotOpen)
    }
  }
}

extension MigrationBench {
  /// Runs the closure with a transaction that SQLite does not check.
  fileprivate func withoutForeignKeys(_ body: () async throws -> Void) async throws {
    try await database.execute("PRAGMA foreign_keys = OFF")
    try await body()
    try await database.execute("PRAGMA foreign_keys = ON")
  }
}
