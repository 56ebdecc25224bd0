import KindredCore
import KindredMigrations
import KindredSQLite
import Testing

@testable import KindredCommands

private struct Manage: ManageCommand {
  static let modules = [ProjectModule("Blog", models: [], migrations: [Initial.self, More.self])]

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

  enum More: Migration {
    static let id: MigrationID = "Blog.0002_more"
    static let after: [MigrationID] = ["Blog.0001_initial"]
    static var operations: [any SchemaOperation] { AddColumn("entry", "note", .text, isNullable: true) }
  }
}

/// The same project, which waits for other programs for a moment only.
private struct Impatient: ManageCommand {
  static let modules = Manage.modules

  static func database(named name: String?) async throws -> Database {
    try Database(
      sqlite: try #require(name), configuration: SQLiteConfiguration(busyTimeout: .milliseconds(20)))
  }
}

@Suite("manage, while another process migrates")
struct LockExitTests {
  @Test("migrate ends with 4 and names the process; what only looks does not wait; afterwards, migrate goes on")
  func timeOut() async throws {
    try await withBench(.postgres) { bench async throws in
      let first = try await CommandRun.run(Manage.self, "migrate", "0001", "--database", bench.place)
      #expect(first.code == 0, "\(first)")
      try await bench.database.execute(
        """
        UPDATE kindred_migration_lock SET token = token + 1, holder = 'web-2 (pid 812)', migration = 'Blog.0002_more',
        expires_at = clock_timestamp() + interval '1 hour'
        """)
      for arguments in [["migrate"], ["migrate", "--fake"], ["migrate", "--fake-initial"], ["migrate", "zero"]] {
        let run = try await CommandRun.run(
          Manage.self, arguments + ["--lock-timeout", "0", "--database", bench.place], typing: nil)
        #expect(run.code == 4, "\(run)")
        #expect(
          run.notes == """
            waiting for web-2 (pid 812), Blog.0002_more
            error: web-2 (pid 812) still migrates (Blog.0002_more). Wait for it and start again, or give more time with \
            --lock-timeout.

            """)
        #expect(run.output == "")
      }
      #expect(try await bench.recorded() == ["Blog.0001_initial applied"])
      for (command, code) in [("showmigrations", 0), ("drift", 0), ("lint", 0)] as [(String, Int32)] {
        #expect(try await CommandRun.run(Manage.self, command, "--database", bench.place).code == code)
      }
      #expect(try await CommandRun.run(Manage.self, "migrate", "--check", "--database", bench.place).code == 1)
      try await bench.database.execute("UPDATE kindred_migration_lock SET expires_at = clock_timestamp()")
      let last = try await CommandRun.run(Manage.self, "migrate", "--lock-timeout", "0", "--database", bench.place)
      #expect(last.code == 0, "\(last)")
      #expect(try await bench.recorded() == ["Blog.0001_initial applied", "Blog.0002_more applied"])
      // Where nothing is to be done, nobody waits.
      try await bench.database.execute(
        "UPDATE kindred_migration_lock SET expires_at = clock_timestamp() + interval '1 hour'")
      let nothing = try await CommandRun.run(Manage.self, "migrate", "--lock-timeout", "0", "--database", bench.place)
      #expect(nothing.code == 0 && nothing.output == "Nothing to do.\n", "\(nothing)")
    }
  }

  @Test("A SQLite file that another program writes to ends migrate with 4; what only looks does not wait")
  func busyFile() async throws {
    try await withBench(.sqlite) { bench async throws in
      #expect(try await CommandRun.run(Impatient.self, "migrate", "0001", "--database", bench.place).code == 0)
      try await bench.database.transaction {
        try await bench.database.execute("CREATE TABLE other (id integer)")
        for arguments in [["migrate"], ["migrate", "--fake"], ["migrate", "zero"]] {
          let run = try await CommandRun.run(
            Impatient.self, arguments + ["--database", bench.place], typing: nil)
          #expect(run.code == 4 && run.output == "" && run.notes.hasPrefix("error: "), "\(run)")
        }
        for (command, code) in [("showmigrations", 0), ("drift", 0)] as [(String, Int32)] {
          #expect(try await CommandRun.run(Impatient.self, command, "--database", bench.place).code == code)
        }
      }
      #expect(try await CommandRun.run(Impatient.self, "migrate", "--database", bench.place).code == 0)
    }
  }
}
