import Foundation
import Kindred
import KindredCore
import KindredMigrations
import Testing

@testable import KindredCommands

private struct Manage: ManageCommand {
  static let modules: [ProjectModule] = []

  static func database(named name: String?) async throws -> Database {
    try await MigrationBench.open(try #require(name))
  }
}

/// The model that is printed for a view below. It says the table, because it is inside of another type.
private enum Printed {
  @Model(table: "long_entry", managed: false)
  fileprivate struct LongEntry {
    @PrimaryKey var id: Int
    @Field(maxLength: 100) var headline: String?
    var rating: Int?
  }
}

@Suite("Views as models")
struct InspectedViewTests {
  private static let view = """
    // A view has no key: make sure that "id" is different in each row, and never NULL.
    @Model(managed: false)
    struct LongEntry {
      @PrimaryKey var id: Int
      @Field(maxLength: 100) var headline: String?
      var rating: Int?
    }
    """

  private func run(_ statements: String..., on bench: MigrationBench) async throws {
    for sql in statements { try await bench.database.execute(RawSQL(unchecked: sql)) }
  }

  private func entries(_ bench: MigrationBench) async throws {
    let key = bench.backend == .sqlite ? "integer PRIMARY KEY AUTOINCREMENT" : "bigint PRIMARY KEY"
    try await run(
      "CREATE TABLE entry (id \(key), headline varchar(100) NOT NULL, rating bigint NOT NULL)",
      "INSERT INTO entry VALUES (1, 'a', 5), (2, 'long', 3000000000)",
      "CREATE VIEW long_entry AS SELECT id, headline, rating FROM entry WHERE length(headline) > 1", on: bench)
  }

  @Test("A view is a model that migrations leave alone; it reads the view's rows", arguments: MigrationBackend.allCases)
  func view(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await entries(bench)
      let schema = try await InspectedSchema(of: bench.database, including: [.views])
      #expect(schema.models(of: ["long_entry"]) == [Self.view])
      #expect(schema.models(of: nil).count == 2)
      let rows = try await Printed.LongEntry.objects.using(bench.database).all()
      #expect(rows.map(\.id) == [2])
      #expect(rows.map(\.headline) == ["long"])
      #expect(rows.map(\.rating) == [3_000_000_000])
      #expect(try await InspectedSchema(of: bench.database).models(of: nil).count == 1)
    }
  }

