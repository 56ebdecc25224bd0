import KindredCore
import KindredMigrations
import Testing

@Suite("Writing migrations for what has changed")
struct MigrationAuthorTests {
  private func table(_ name: String, pointingTo others: String...) -> TableState {
    var table = TableState(name, columns: [ColumnState("id", .integer(bits: 64), isAutomatic: true)], key: ["id"])
    for other in others {
      table.columns.append(ColumnState("\(other)_id", .integer(bits: 64)))
      table.constraints.append(.foreignKey("\(other)_id", to: other, "id"))
    }
    return table
  }

  @Test("Modules that need each other get a second migration, and each comes after what it needs")
  func modules() throws {
    var cut = MigrationCut(apps: ["blog": "Blog", "shop": "Shop", "ad": "Blog", "log": "Log"])
    let changes: [SchemaChange] = [
      .createTable(table("blog")), .createTable(table("shop", pointingTo: "blog")),
      .createTable(table("ad", pointingTo: "shop")), .createTable(table("log")),
    ]
    cut.add(changes, stage: .expand)
    let pieces = cut.sorted
    #expect(pieces.map(\.app) == ["Blog", "Shop", "Blog", "Log"])
    #expect(pieces.map { $0.changes.map(\.table) } == [["blog"], ["shop"], ["ad"], ["log"]])
    #expect(pieces[2].previous == [pieces[0].index, pieces[1].index])
    #expect(pieces[3].previous.isEmpty)
  }

  @Test("What removes is a migration of its own, after what adds")
  func stages() throws {
    var cut = MigrationCut(apps: ["entry": "Blog"])
    cut.add([.addColumn(table: "entry", ColumnState("a", .text, isNullable: true), fill: nil)], stage: .expand)
    cut.add([.dropColumn(table: "entry", "b")], stage: .contract)
    #expect(cut.sorted.map(\.stage) == [.expand, .contract])
    #expect(cut.sorted[1].previous == [0])
  }

  @Test("Nothing to do makes no migration; a history and an empty one")
  func author() throws {
    let author = try MigrationAuthor([MigrationAuthor.Module(name: "Blog", models: [], migrations: [])])
    let draft = try author.draft(answers: [])
    #expect(draft.writers.isEmpty && draft.questions.isEmpty)
    let history = MigrationDefinition(
      id: "Blog.0007_entry",
      operations: [CreateTable(table("entry")), AddColumn("entry", "slug", .text(50), fill: .text(""))])
    let next = try MigrationAuthor([MigrationAuthor.Module(name: "Blog", models: [], migrations: [history])])
    let empty = try next.empty(in: "Blog", named: "tidy_slugs", with: ["entry"])
    #expect(
      try empty.text() == """
        import Kindred
        import KindredMigrations

        struct M0008_TidySlugs: Migration {
          static let after: [MigrationID] = ["Blog.0007_entry"]

          @Model(table: "entry") struct Entry {
            @Field(maxLength: 50) var slug: String
          }

          static let models: [any Model.Type] = [Entry.self]

          static var operations: [any SchemaOperation] {

          }
        }

        """)
    #expect(throws: MigrationError.self) { try next.empty(in: "Blog", named: nil, with: ["nothing"]) }
    // The models have no such table any more.
    let removal = try next.draft(answers: [])
    #expect(removal.writers.map(\.stage) == [.contract])
    #expect(removal.writers.map(\.fileName) == ["0008_delete_entry.swift"])
  }

  @Test("Tables of a Django project as models")
  func models() throws {
    var choice = TableState(
      "polls_choice",
      columns: [
        ColumnState("id", .integer(bits: 64), isAutomatic: true), ColumnState("choice_text", .text(200)),
        ColumnState("question_id", .integer(bits: 64)), ColumnState("class", .text, isNullable: true),
      ], key: ["id"])
    choice.constraints = [
      .foreignKey("question_id", to: "polls_question", "id"), .unique("question_id", "choice_text"),
    ]
    choice.indexes = [.on("question_id")]
    let state = SchemaState([choice, table("polls_question")])
    #expect(
      SchemaSource(state, droppingPrefixes: ["polls_"]).models(isPublic: true).first == """
        @Model(table: "polls_choice", uniqueTogether: [["question", "choiceText"]])
        public struct Choice {
          @Field(maxLength: 200) public var choiceText: String
          @ForeignKey(onDelete: .protect) public var question: Question
          public var `class`: String?
        }
        """)
  }
}
