import KindredCore
import KindredMigrations
import MigrationFixtures
import Synchronization
import Testing

@Suite("Migrating")
struct MigratorTests {
  private static let names = [
    "Shop.0001_initial applied", "Shop.0002_rows applied", "Shop.0003_slugs applied", "Shop.0004_prices applied",
    "Shop.0005_changes applied",
  ]

  /// What the whole history makes.
  static func expectAll(_ bench: MigrationBench, _ comment: Comment = "") async throws {
    #expect(try await bench.recorded() == names, comment)
    #expect(try await bench.numbers("SELECT price FROM item ORDER BY id") == Array(101...125), comment)
    #expect(try await bench.texts("SELECT slug FROM item ORDER BY id") == (1...25).map { "item \($0)" }, comment)
    #expect(try await bench.texts("SELECT what FROM event ORDER BY id") == ["rows", "slugs 25"], comment)
    #expect(try await bench.numbers("SELECT DISTINCT rating FROM item") == [5], comment)
    let drift = try await Migrator(bench.database, migrations: ShopMigrations.all).drift()
    #expect(drift.map(\.summary) == [], comment)
  }

  @Test("A history is applied once, undone and applied again", arguments: MigrationBackend.allCases)
  func forwardsBackwardsForwards(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, migrations: ShopMigrations.all)
      #expect(try await migrator.plan().items.map(\.definition.id.name).count == 5)
      #expect(try await ShopMigrations.migrate(on: bench.database).count == 5)
      try await Self.expectAll(bench)
      #expect(try await migrator.migrate().isEmpty)
      #expect(try await migrator.status().allSatisfy(\.isApplied))

      try await migrator.migrate(to: .migration("Shop.0002_rows"))
      #expect(try await bench.numbers("SELECT price FROM item ORDER BY id") == Array(1...25))
      #expect(try await bench.texts("SELECT what FROM event ORDER BY id") == ["rows"])
      #expect(try await bench.recorded() == Array(Self.names[..<2]))

