import KindredCore
import KindredMigrations
import Testing

@Suite("Migrations as Swift files")
struct MigrationWriterTests {
  @Test("Tables, columns, indexes and constraints")
  func wholeFile() throws {
    var entry = TableState(
      "entry",
      columns: [
        ColumnState("id", .integer(bits: 64), isAutomatic: true), ColumnState("blog_id", .integer(bits: 64)),
        ColumnState("headline", .text(255)),
        ColumnState("rating", .unsigned(bits: 16), isNullable: true, databaseDefault: .value(5)),
      ], key: ["id"])
    entry.constraints = [
      .unique("headline"), .check("rated", F("rating") >= 0 && F("rating") <= 10),
      .foreignKey("blog_id", to: "blog", "id", onDelete: .cascade),
    ]
    entry.indexes = [.on("headline", "-rating", where: .isNotNull("rating"))]
    let writer = try MigrationWriter(
      app: "Blog", number: 2, slug: "entry_and_more", after: ["Blog.0001_initial"], stage: .expand,
      changes: [
        .createTable(entry), .addColumn(table: "blog", ColumnState("token", .uuid), fill: .randomUUID),
        .alterColumn(table: "blog", ColumnState("name", .text(200)), fill: nil),
      ],
      from: SchemaState([
        TableState(
          "blog", columns: [ColumnState("id", .integer(bits: 64)), ColumnState("name", .text(100))], key: ["id"])
      ]))
    #expect(writer.id == "Blog.0002_entry_and_more")
    #expect(writer.fileName == "0002_entry_and_more.swift")
    #expect(
      try writer.text() == """
        import Kindred
        import KindredMigrations

        struct M0002_EntryAndMore: Migration {
          static let after: [MigrationID] = ["Blog.0001_initial"]

          static var operations: [any SchemaOperation] {
            CreateTable("entry") {
              TableColumn("id", .integer(bits: 64), key: .automatic)
              TableColumn("blog_id", .integer(bits: 64))
              TableColumn("headline", .text(255), unique: true)
              TableColumn("rating", .unsigned(bits: 16), isNullable: true, default: .value(5))
              ConstraintState.check("rated", .all([F("rating").lookup("gte", 0), F("rating").lookup("lte", 10)]))
              ConstraintState.foreignKey("blog_id", to: "blog", "id", onDelete: .cascade)
              IndexState.on("headline", "-rating", where: F("rating").lookup("isnull", false))
            }
            AddColumn("blog", "token", .uuid, fill: .randomUUID)
            AlterColumn("blog", "name", .type(.text(100), to: .text(200)))
          }
        }

        """)
  }

  @Test("Names are made of the changes, and have a limit")
  func names() {
    let add = SchemaChange.addColumn(table: "entry", ColumnState("rating", .text), fill: nil)
    #expect(MigrationName.slug([add], isInitial: true) == "initial")
    #expect(MigrationName.slug([add], isInitial: false) == "entry_rating")
    #expect(MigrationName.slug([], isInitial: false) == "empty")
    let many = (0..<9).map { SchemaChange.dropColumn(table: "entry", "column\($0)") }
    #expect(MigrationName.slug(many, isInitial: false) == "remove_entry_column0_remove_entry_column1_and_more")
    #expect(MigrationName.slug([.dropTable("a\"b\\(c) – é")], isInitial: false) == "delete_a_b_c")
    #expect(MigrationName.type(number: 12, slug: "tag_and_more") == "M0012_TagAndMore")
  }
}
