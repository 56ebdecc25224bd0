import Kindred
import KindredMigrations

struct M0001_Initial: Migration {
  static let after: [MigrationID] = []

  static var operations: [any SchemaOperation] {
    CreateTable("question") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("question_text", .text(200))
      TableColumn("pub_date", .timestamp)
    }
    CreateTable("choice") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("question_id", .integer(bits: 64))
      TableColumn("choice_text", .text(200))
      TableColumn("votes", .integer(bits: 64))
      ConstraintState.foreignKey("question_id", to: "question", "id")
      IndexState.on("question_id")
    }
  }
}
