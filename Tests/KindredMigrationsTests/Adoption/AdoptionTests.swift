import Adopted
import Foundation
import Kindred
import KindredMigrations
import Testing

@Suite("Adopting the tables of a Django project")
struct AdoptionTests {
  private static func adopt(
    _ bench: MigrationBench, _ tables: String..., among modules: [MigrationAuthor.Module] = []
  ) async throws -> DjangoAdoption {
    try await DjangoAdoption(of: bench.database, tables: tables, in: "Adopted", among: modules)
  }

  /// Makes the tables, writes models, and records the migration.
  private static func adopted(_ bench: MigrationBench) async throws -> (DjangoAdoption, Migrator) {
    try await DjangoDatabase.create(in: bench)
    let adoption = try await adopt(bench)
    let migrator = Migrator(bench.database, definitions: [adoption.definition])
    try await migrator.record(adopted: adoption.definition.id, through: adoption.lastApplied)
    return (adoption, migrator)
  }

  @Test("The models are those that are known to compile", arguments: MigrationBackend.allCases)
  func models(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await DjangoDatabase.create(in: bench)
      let adoption = try await Self.adopt(bench)
      #expect(adoption.modelText == (try DjangoDatabase.models(backend)))
      var remarks = [
        "wares_line: left out, because its primary key has several columns (order, position)",
        "wares_host: the column \"length\" is generated, so that the model does not have it",
      ]
      // SQLite has no type for addresses: they are text.
      if backend == .postgres {
        remarks.insert(
          "wares_host: the column \"address\" has the type \"inet\", so that the model does not have it", at: 1)
      }
      #expect(adoption.remarks == remarks)
    }
  }

  @Test("The migration, the models and the database say the same", arguments: MigrationBackend.allCases)
  func comparison(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let (adoption, migrator) = try await Self.adopted(bench)
      #expect(try await migrator.drift().map(\.summary) == [])
      #expect(try await migrator.migrate().isEmpty)
      #expect(try await bench.recorded() == ["Adopted.0001_initial applied"])
      let models = try SchemaState(of: AdoptedModels.all)
      let live = try await bench.database.schemaState(like: models)
      let own = SchemaState(live.tables.filter { models[$0.name] != nil })
      // SQLite has the address as a text, which the models of PostgreSQL do not have.
      let more = backend == .sqlite ? ["drop the column \"address\" of \"wares_host\""] : []
      #expect(try own.changes(to: models, on: bench.database.dialect).map(\.summary) == more)
      if backend == .postgres {
        // What is recorded is the checksum of the file.
        let file = try #require(AdoptedMigrations.all.first).operations.map(\.signature)
        #expect(file.count == adoption.definition.operations.count)
        for (operation, signature) in zip(adoption.definition.operations, file) {
          #expect(operation.signature == signature)
        }
        #expect(try adoption.state.changes(to: models).map(\.summary) == [])
      }
    }
  }

  @Test("Rows are written and read through the models", arguments: MigrationBackend.allCases)
  func rows(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await DjangoDatabase.create(in: bench)
      let database = bench.database
      let day = try #require(CalendarDate(year: 2026, month: 12, day: 1))
      let blog = try await Blog.objects.using(database).create(name: "Beatles Blog", tagline: "News")
      let author = try await Author.objects.using(database).create(
        name: "Yoko", email: "yoko@example.com", account: nil)
      let entry = try await Entry.objects.using(database).create(
        headline: "From Kindred", bodyText: "", pubDate: day, modDate: day, numberOfComments: 0, numberOfPingbacks: 0,
        rating: 5, slug: "from-kindred", wordCount: 2_147_483_647, extra: ["a": [1, .null]], fee: 12.25, token: UUID(),
        blog: blog, follows: nil)
      try await entry.authors.using(database).add(author)
      let found = try await Entry.objects.using(database).get { $0.authors.name == "Yoko" }
      #expect(found.wordCount == 2_147_483_647)
      #expect(found.extra == ["a": [1, .null]])
      #expect(found.fee == 12.25)
      let number = try await Number.objects.using(database).create(value: 42)
      #expect(number.id == 1)
      try await Restaurant.objects.using(database).create(
        place: Place(name: "Demon Dogs", address: ""), servesHotDogs: true, servesPizza: false)
      #expect(try await Restaurant.objects.using(database).filter { $0.place.name == "Demon Dogs" }.count() == 1)
      // The CHECK of Django's PositiveIntegerField, and one of the model.
      await #expect(throws: KindredError.self) { try await database.execute("UPDATE guide_entry SET word_count = -1") }
      await #expect(throws: KindredError.self) { try await database.execute("UPDATE guide_entry SET rating = 11") }
    }
  }

  @Test("Adopted tables are changed like others, whatever their parts are called", arguments: MigrationBackend.allCases)
  func changes(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let (adoption, _) = try await Self.adopted(bench)
      let change = MigrationDefinition(
        id: "Adopted.0002_change", after: ["Adopted.0001_initial"],
        operations: [
          AlterColumn("guide_membership", "invite_reason", .type(.text(64), to: .text(100))),
          DropConstraint("guide_membership", .unique("person_id", "group_id")),
          DropIndex("guide_membership", on: "group_id"),
          DropForeignKey("guide_membership", "person_id", to: "guide_person", "id"),
          DropConstraint("guide_author", .unique("email")),
          AddColumn("polls_choice", "note", .text(10), isNullable: true),
        ])
      let migrator = Migrator(bench.database, definitions: [adoption.definition, change])
      try await migrator.migrate()
      #expect(try await migrator.drift().map(\.summary) == [])
      for _ in 0..<2 {
        try await bench.database.execute("INSERT INTO guide_author (name, email) VALUES ('Twins', 'twins@example.com')")
      }
      try await bench.database.execute("DELETE FROM guide_author")
      try await migrator.migrate(to: .migration("Adopted.0001_initial"))
      #expect(try await migrator.drift().map(\.summary) == [])
    }
  }

  @Test("What Django does later is named, until it is taken over", arguments: MigrationBackend.allCases)
  func laterMigrations(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let (_, migrator) = try await Self.adopted(bench)
      #expect(try await migrator.laterDjangoMigrations() == [])
      try await bench.database.execute(
        "INSERT INTO django_migrations (id, app, name, applied) VALUES (1000, 'polls', '0002_open', CURRENT_TIMESTAMP)")
      try await bench.database.execute("ALTER TABLE polls_choice ADD COLUMN note varchar(10) NULL")
      #expect(try await migrator.laterDjangoMigrations() == ["polls.0002_open"])
      let error = await #expect(throws: MigrationError.self) { try await migrator.recordDjangoMigrationsAsSeen() }
      #expect(error?.code == .drift)
      #expect(error?.message.contains("drop the column \"note\"") == true)
      try await bench.database.execute("ALTER TABLE polls_choice DROP COLUMN note")
      #expect(try await migrator.recordDjangoMigrationsAsSeen() == ["polls.0002_open"])
      #expect(try await migrator.laterDjangoMigrations() == [])
      // Without Django, nothing is said.
      try await bench.database.execute("DROP TABLE django_migrations")
      #expect(try await migrator.laterDjangoMigrations() == [])
    }
  }

  @Test("A second module gets the rest, and points to the models of the first", arguments: MigrationBackend.allCases)
  func modules(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await DjangoDatabase.create(in: bench)
      let first = MigrationAuthor.Module(
        name: "People", models: [User.self, Author.self],
        migrations: [MigrationDefinition(id: "People.0001_initial", operations: [])])
      let adoption = try await Self.adopt(bench, "guide_e*", "guide_blog", among: [first])
      #expect(adoption.modelText.hasPrefix("public import Foundation\npublic import Kindred\npublic import People\n"))
      #expect(!adoption.modelText.contains("struct Author"))
      #expect(adoption.modelText.contains("@ManyToMany public var authors: RelatedSet<Author>"))
      #expect(adoption.definition.after == ["People.0001_initial"])
      #expect(
        adoption.state.tables.map(\.name) == ["guide_blog", "guide_entry", "guide_entry_authors", "guide_entrydetail"])
    }
  }

  @Test("What cannot be adopted is said")
  func refusals() async throws {
    try await withBench(.sqlite) { bench async throws in
      let none = await #expect(throws: MigrationError.self) { try await Self.adopt(bench) }
      #expect(none?.message.contains("django_migrations") == true)
      try await DjangoDatabase.create(in: bench)
      let unknown = await #expect(throws: MigrationError.self) { try await Self.adopt(bench, "shop_*") }
      #expect(unknown?.message.hasPrefix("There is no table \"shop_*\". The tables are: auth_group,") == true)
      let left = await #expect(throws: MigrationError.self) { try await Self.adopt(bench, "wares_line") }
      #expect(left?.message.contains("its primary key has several columns (order, position)") == true)
    }
  }
}
