import KindredCore
import KindredMigrations
import Testing

@Suite("Tables that exist as models")
struct InspectedSchemaTests {
  private func key(_ name: String) -> ForeignKeyState {
    ForeignKeyState(columns: [name + "_id"], table: name, targets: ["id"])
  }

  private func table(_ name: String, keys: String..., columns: ColumnState...) -> TableState {
    let id = ColumnState("id", .integer(bits: 64), isAutomatic: true)
    var table = TableState(name, columns: [id] + columns, key: ["id"])
    for key in keys {
      table.columns.append(ColumnState(key + "_id", .integer(bits: 64)))
      table.constraints.append(ConstraintState(nil, .foreignKey(self.key(key))))
      table.indexes.append(IndexState(nil, [IndexElement(column: key + "_id")]))
    }
    return table
  }

  @Test("Names that Swift or a model does not allow get other ones, with the column's name beside them")
  func names() {
    let columns = ["update", "class", "2nd", "a_b", "aB", "is_ok", "URL", "self"].map { ColumnState($0, .bool) }
    let table = TableState("date", columns: columns, key: ["class"])
    #expect(
      SchemaSource(SchemaState([table])).models() == [
        """
        @Model(table: "date")
        struct DateModel {
          @Field(column: "update") var updateValue: Bool
          @PrimaryKey var `class`: Bool
          @Field(column: "2nd") var n2nd: Bool
          var aB: Bool
          @Field(column: "aB") var aB2: Bool
          var isOk: Bool
          @Field(column: "URL") var url: Bool
          @Field(column: "self") var selfValue: Bool
        }
        """
      ])
  }

  @Test("Relations to the same model have different names there")
  func relatedNames() {
    var page = table("page", keys: "user")
    page.columns.append(ColumnState("editor_id", .integer(bits: 64), isNullable: true))
    page.constraints.append(
      ConstraintState(
        nil, .foreignKey(ForeignKeyState(columns: ["editor_id"], table: "user", targets: ["id"], onDelete: .setNull))))
    // The usual name of the set would be that of a column.
    let user = table("user", columns: ColumnState("note", .text))
    let source = SchemaSource(SchemaState([page, user, table("note", keys: "user")]))
    #expect(
      source.models() == [
        """
        @Model
        struct Note {
          @ForeignKey(onDelete: .protect, relatedName: "noteUserSet") var user: User
        }
        """,
        """
        @Model
        struct Page {
          @ForeignKey(onDelete: .protect) var user: User
          @ForeignKey(onDelete: .databaseSetNull, relatedName: "pageEditorSet", index: false) var editor: User?
        }
        """,
        """
        @Model
        struct User {
          var note: String
        }
        """,
      ])
  }

  @Test("Tables of links become sets only where the names are those that Kindred would give")
  func links() {
    var link = table("entry_tags", keys: "entry", "tag")
    link.constraints.append(ConstraintState(nil, .unique(columns: ["entry_id", "tag_id"])))
    let tables = [table("entry"), table("tag")]
    func models(_ link: TableState) -> [String] { SchemaSource(SchemaState(tables + [link])).models() }
    #expect(models(link).first == "@Model\nstruct Entry {\n  @ManyToMany var tags: RelatedSet<Tag>\n}")
    var other = link
    other.name = "tagging"
    #expect(models(other).last?.hasPrefix("@Model(uniqueTogether: [[\"entry\", \"tag\"]])\nstruct Tagging {") == true)
    other = link
    other.columns.append(ColumnState("place", .integer(bits: 32)))
    #expect(models(other).count == 3)
    other = link
    other.constraints.removeLast()
    #expect(models(other).count == 3)
  }

  @Test("Only names that Django makes up are forgotten")
  func djangoNames() async throws {
    try await withBench(.sqlite) { bench async throws in
      for sql in [
        "CREATE TABLE django_migrations (id integer PRIMARY KEY AUTOINCREMENT, app varchar(9), name varchar(9))",
        "CREATE TABLE x (id integer PRIMARY KEY AUTOINCREMENT, a integer NOT NULL, b integer NOT NULL)",
        "CREATE UNIQUE INDEX x_a_b_0cd325b0_uniq ON x (a, b)", "CREATE INDEX x_a_ac547e_idx ON x (a)",
        "CREATE INDEX x_b_mine ON x (b)", "CREATE UNIQUE INDEX x_a_mine ON x (a)",
      ] { try await bench.database.execute(RawSQL(unchecked: sql)) }
      let x = try #require(try await InspectedSchema(of: bench.database).state["x"])
      #expect(x.constraints == [ConstraintState(nil, .unique(columns: ["a", "b"]))])
      #expect(Set(x.indexes.map(\.name)) == [nil, "x_b_mine", "x_a_mine"])
    }
  }

  @Test("CM-7 Partitions belong to their table")
  func partitions() async throws {
    try await withBench(.postgres) { bench async throws in
      try await bench.database.execute(
        "CREATE TABLE log (id bigint NOT NULL, day date NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)")
      try await bench.database.execute(
        "CREATE TABLE log_2026 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')")
      #expect(try await InspectedSchema(of: bench.database).state.tables.map(\.name) == ["log"])
    }
  }

  @Test("A generated column is not one that can be written", arguments: MigrationBackend.allCases)
  func generated(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await bench.database.execute(
        "CREATE TABLE x (id integer PRIMARY KEY, twice integer GENERATED ALWAYS AS (id * 2) STORED)")
      #expect(
        try await InspectedSchema(of: bench.database).models(of: nil) == [
          "// Not here: the column \"twice\" is generated.\n@Model\nstruct X {\n  @PrimaryKey var id: Int32\n}"
        ])
    }
  }

  @Test("AD-10 A set in place of a column, and a set of other objects")
  func manyToMany() throws {
    var link = table("entry_tags", keys: "entry", "tag")
    link.constraints.append(ConstraintState(nil, .unique(columns: ["entry_id", "tag_id"])))
    let others = [table("tag"), table("topic")]
    let column = SchemaState([table("entry", keys: "tag")] + others)
    let set = SchemaState([table("entry"), link] + others)
    let toSet = try SchemaDifference(from: column, to: set)
    #expect(toSet.questions.isEmpty)
    #expect(toSet.changes.map(\.summary).contains("create the table \"entry_tags\""))
    #expect(toSet.removals.map(\.summary).contains("drop the column \"tag_id\" of \"entry\""))
    #expect(try column.applying(toSet.changes + toSet.removals) == set)

    var topics = table("entry_tags", keys: "entry", "topic")
    topics.constraints.append(ConstraintState(nil, .unique(columns: ["entry_id", "topic_id"])))
    let ofTopics = SchemaState([table("entry"), topics] + others)
    let question = SchemaQuestion.column(table: "entry_tags", gone: "tag_id", new: ["topic_id"])
    #expect(try SchemaDifference(from: set, to: ofTopics).questions.contains(question))
  }
}
