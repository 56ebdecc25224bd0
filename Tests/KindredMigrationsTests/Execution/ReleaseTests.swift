import Kindred
import KindredCore
import KindredMigrations
import Testing

@testable import KindredCommands

/// The models of two releases: the old one still reads the column `note`.
private enum Release {
  @Model(table: "job")
  fileprivate struct OldJob {
    var title: String
    var note: String?
  }

  @Model(table: "job")
  fileprivate struct NewJob {
    var title: String
    var rating: Int
  }
}

private enum Released: MigrationList {
  static let all: [any Migration.Type] = [Initial.self, Rating.self, DropNote.self]

  enum Initial: Migration {
    static let id: MigrationID = "Work.0001_initial"
    static let after: [MigrationID] = []
    static var operations: [any SchemaOperation] {
      CreateTable("job") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("title", .text)
        TableColumn("note", .text, isNullable: true)
      }
    }
  }

  enum Rating: Migration {
    static let id: MigrationID = "Work.0002_rating"
    static let after: [MigrationID] = ["Work.0001_initial"]
    static var operations: [any SchemaOperation] {
      AddColumn("job", "rating", .integer(bits: 64), default: .value(5))
    }
  }

  enum DropNote: Migration {
    static let id: MigrationID = "Work.0003_drop_note"
    static let after: [MigrationID] = ["Work.0002_rating"]
    static let stage: Stage = .contract
    static var operations: [any SchemaOperation] { DropColumn("job", "note") }
  }
}

private struct Manage: ManageCommand {
  static let modules = [ProjectModule("Work", models: [], migrations: Released.all)]

  static func database(named name: String?) async throws -> Database {
    try await MigrationBench.open(try #require(name))
  }
}

@Suite("Releases that run", .timeLimit(.minutes(5)))
struct ReleaseTests {
  private let applied = ["Work.0001_initial applied", "Work.0002_rating applied"]

  /// Says that all processes were last seen so many minutes ago.
  private func age(_ bench: MigrationBench, minutes: Int) async throws {
    let moment: RawSQL =
      switch bench.backend {
      case .sqlite: "strftime('%Y-%m-%d %H:%M:%f', 'now', \("-\(minutes) minutes"))"
      case .postgres: "clock_timestamp() - make_interval(mins => \(minutes)::integer)"
      }
    try await bench.database.execute("UPDATE kindred_migration_releases SET seen_at = \(moment)")
  }

  @Test(
    "What a running release uses is not removed; what comes before is applied", arguments: MigrationBackend.allCases)
  func refused(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, migrations: Released.all)
      try await migrator.migrate(to: .migration("Work.0001_initial"))
      let web = try await bench.opened()
      let presence = try await web.announce([Release.OldJob.self], release: "41")
      try await bench.database.announce([Release.NewJob.self], release: "42")
      let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
      #expect(error?.code == .releaseRunning)
      #expect(error?.migration == "Work.0003_drop_note")
      #expect(error?.message.hasPrefix("The release 41 on ") == true)
      #expect(error?.message.contains("uses job.note, which is removed") == true)
      #expect(try await bench.recorded() == applied)
      // The old release has ended.
      try await presence.end()
      await web.close()
      #expect(try await migrator.migrate().map(\.definition.id) == ["Work.0003_drop_note"])
      #expect(try await migrator.drift() == [])
    }
  }

  @Test("A process that stopped without a word counts for ten minutes", arguments: MigrationBackend.allCases)
  func stopped(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, migrations: Released.all)
      try await migrator.migrate(to: .migration("Work.0002_rating"))
      let web = try await bench.opened()
      try await web.announce([Release.OldJob.self])
      await web.close()
      try await age(bench, minutes: 9)
      let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
      #expect(error?.code == .releaseRunning)
      try await age(bench, minutes: 11)
      #expect(try await migrator.migrate().count == 1)
    }
  }

  @Test("A process goes on saying that it runs", arguments: MigrationBackend.allCases)
  func renewed(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, migrations: Released.all)
      try await migrator.migrate(to: .migration("Work.0002_rating"))
      let presence = try await bench.database.announce([Release.OldJob.self], release: "41", every: .milliseconds(5))
      try await age(bench, minutes: 60)
      let limit: RawSQL =
        backend == .sqlite ? "strftime('%Y-%m-%d %H:%M:%f', 'now', '-5 minutes')" : "now() - interval '5 minutes'"
      func isSeen() async throws -> Bool {
        try await bench.numbers("SELECT COUNT(*) FROM kindred_migration_releases WHERE seen_at > \(limit)") == [1]
      }
      while try await !isSeen() { await Task.yield() }
      await #expect(throws: MigrationError.self) { try await migrator.migrate() }
      try await presence.end()
      #expect(try await bench.numbers("SELECT COUNT(*) FROM kindred_migration_releases") == [0])
      try await migrator.migrate()
    }
  }

  @Test("Undoing a migration removes what the new release uses", arguments: MigrationBackend.allCases)
  func undoing(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let migrator = Migrator(bench.database, migrations: Released.all)
      try await migrator.migrate(to: .migration("Work.0002_rating"))
      try await bench.database.announce([Release.NewJob.self], release: "42")
      let error = await #expect(throws: MigrationError.self) {
        try await migrator.migrate(to: .migration("Work.0001_initial"))
      }
      #expect(error?.code == .releaseRunning)
      #expect(error?.message.contains("uses job.rating, which would be removed") == true)
      #expect(try await bench.recorded() == applied)
      // What it does not use can go.
      #expect(try await migrator.migrate().map(\.definition.id) == ["Work.0003_drop_note"])
    }
  }

  @Test(
    "Where nobody announces anything, there is no table, and nothing is refused", arguments: MigrationBackend.allCases)
  func silent(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await Released.migrate(on: bench.database)
      await #expect(throws: KindredError.self) {
        try await bench.numbers("SELECT COUNT(*) FROM kindred_migration_releases")
      }
      // The table belongs to nobody's schema.
      try await bench.database.announce([Release.NewJob.self])
      #expect(try await bench.database.schemaState().tables.map(\.name) == ["job"])
      #expect(try await Migrator(bench.database, migrations: Released.all).drift() == [])
    }
  }

  @Test("Many processes that start at once create the table once", arguments: MigrationBackend.allCases)
  func together(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<8 {
          group.addTask {
            let database = try await bench.opened()
            try await database.closing { try await $0.announce([Release.NewJob.self], release: "\(number)") }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await bench.numbers("SELECT COUNT(DISTINCT release) FROM kindred_migration_releases") == [8])
    }
  }

  @Test("manage migrate says which release it is, and --ignore-releases goes on", arguments: MigrationBackend.allCases)
  func command(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await Migrator(bench.database, migrations: Released.all).migrate(to: .migration("Work.0001_initial"))
      try await bench.database.announce([Release.OldJob.self], release: "41")
      let refused = try await CommandRun.run(Manage.self, "migrate", "--database", bench.place)
      #expect(refused.code == 1)
      #expect(refused.notes.contains("error: Work.0003_drop_note: The release 41 on "))
      #expect(refused.output.contains("applied  Work.0002_rating"))
      let forced = try await CommandRun.run(Manage.self, "migrate", "--ignore-releases", "--database", bench.place)
      #expect(forced.code == 0)
      #expect(try await bench.recorded().count == 3)
    }
  }
}