  @Test("inspectdb prints views with --include-views, and those that are named", arguments: MigrationBackend.allCases)
  func command(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      try await entries(bench)
      let usual = try await CommandRun.run(Manage.self, "inspectdb", "--database", bench.place)
      #expect(usual.code == 0)
      #expect(usual.output.contains("struct Entry {"))
      #expect(!usual.output.contains("LongEntry"))
      let all = try await CommandRun.run(Manage.self, "inspectdb", "--include-views", "--database", bench.place)
      #expect(all.output.hasSuffix("\n\n" + Self.view + "\n"), "\(all)")
      let named = try await CommandRun.run(Manage.self, "inspectdb", "long_entry", "--database", bench.place)
      #expect(named.output.hasSuffix("onDelete rules.\n\n" + Self.view + "\n"), "\(named)")
      let unknown = try await CommandRun.run(Manage.self, "inspectdb", "short_entry", "--database", bench.place)
      #expect(unknown.code == 1)
      #expect(unknown.notes.contains("has no table 'short_entry'. Its tables are: entry, long_entry."), "\(unknown)")
    }
  }

  @Test("A column that is computed has no type that SQLite knows, and a view of what is gone does not work")
  func computed() async throws {
    try await withBench(.sqlite) { bench async throws in
      try await run(
        "CREATE TABLE entry (id integer PRIMARY KEY, name text)", "CREATE TABLE old (id integer)",
        "CREATE VIEW a_view AS SELECT name, coalesce(name, id) AS either FROM entry",
        "CREATE VIEW b_view AS SELECT 1.5 AS half, x'00' AS bytes", "CREATE VIEW c_view AS SELECT id FROM old",
        "DROP TABLE old", on: bench)
      let models = try await InspectedSchema(of: bench.database, including: [.views]).models(of: nil)
      #expect(models.count == 4)
      let type = try await bench.texts("SELECT type FROM pragma_table_xinfo('a_view') WHERE name = 'either'")
      // Newer versions of SQLite give computed columns types of their own.
      if type == [""] {
        #expect(
          models[0] == """
            // A view has no key: make sure that "name" is different in each row, and never NULL.
            // Not here: the type of the column "either", which the database does not know.
            @Model(managed: false)
            struct AView {
              @PrimaryKey var name: String
            }
            """)
      }
      #expect(models[1].hasSuffix("// b_view: no model, because no column of the view can be its key."))
      #expect(models[2].hasPrefix("// Not here: it does not work: "), "\(models[2])")
      #expect(models[2].hasSuffix("// c_view: no model, because no column of the view can be its key."))
    }
  }

  @Test("PostgreSQL knows the types of all columns, and a materialized view may have a unique index")
  func types() async throws {
    try await withBench(.postgres) { bench async throws in
      try await run(
        """
        CREATE TABLE sale (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, day date NOT NULL,
        price numeric(8, 2) NOT NULL, code uuid NOT NULL DEFAULT gen_random_uuid())
        """,
        """
        CREATE MATERIALIZED VIEW sales AS SELECT extract(year FROM day)::integer AS year, day, count(*) AS number,
        sum(price) AS total, avg(price::float8) AS mean, array_agg(code) AS codes, point(0, 0) AS place
        FROM sale GROUP BY day
        """,
        "CREATE UNIQUE INDEX ON sales (day)", on: bench)
      let models = try await InspectedSchema(of: bench.database, including: [.views]).models(of: ["sales"])
      #expect(
        models == [
          """
          // A view has no key: make sure that "day" is different in each row, and never NULL.
          // Not here: the column "place" has the type "point".
          @Model(managed: false)
          struct Sales {
            var year: Int32?
            @PrimaryKey var day: CalendarDate
            var number: Int?
            var total: Decimal?
            var mean: Double?
            var codes: [UUID]?
          }
          """
        ])
    }
  }

  @Test("The parts of a divided table are models with --include-partitions, or where they are named")
  func partitions() async throws {
    try await withBench(.postgres) { bench async throws in
      try await run(
        "CREATE TABLE log (day date NOT NULL PRIMARY KEY, note text) PARTITION BY RANGE (day)",
        "CREATE TABLE log_2026 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')", on: bench)
      let part = """
        @Model(table: "log_2026", managed: false)
        struct Log2026 {
          @PrimaryKey var day: CalendarDate
          var note: String?
        }

        """
      let usual = try await CommandRun.run(Manage.self, "inspectdb", "--database", bench.place)
      #expect(usual.output.contains("struct Log {"))
      #expect(!usual.output.contains("Log2026"))
      for option in ["--include-partitions", "log_2026"] {
        let run = try await CommandRun.run(Manage.self, "inspectdb", option, "--database", bench.place)
        #expect(run.output.hasSuffix("\n\n" + part), "\(run)")
      }
    }
  }

  @Test("A key to a divided table points to all of it, not to one of its parts")
  func keyToDividedTable() async throws {
    try await withBench(.postgres) { bench async throws in
      try await run(
        "CREATE TABLE log (id bigint NOT NULL PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE log_first PARTITION OF log FOR VALUES FROM (1) TO (100)",
        "CREATE TABLE entry (id bigint PRIMARY KEY, log_id bigint NOT NULL CONSTRAINT z_log REFERENCES log (id))",
        on: bench)
      let run = try await CommandRun.run(
        Manage.self, "inspectdb", "--include-partitions", "--database", bench.place)
      let entry = run.output.components(separatedBy: "struct ").first { $0.hasPrefix("Entry ") } ?? ""
      #expect(entry.contains("var log: Log\n"), "\(entry)")
      #expect(!entry.contains("LogFirst"))
    }
  }
}
