import KindredCore
import KindredMigrations
import KindredSQLite
import Testing

/// Changes of tables on SQLite, where a table is made anew: what could be lost.
@Suite("What SQLite's new tables keep or refuse to lose")
struct SQLiteLossTests {
  private static func item(_ type: ColumnType) -> MigrationDefinition {
    MigrationDefinition(
      id: "Shop.0001_initial",
      operations: [
        CreateTable("item") {
          TableColumn("id", .integer(bits: 64), key: .automatic)
          TableColumn("size", type)
        }
      ])
  }

  private static func change(_ operations: any SchemaOperation...) -> MigrationDefinition {
    MigrationDefinition(id: "Shop.0002_change", after: ["Shop.0001_initial"], operations: operations)
  }

  /// The values afterwards, in their SQL form; nil if the change was refused.
  private func converted(
    _ values: [String], _ old: ColumnType, to new: ColumnType, on bench: MigrationBench, isReplaced: Bool
  ) async throws -> [String]? {
    let first = Self.item(old)
    let second =
      isReplaced
      ? Self.change(
        AddColumn("item", "size_new", new, fill: .column("size")), DropColumn("item", "size"),
        RenameColumn("item", "size_new", to: "size"))
      : Self.change(AlterColumn("item", "size", .type(old, to: new)))
    let migrator = Migrator(bench.database, definitions: [first, second])
    try await migrator.migrate(to: .migration(first.id))
    for value in values {
      try await bench.database.execute(RawSQL(unchecked: "INSERT INTO item (size) VALUES (\(value))"))
    }
    do {
      try await migrator.migrate()
    } catch let error as MigrationError {
      #expect("\(error)".contains("has values that are not of the type"), "\(error)")
      let rest = try await bench.numbers("SELECT COUNT(*) FROM item")
      #expect(rest == [values.count])
      return nil
    }
    return try await bench.texts("SELECT CAST(size AS text) FROM item ORDER BY id")
  }

  @Test(
    "A text that is no number as a whole stays, and the change is refused",
    arguments: [
      "2024-05-06", "555-1234", "192.168.0.1", "1.2.3", "e", "-", ".", "+", "", "1e", "e5", "--1", "1e--3", "0x10",
      "1 2", "Infinity", "1e400", "½",
    ], [false, true])
  func noNumber(text: String, isReplaced: Bool) async throws {
    for type in [ColumnType.double, .decimal] {
      try await withBench(.sqlite) { bench async throws in
        let texts = ["'1.5'", "'\(text)'"]
        #expect(try await converted(texts, .text, to: type, on: bench, isReplaced: isReplaced) == nil)
      }
    }
  }

  @Test("Texts that are numbers become those", arguments: [false, true])
  func numbers(isReplaced: Bool) async throws {
    try await withBench(.sqlite) { bench async throws in
      let texts = ["1", "-1.5", "+2.25", ".5", "5.", "1e3", "2E-1", " 7 ", "007"]
      let found = try await converted(
        texts.map { "'\($0)'" }, .text, to: .double, on: bench, isReplaced: isReplaced)
      #expect(found?.compactMap(Double.init) == [1, -1.5, 2.25, 0.5, 5, 1000, 0.2, 7, 7])
    }
  }

  @Test("A number that is too large for an integer is refused, and does not become the largest one")
  func tooLarge() async throws {
    for value in ["1e300", "-1e300", "9e999", "9.3e18"] {
      try await withBench(.sqlite) { bench async throws in
        let found = try await converted(
          ["2.5", value], .double, to: .integer(bits: 64), on: bench, isReplaced: false)
        #expect(found == nil)
      }
    }
    try await withBench(.sqlite) { bench async throws in
      let found = try await converted(
        ["2.4", "-3.6"], .double, to: .integer(bits: 64), on: bench, isReplaced: false)
      #expect(found == ["2", "-4"])
    }
  }

  @Test("The linter says so of the operations that makemigrations writes, too")
  func linted() throws {
    let history = try MigrationHistory([
      Self.item(.text),
      Self.change(
        AddColumn("item", "size_new", .double, fill: .column("size")), DropColumn("item", "size"),
        RenameColumn("item", "size_new", to: "size")),
    ])
    let rules = try MigrationLinter(history, dialect: .sqlite).findings(in: ["Shop.0002_change"]).map(\.rule)
    #expect(rules.contains(.k106))
  }

  @Test(
    "A rename before the change does not hide what would be lost",
    arguments: [
      "CREATE TABLE item (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, size text NOT NULL, twice AS (size || size))",
      "CREATE TABLE item (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, size text NOT NULL) STRICT",
    ])
  func renamedFirst(sql: String) async throws {
    try await withBench(.sqlite) { bench async throws in
      try await bench.database.execute(RawSQL(unchecked: sql))
      let migrator = Migrator(
        bench.database,
        definitions: [
          Self.item(.text),
          Self.change(RenameTable("item", to: "thing"), AlterColumn("thing", "size", .isNullable(true))),
        ])
      try await migrator.fake(to: .migration("Shop.0001_initial"))
      let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
      #expect(error.map { "\($0)".contains("would lose what Kindred does not know") } == true)
      #expect(try await bench.texts("SELECT sql FROM sqlite_master WHERE name = 'item'") == [sql])
    }
  }

