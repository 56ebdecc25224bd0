import Kindred
import KindredMigrations

struct M0002_EntryNote: Migration {
  static let after: [MigrationID] = ["ManageProgram.0001_initial"]

  static var operations: [any SchemaOperation] {
    AddColumn("entry", "note", .text(50), isNullable: true)
  }
}
