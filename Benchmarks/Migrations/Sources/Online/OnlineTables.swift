import KindredCore
import KindredMigrations

/// The tables that are changed, and their rows.
enum OnlineTables {
  static let initial = MigrationDefinition(
    id: "Shop.0001_initial",
    operations: [
      CreateTable("author") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("name", .text(100))
      },
      CreateTable("entry") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("author_id", .integer(bits: 64))
        TableColumn("code", .text(50))
        TableColumn("headline", .text(100))
        TableColumn("rating", .integer(bits: 32), isNullable: true)
        TableColumn("words", .integer(bits: 32), isNullable: true)
        TableColumn("note", .text, isNullable: true)
      },
      CreateTable("draft") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("entry_id", .integer(bits: 64))
        TableColumn("text", .text)
        ConstraintState.foreignKey("entry_id", to: "entry", "id", onDelete: .cascade)
      },
    ])

  /// Makes the tables.
  static func make(on database: Database, rows: Int) async throws {
    try await Migrator(database, definitions: [initial]).migrate()
    try await database.execute("INSERT INTO author (name) SELECT 'Author ' || i FROM generate_series(1, 1000) i")
    try await database.execute(
      """
      INSERT INTO entry (author_id, code, headline, rating, words, note)
      SELECT i % 1000 + 1, 'code ' || i, 'Headline ' || i, i % 10, i % 5000, repeat('note ', 10)
      FROM generate_series(1, \(rows)) i
      """)
    try await database.execute(
      "INSERT INTO draft (entry_id, text) SELECT i, repeat('draft ', 10) FROM generate_series(1, \(rows / 4)) i")
    try await database.execute("VACUUM ANALYZE")
  }
}