  @Test("A trigger of a table that is renamed and made anew needs two migrations, and the error says so")
  func renamedWithTrigger() async throws {
    try await withBench(.sqlite) { bench async throws in
      let rename = Self.change(RenameTable("item", to: "thing"), RenameColumn("thing", "size", to: "length"))
      let alter = AlterColumn("thing", "length", .isNullable(true))
      let whole = Self.change(
        RenameTable("item", to: "thing"), RenameColumn("thing", "size", to: "length"), alter)
      try await Migrator(bench.database, definitions: [Self.item(.text)]).migrate()
      try await bench.database.execute("CREATE TABLE log (text text)")
      try await bench.database.execute(
        "CREATE TRIGGER noted AFTER INSERT ON item BEGIN INSERT INTO log VALUES (new.size); END")
      let error = await #expect(throws: MigrationError.self) {
        try await Migrator(bench.database, definitions: [Self.item(.text), whole]).migrate()
      }
      #expect(error.map { "\($0)".contains("Put the rename into a migration of its own") } == true)
      let last = MigrationDefinition(id: "Shop.0003_null", after: ["Shop.0002_change"], operations: [alter])
      try await Migrator(bench.database, definitions: [Self.item(.text), rename, last]).migrate()
      try await bench.database.execute("INSERT INTO thing (length) VALUES ('a'), (NULL)")
      #expect(try await bench.texts("SELECT coalesce(text, '-') FROM log ORDER BY rowid") == ["a", "-"])
    }
  }

  @Test("Names without quotation marks: checks and collations are read and kept")
  func unquoted() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await bench.database.execute(
        """
        CREATE TABLE member (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, email text COLLATE NOCASE UNIQUE,
        Age integer CHECK (age >= 0), team text, CONSTRAINT one_team UNIQUE (TEAM, age))
        """)
      let table = try #require(try await bench.database.schemaState()["member"])
      #expect(table.column("email")?.collation?.uppercased() == "NOCASE")
      #expect(table.constraints.contains { if case .check = $0.kind { true } else { false } })
      #expect(table.constraints.contains { $0.name?.lowercased() == "one_team" })
      var changed = table
      changed.columns = table.columns.map { column in
        var column = column
        if column.name == "team" { column.isNullable = false }
        return column
      }
      let start = SchemaState([table])
      let steps = try bench.database.dialect.schemaEditor.steps(
        for: try start.changes(to: SchemaState([changed])), from: start, options: SchemaEditorOptions())
      for sql in steps.flatMap(\.sql) { try await bench.database.execute(RawSQL(unchecked: sql)) }
      try await bench.database.execute("INSERT INTO member (email, Age, team) VALUES ('A@x', 1, 't')")
      await #expect(throws: KindredError.self) {
        try await bench.database.execute("INSERT INTO member (email, Age, team) VALUES ('a@X', 2, 't')")
      }
      await #expect(throws: KindredError.self) {
        try await bench.database.execute("INSERT INTO member (email, Age, team) VALUES ('b', -1, 't')")
      }
    }
  }

  @Test("What a state cannot say keeps a table from being made anew")
  func unsayable() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await bench.database.execute("CREATE TABLE team (id integer PRIMARY KEY NOT NULL)")
      try await bench.database.execute(
        """
        CREATE TABLE member (id integer PRIMARY KEY NOT NULL, email text,
        team_id integer REFERENCES team (id) ON UPDATE CASCADE, UNIQUE (email COLLATE NOCASE))
        """)
      let unreadable = try await bench.database.schemaExtras().unreadable["member"]
      #expect(
        unreadable?.sorted() == [
          "the foreign key of \"team_id\" has ON UPDATE CASCADE",
          "the unique constraint on \"email\" has a collation of its own",
        ])
    }
  }

  @Test("An index with the name of another one goes before it, also where a removed column is only in its condition")
  func sameName() async throws {
    for backend in MigrationBackend.allCases {
      try await withBench(backend) { bench async throws in
        let expression = NamedExpression(.name("slug"))
        let partial = IndexState(
          nil, [IndexElement(expression)], isUnique: true, condition: F("is_deleted") == false)
        let whole = IndexState(nil, [IndexElement(expression)], isUnique: true, condition: nil)
        var old = TableState(
          "entry",
          columns: [
            ColumnState("id", .integer(bits: 64)), ColumnState("slug", .text), ColumnState("is_deleted", .bool),
          ], key: ["id"])
        var new = old
        new.columns.removeLast()
        old.indexes = [partial]
        new.indexes = [whole]
        let difference = try SchemaDifference(from: SchemaState([old]), to: SchemaState([new]))
        let editor = bench.database.dialect.schemaEditor
        func run(_ changes: [SchemaChange], from state: SchemaState) async throws -> SchemaState {
          let steps = try editor.steps(for: changes, from: state, options: SchemaEditorOptions(isOnline: false))
          for sql in steps.flatMap(\.sql) { try await bench.database.execute(RawSQL(unchecked: sql)) }
          return try state.applying(changes)
        }
        var state = try await run([.createTable(old)], from: SchemaState())
        state = try await run(difference.changes, from: state)
        state = try await run(difference.removals, from: state)
        #expect(state["entry"]?.indexes == [whole])
        try await bench.database.execute("INSERT INTO entry (id, slug) VALUES (1, 'a')")
        await #expect(throws: KindredError.self) {
          try await bench.database.execute("INSERT INTO entry (id, slug) VALUES (2, 'a')")
        }
      }
    }
  }
}
