import Foundation
import KindredCore
import KindredMigrations
import KindredSQLite
import Testing

@testable import KindredCommands

private struct Manage: ManageCommand {
  static let modules = [ProjectModule("Blog", models: [], migrations: [Initial.self])]

  static func database(named name: String?) async throws -> Database {
    try await MigrationBench.open(try #require(name))
  }

  enum Initial: Migration {
    static let id: MigrationID = "Blog.0001_initial"
    static let after: [MigrationID] = []
    static var operations: [any SchemaOperation] {
      CreateTable("entry") { TableColumn("id", .integer(bits: 64), key: .automatic) }
    }
  }
}

@Suite("Commands that only look at a database")
struct LookingTests {
  private func withMissingFile(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.appendingPathComponent("test.sqlite").path)
  }

  @Test(
    "A missing file is looked at as an empty database, and not created",
    arguments: [
      (["showmigrations"], Int32(0), "Blog\n [ ] 0001_initial\n"),
      (["showmigrations", "--plan"], 0, "[ ] Blog.0001_initial\n"),
      (["migrate", "--plan"], 0, "apply Blog.0001_initial\n    create the table \"entry\"\n"),
      (["migrate", "--check"], 1, "apply Blog.0001_initial\n    create the table \"entry\"\n"),
      (["sqlmigrate", "0001"], 0, "-- step 1: create the table \"entry\"\n"),
      (["drift"], 0, "The database is as its migrations say.\n"),
      (["drift", "--adopt", "--dry-run"], 1, ""),
      (["lint"], 0, "Nothing found.\n"),
      (["lint", "--all"], 0, "Nothing found.\n"),
      (["inspectdb"], 0, "import Foundation\n"),
      (["check"], 0, "0 tables and 1 migration: nothing found.\n"),
      (["migrate", "--rehearse"], 0, "  applied  Blog.0001_initial  1 step  "),
      (["adopt-django", "--dry-run"], 1, ""),
    ])
  func missing(arguments: [String], code: Int32, start: String) async throws {
    try await withMissingFile { path in
      let run = try await CommandRun.run(Manage.self, arguments + ["--database", path], typing: nil)
      #expect(run.code == code, "\(run)")
      #expect(run.output.hasPrefix(start), "\(run)")
      let folder = (path as NSString).deletingLastPathComponent
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
      // What works creates it.
      #expect(try await CommandRun.run(Manage.self, "migrate", "--database", path).code == 0)
      #expect(FileManager.default.fileExists(atPath: path))
      let applied = try await CommandRun.run(Manage.self, "showmigrations", "--database", path)
      #expect(applied.output.hasPrefix("Blog\n [X] 0001_initial  "))
    }
  }

  @Test("A missing folder is still an error")
  func missingFolder() async throws {
    try await withMissingFile { path in
      let run = try await CommandRun.run(Manage.self, "showmigrations", "--database", path + "/other/test.sqlite")
      #expect(run.code == 1)
      #expect(run.notes.contains("cannot be opened: its folder does not exist."), "\(run)")
    }
  }
}
