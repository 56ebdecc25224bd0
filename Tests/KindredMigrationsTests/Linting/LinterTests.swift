import KindredCore
import KindredMigrations
import KindredPostgres
import KindredSQLite
import Testing

@Suite("The linter")
struct LinterTests {
  private static let initial = MigrationDefinition(
    id: "Blog.0001_initial",
    operations: [
      CreateTable("blog") { TableColumn("id", .integer(bits: 64), key: .automatic) },
      CreateTable("entry") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("headline", .text(100))
        TableColumn("note", .text, isNullable: true)
        TableColumn("rating", .integer(bits: 64))
        TableColumn("blog_id", .integer(bits: 64))
        ConstraintState.foreignKey("blog_id", to: "blog", "id")
      },
    ])

  /// The ids and severities of the findings about some operations on existing tables.
  private func findings(
    on dialect: Dialect = .postgres, stage: MigrationStage = .expand, rows: [String: Int] = [:],
    @SchemaOperations _ operations: () -> [any SchemaOperation]
  ) throws -> [String] {
    let second = MigrationDefinition(
      id: "Blog.0002_more", after: ["Blog.0001_initial"], stage: stage, operations: operations())
    let linter = MigrationLinter(try MigrationHistory([Self.initial, second]), dialect: dialect, rows: rows)
    return try linter.findings(in: ["Blog.0002_more"]).filter { $0.acknowledgement == nil }
      .map { "\($0.rule) \($0.severity)" }
  }

  @Test("Rows that are lost or in the way")
  func rows() throws {
    #expect(try findings { DropColumn("entry", "note") } == ["K101 error"])
    #expect(try findings(stage: .contract) { DropColumn("entry", "note") } == ["K101 warning"])
    #expect(try findings(rows: ["entry": 0]) { DropColumn("entry", "note") } == [])
    #expect(
      try findings { AlterColumn("entry", "headline", .type(.text(100), to: .text(50))) }.contains("K102 warning"))
    #expect(try findings { AlterColumn("entry", "headline", .type(.text(100), to: .text(255))) } == [])
    #expect(try findings { AddColumn("entry", "a", .text) } == ["K103 error", "K202 warning"])
    #expect(try findings { AddColumn("entry", "a", .text, isNullable: true) } == [])
    #expect(try findings { AddConstraint("entry", .unique("headline")) } == ["K104 warning"])
    #expect(
      try findings { AddColumn("entry", "a", .text, isNullable: true, unique: true, fill: .text("x")) }
        .contains("K105 error"))
    #expect(
      try !findings { AddColumn("entry", "a", .uuid, isNullable: true, unique: true, fill: .randomUUID) }
        .contains("K105 error"))
  }

  @Test("Releases that are running")
  func releases() throws {
    #expect(try findings { RenameColumn("entry", "note", to: "remark") } == ["K201 warning"])
    #expect(try findings { RenameColumn("entry", "note", to: "remark").acknowledging(.k201, "unused") } == [])
    #expect(try findings { RenameTable("entry", to: "post") } == ["K201 warning"])
    #expect(try findings(stage: .contract) { DropColumn("entry", "rating") } == ["K101 warning", "K203 warning"])
  }

  @Test("The usual online steps lock little; a rewrite is an error, unless the table is small")
  func locks() throws {
    #expect(try findings { AddIndex("entry", on: "headline") } == [])
    #expect(try findings { AddConstraint("entry", .check("c", .range("rating", 0, 10))) } == [])
    let rewriting = { () -> [any SchemaOperation] in
      [
        AlterColumn("blog", "id", .isAutomatic(true)),
        AlterColumn("entry", "rating", .type(.integer(bits: 64), to: .double)),
      ]
    }
    #expect(try findings { rewriting()[1] }.contains("K305 error"))
    #expect(try findings(rows: ["entry": 12]) { rewriting()[1] }.contains("K305 notice"))
    #expect(try findings(stage: .contract, rows: ["entry": 0]) { DropTable("entry") } == ["K307 notice"])
  }

  @Test("SQLite: tables that are copied")
  func remakes() throws {
    #expect(
      try findings(on: .sqlite) { AlterColumn("entry", "note", .isNullable(false), fill: .text("")) } == ["K401 notice"]
    )
    #expect(
      try findings(on: .sqlite, rows: ["entry": 2_000_000]) {
        AlterColumn("entry", "note", .isNullable(false), fill: .text(""))
      } == ["K401 error"])
    #expect(try findings(on: .sqlite) { AddColumn("entry", "a", .text, isNullable: true) } == [])
  }

  @Test("What cannot be seen or undone")
  func opaque() throws {
    #expect(try findings { RunSQL("SELECT 1") } == ["K601 warning", "K602 warning"])
    #expect(try findings { RunSQL("SELECT 1", backwards: .nothing).acknowledging(.k601, "reads only") } == [])
    #expect(try findings { RunSwift("tidy", forwards: { _ in }) } == ["K602 warning"])
  }

  @Test("Rows are changed beside the schema: each has a transaction of its own")
  func rowsBesideSchema() throws {
    let adding = AddColumn("entry", "slug", .text, isNullable: true)
    let filling = Backfill("entry", set: "slug", to: .lower("headline"))
    for dialect in [Dialect.postgres, .sqlite] {
      #expect(try findings(on: dialect) { Backfill("entry", set: "headline", to: .lower("headline")) } == [])
      #expect(
        try findings(on: dialect) {
          adding
          filling
        } == ["K308 notice"])
    }
    // A table that the migration makes is used by nobody.
    #expect(
      try findings {
        CreateTable("tag") { TableColumn("id", .integer(bits: 64), key: .automatic) }
        RunSQL("INSERT INTO tag DEFAULT VALUES", backwards: .nothing).acknowledging(.k601, "one row")
      } == [])
    // The copy of a table has foreign keys off.
    let altering = AlterColumn("entry", "note", .isNullable(false), fill: .text(""))
    #expect(
      try findings(on: .sqlite) {
        altering
        Backfill("entry", set: "headline", to: .lower("headline"))
      } == ["K401 notice", "K403 notice"])
  }

  @Test("A finding has file and line")
  func places() throws {
    let second = MigrationDefinition(
      id: "Blog.0002_more", after: ["Blog.0001_initial"], operations: Dropping.operations)
    let linter = MigrationLinter(try MigrationHistory([Self.initial, second]), dialect: .sqlite)
    let finding = try #require(try linter.findings().first)
    #expect(finding.description.hasPrefix("LinterTests.swift:\(Dropping.line): error K101: "))
  }

  private enum Dropping {
    static let line = #line + 2
    @SchemaOperations static var operations: [any SchemaOperation] {
      DropColumn("entry", "note")
    }
  }
}
