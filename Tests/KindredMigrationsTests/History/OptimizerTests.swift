import KindredCore
import KindredMigrations
import SeededRandom
import Testing

@Suite("Fewer operations with the same result")
struct OptimizerTests {
  private func summaries(
    from before: SchemaState = SchemaState(), @SchemaOperations _ operations: () -> [any SchemaOperation]
  ) throws -> [String] {
    try OperationOptimizer(before: before).optimized(operations()).map(\.summary)
  }

  @Test("What is done to a new table becomes part of its creation")
  func creating() throws {
    let operations = OperationOptimizer(before: SchemaState())
    let optimized = try operations.optimized(
      [
        CreateTable("a") { TableColumn("id", .integer(bits: 64), key: .automatic) },
        CreateTable("b") { TableColumn("id", .integer(bits: 64), key: .automatic) },
        AddColumn("a", "x", .text, unique: true),
        AddColumn("a", "y", .text),
        AddIndex("a", on: "y"),
        RenameColumn("b", "id", to: "key"),
        DropColumn("a", "x_none"),
      ].dropLast())
    #expect(optimized.count == 2)
    let tables = optimized.compactMap { ($0 as? CreateTable)?.table }
    #expect(tables.first { $0.name == "a" }?.columns.map(\.name) == ["id", "x", "y"])
    #expect(tables.first { $0.name == "b" }?.key == ["key"])
  }

  @Test("What is added and dropped vanishes, and renames are joined")
  func cancelling() throws {
    let before = SchemaState([
      TableState("a", columns: [ColumnState("id", .text), ColumnState("n", .text)], key: ["id"])
    ])
    let none = try summaries(from: before) {
      AddColumn("a", "x", .text, isNullable: true)
      AddIndex("a", on: "n")
      DropIndex("a", on: "n")
      DropColumn("a", "x")
      RenameColumn("a", "n", to: "m")
      RenameColumn("a", "m", to: "n")
    }
    #expect(none == [])
    let renamed = try summaries(from: before) {
      RenameColumn("a", "n", to: "m")
      RenameColumn("a", "m", to: "o")
    }
    #expect(renamed.count == 1)
  }

  @Test(
    "Changes of the same table pass each other where that changes nothing, and never what takes values from a column")
  func passing() throws {
    let before = SchemaState([
      TableState("a", columns: [ColumnState("id", .text), ColumnState("n", .text)], key: ["id"])
    ])
    let folded = try summaries(from: before) {
      AddColumn("a", "x", .text(50), isNullable: true)
      AddColumn("a", "y", .text, isNullable: true)
      AddIndex("a", on: "n")
      AlterColumn("a", "x", .type(.text(50), to: .text(200)))
      RenameColumn("a", "x", to: "z")
    }
    #expect(folded.count == 3)
    let used = try summaries(from: before) {
      AddColumn("a", "x", .text, isNullable: true)
      AddColumn("a", "y", .text, isNullable: true, fill: .column("x"))
      DropColumn("a", "x")
    }
    #expect(used.count == 3)
    let indexed = try summaries(from: before) {
      AddColumn("a", "x", .text, isNullable: true)
      AddIndex("a", on: "x")
      RenameColumn("a", "x", to: "z")
    }
    // The index would be of a column that does not exist yet, or no longer.
    #expect(indexed.count == 3)
  }

  @Test("Nothing moves across a statement of one's own, unless it says what it touches")
  func barriers() throws {
    let kept = try summaries {
      CreateTable("a") { TableColumn("id", .text, key: .given) }
      RunSQL("INSERT INTO a VALUES ('x')")
      AddColumn("a", "y", .text, fill: .text(""))
    }
    #expect(kept.count == 3)
    let folded = try summaries {
      CreateTable("a") { TableColumn("id", .text, key: .given) }
      RunSQL("INSERT INTO b VALUES ('x')", touches: "b")
      AddColumn("a", "y", .text, fill: .text(""))
    }
    #expect(folded.count == 2)
  }

  @Test("A squash makes the same schema", arguments: 0..<60)
  func squashing(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var state = SchemaState()
    var definitions: [MigrationDefinition] = []
    for number in 1...12 {
      let operations = (0..<4).map { RandomOperation.make(number * 10 + $0, in: state, &random) }
      for operation in operations {
        let id = MigrationID(app: "A", name: "\(1000 + definitions.count)_m")
        let definition = MigrationDefinition(
          id: id, after: definitions.last.map { [$0.id] } ?? [], operations: [operation])
        guard let after = try? definition.state(after: state) else { continue }
        definitions.append(definition)
        state = after
      }
    }
    let history = try MigrationHistory(definitions)
    let (first, last) = (definitions[0].id, definitions[definitions.count - 1].id)
    let squash = try history.squashed(from: first, to: last, name: "squash")
    #expect(squash.replaces.count == definitions.count)
    #expect(try squash.state(after: SchemaState()) == state)
    #expect(squash.operations.count <= definitions.count * 2)
    // The old files and the new one together are one history with the same result.
    #expect(try MigrationHistory(definitions + [squash]).state() == state)
  }

  @Test("Branches that change different things are merged; others name the tables")
  func merging() throws {
    let base = MigrationDefinition(
      id: "A.0001_a",
      operations: [
        CreateTable("x") { TableColumn("id", .text, key: .given) },
        CreateTable("y") { TableColumn("id", .text, key: .given) },
      ])
    func branch(_ name: String, _ operations: any SchemaOperation...) -> MigrationDefinition {
      MigrationDefinition(id: MigrationID(app: "A", name: name), after: ["A.0001_a"], operations: operations)
    }
    let first = branch("0002_b", AddColumn("x", "b", .text, isNullable: true))
    let same = branch("0002_c", AddColumn("x", "c", .text, isNullable: true))
    #expect(try MigrationHistory([base, first, same]).mergeable("A") == ["A.0002_b", "A.0002_c"])
    let other = branch("0002_d", AddColumn("x", "b", .bool, isNullable: true))
    let error = #expect(throws: MigrationError.self) { try MigrationHistory([base, first, other]).mergeable("A") }
    #expect(error?.code == .conflict)
    #expect(error?.message.contains("tables x") == true)
    let rows = branch("0002_e", RunSQL("DELETE FROM x", touches: "x"))
    #expect(throws: MigrationError.self) { try MigrationHistory([base, first, rows]).mergeable("A") }
    let elsewhere = branch("0002_f", RunSQL("DELETE FROM y", touches: "y"))
    #expect(try MigrationHistory([base, first, elsewhere]).mergeable("A").count == 2)
  }
}
