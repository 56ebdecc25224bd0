import KindredCore
import KindredMigrations
import SeededRandom
import Testing

@Suite("Archives of migrations")
struct ArchiveTests {
  private static let definitions = [
    MigrationDefinition(
      id: "A.0001_initial",
      operations: [
        CreateTable("x") { TableColumn("id", .integer(bits: 64), key: .automatic) },
        AddColumn("x", "code", .text(20), unique: true, fill: .text("")),
        AddColumn("x", "n", .integer(bits: 32), fill: .integer(1)),
      ]),
    MigrationDefinition(
      id: "A.0002_rows", after: ["A.0001_initial"],
      operations: [
        AlterColumn("x", "code", .type(.text(20), to: .text(40)), .comment("the \"code\"")),
        RunSQL(
          "INSERT INTO \(identifier: "x") (code, n) VALUES ('it''s', 1)", backwards: .sql("DELETE FROM x"), touches: "x"
        ),
        Backfill("x", set: "n", to: NamedExpression(.value(.integer(7))), batch: 3),
      ]),
    MigrationDefinition(
      id: "A.0003_clean", after: ["A.0002_rows"], stage: .contract,
      operations: [DropColumn("x", "n").acknowledging(.k101, "nobody reads it")]),
    MigrationDefinition(
      id: "A.0004_function", after: ["A.0003_clean"], operations: [RunSwift("nothing", forwards: { _ in })]),
    MigrationDefinition(
      id: "A.0005_last", after: ["A.0004_function"], operations: [AddColumn("x", "z", .bool, isNullable: true)]),
    MigrationDefinition(
      id: "A.0006_next", after: ["A.0005_last"], operations: [AddColumn("x", "y", .bool, isNullable: true)]),
  ]

  private enum Archive: MigrationArchive {
    static let id: MigrationID = "A.0000_archive"
    static let text =
      "{\"migrations\":[{\"id\":\"A.0001_a\",\"after\":[],\"operations\":[{\"change\":{\"change\":\"dropTable\",\"table\":\"x\"}}]}]}"
  }

  private enum Broken: MigrationArchive {
    static let id: MigrationID = "A.0000_archive"
    static let text = "{\"migrations\":[{\"id\":\"A.0001_a\",\"after\":[],\"operations\":[{\"chnge\":1}]}]}"
  }

  @Test("What is data goes into the archive; functions stay files, with the reason")
  func choice() throws {
    let writer = try ArchiveWriter(before: "A.0006_next", of: Self.definitions)
    #expect(writer.archived.map(\.id.name) == ["0001_initial", "0002_rows", "0003_clean", "0005_last"])
    #expect(writer.kept.map(\.id) == ["A.0004_function"])
    #expect(writer.kept.first?.reason.contains("run nothing") == true)
    #expect(try writer.text().hasPrefix("import Kindred\n"))
  }

  @Test("Databases notice nothing, and new ones get the same", arguments: MigrationBackend.allCases)
  func databases(backend: MigrationBackend) async throws {
    let writer = try ArchiveWriter(before: "A.0006_next", of: Self.definitions)
    let read = try ArchivedHistory(text: ArchivedHistory(writer.archived).text()).definitions
    let others = Self.definitions.filter { definition in !read.contains { $0.id == definition.id } }
    try await withBench(backend) { bench async throws in
      try await Migrator(bench.database, definitions: Array(Self.definitions.dropLast())).migrate()
      let migrator = Migrator(bench.database, definitions: others + read)
      let plan = try await migrator.plan()
      #expect(plan.items.map(\.definition.id) == ["A.0006_next"])
      #expect(plan.warnings.map(\.1) == [])
      try await migrator.migrate()
      #expect(try await migrator.drift() == [])
      try await migrator.migrate(to: .migration("A.0004_function"))
      #expect(try await migrator.drift() == [])
    }
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, definitions: others + read)
      try await migrator.migrate()
      #expect(try await migrator.drift() == [])
      #expect(try await bench.texts("SELECT code FROM x") == ["it's"])
      #expect(try await Migrator(bench.database, definitions: Self.definitions).plan().isEmpty)
    }
  }

  @Test("A random history as data is the same history", arguments: 0..<60)
  func random(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let definitions = RandomOperation.history(&random, count: 30)
    let read = try ArchivedHistory(text: ArchivedHistory(definitions).text()).definitions
    #expect(read.map(\.checksum) == definitions.map(\.checksum))
    #expect(read.map(\.id) == definitions.map(\.id))
    #expect(read.map(\.after) == definitions.map(\.after))
    var (mine, its) = (SchemaState(), SchemaState())
    for (first, second) in zip(definitions, read) {
      let undoing = try first.reversed(in: mine).map(\.signature)
      #expect(try second.reversed(in: its).map(\.signature) == undoing)
      (mine, its) = (try first.state(after: mine), try second.state(after: its))
      #expect(mine == its)
    }
  }

  @Test("A list of migrations has those of an archive; one that cannot be read is an error where it is used")
  func lists() throws {
    #expect(MigrationDefinition.all(of: [Archive.self]).map(\.id) == ["A.0001_a"])
    #expect(try MigrationHistory([Archive.self]).migrations[0].operations[0].signature == DropTable("x").signature)
    let error = #expect(throws: MigrationError.self) { try MigrationHistory([Broken.self]).state() }
    #expect(error?.code == .invalidOperation)
    #expect(error?.migration == "A.0000_archive")
    #expect(error?.message.contains("no operation that this version of Kindred knows") == true)
  }

  @Test("Replaced migrations have to be gone before")
  func squashes() {
    let squash = MigrationDefinition(
      id: "A.0001_squashed", replaces: ["A.0001_initial", "A.0002_rows"],
      operations: Self.definitions[0].operations + Self.definitions[1].operations)
    #expect(throws: MigrationError.self) {
      try ArchiveWriter(before: "A.0006_next", of: Self.definitions + [squash])
    }
  }
}
