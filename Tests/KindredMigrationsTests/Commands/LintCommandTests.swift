import Foundation
import KindredCore
import KindredMigrations
import Testing

@testable import KindredCommands

/// The program of a project whose second migration is not applied yet. The name of its database is the place of it.
private struct Manage: ManageCommand {
  static let modules = [ProjectModule("Blog", models: [], migrations: [Initial.self, Renaming.self])]

  static func database(named name: String?) async throws -> Database {
    try await MigrationBench.open(try #require(name))
  }

  enum Initial: Migration {
    static let id: MigrationID = "Blog.0001_initial"
    static let after: [MigrationID] = []
    static var operations: [any SchemaOperation] {
      CreateTable("entry") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("headline", .text)
      }
    }
  }

  enum Renaming: Migration {
    static let id: MigrationID = "Blog.0002_title"
    static let after: [MigrationID] = ["Blog.0001_initial"]
    static let line = #line + 2
    static var operations: [any SchemaOperation] {
      RenameColumn("entry", "headline", to: "title")
      RenameTable("entry", to: "post").acknowledging(.k201, "nobody reads it yet")
    }
  }
}

@Suite("manage lint")
struct LintCommandTests {
  @Test(
    "It prints file and line and the page of the rule; --fail-on says from when on it ends with 1",
    arguments: MigrationBackend.allCases)
  func failing(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await Migrator(bench.database, migrations: [Manage.Initial.self]).migrate()
      let usual = try await CommandRun.run(Manage.self, "lint", "--database", bench.place)
      let lines = usual.output.split(separator: "\n")
      #expect(lines.count == 4)
      #expect(
        lines.first?.hasPrefix("LintCommandTests.swift:\(Manage.Renaming.line): warning K201: The running release")
          == true)
      #expect(lines.dropFirst().first == "  see \(LintRule.k201.page)")
      #expect(lines.dropFirst(2).first?.hasSuffix("(accepted: nobody reads it yet)") == true)
      #expect(usual.code == 0)
      let strict = try await CommandRun.run(
        Manage.self, "lint", "--database", bench.place, "--fail-on", "warning", "--json")
      #expect(strict.code == 1)
      let findings = try #require(
        try JSONSerialization.jsonObject(with: Data(strict.output.utf8)) as? [[String: Any]])
      #expect(findings.map { $0["rule"] as? String } == ["K201", "K201"])
      #expect(findings.first?["place"] as? String == "LintCommandTests.swift:\(Manage.Renaming.line)")
      #expect(findings.first?["page"] as? String == LintRule.k201.page)
      let all = try await CommandRun.run(Manage.self, "lint", "--database", bench.place, "--all", "--fail-on", "error")
      #expect(all.code == 0)
      // What is applied is not looked at.
      try await Migrator(bench.database, migrations: Manage.modules.flatMap(\.migrations)).migrate()
      let nothing = try await CommandRun.run(Manage.self, "lint", "--database", bench.place, "--fail-on", "notice")
      #expect(nothing.output == "Nothing found.\n")
      #expect(nothing.code == 0)
    }
  }
}
