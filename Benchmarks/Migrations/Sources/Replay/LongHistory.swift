import KindredCore
import KindredMigrations

/// A history of one module in which each migration makes a table of six columns, and changes the table of the one before:
/// four more columns, an index and a foreign key.
enum LongHistory {
  static func definitions(_ count: Int) -> [MigrationDefinition] {
    (1...count).map { number in
      let previous = number - 1
      return MigrationDefinition(
        id: id(number), after: number == 1 ? [] : [id(previous)],
        operations: [creation(of: number)] + (number == 1 ? [] : changes(of: previous, to: number)))
    }
  }

  private static func id(_ number: Int) -> MigrationID { MigrationID(app: "Big", name: "\(10_000 + number)_change") }

  private static func creation(of number: Int) -> any SchemaOperation {
    CreateTable("thing_\(number)") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("name", .text(100))
      TableColumn("slug", .text(100), unique: true)
      TableColumn("price", .decimal(digits: 10, places: 2))
      TableColumn("created", .timestamp)
      TableColumn("is_active", .bool, default: .value(true))
    }
  }

  private static func changes(of previous: Int, to number: Int) -> [any SchemaOperation] {
    let table = "thing_\(previous)"
    return [
      AddColumn(table, "rating", .integer(bits: 32), fill: .integer(0)),
      AddColumn(table, "note", .text, isNullable: true),
      AddColumn(table, "token", .uuid, isNullable: true),
      AddColumn(table, "next_id", .integer(bits: 64), isNullable: true),
      AddIndex(table, on: "rating", "-created"),
      AddForeignKey(table, "next_id", to: "thing_\(number)", "id", onDelete: .setNull),
    ]
  }
}
