import KindredCore
import KindredMigrations
import Testing

/// What was reported against other tools, tried here: from one schema to another, back and forth, on a database.
@Suite("Bugs that were reported against other tools")
struct ReportedBugTests {
  private static let id = ColumnState("id", .integer(bits: 64), isAutomatic: true)
  private static let number = ColumnType.integer(bits: 64)

  private static func table(
    _ name: String, _ columns: ColumnState..., key: [String] = ["id"], constraints: [ConstraintState] = [],
    indexes: [IndexState] = []
  ) -> TableState {
    let own = key == ["id"] && !columns.contains { $0.name == "id" } ? [id] : []
    return TableState(name, columns: own + columns, key: key, constraints: constraints, indexes: indexes)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let old: SchemaState
    let new: SchemaState
    var hints = SchemaHints()
    var testDescription: String { name }

    init(_ name: String, _ old: [TableState], _ new: [TableState], _ hints: (inout SchemaHints) -> Void = { _ in }) {
      self.name = name
      self.old = SchemaState(old)
      self.new = SchemaState(new)
      hints(&self.hints)
    }
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    func add(
      _ name: String, _ old: [TableState], _ new: [TableState], _ hints: (inout SchemaHints) -> Void = { _ in }
    ) { cases.append(Case(name, old, new, hints)) }

    add(
      "django 33480: a column of a renamed table is renamed",
      [
        table("author", ColumnState("name", .text)),
        table("book", ColumnState("a_id", number), constraints: [.foreignKey("a_id", to: "author", "id")]),
      ],
      [
        table("writer", ColumnState("full_name", .text)),
        table("book", ColumnState("a_id", number), constraints: [.foreignKey("a_id", to: "writer", "id")]),
      ]
    ) {
      $0.tables = ["writer": "author"]
      $0.columns = ["writer": ["full_name": "name"]]
    }
    add(
      "django 25817: the column that foreign keys point to is renamed",
      [
        table("author", ColumnState("code", .text(20)), constraints: [.unique("code")]),
        table(
          "book", ColumnState("author_code", .text(20)), constraints: [.foreignKey("author_code", to: "author", "code")]
        ),
      ],
      [
        table("author", ColumnState("slug", .text(20)), constraints: [.unique("slug")]),
        table(
          "book", ColumnState("author_code", .text(20)), constraints: [.foreignKey("author_code", to: "author", "slug")]
        ),
      ]
    ) { $0.columns = ["author": ["slug": "code"]] }
    add(
      "django 25551 and 23614: columns of a unique constraint come and go",
      [table("a", ColumnState("x", .text), ColumnState("y", .text), constraints: [.unique("x", "y")])],
      [
        table(
          "a", ColumnState("x", .text), ColumnState("z", .integer(bits: 32), isNullable: true),
          constraints: [.unique("x", "z")])
      ])
    add(
      "efcore 3990: a renamed table gets a column and a foreign key at once",
      [table("site", ColumnState("name", .text)), table("job", ColumnState("title", .text))],
      [
        table("site", ColumnState("name", .text)),
        table(
          "task", ColumnState("title", .text), ColumnState("site_id", number, isNullable: true),
          constraints: [.foreignKey("site_id", to: "site", "id")], indexes: [.on("site_id")]),
      ]
    ) { $0.tables = ["task": "job"] }
    add(
      "ash_postgres 259: an indexed column is renamed",
      [
        table("event", ColumnState("start_date", .date), indexes: [.on("start_date"), .on("-start_date", name: "own")])
      ],
      [table("event", ColumnState("day", .date), indexes: [.on("day"), .on("-day", name: "own")])]
    ) { $0.columns = ["event": ["day": "start_date"]] }
    add(
      "pgschema 536 and ash_postgres 802: a table goes together with the keys that point to it",
      [
        table("parent", ColumnState("name", .text)),
        table("child", ColumnState("parent_id", number), constraints: [.foreignKey("parent_id", to: "parent", "id")]),
        table(
          "other", ColumnState("parent_id", number, isNullable: true),
          constraints: [.foreignKey("parent_id", to: "parent", "id", onDelete: .cascade)]),
      ],
      [table("other", ColumnState("parent_id", number, isNullable: true))])
    add(
      "alembic 1166: the order of an index's columns",
      [table("a", ColumnState("x", .text), ColumnState("y", .text), indexes: [.on("x", "y", name: "i")])],
      [table("a", ColumnState("x", .text), ColumnState("y", .text), indexes: [.on("y", "x", name: "i")])])
    add(
      "alembic 1212: an index on an expression goes",
      [
        table(
          "a", ColumnState("x", .text), ColumnState("n", number),
          indexes: [
            IndexState("i", [IndexElement(column: "n"), NamedExpression.lower("x").indexElement], isUnique: true)
          ])
      ],
      [table("a", ColumnState("x", .text), ColumnState("n", number))])
    add(
      "alembic 1216: a long expression is no change each time",
      [table("a", ColumnState("x", .text, isNullable: true))],
      [
        table(
          "a", ColumnState("x", .text, isNullable: true),
          indexes: [
            IndexState(
              "i",
              [
                IndexElement(
                  NamedExpression(
                    .call(
                      "coalesce", [.column("x"), NamedExpression(.value(.text(String(repeating: "long ", count: 30))))])
                  ))
              ])
          ])
      ])
    add(
      "alembic 1285: a descending index is no change each time",
      [table("a", ColumnState("x", .text), ColumnState("y", .timestamp))],
      [
        table(
          "a", ColumnState("x", .text), ColumnState("y", .timestamp),
          indexes: [.on("x", "-y"), .on("-x", name: "only")])
      ])
    add(
      "alembic 916 and 1602: a foreign key without a name gets another rule",
      [table("a"), table("b", ColumnState("a_id", number), constraints: [.foreignKey("a_id", to: "a", "id")])],
      [
        table("a"),
        table("b", ColumnState("a_id", number), constraints: [.foreignKey("a_id", to: "a", "id", onDelete: .cascade)]),
      ])
    add(
      "prisma-engines 826: another primary key, while keys point to the old one",
      [
        table("a", ColumnState("code", .text(20)), constraints: [.unique("code")]),
        table("b", ColumnState("a_id", number), constraints: [.foreignKey("a_id", to: "a", "id")]),
      ],
      [
        table(
          "a", ColumnState("id", number), ColumnState("code", .text(20)), key: ["code"], constraints: [.unique("id")]),
        table("b", ColumnState("a_id", number), constraints: [.foreignKey("a_id", to: "a", "id")]),
      ])
    add(
      "prisma-engines 103: the type of a key that others point to",
      [
        table("a", ColumnState("id", .integer(bits: 32), isAutomatic: true)),
        table("b", ColumnState("a_id", .integer(bits: 32)), constraints: [.foreignKey("a_id", to: "a", "id")]),
      ],
      [table("a"), table("b", ColumnState("a_id", number), constraints: [.foreignKey("a_id", to: "a", "id")])])
    add(
      "prisma-engines 103: a key of numbers becomes one of text",
      [
        table("a", ColumnState("id", number), key: ["id"]),
        table("b", ColumnState("a_id", number), constraints: [.foreignKey("a_id", to: "a", "id")]),
      ],
      [
        table("a", ColumnState("id", .text), key: ["id"]),
        table("b", ColumnState("a_id", .text), constraints: [.foreignKey("a_id", to: "a", "id")]),
      ])
    add(
      "prisma 5244: keys of text and composite keys are no change each time",
      [table("users", ColumnState("id", .text, databaseDefault: .value("x")), key: ["id"])],
      [
        table("users", ColumnState("id", .text, databaseDefault: .value("x")), key: ["id"]),
        table(
          "user-likes", ColumnState("story", .text), ColumnState("user", .text), key: ["story", "user"],
          constraints: [.foreignKey("user", to: "users", "id")]),
      ])
    add(
      "a new table points to a column that becomes unique at the same time",
      [table("a", ColumnState("name", .text))],
      [
        table(
          "a", ColumnState("name", .text), ColumnState("code", .text(20), isNullable: true),
          constraints: [.unique("code")]),
        table("aa", ColumnState("code", .text(20)), constraints: [.foreignKey("code", to: "a", "code")]),
      ])
    add(
      "the name of an index goes to another table",
      [table("a", ColumnState("x", .text), indexes: [.on("x", name: "shared")]), table("b", ColumnState("x", .text))],
      [table("a", ColumnState("x", .text)), table("b", ColumnState("x", .text), indexes: [.on("x", name: "shared")])])
    add(
      "a table takes the name of one that is renamed",
      [
        table("a", ColumnState("x", .text)),
        table("b", ColumnState("a_id", number), constraints: [.foreignKey("a_id", to: "a", "id")]),
      ],
      [
        table("old_a", ColumnState("x", .text)), table("a", ColumnState("y", .date)),
        table("b", ColumnState("a_id", number), constraints: [.foreignKey("a_id", to: "old_a", "id")]),
      ]
    ) { $0.tables = ["old_a": "a"] }
    return cases
  }()

