import Kindred
import KindredMigrations

struct M0001_Initial: Migration {
  static let after: [MigrationID] = []

  static var operations: [any SchemaOperation] {
    CreateTable("entry") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("tagline", .text(100))
      TableColumn("rating", .integer(bits: 64))
    }
    CreateTable("person") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("name", .text)
    }
    CreateTable("band") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("name", .text)
    }
    CreateTable("band_members") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("band_id", .integer(bits: 64))
      TableColumn("person_id", .integer(bits: 64))
      ConstraintState.foreignKey("band_id", to: "band", "id")
      ConstraintState.foreignKey("person_id", to: "person", "id")
      ConstraintState.unique("band_id", "person_id")
      IndexState.on("band_id")
      IndexState.on("person_id")
    }
  }
}
