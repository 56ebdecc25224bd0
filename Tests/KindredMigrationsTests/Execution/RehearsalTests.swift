import Foundation
import KindredCore
import KindredMigrations
import KindredPostgres
import PostgresTestServer
import Testing

@testable import KindredCommands

/// A table with three rows, and a migration that adds, fills and drops.
private enum Rehearsed: MigrationList {
  static let all: [any Migration.Type] = [Initial.self, Changes.self]

  enum Initial: Migration {
    static let id: MigrationID = "Work.0001_initial"
    static let after: [MigrationID] = []
    static var operations: [any SchemaOperation] {
      CreateTable("job") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("title", .text)
        TableColumn("note", .text, isNullable: true)
      }
      RunSQL(
        "INSERT INTO job (title, note) VALUES ('a', 'x'), ('b', NULL), ('c', 'y')", backwards: .sql("DELETE FROM job"))
    }
  }

  enum Changes: Migration {
    static let id: MigrationID = "Work.0002_changes"
    static let after: [MigrationID] = ["Work.0001_initial"]
    static var operations: [any SchemaOperation] {
      AddColumn("job", "rating", .integer(bits: 64), fill: .integer(5))
      AddIndex("job", on: "rating")
      DropColumn("job", "note")
      // The linter cannot see what it locks; the rehearsal can.
      RunSQL([.postgres: "LOCK TABLE job IN SHARE MODE"], backwards: .nothing)
    }
  }
}

private struct Manage: ManageCommand {
  static let modules = [ProjectModule("Work", models: [], migrations: Rehearsed.all)]

  static func database(named name: String?) async throws -> Database {
    try await MigrationBench.open(try #require(name))
  }
}

@Suite("Rehearsing on a copy")
struct RehearsalTests {
  private func copies(_ bench: MigrationBench) async throws -> [String] {
    try await bench.texts("SELECT datname::text FROM pg_database WHERE datname LIKE '%rehearsal%'")
  }

  @Test(
    "It goes there and back on a copy with all rows, and says what is locked and lost",
    arguments: MigrationBackend.allCases)
  func report(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, migrations: Rehearsed.all)
      try await migrator.migrate(to: .migration("Work.0001_initial"))
      let report = try await migrator.rehearse()
      #expect(report.items.map(\.id) == ["Work.0002_changes"])
      let item = try #require(report.items.first)
      #expect(item.isForwards)
      #expect(item.timeBack != nil)
      #expect(item.losses == [RehearsalReport.Loss(change: #"drop the column "note" of "job""#, rows: 2)])
      let locks = item.work.map(\.locks)
      switch backend {
      case .sqlite: #expect(locks == [["job": .accessExclusive]])
      case .postgres:
        #expect(
          locks == [
            ["job": .accessExclusive], ["job": .shareUpdateExclusive], ["job": .accessExclusive], ["job": .share],
          ])
        #expect(try await copies(bench) == [])
      }
      // The database itself is as before.
      #expect(try await bench.recorded() == ["Work.0001_initial applied"])
      #expect(try await bench.texts("SELECT note FROM job WHERE note IS NOT NULL ORDER BY id") == ["x", "y"])
    }
  }

  @Test("What cannot be undone has no way back; undoing is rehearsed as well", arguments: MigrationBackend.allCases)
  func irreversible(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let third = MigrationDefinition(
        id: "Work.0003_last", after: ["Work.0002_changes"], operations: [RunSQL("UPDATE job SET rating = 1")])
      let definitions = Rehearsed.all.map { MigrationDefinition($0) }
      let report = try await Migrator(bench.database, definitions: definitions + [third]).rehearse()
      #expect(report.items.map(\.id.name) == ["0001_initial", "0002_changes", "0003_last"])
      #expect(report.items.map { $0.timeBack == nil } == [true, true, true])
      let migrator = Migrator(bench.database, definitions: definitions)
      try await migrator.migrate()
      let undoing = try await migrator.rehearse(to: .migration("Work.0001_initial"))
      #expect(undoing.items.map(\.isForwards) == [false])
      #expect(undoing.items.first?.timeBack != nil)
      #expect(
        undoing.items.first?.losses == [RehearsalReport.Loss(change: #"drop the column "rating" of "job""#, rows: 3)])
      #expect(try await migrator.plan().isEmpty)
    }
  }

  @Test("A migration that fails on the copy leaves neither a copy nor a change", arguments: MigrationBackend.allCases)
  func failing(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let first = MigrationDefinition(Rehearsed.Initial.self)
      let second = MigrationDefinition(
        id: "Work.0002_wrong", after: ["Work.0001_initial"], operations: [RunSQL("INSERT INTO nothing VALUES (1)")])
      try await Migrator(bench.database, definitions: [first]).migrate()
      let migrator = Migrator(bench.database, definitions: [first, second])
      let error = await #expect(throws: MigrationError.self) { try await migrator.rehearse() }
      #expect(error?.code == .stepFailed)
      #expect(try await bench.recorded() == ["Work.0001_initial applied"])
      if backend == .postgres { #expect(try await copies(bench) == []) }
    }
  }

  @Test("PostgreSQL copies no database that others are connected to, and the error says what to do")
  func connected() async throws {
    try await withBench(.postgres) { bench async throws in
      let other = try RawConnection(bench.place)
      let error = await #expect(throws: KindredError.self) {
        try await Migrator(bench.database, migrations: Rehearsed.all).rehearse()
      }
      #expect(error?.code == .cannotOpen)
      #expect(error?.sqlState == "55006")
      #expect(error?.message.contains("only while nobody else is connected") == true)
      #expect(error?.message.contains("pg_dump") == true)
      #expect(try other.run("SELECT 1") == ["1"])
      #expect(try await copies(bench) == [])
    }
  }

  @Test("A user without the right to create databases is told which right it is")
  func rights() async throws {
    try await withBench(.postgres) { bench async throws in
      let role = "poor_\(UUID().uuidString.prefix(8).lowercased())"
      try await bench.database.execute("CREATE ROLE \(identifier: role) LOGIN")
      let place = bench.place.replacingOccurrences(of: "user=postgres", with: "user=\(role)")
      let database = try await Database(postgres: PostgresConfiguration(place))
      let error = await #expect(throws: KindredError.self) { try await Migrator(database, migrations: []).rehearse() }
      #expect(error?.code == .cannotOpen)
      #expect(error?.message.contains("CREATEDB") == true)
      await database.close()
      try await bench.database.execute("DROP ROLE \(identifier: role)")
    }
  }

  @Test("manage migrate --rehearse prints times, locks and losses", arguments: MigrationBackend.allCases)
  func command(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await Migrator(bench.database, migrations: [Rehearsed.Initial.self]).migrate()
      // The server copies no database that another pool is connected to.
      await bench.database.close()
      let run = try await CommandRun.run(Manage.self, "migrate", "--rehearse", "--database", bench.place)
      #expect(run.code == 0, "\(run.notes)")
      #expect(run.output.contains("(ACCESS EXCLUSIVE on job)"))
      #expect(run.output.contains("loses values of 2 rows: drop the column"))
      let json = try await CommandRun.run(Manage.self, "migrate", "--rehearse", "--database", bench.place, "--json")
      #expect(json.output.contains(#""rows" : 2"#))
    }
  }
}
