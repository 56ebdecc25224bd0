import KindredCore
import KindredMigrations
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Names of indexes, which all tables share")
struct IndexNameTests {
  private static let initial = MigrationDefinition(
    id: "Work.0001_initial",
    operations: [
      CreateTable("user_profile") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("name", .text)
      },
      AddIndex("user_profile", on: "name", unique: true),
      CreateTable("user") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("profile_name", .text)
      },
    ])
  private static let problem =
    #"the index on "profile_name" of "user" and the index on "name" of "user_profile" are both called "#
    + #""user_profile_name_uniq", and the names of indexes are those of the whole schema. Give one of them another name, "#
    + #"with the argument "name"."#

  private static func indexing(_ operation: any SchemaOperation) -> MigrationDefinition {
    MigrationDefinition(id: "Work.0002_index", after: ["Work.0001_initial"], operations: [operation])
  }

  @Test("Two tables that derive the same name are refused when it is planned", arguments: MigrationBackend.allCases)
  func colliding(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await Migrator(bench.database, definitions: [Self.initial]).migrate()
      let second = Self.indexing(AddIndex("user", on: "profile_name", unique: true))
      let migrator = Migrator(bench.database, definitions: [Self.initial, second])
      let error = await #expect(throws: (any Error).self) { try await migrator.migrate() }
      #expect("\(String(describing: error))".contains(Self.problem))
      #expect(try await bench.recorded() == ["Work.0001_initial applied"])
      try await bench.database.execute("INSERT INTO user_profile (name) VALUES ('a')")
      await #expect(throws: KindredError.self) {
        try await bench.database.execute("INSERT INTO user_profile (name) VALUES ('a')")
      }
      let named = Self.indexing(AddIndex("user", on: "profile_name", name: "user_once", unique: true))
      try await Migrator(bench.database, definitions: [Self.initial, named]).migrate()
      #expect(try await Migrator(bench.database, definitions: [Self.initial, named]).drift() == [])
    }
  }

  @Test("New tables are compared with each other and with those that there are")
  func newTables() throws {
    func table(_ name: String, _ column: String) -> TableState {
      TableState(
        name, columns: [ColumnState("id", .integer(bits: 64)), ColumnState(column, .text)], key: ["id"],
        indexes: [IndexState(nil, [IndexElement(column: column)], isUnique: true)])
    }
    let (profile, user) = (table("user_profile", "name"), table("user", "profile_name"))
    for dialect in [Dialect.sqlite, .postgres] {
      let editor = dialect.schemaEditor
      for (changes, state) in [
        ([SchemaChange.createTable(profile), .createTable(user)], SchemaState()),
        ([.createTable(user)], SchemaState([profile])),
        ([.renameColumn(table: "user", "p", to: "profile_name")], SchemaState([profile, table("user", "p")])),
        ([.renameTable("u", to: "user")], SchemaState([profile, table("u", "profile_name")])),
      ] {
        let error = #expect(throws: KindredError.self) {
          try editor.steps(for: changes, from: state, options: SchemaEditorOptions())
        }
        #expect(error?.code == .invalidName)
        #expect(error?.message == Self.problem)
      }
      // The database itself has other names for the indexes of another program.
      var options = SchemaEditorOptions()
      options.extras = SchemaExtras()
      options.extras?.actualNames = ["user_profile": ["user_profile_name_uniq": "own"]]
      _ = try editor.steps(for: [.createTable(user)], from: SchemaState([profile]), options: options)
    }
  }

  private func validity(_ name: String, _ bench: MigrationBench) async throws -> [String] {
    try await bench.texts(
      """
      SELECT i.indrelid::regclass::text || ' ' || i.indisvalid::text FROM pg_index i
      JOIN pg_class x ON x.oid = i.indexrelid WHERE x.relname = \(name)
      """)
  }

  @Test("An index that somebody has made by hand stays, whatever its table", arguments: ["other", "\"user\""])
  func handmade(table: String) async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Self.initial]).migrate()
      try await bench.database.execute("CREATE TABLE other (id bigint)")
      try await bench.database.execute(RawSQL(unchecked: "CREATE UNIQUE INDEX taken ON \(table) (id)"))
      let second = Self.indexing(AddIndex("user", on: "profile_name", name: "taken"))
      let migrator = Migrator(bench.database, definitions: [Self.initial, second])
      for _ in 1...2 {
        let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
        #expect(error?.code == .stepFailed)
        #expect(try await validity("taken", bench) == ["\(table) true"])
      }
      try await bench.database.execute("DROP INDEX taken")
      try await migrator.migrate()
      #expect(try await validity("taken", bench) == ["\"user\" true"])
      #expect(try await migrator.drift() == [])
    }
  }

  @Test("An invalid index of a failed step is removed, and the migration can be undone or tried again")
  func invalid() async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Self.initial]).migrate()
      try await bench.database.execute("INSERT INTO \"user\" (profile_name) VALUES ('a'), ('a')")
      let second = Self.indexing(AddIndex("user", on: "profile_name", name: "user_once", unique: true))
      let migrator = Migrator(bench.database, definitions: [Self.initial, second])
      let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
      #expect((error?.underlying as? KindredError)?.code == .uniqueViolation)
      #expect(try await validity("user_once", bench) == [])
      #expect(try await migrator.status().last?.record?.isInDoubt == false)
      try await bench.database.execute("DELETE FROM \"user\" WHERE id = 1")
      try await migrator.migrate()
      #expect(try await validity("user_once", bench) == ["\"user\" true"])
    }
  }
}
