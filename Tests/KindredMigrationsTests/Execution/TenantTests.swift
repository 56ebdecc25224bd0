import KindredCore
import KindredMigrations
import KindredPostgres
import Testing

@Suite("Several schemas in one database")
struct TenantTests {
  private static let initial = MigrationDefinition(
    id: "Work.0001_initial",
    operations: [CreateTable("job") { TableColumn("id", .integer(bits: 64), key: .automatic) }])

  @Test("Records of another schema on the search path say nothing", arguments: ["tenant_a", "TenantB"])
  func tenants(name: String) async throws {
    try await withBench(.postgres) { bench async throws in
      try await Migrator(bench.database, definitions: [Self.initial]).migrate()
      try await bench.database.announce([], release: "public")
      try await bench.database.execute("CREATE SCHEMA \(identifier: name)")
      let place = bench.place + " options='-c search_path=\"\(name)\",public'"
      let tenant = try await Database(postgres: PostgresConfiguration(place))
      let migrator = Migrator(tenant, definitions: [Self.initial])
      #expect(try await migrator.plan().items.map(\.definition.id) == ["Work.0001_initial"])
      #expect(try await migrator.status().map(\.isApplied) == [false])
      try await migrator.migrate()
      try await tenant.announce([], release: "tenant")
      #expect(try await migrator.plan().isEmpty)
      #expect(try await migrator.drift() == [])
      let tables = try await bench.texts(
        """
        SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = \(name) AND c.relkind = 'r' ORDER BY 1
        """)
      #expect(tables == ["job", "kindred_migration_lock", "kindred_migration_releases", "kindred_migrations"])
      #expect(try await bench.texts("SELECT release FROM kindred_migration_releases") == ["public"])
      // What is undone in the one is not undone in the other.
      try await migrator.migrate(to: .zero("Work"))
      #expect(try await bench.recorded() == ["Work.0001_initial applied"])
      #expect(try await bench.numbers("SELECT COUNT(*) FROM job") == [0])
      await tenant.close()
    }
  }
}
