import KindredCore
import KindredMigrations

/// A change of a table that others use: as a migration, and in the words that one would write by hand.
struct Recipe: Sendable {
  /// The rule of the linter that speaks of it; empty if none does.
  let rule: String
  let name: String
  let plain: RawSQL
  let operations: [any SchemaOperation]

  init(_ rule: String, _ name: String, plain: RawSQL, @SchemaOperations operations: () -> [any SchemaOperation]) {
    self.rule = rule
    self.name = name
    self.plain = plain
    self.operations = operations()
  }

  static let all = [
    Recipe("K301", "index", plain: "CREATE INDEX entry_rating ON entry (rating)") {
      AddIndex("entry", on: "rating")
    },
    Recipe("K302", "foreign key", plain: "ALTER TABLE entry ADD FOREIGN KEY (author_id) REFERENCES author (id)") {
      AddForeignKey("entry", "author_id", to: "author", "id")
    },
    Recipe("K302", "check", plain: "ALTER TABLE entry ADD CHECK (rating BETWEEN 0 AND 10)") {
      AddConstraint("entry", .check("rating_in_range", .range("rating", 0, 10)))
    },
    Recipe("K303", "NOT NULL", plain: "ALTER TABLE entry ALTER COLUMN rating SET NOT NULL") {
      AlterColumn("entry", "rating", .isNullable(false))
    },
    Recipe("K304", "unique constraint", plain: "ALTER TABLE entry ADD UNIQUE (code)") {
      AddConstraint("entry", .unique("code"))
    },
    Recipe(
      "K305", "integer to bigint", plain: "ALTER TABLE entry ALTER COLUMN words TYPE bigint"
    ) {
      AddColumn("entry", "word_count", .integer(bits: 64), isNullable: true)
      Backfill("entry", set: "word_count", to: .column("words"))
      DropColumn("entry", "words")
    },
    Recipe(
      "K306", "unsigned column",
      plain: "ALTER TABLE entry ADD COLUMN visits integer NOT NULL DEFAULT 0 CHECK (visits >= 0)"
    ) {
      AddColumn("entry", "visits", .unsigned(bits: 32), default: .value(0))
    },
    Recipe("K307", "drop of a table with a foreign key", plain: "DROP TABLE draft") {
      DropTable("draft")
    },
    Recipe("", "column with a constant", plain: "ALTER TABLE entry ADD COLUMN state text NOT NULL DEFAULT 'new'") {
      AddColumn("entry", "state", .text, default: .value("new"))
    },
    Recipe(
      "K305", "column with a value for each row",
      plain: "ALTER TABLE entry ADD COLUMN token uuid DEFAULT gen_random_uuid()"
    ) {
      AddColumn("entry", "token", .uuid, isNullable: true, fill: .randomUUID)
    },
    Recipe("K101", "drop of a column", plain: "ALTER TABLE entry DROP COLUMN note") {
      DropColumn("entry", "note")
    },
  ]
}