      try await migrator.migrate(to: .migration("Shop.0003_slugs"))
      #expect(try await bench.recorded() == Array(Self.names[..<3]))
    }
  }

  @Test("Where nothing is to be done, one query runs", arguments: MigrationBackend.allCases)
  func nothing(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await ShopMigrations.migrate(on: bench.database)
      let statements = try await bench.database.recordingStatements {
        try await ShopMigrations.migrate(on: bench.database)
      }
      #expect(statements.count == 1)
    }
  }

  @Test(
    "An error leaves the steps before it, and the next run goes on behind them", arguments: MigrationBackend.allCases)
  func failure(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      func definition(_ second: RawSQL) -> MigrationDefinition {
        MigrationDefinition(
          id: "Shop.0001_a",
          operations: [
            CreateTable("thing") { TableColumn("id", .integer(bits: 64), key: .given) },
            RunSQL("INSERT INTO thing VALUES (1)"), RunSQL(second),
          ])
      }
      let wrong = Migrator(bench.database, definitions: [definition("INSERT INTO thing VALUES (1)")])
      let error = await #expect(throws: MigrationError.self) { try await wrong.migrate() }
      #expect(error?.code == .stepFailed)
      #expect((error?.underlying as? KindredError)?.code == .uniqueViolation)
      let status = try #require(try await wrong.status().first)
      #expect(status.record?.status == .applying)
      #expect(status.record?.stepsDone == 2)
      #expect(status.record?.error != nil)
      // The step that failed may be edited.
      let right = Migrator(bench.database, definitions: [definition("INSERT INTO thing VALUES (2)")])
      try await right.migrate()
      #expect(try await bench.numbers("SELECT id FROM thing ORDER BY id") == [1, 2])
      #expect(try await right.status().first?.record?.error == nil)
    }
  }

  @Test(
    "An edited migration warns if the schema is the same, and is refused otherwise",
    arguments: MigrationBackend.allCases)
  func edited(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      func migrator(_ operations: [any SchemaOperation]) -> Migrator {
        Migrator(bench.database, definitions: [MigrationDefinition(id: "Shop.0001_a", operations: operations)])
      }
      let table = CreateTable("thing") { TableColumn("id", .integer(bits: 64), key: .given) }
      try await migrator([table]).migrate()
      let same = try await migrator([table, RunSQL("SELECT 1", backwards: .nothing)]).plan()
      #expect(same.warnings.map(\.0) == ["Shop.0001_a"])
      #expect(same.isEmpty)
      let other = CreateTable("thing") {
        TableColumn("id", .integer(bits: 64), key: .given)
        TableColumn("name", .text)
      }
      let error = await #expect(throws: MigrationError.self) { try await migrator([other]).plan() }
      #expect(error?.code == .edited)
      var accepting = migrator([other])
      accepting.options.acceptedEdits = ["Shop.0001_a"]
      #expect(try await accepting.plan().items.isEmpty)
      try await accepting.migrate()
      #expect(try await migrator([other]).plan().isEmpty)
    }
  }

  @Test("Faked migrations are only recorded", arguments: MigrationBackend.allCases)
  func faking(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, migrations: ShopMigrations.all)
      #expect(try await migrator.fake(to: .migration("Shop.0002_rows")) == ["Shop.0001_initial", "Shop.0002_rows"])
      #expect(try await bench.recorded() == Array(Self.names[..<2]))
      await #expect(throws: KindredError.self) { try await bench.numbers("SELECT id FROM item") }
      try await migrator.fake(to: .zero("Shop"))
      #expect(try await bench.recorded() == [])
    }
  }

  @Test("Stages: what removes is left for later, with what comes after it")
  func stages() async throws {
    try await withBench(.sqlite) { bench async throws in
      let definitions = [
        MigrationDefinition(id: "A.0001_a", operations: []),
        MigrationDefinition(id: "A.0002_b", after: ["A.0001_a"], stage: .contract, operations: []),
        MigrationDefinition(id: "A.0003_c", after: ["A.0002_b"], operations: []),
      ]
      var migrator = Migrator(bench.database, definitions: definitions)
      migrator.options.stage = .expand
      #expect(try await migrator.migrate().map(\.definition.id) == ["A.0001_a"])
      migrator.options.stage = nil
      #expect(try await migrator.migrate().map(\.definition.id) == ["A.0002_b", "A.0003_c"])
    }
  }

  @Test("A squash counts as applied where all that it replaces is")
  func squash() async throws {
    try await withBench(.sqlite) { bench async throws in
      let a = MigrationDefinition(
        id: "A.0001_a", operations: [CreateTable("x") { TableColumn("id", .integer(bits: 64), key: .given) }])
      let b = MigrationDefinition(id: "A.0002_b", after: ["A.0001_a"], operations: [RunSQL("INSERT INTO x VALUES (1)")])
      let squash = MigrationDefinition(
        id: "A.0001_squashed", replaces: ["A.0001_a", "A.0002_b"], operations: a.operations + b.operations)
      try await Migrator(bench.database, definitions: [a, b]).migrate()
      let migrator = Migrator(bench.database, definitions: [a, b, squash])
      try await migrator.migrate()
      #expect(try await bench.numbers("SELECT id FROM x") == [1])
      // Without the files of those that it replaces.
      #expect(try await Migrator(bench.database, definitions: [squash]).migrate().isEmpty)
    }
  }

  @Test("What cannot be undone is said before anything is undone")
  func irreversible() async throws {
    try await withBench(.sqlite) { bench async throws in
      let definitions = [
        MigrationDefinition(
          id: "A.0001_a", operations: [CreateTable("x") { TableColumn("id", .integer(bits: 64), key: .given) }]),
        MigrationDefinition(id: "A.0002_b", after: ["A.0001_a"], operations: [RunSQL("INSERT INTO x VALUES (1)")]),
        MigrationDefinition(
          id: "A.0003_c", after: ["A.0002_b"], operations: [AddColumn("x", "n", .text, isNullable: true)]),
      ]
      let migrator = Migrator(bench.database, definitions: definitions)
      try await migrator.migrate()
      let error = await #expect(throws: MigrationError.self) { try await migrator.migrate(to: .zero("A")) }
      #expect(error?.code == .irreversible)
      #expect(error?.migration == "A.0002_b")
      #expect(try await bench.recorded() == ["A.0001_a applied", "A.0002_b applied", "A.0003_c applied"])
      #expect(try await migrator.drift() == [])
      // Faking runs nothing.
      #expect(try await migrator.fake(to: .zero("A")) == ["A.0003_c", "A.0002_b", "A.0001_a"])
    }
  }
}