  @Test("From one schema to the other, back and forth", arguments: cases, MigrationBackend.allCases)
  func reported(example: Case, backend: MigrationBackend) async throws {
    let initial = MigrationDefinition(
      id: "A.0001_initial", operations: try SchemaState().changes(to: example.old).map(\.operation))
    func author(_ definitions: [MigrationDefinition]) throws -> MigrationAuthor {
      try MigrationAuthor([MigrationAuthor.Module(name: "A", models: [], migrations: definitions)])
    }
    let answers = example.old.tables.filter { example.new[$0.name] == nil }.map { SchemaAnswer.dropTable($0.name) }
    let draft = try author([initial]).draft(
      to: example.new, hints: example.hints, answers: example.hints.tables.isEmpty ? answers : [])
    #expect(draft.questions == [])
    let written = draft.writers.map(\.definition)
    let all = [initial] + written
    #expect(try MigrationHistory(all).state() == example.new)
    #expect(try author(all).draft(to: example.new, hints: example.hints, answers: []).writers.isEmpty)
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, definitions: all)
      try await migrator.migrate()
      #expect(try await migrator.drift().map(\.summary) == [])
      try await migrator.migrate(to: .migration("A.0001_initial"))
      #expect(try await migrator.drift().map(\.summary) == [])
      try await migrator.migrate()
      #expect(try await migrator.drift().map(\.summary) == [])
    }
  }

  @Test("django 30691: a column that becomes a key to another module's table comes after that module")
  func otherModule() throws {
    let blog = MigrationDefinition(id: "Blog.0001_initial", operations: [CreateTable(Self.table("author"))])
    let shop = MigrationDefinition(
      id: "Shop.0001_initial", operations: [CreateTable(Self.table("order", ColumnState("author_id", Self.number)))])
    let author = try MigrationAuthor([
      MigrationAuthor.Module(name: "Blog", models: [], migrations: [blog]),
      MigrationAuthor.Module(name: "Shop", models: [], migrations: [shop]),
    ])
    let new = SchemaState([
      Self.table("author"),
      Self.table(
        "order", ColumnState("author_id", Self.number), constraints: [.foreignKey("author_id", to: "author", "id")]),
    ])
    let draft = try author.draft(to: new, answers: [])
    #expect(draft.writers.map(\.id) == ["Shop.0002_order_author_id_fk"])
    #expect(draft.writers.first?.after == ["Shop.0001_initial", "Blog.0001_initial"])
  }

  @Test("A table that has moved to another module is changed after the module that made it")
  func movedTable() throws {
    let blog = MigrationDefinition(id: "Zoo.0001_initial", operations: [CreateTable(Self.table("post"))])
    let other = MigrationDefinition(
      id: "Blog.0001_initial", after: ["Zoo.0001_initial"],
      operations: [RenameTable("post", to: "article")])
    let author = try MigrationAuthor([
      MigrationAuthor.Module(name: "Blog", models: [], migrations: [other]),
      MigrationAuthor.Module(name: "Zoo", models: [], migrations: [blog]),
    ])
    let draft = try author.draft(
      to: SchemaState([Self.table("article", ColumnState("x", .text, isNullable: true))]), answers: [])
    #expect(draft.writers.map(\.id) == ["Zoo.0002_article_x"])
    #expect(draft.writers.first?.after == ["Zoo.0001_initial", "Blog.0001_initial"])
  }

  @Test("A squash keeps what any of its migrations comes after in other modules")
  func squashDependencies() throws {
    let definitions = [
      MigrationDefinition(id: "Auth.0001_a", operations: [CreateTable(Self.table("user"))]),
      MigrationDefinition(id: "Blog.0001_a", operations: [CreateTable(Self.table("post"))]),
      MigrationDefinition(
        id: "Blog.0002_b", after: ["Blog.0001_a", "Auth.0001_a"],
        operations: [
          AddColumn("post", "user_id", Self.number, isNullable: true),
          AddForeignKey("post", "user_id", to: "user", "id"),
        ]),
    ]
    let squash = try MigrationHistory(definitions).squashed(from: "Blog.0001_a", to: "Blog.0002_b", name: "0001_all")
    #expect(squash.after == ["Auth.0001_a"])
    #expect(try MigrationHistory([definitions[0], squash]).state() == MigrationHistory(definitions).state())
  }

  @Test("What is only known to the history, or only to the database, stays so in a squash")
  func squashOfHalves() throws {
    let definitions = [
      MigrationDefinition(id: "A.0001_a", operations: [CreateTable(Self.table("x", ColumnState("n", .text)))]),
      MigrationDefinition(
        id: "A.0002_b", after: ["A.0001_a"],
        operations: [
          RunSQL("CREATE INDEX own ON x (n)", backwards: .sql("DROP INDEX own"), touches: "x"),
          StateOnly { AddIndex("x", on: "n", name: "own") },
          Backfill("x", set: "n", to: .lower("n")),
        ]),
    ]
    let history = try MigrationHistory(definitions)
    let squash = try history.squashed(from: "A.0001_a", to: "A.0002_b", name: "0001_all")
    let writer = MigrationWriter(squash: squash, number: 1, slug: "all", from: SchemaState())
    let text = try writer.text()
    #expect(writer.unwritable.isEmpty)
    #expect(text.contains("StateOnly {\n      AddIndex(\"x\", on: \"n\", name: \"own\")\n    }"))
    #expect(text.contains("RunSQL(\"CREATE INDEX own ON x (n)\", backwards: .sql(\"DROP INDEX own\"), touches: \"x\")"))
    #expect(text.contains("Backfill(\"x\", set: \"n\", to: "))
    #expect(!text.contains("Copy here"))
  }

  @Test("A squash leaves out what only changes rows that a new database does not have")
  func elidable() throws {
    func definitions(_ second: any SchemaOperation) -> [MigrationDefinition] {
      [
        MigrationDefinition(id: "A.0001_a", operations: [CreateTable(Self.table("x"))]),
        MigrationDefinition(
          id: "A.0002_b", after: ["A.0001_a"],
          operations: [second, AddColumn("x", "n", .text, isNullable: true)]),
      ]
    }
    func squashed(_ second: any SchemaOperation) throws -> [any SchemaOperation] {
      try MigrationHistory(definitions(second)).squashed(from: "A.0001_a", to: "A.0002_b", name: "0001_all").operations
    }
    let run = RunSwift("tidy", forwards: { _ in })
    #expect(try squashed(run).count == 3)
    // Nothing is in the way any more.
    #expect(try squashed(run.elidable()).count == 1)
    #expect(definitions(run)[1].checksum == definitions(run.elidable())[1].checksum)
    let error = #expect(throws: MigrationError.self) { try squashed(DropTable("x").elidable()) }
    #expect(error != nil)
  }
}
