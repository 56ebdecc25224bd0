import KindredCore
import KindredMigrations
import KindredPostgres
import KindredSQLite
import PostgresTestServer
import Synchronization
import Testing

/// Counts, and does something at one number.
private final class Calls: Sendable {
  private let number = Mutex(0)
  private let event: @Sendable (Int) throws -> Void

  init(_ event: @escaping @Sendable (Int) throws -> Void = { _ in }) { self.event = event }

  var count: Int { number.withLock { $0 } }

  func add() throws {
    try event(
      number.withLock { number in
        number += 1
        return number
      })
  }
}

/// Creates a table, and counts how often it is asked what it changes.
private struct Counted: SchemaOperation {
  let table: String
  let calls: Calls
  var notes = OperationNotes()
  var summary: String { "create \(table)" }
  var signature: String { "counted \(table)" }

  init(_ table: String, _ calls: Calls) { (self.table, self.calls) = (table, calls) }

  func changes(in state: SchemaState) throws -> [SchemaChange] {
    try calls.add()
    return [.createTable(TableState(table, columns: [ColumnState("id", .integer(bits: 64))], key: ["id"]))]
  }

  func reversed(in state: SchemaState) -> [any SchemaOperation]? { [DropTable(table)] }
}

@Suite("Recording migrations that are not run")
struct FakingTests {
  private static func history(_ count: Int, _ calls: Calls) -> [MigrationDefinition] {
    (1...count).map { number in
      MigrationDefinition(
        id: name(number), after: number == 1 ? [] : [name(number - 1)],
        operations: [Counted("t\(number)", calls)])
    }
  }

  private static func name(_ number: Int) -> MigrationID {
    MigrationID(app: "Long", name: (number < 10 ? "000\(number)" : "00\(number)") + "_step")
  }

  private static func opened(_ bench: MigrationBench, _ options: Database.Options) async throws -> Database {
    switch bench.backend {
    case .sqlite: try Database(sqlite: bench.place, options: options)
    case .postgres: try await Database(postgres: PostgresConfiguration(bench.place), options: options)
    }
  }

  /// The number of replayed operations and of statements about records, forwards and backwards.
  private func costs(_ backend: MigrationBackend, _ count: Int) async throws -> [Int] {
    let costs = Mutex<[Int]>([])
    try await withBench(backend) { bench async throws in
      let statements = Mutex(0)
      var options = Database.Options()
      options.observer = { event in
        // The lock is extended now and then.
        if event.sql.contains("kindred_migrations") { statements.withLock { $0 += 1 } }
      }
      let database = try await Self.opened(bench, options)
      for target in [Migrator.Target.latest, .zero("Long")] {
        let calls = Calls()
        statements.withLock { $0 = 0 }
        let faked = try await Migrator(database, definitions: Self.history(count, calls)).fake(to: target)
        #expect(faked.count == count)
        costs.withLock { $0 += [calls.count, statements.withLock { $0 }] }
        #expect(try await bench.recorded().count == (target == .latest ? count : 0))
      }
      await database.close()
    }
    return costs.withLock { $0 }
  }

  @Test("A migration costs the same in a long history as in a short one", arguments: MigrationBackend.allCases)
  func linear(backend: MigrationBackend) async throws {
    let short = try await costs(backend, 20)
    let long = try await costs(backend, 40)
    let longest = try await costs(backend, 80)
    for place in short.indices {
      #expect(longest[place] - long[place] == 2 * (long[place] - short[place]), "\(short) \(long) \(longest)")
    }
    // Forwards, the state before is known from the plan, and a record is replaced: two statements.
    #expect((long[0] - short[0]) / 20 <= 3)
    #expect((long[1] - short[1]) / 20 == 2)
    #expect((long[2] - short[2]) / 20 <= 3)
    #expect((long[3] - short[3]) / 20 == 1)
  }

