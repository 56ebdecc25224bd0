import Foundation
import KindredCore
import KindredSQLite
import Testing

@Suite("Commands of manage")
struct CommandTests {
  @Test("What a project does not have is an error with its name, and ends with 1")
  func unknownNames() async throws {
    try await ManageRun.with { manage in
      for arguments in [
        ["migrate", "--app", "Shop"], ["migrate", "Shop.zero"], ["makemigrations", "--app", "Shop"],
        ["adopt-django", "--app", "Shop"],
      ] {
        let outcome = try manage.run(arguments)
        #expect(outcome.status == 1, "\(arguments)")
        #expect(outcome.errors.hasPrefix("error: There is no module 'Shop'."), "\(arguments)")
        #expect(!outcome.errors.contains("Usage"), "\(arguments)")
      }
      #expect(try manage("migrate", "Polls.0009").errors == "error: There is no migration \"Polls.0009\".\n")
      let table = try manage("inspectdb", "nothing")
      #expect(table.errors.hasPrefix("error: The database has no table 'nothing'."))
      #expect(table.status == 1)
      #expect(try manage("adopt-django").errors == "error: Polls has migrations already; adopting begins a history.\n")
      #expect(
        try manage("makemigrations", "--fill", "choice.votes=many").errors
          == "error: 'many' is no value of the column 'votes': a whole number is expected\n")
      // The words of the command line themselves.
      #expect(try manage("migrate", "--plan", "--check").status == 64)
      #expect(try manage("frobnicate").status == 64)
    }
  }

  @Test("migrate says what it did, and a plan says what it would do")
  func migrate() async throws {
    try await ManageRun.with { manage in
      let plan = try manage("migrate", "--plan")
      #expect(plan.status == 0)
      #expect(
        plan.output
          == "apply Polls.0001_initial\n    create the table \"question\"\n    create the table \"choice\"\n")
      #expect(try manage("migrate", "--check").status == 1)
      let first = try manage("migrate")
      #expect(first.output.contains("applied  Polls.0001_initial  1 step  "))
      #expect(first.output.hasSuffix("1 migration applied.\n"))
      #expect(try manage("migrate").output == "Nothing to do.\n")
      #expect(try manage("migrate", "--check").status == 0)
      #expect(
        try manage("migrate", "zero", "--plan").output
          == "undo  Polls.0001_initial\n    drop the table \"choice\"\n    drop the table \"question\"\n")
      // The one module is meant.
      #expect(try manage("migrate", "zero").output.hasSuffix("1 migration undone.\n"))
      let json = try manage("migrate", "--json")
      #expect(json.output == "{\n  \"applied\" : [\n    \"Polls.0001_initial\"\n  ]\n}\n")
      #expect(json.errors == "")
      #expect(try manage("migrate", "--fake-initial").output == "Nothing to do.\n")
    }
  }

  @Test("What only looks leaves no file behind")
  func looking() async throws {
    try await ManageRun.with { manage in
      #expect(try manage("showmigrations").output == "Polls\n [ ] 0001_initial\n")
      for arguments in [["migrate", "--plan"], ["sqlmigrate", "0001"], ["drift"], ["lint"], ["inspectdb"]] {
        #expect(try manage.run(arguments).status == 0, "\(arguments)")
      }
      #expect(try manage("migrate", "--check").status == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: manage.folder.path) == [])
      let refused = try manage("sqlmigrate", "0001", "--dialect", "postgresql")
      #expect(refused.status == 1)
      #expect(refused.errors.hasPrefix("error: Manage lists no dialect 'postgresql'. Import the libraries"))
    }
  }

  @Test("Output that goes to no terminal has no colours")
  func colors() async throws {
    try await ManageRun.with { manage in
      try manage("migrate")
      for command in ["showmigrations", "lint", "drift", "check", "inspectdb"] {
        let outcome = try manage.run([command])
        #expect(outcome.status == 0, "\(command)")
        #expect(!(outcome.output + outcome.errors).contains("\u{1B}"), "\(command)")
      }
    }
  }

  @Test("CM-17 A project has commands of its own")
  func ownCommand() async throws {
    try await ManageRun.with { manage in
      try manage("migrate")
      #expect(try manage("ask", "What's up?").output == "Question 1: What's up?\n")
      #expect(try manage("--help").output.contains("ask                     Adds a question."))
    }
  }

  @Test("dbshell passes arguments on, and ends as the shell does")
  func shell() async throws {
    try await ManageRun.with { manage in
      try manage("migrate")
      let outcome = try manage("dbshell", "--", "-csv", "SELECT 40 + 2, name FROM kindred_migrations")
      #expect(outcome.output == "42,0001_initial\n")
      #expect(try manage("dbshell", "--", "SELECT nothing").status == 1)
    }
  }

  #if os(Linux)
    @Test(
      "dbshell reads from its terminal",
      .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "There is no 'script'."))
    func shellOnTerminal() async throws {
      try await ManageRun.with { manage in
        let script = try manage.onTerminal("dbshell", input: "SELECT 40 + 2;\n.quit\n")
        #expect(script.status == 0)
        #expect(script.output.split(whereSeparator: \.isNewline).contains { $0.hasSuffix("42") })
      }
    }
  #endif

  @Test("inspectdb prints models of some tables, with relations to the others, and names what has no model")
  func inspect() async throws {
    try await ManageRun.with { manage in
      try manage("migrate")
      let database = try Database(sqlite: manage.database)
      try await database.execute(
        "CREATE TABLE pair (a integer, b integer, c integer GENERATED ALWAYS AS (a + b), PRIMARY KEY (a, b))")
      try await database.execute("CREATE TABLE sum (id integer PRIMARY KEY AUTOINCREMENT, c integer AS (id * 2))")
      await database.close()
      let outcome = try manage("inspectdb", "choice", "pair", "sum")
      #expect(
        outcome.output == """
          import Foundation
          import Kindred

          // Made from the database. Check names, types and onDelete rules.

          @Model
          struct Choice {
            @ForeignKey(onDelete: .protect) var question: Question
            @Field(maxLength: 200) var choiceText: String
            var votes: Int
          }

          // pair: no model, because its primary key has several columns (a, b).

          // Not here: the column "c" is generated.
          @Model
          struct Sum {

          }

          """)
    }
  }
}
