import Kindred
import KindredCore
import KindredMigrations
import Testing

/// A migration with a model of its own.
private struct M0002_Slugs: Migration {
  static let id: MigrationID = "Frozen.0002_slugs"
  static let after: [MigrationID] = ["Frozen.0001_initial"]
  static var models: [any Model.Type] { [FrozenPage.self] }

  @Model(table: "page")
  fileprivate struct FrozenPage {
    var title: String
    var slug: String?

    /// A manager of the frozen model, as it was at that time.
    static var withoutSlug: QuerySet<FrozenPage> { objects.filter { $0.slug == nil } }
  }

  static var operations: [any SchemaOperation] {
    RunSwift("make slugs", forwards: makeSlugs, backwards: .nothing, touches: "page")
  }

  static func makeSlugs(_ context: MigrationContext) async throws {
    for var page in try await FrozenPage.withoutSlug.all() {
      page.slug = page.title.lowercased().split(separator: " ").joined(separator: "-")
      try await page.save()
    }
  }
}

private let initial = MigrationDefinition(
  id: "Frozen.0001_initial",
  operations: [
    CreateTable("page") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("title", .text)
      TableColumn("slug", .text, isNullable: true)
    },
    RunSQL("INSERT INTO page (title) VALUES ('Yellow Submarine'), ('Help')", backwards: .nothing),
  ])

@Suite("Models inside migrations")
struct FrozenModelTests {
  @Test(
    "MG-11: a function of a migration uses typed models and their managers on the database that is migrated",
    arguments: MigrationBackend.allCases
  )
  func typed(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await Migrator(bench.database, definitions: [initial, MigrationDefinition(M0002_Slugs.self)]).migrate()
      #expect(try await bench.texts("SELECT slug FROM page ORDER BY id") == ["yellow-submarine", "help"])
    }
  }

  @Test("A model that does not fit the history is refused before anything is run")
  func mismatch() async throws {
    try await withBench(.sqlite) { bench async throws in
      let other = MigrationDefinition(
        id: "Frozen.0001_initial",
        operations: [
          CreateTable("page") {
            TableColumn("id", .integer(bits: 64), key: .automatic)
            TableColumn("title", .integer(bits: 64))
            TableColumn("slug", .text, isNullable: true)
          }
        ])
      let migrator = Migrator(bench.database, definitions: [other, MigrationDefinition(M0002_Slugs.self)])
      let error = await #expect(throws: MigrationError.self) { try await migrator.migrate() }
      #expect(error?.code == .frozenModel)
      #expect(error?.migration == "Frozen.0002_slugs")
    }
  }

  @Test("Tables by name: rows, updates, inserts and deletions", arguments: MigrationBackend.allCases)
  func byName(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let second = MigrationDefinition(
        id: "Frozen.0002_names", after: ["Frozen.0001_initial"],
        operations: [
          RunSwift(
            "by name",
            forwards: { context in
              let pages = try context.table("page")
              try await pages.insert(["title": .text("Let it \"be\"; --"), "slug": .null])
              try await pages.update(set: ["slug": .lower("title")], where: .isNull("slug"))
              let rows = try await pages.rows("title", "slug", where: .equal("slug", "help"))
              guard rows == [["title": .text("Help"), "slug": .text("help")]] else {
                throw KindredError(.invalidValue, "\(rows.count) rows")
              }
              _ = try await pages.delete(where: .equal("title", "Help"))
            })
        ])
      try await Migrator(bench.database, definitions: [initial, second]).migrate()
      #expect(try await bench.texts("SELECT slug FROM page ORDER BY id") == ["yellow submarine", "let it \"be\"; --"])
    }
  }
}