  @Test("What is recorded is what running them records", arguments: MigrationBackend.allCases)
  func sameRecords(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, definitions: Self.history(3, Calls()))
      let records: RawSQL = "SELECT name || ' ' || checksum || ' ' || state_hash FROM kindred_migrations ORDER BY name"
      try await migrator.fake()
      let faked = try await bench.texts(records)
      try await migrator.fake(to: .zero("Long"))
      try await migrator.migrate()
      #expect(try await bench.texts(records) == faked)
      #expect(Set(faked).count == 3)
    }
  }

  @Test(
    "In a split history, an edit with the same result is a warning, and one with another result an error",
    arguments: [true, false])
  func splitHistory(isFaked: Bool) async throws {
    func definitions(_ last: any SchemaOperation...) -> [MigrationDefinition] {
      [
        MigrationDefinition(
          id: "Blog.0001_initial", after: [],
          operations: [CreateTable("entry") { TableColumn("id", .integer(bits: 64), key: .automatic) }]),
        MigrationDefinition(
          id: "Blog.0002_a", after: ["Blog.0001_initial"],
          operations: [AddColumn("entry", "a", .text, isNullable: true)]),
        MigrationDefinition(id: "Blog.0002_b", after: ["Blog.0001_initial"], operations: last),
        MigrationDefinition(id: "Blog.0003_merge", after: ["Blog.0002_a", "Blog.0002_b"], operations: []),
      ]
    }
    let b = AddColumn("entry", "b", .text, isNullable: true)
    try await withBench(.sqlite) { bench async throws in
      let migrator = Migrator(bench.database, definitions: definitions(b))
      if isFaked { try await migrator.fake() } else { try await migrator.migrate() }
      let same = definitions(b, AddColumn("entry", "c", .text, isNullable: true), DropColumn("entry", "c"))
      let plan = try await Migrator(bench.database, definitions: same).plan()
      #expect(plan.items.isEmpty)
      let other = definitions(AddColumn("entry", "b", .integer(bits: 32), isNullable: true))
      let error = await #expect(throws: MigrationError.self) {
        _ = try await Migrator(bench.database, definitions: other).plan()
      }
      #expect(error?.code == .edited)
    }
  }

  @Test("An accepted edit is recorded, also where nothing else is to be recorded", arguments: MigrationBackend.allCases)
  func acceptedEdit(backend: MigrationBackend) async throws {
    func definitions(_ type: ColumnType) -> [MigrationDefinition] {
      [
        MigrationDefinition(
          id: "Blog.0001_initial",
          operations: [
            CreateTable("entry") {
              TableColumn("id", .integer(bits: 64), key: .automatic)
              TableColumn("rating", type)
            }
          ])
      ]
    }
    try await withBench(backend) { bench async throws in
      try await Migrator(bench.database, definitions: definitions(.integer(bits: 64))).migrate()
      let edited = definitions(.integer(bits: 32))
      await #expect(throws: MigrationError.self) {
        _ = try await Migrator(bench.database, definitions: edited).fake()
      }
      let heard = Mutex<[MigrationID]>([])
      var options = MigratorOptions()
      options.acceptedEdits = ["Blog.0001_initial"]
      options.progress = { if case .recorded(let id) = $0 { heard.withLock { $0.append(id) } } }
      let accepting = Migrator(bench.database, definitions: edited, options: options)
      #expect(try await accepting.fake() == ["Blog.0001_initial"])
      #expect(heard.withLock { $0 } == ["Blog.0001_initial"])
      #expect(try await Migrator(bench.database, definitions: edited).fake() == [])
      #expect(try await accepting.fake() == [])
    }
  }

  @Test("All are recorded or none", arguments: MigrationBackend.allCases)
  func allOrNone(backend: MigrationBackend) async throws {
    struct Stop: Error {}
    try await withBench(backend) { bench async throws in
      // Three are planned; then the second is recorded.
      let calls = Calls { if $0 == 5 { throw Stop() } }
      let heard = Mutex(0)
      var options = MigratorOptions()
      options.progress = { _ in heard.withLock { $0 += 1 } }
      let migrator = Migrator(bench.database, definitions: Self.history(3, calls), options: options)
      await #expect(throws: Stop.self) { try await migrator.fake() }
      #expect(try await bench.recorded() == [])
      #expect(heard.withLock { $0 } == 0)
      #expect(try await migrator.fake().count == 3)
      #expect(heard.withLock { $0 } == 3)
    }
  }

  @Test("A process that stood still while another one took the lock records nothing")
  func lostLock() async throws {
    try await withBench(.postgres) { bench async throws in
      let place = bench.place
      let calls = Calls { number in
        guard number == 5 else { return }
        try RawConnection(place).run("UPDATE kindred_migration_lock SET token = token + 1, holder = 'other'")
      }
      let migrator = Migrator(bench.database, definitions: Self.history(3, calls))
      let error = await #expect(throws: MigrationError.self) { try await migrator.fake() }
      #expect(error?.code == .lockLost)
      #expect(try await bench.recorded() == [])
    }
  }

  @Test("Undoing knows the schema before each migration, with what stays")
  func undoing() async throws {
    try await withBench(.sqlite) { bench async throws in
      let calls = Calls()
      let other = MigrationDefinition(id: "Other.0001_a", operations: [Counted("other", calls)])
      let migrator = Migrator(bench.database, definitions: Self.history(3, calls) + [other])
      try await migrator.fake()
      let plan = try await migrator.plan(to: .migration("Long.0001_step"))
      #expect(plan.items.map(\.definition.id.name) == ["0003_step", "0002_step"])
      #expect(
        plan.items.map { $0.before.tables.map(\.name) } == [["other", "t1", "t2"], ["other", "t1"]])
      let zero = try await migrator.plan(to: .zero("Long"))
      #expect(zero.items.map { $0.before.tables.map(\.name) } == [["other", "t1", "t2"], ["other", "t1"], ["other"]])
    }
  }
}
