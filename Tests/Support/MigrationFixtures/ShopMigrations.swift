package import KindredCore
package import KindredMigrations

/// A short history of a shop, which has steps of all kinds: in a transaction and outside of one, of the schema and of
/// rows, in batches and in Swift.
package enum ShopMigrations: MigrationList {
  package static let all: [any Migration.Type] = [
    M0001_Initial.self, M0002_Rows.self, M0003_Slugs.self, M0004_Prices.self, M0005_Changes.self,
  ]

  /// The number of items that the history inserts.
  package static let itemCount = 25

  package enum M0001_Initial: Migration {
    package static let after: [MigrationID] = []
    package static let id: MigrationID = "Shop.0001_initial"

    package static var operations: [any SchemaOperation] {
      CreateTable("item") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("name", .text)
        TableColumn("slug", .text, isNullable: true)
        TableColumn("price", .integer(bits: 64))
      }
      CreateTable("event") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("what", .text)
      }
    }
  }

  package enum M0002_Rows: Migration {
    package static let after: [MigrationID] = ["Shop.0001_initial"]
    package static let id: MigrationID = "Shop.0002_rows"

    package static var operations: [any SchemaOperation] {
      RunSQL(
        """
        INSERT INTO item (name, price) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25)
        SELECT 'Item ' || i, i FROM n
        """, backwards: .sql("DELETE FROM item"), touches: "item")
      RunSQL("INSERT INTO event (what) VALUES ('rows')", backwards: .sql("DELETE FROM event WHERE what = 'rows'"))
    }
  }

  package enum M0003_Slugs: Migration {
    package static let after: [MigrationID] = ["Shop.0002_rows"]
    package static let id: MigrationID = "Shop.0003_slugs"

    package static var operations: [any SchemaOperation] {
      Backfill("item", set: "slug", to: .lower("name"), where: .isNull("slug"), batch: 10)
      RunSwift("count slugs", forwards: count, backwards: .run(forget), touches: "item", "event")
    }

    package static func count(_ context: MigrationContext) async throws {
      let slugs = try await context.table("item").count(where: .isNotNull("slug"))
      try await context.table("event").insert(["what": .text("slugs \(slugs)")])
    }

    package static func forget(_ context: MigrationContext) async throws {
      try await context.table("event").delete(where: .match("what__startswith", "slugs"))
    }
  }

  package enum M0004_Prices: Migration {
    package static let after: [MigrationID] = ["Shop.0003_slugs"]
    package static let id: MigrationID = "Shop.0004_prices"

    package static var operations: [any SchemaOperation] {
      RunSQL(
        [
          .postgres: "CREATE INDEX CONCURRENTLY IF NOT EXISTS item_price_own ON item (price)",
          .sqlite: "CREATE INDEX IF NOT EXISTS item_price_own ON item (price)",
        ], backwards: .sql("DROP INDEX IF EXISTS item_price_own"), transactional: false)
      // Each price grows once.
      RunSQL("UPDATE item SET price = price + 100", backwards: .sql("UPDATE item SET price = price - 100"))
    }
  }

  package enum M0005_Changes: Migration {
    package static let after: [MigrationID] = ["Shop.0004_prices"]
    package static let id: MigrationID = "Shop.0005_changes"

    package static var operations: [any SchemaOperation] {
      AddColumn("item", "rating", .integer(bits: 64), fill: .integer(5))
      AddIndex("item", on: "name", "-price")
      AlterColumn("item", "slug", .isNullable(false), fill: .text(""))
      AddConstraint("item", .check("rating_in_range", .range("rating", 0, 10)))
      AddConstraint("item", .unique("slug"))
    }
  }
}
