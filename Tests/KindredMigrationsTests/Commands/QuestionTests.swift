import Foundation
import Kindred
import KindredCore
import KindredMigrations
import Testing

@testable import KindredCommands

/// What the models of a project have become, whose migrations make a table `entry` with a tagline and a rating.
private enum Changed {
  @Model(table: "entry")
  fileprivate struct OtherColumn {
    @Field(maxLength: 100) var subtitle: String
    var rating: Int
  }

  /// The same table by another name.
  @Model(table: "post")
  fileprivate struct OtherTable {
    @Field(maxLength: 100) var tagline: String
    var rating: Int
  }

  @Model(table: "entry")
  fileprivate struct NewNumber {
    @Field(maxLength: 100) var tagline: String
    var rating: Int
    var code: Int
  }

  @Model(table: "customer")
  fileprivate struct Customer {
    var name: String
  }

  @Model(table: "item")
  fileprivate struct Item {
    @Field(maxLength: 100) var tagline: String
    var rating: Int
  }

  @Model(table: "entry")
  fileprivate struct NewToken {
    @Field(maxLength: 100) var tagline: String
    var rating: Int
    var token: UUID
  }
}

private protocol Models {
  static var all: [any Model.Type] { get }
  /// Those of a second module.
  static var others: [any Model.Type] { get }
}

extension Models {
  static var others: [any Model.Type] { [Changed.Customer.self] }
}

private enum ColumnModels: Models { static let all: [any Model.Type] = [Changed.OtherColumn.self] }
private enum TableModels: Models { static let all: [any Model.Type] = [Changed.OtherTable.self] }
private enum NumberModels: Models { static let all: [any Model.Type] = [Changed.NewNumber.self] }
private enum TokenModels: Models { static let all: [any Model.Type] = [Changed.NewToken.self] }

private enum MovedModels: Models {
  static let all: [any Model.Type] = []
  static let others: [any Model.Type] = [Changed.Customer.self, Changed.Item.self]
}

private struct Manage<Chosen: Models>: ManageCommand {
  static var modules: [ProjectModule] {
    [ProjectModule("Blog", models: Chosen.all, migrations: [Initial.self], folder: "/nowhere/Migrations")]
  }

  static func database(named name: String?) async throws -> Database {
    throw KindredError(.cannotOpen, "No database is needed.")
  }
}

private enum Initial: Migration {
  static let id: MigrationID = "Blog.0001_initial"
  static let after: [MigrationID] = []
  static var operations: [any SchemaOperation] {
    CreateTable("entry") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("tagline", .text(100))
      TableColumn("rating", .integer(bits: 64))
    }
  }
}

/// A second module, whose models are as its migrations say, or have taken over the table of the first one.
private struct TwoModules<Chosen: Models>: ManageCommand {
  static var modules: [ProjectModule] {
    [
      ProjectModule("Blog", models: Chosen.all, migrations: [Initial.self], folder: "/nowhere/Blog"),
      ProjectModule("Shop", models: Chosen.others, migrations: [ShopInitial.self], folder: "/nowhere/Shop"),
    ]
  }

  static func database(named name: String?) async throws -> Database { try await Manage<Chosen>.database(named: name) }
}

private enum ShopInitial: Migration {
  static let id: MigrationID = "Shop.0001_initial"
  static let after: [MigrationID] = []
  static var operations: [any SchemaOperation] {
    CreateTable("customer") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("name", .text)
    }
  }
}

@Suite("Questions of makemigrations at a terminal")
struct QuestionTests {
  private static let columnQuestion = """
    entry.tagline is gone, and entry.subtitle is new. Which is it?
      1) the column was renamed to subtitle
      2) only the property was renamed, and the column stays tagline
      3) two different columns: tagline is dropped, with its values
    >\u{20}
    """
  private static let columnInstruction =
    "error: entry.tagline was removed and entry.subtitle added; say --rename entry.tagline:subtitle or --allow-drop "
    + "entry.tagline\n"
  private static let subtitleQuestion =
    "entry.subtitle may not be NULL, and has no value for the rows that exist. What do they get?\n> "

  private func run<Chosen: Models>(
    _ models: Chosen.Type, _ options: String..., typing lines: [String]?
  ) async throws -> CommandRun {
    try await CommandRun.run(Manage<Chosen>.self, ["makemigrations", "--dry-run"] + options, typing: lines)
  }

  @Test("A renamed column; the same answer as an option writes the same file")
  func renamedColumn() async throws {
    let asked = try await run(ColumnModels.self, typing: ["1", "unread"])
    #expect(asked.code == 0)
    #expect(
      asked.notes == Self.columnQuestion + "Same answers without questions: --rename entry.tagline:subtitle\n")
    #expect(asked.unread == ["unread"])
    #expect(asked.output.contains("    RenameColumn(\"entry\", \"tagline\", to: \"subtitle\")\n"))
    #expect(!asked.output.contains("DropColumn"))
    let said = try await run(ColumnModels.self, "--rename", "entry.tagline:subtitle", "--no-input", typing: [])
    #expect(said.output == asked.output)
    #expect(said.notes == "")
  }

  @Test("Only the property was renamed: the model has to say so, and nothing is written")
  func renamedProperty() async throws {
    let asked = try await run(ColumnModels.self, typing: ["2"])
    #expect(asked.code == 1)
    #expect(
      asked.notes == Self.columnQuestion
        + "Write (column: \"tagline\") at the property, build, and start again. Nothing was written.\n")
    #expect(asked.output == "")
  }

  @Test("A dropped column, and a value for the new one, with a quotation mark in it")
  func droppedColumn() async throws {
    let asked = try await run(ColumnModels.self, typing: ["3", "it's new"])
    #expect(asked.code == 0)
    #expect(
      asked.notes == Self.columnQuestion + Self.subtitleQuestion
        + "Same answers without questions: --allow-drop entry.tagline --fill 'entry.subtitle=it'\\''s new'\n")
    #expect(asked.output.contains("DropColumn(\"entry\", \"tagline\")"))
    #expect(asked.output.contains("AddColumn(\"entry\", \"subtitle\", .text(100), fill: .value(.text(\"it's new\")))"))
    let said = try await run(
      ColumnModels.self, "--allow-drop", "entry.tagline", "--fill", "entry.subtitle=it's new", typing: nil)
    #expect(said.output == asked.output)
  }

  @Test("A renamed table and a dropped one")
  func tables() async throws {
    let question = """
      The table entry is gone, and post is new. Which is it?
        1) the table was renamed to post
        2) entry is dropped, with its rows
      >\u{20}
      """
    let renamed = try await run(TableModels.self, typing: ["1"])
    #expect(renamed.notes == question + "Same answers without questions: --rename entry:post\n")
    #expect(renamed.output.contains("    RenameTable(\"entry\", to: \"post\")\n"))
    #expect(!renamed.output.contains("CreateTable"))
    let dropped = try await run(TableModels.self, typing: ["2"])
    #expect(dropped.notes == question + "Same answers without questions: --allow-drop entry\n")
    #expect(dropped.output.contains("    DropTable(\"entry\")\n"))
    #expect(dropped.output.contains("    CreateTable(\"post\") {\n"))
    for run in [renamed, dropped] { #expect(run.code == 0) }
  }

  @Test("What is no answer is asked again")
  func wrongInput() async throws {
    let asked = try await run(ColumnModels.self, typing: ["", "0", "4", "one", "1"])
    #expect(asked.code == 0)
    let again = "Type a number from 1 to 3, or end with control-C.\n> "
    #expect(
      asked.notes == Self.columnQuestion + String(repeating: again, count: 4)
        + "Same answers without questions: --rename entry.tagline:subtitle\n")
  }

  @Test("A value for the rows that exist has to be one of the column")
  func fills() async throws {
    let number = try await run(NumberModels.self, typing: ["many", "7"])
    #expect(number.code == 0)
    #expect(
      number.notes == """
        entry.code may not be NULL, and has no value for the rows that exist. What do they get?
        > 'many' is no value of the column 'code': a whole number is expected
        > Same answers without questions: --fill 'entry.code=7'

        """)
    #expect(number.output.contains("AddColumn(\"entry\", \"code\", .integer(bits: 64), fill: .value(.integer(7)))"))
    // Only a UUID can be random.
    let random = try await run(NumberModels.self, typing: ["random-uuid"])
    #expect(random.code == 3)
    let token = try await run(TokenModels.self, typing: ["random-uuid"])
    #expect(token.code == 0)
    #expect(token.notes.hasSuffix("> Same answers without questions: --fill 'entry.token=random-uuid'\n"))
    #expect(token.output.contains("AddColumn(\"entry\", \"token\", .uuid, fill: .randomUUID)"))
  }

  @Test("At the end of the input it says what to add, ends with 3 and writes nothing")
  func end() async throws {
    let first = try await run(ColumnModels.self, typing: [])
    #expect(first.code == 3)
    #expect(first.notes == Self.columnQuestion + "\n" + Self.columnInstruction)
    #expect(first.output == "")
    let second = try await run(ColumnModels.self, typing: ["3"])
    #expect(second.code == 3)
    #expect(
      second.notes == Self.columnQuestion + Self.subtitleQuestion
        + "\nerror: entry.subtitle needs a value for the rows that exist; give the property a default, or say --fill "
        + "entry.subtitle=VALUE\n")
    #expect(second.output == "")
  }

  @Test("Nobody is asked by a check, which ends with 1, nor with --no-input and --json, which end with 3")
  func unasked() async throws {
    let lines = ["1"]
    let check = try await run(ColumnModels.self, "--check", typing: lines)
    #expect(check.code == 1)
    #expect(
      check.notes == Self.columnInstruction
        + "error: entry.subtitle needs a value for the rows that exist; give the property a default, or say --fill "
        + "entry.subtitle=VALUE\n")
    for option in ["--no-input", "--json"] {
      let run = try await run(ColumnModels.self, option, typing: lines)
      #expect(run.code == 3)
      #expect(run.notes == check.notes)
      #expect(run.unread == lines && run.output == "")
    }
    #expect(check.unread == lines && check.output == "")
    // What is answered is still missing.
    let answered = try await run(ColumnModels.self, "--check", "--rename", "entry.tagline:subtitle", typing: lines)
    #expect(answered.code == 1)
    #expect(answered.output.contains("RenameColumn"))
    #expect(answered.unread == lines)
  }

  @Test("A check of one module is not concerned by questions about another one")
  func otherModule() async throws {
    let check = ["makemigrations", "--check", "--app"]
    let shop = try await CommandRun.run(TwoModules<ColumnModels>.self, check + ["Shop"], typing: nil)
    #expect(shop.code == 0 && shop.output == "No changes.\n" && shop.notes == "", "\(shop)")
    for apps in [["Blog"], ["Shop", "--app", "Blog"]] {
      let run = try await CommandRun.run(TwoModules<ColumnModels>.self, check + apps, typing: nil)
      #expect(run.code == 1 && run.output == "", "\(run)")
      #expect(run.notes.hasPrefix(Self.columnInstruction), "\(run)")
    }
    // A table that has become one of the other module is the concern of both.
    let moved = try await CommandRun.run(TwoModules<MovedModels>.self, check + ["Shop"], typing: nil)
    #expect(moved.code == 1 && moved.notes.contains("--rename entry:item or --allow-drop entry"), "\(moved)")
  }
}
