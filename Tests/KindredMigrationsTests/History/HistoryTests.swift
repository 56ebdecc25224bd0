import KindredCore
import KindredMigrations
import SeededRandom
import Testing

private func definition(
  _ id: MigrationID, after: [MigrationID] = [], replaces: [MigrationID] = [],
  @SchemaOperations _ operations: () -> [any SchemaOperation] = { [] }
) -> MigrationDefinition {
  MigrationDefinition(id: id, after: after, replaces: replaces, operations: operations())
}

@Suite("Histories")
struct HistoryTests {
  struct M0004_TagAndMore: Migration {
    static let after: [MigrationID] = []
    static let line: UInt = #line + 2
    static var operations: [any SchemaOperation] {
      AddColumn("entry", "rating", .integer(bits: 64), fill: .integer(5))
      RenameColumn("blog", "tagline", to: "subtitle").acknowledging(.k201, "only the admin reads it")
    }
  }

  @Test("A migration has the name of its type, and knows where its operations stand")
  func names() {
    #expect(M0004_TagAndMore.id == "KindredMigrationsTests.0004_tag_and_more")
    let operations = M0004_TagAndMore.operations
    #expect(operations.map(\.notes.source?.line) == [M0004_TagAndMore.line, M0004_TagAndMore.line + 1])
    #expect(operations[0].notes.source?.file == "HistoryTests.swift")
    #expect(operations[1].notes.acknowledgements == [Acknowledgement(.k201, "only the admin reads it")])
    #expect(operations.map(\.summary).count == 2)
  }

  @Test("The order follows what comes after what, then names")
  func order() throws {
    let history = try MigrationHistory([
      definition("Shop.0002_b", after: ["Shop.0001_a", "Blog.0002_b"]), definition("Shop.0001_a"),
      definition("Blog.0002_b", after: ["Blog.0001_a"]), definition("Blog.0001_a", after: ["Shop.0001_a"]),
    ])
    #expect(
      history.migrations.map(\.id) == ["Shop.0001_a", "Blog.0001_a", "Blog.0002_b", "Shop.0002_b"])
    #expect(history.leaves(of: "Blog") == ["Blog.0002_b"])
    #expect(history.ancestors(of: "Blog.0002_b") == ["Blog.0001_a", "Shop.0001_a"])
    #expect(history.descendants(of: "Shop.0001_a") == ["Blog.0001_a", "Blog.0002_b", "Shop.0002_b"])
  }

  private func code(_ definitions: [MigrationDefinition]) -> MigrationError.Code? {
    do {
      try MigrationHistory(definitions).checkLeaves()
      return nil
    } catch { return (error as? MigrationError)?.code }
  }

  @Test("Gaps, circles, doubles and split heads are errors")
  func errors() {
    #expect(code([definition("Blog.0002_b", after: ["Blog.0001_a"])]) == .missingDependency)
    #expect(code([definition("Blog.0001_a", after: ["Blog.0001_a"])]) == .cycle)
    #expect(
      code([definition("A.0001_a", after: ["B.0001_b"]), definition("B.0001_b", after: ["A.0001_a"])]) == .cycle)
    #expect(code([definition("Blog.0001_a"), definition("Blog.0001_a")]) == .duplicate)
    #expect(
      code([
        definition("Blog.0001_a"), definition("Blog.0002_b", after: ["Blog.0001_a"]),
        definition("Blog.0002_c", after: ["Blog.0001_a"]),
      ]) == .severalLeaves)
    #expect(code([definition("Blog.0001_a"), definition("Shop.0001_a")]) == nil)
  }

  @Test("A name may be shortened as long as it means one migration")
  func finding() throws {
    let history = try MigrationHistory([
      definition("Blog.0001_a"), definition("Blog.0002_b", after: ["Blog.0001_a"]), definition("Shop.0001_a"),
    ])
    #expect(try history.find("Blog.0002") == "Blog.0002_b")
    #expect(try history.find("0002") == "Blog.0002_b")
    #expect(throws: MigrationError.self) { try history.find("0001") }
    #expect(throws: MigrationError.self) { try history.find("Blog.0003") }
  }

  @Test("A replay gives the schema, and an operation that does not fit names its line")
  func replay() throws {
    let initial = definition("Blog.0001_a") {
      CreateTable("entry") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("headline", .text(100))
      }
    }
    let widened = definition("Blog.0002_b", after: ["Blog.0001_a"]) {
      AlterColumn("entry", "headline", .type(.text(100), to: .text(255)))
      AddIndex("entry", on: "-headline")
    }
    let state = try MigrationHistory([widened, initial]).state()
    #expect(state["entry"]?.column("headline")?.type == .text(255))
    #expect(state["entry"]?.indexes.count == 1)
    let wrong = definition("Blog.0002_b", after: ["Blog.0001_a"]) {
      AlterColumn("entry", "headline", .type(.text, to: .text(255)))
    }
    let error = #expect(throws: MigrationError.self) { try MigrationHistory([wrong, initial]).state() }
    #expect(error?.code == .invalidOperation)
    #expect(error?.migration == "Blog.0002_b")
    #expect(error?.source?.file == "HistoryTests.swift")
  }

  @Test("A checksum is of values: places and acknowledgements do not count, names and values do")
  func checksums() {
    func sum(@SchemaOperations _ operations: () -> [any SchemaOperation]) -> String {
      definition("Blog.0001_a", operations).checksum
    }
    let first = sum {
      AddColumn("entry", "rating", .integer(bits: 64), fill: .integer(5))
      RunSQL("UPDATE entry SET rating = 5")
    }
    let same = sum {
      // A comment, another line and an acknowledgement.

      AddColumn(
        "entry", "rating", .integer(bits: 64), fill: .integer(5)
      ).acknowledging(.k202, "no release is running")
      RunSQL("UPDATE entry SET rating = 5")
    }
    let other = sum {
      AddColumn("entry", "rating", .integer(bits: 64), fill: .integer(6))
      RunSQL("UPDATE entry SET rating = 5")
    }
    let swapped = sum {
      RunSQL("UPDATE entry SET rating = 5")
      AddColumn("entry", "rating", .integer(bits: 64), fill: .integer(5))
    }
    #expect(first == same)
    #expect(Set([first, other, swapped]).count == 3)
    #expect(sum { RunSQL("SELECT \(1)") } != sum { RunSQL("SELECT \(2)") })
    #expect(sum { RunSwift("a", forwards: { _ in }) } == sum { RunSwift("a", forwards: { _ in _ = 1 }) })
    #expect(sum { StateOnly { DropTable("a") } } != sum { DatabaseOnly { DropTable("a") } })
  }

  @Test("A migration that replaces others takes their place, unless only some of them are applied")
  func squash() throws {
    let all = [
      definition("Blog.0001_a"), definition("Blog.0002_b", after: ["Blog.0001_a"]),
      definition("Blog.0001_squashed", replaces: ["Blog.0001_a", "Blog.0002_b"]),
      definition("Blog.0003_c", after: ["Blog.0002_b"]),
    ]
    #expect(try MigrationHistory(all).migrations.map(\.id) == ["Blog.0001_squashed", "Blog.0003_c"])
    let partly = try MigrationHistory(all, applied: ["Blog.0001_a"])
    #expect(partly.migrations.map(\.id) == ["Blog.0001_a", "Blog.0002_b", "Blog.0003_c"])
    let completely = try MigrationHistory(all, applied: ["Blog.0001_a", "Blog.0002_b"])
    #expect(completely.migrations.map(\.id) == ["Blog.0001_squashed", "Blog.0003_c"])
    // The files of the replaced ones are gone.
    let later = try MigrationHistory([all[2], all[3]])
    #expect(later["Blog.0003_c"]?.after == ["Blog.0001_squashed"])
  }

  @Test("Undoing operations gives the schema before, whatever they are", arguments: 0..<100)
  func reversal(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var state = SchemaState()
    for number in 0..<40 {
      let operation = RandomOperation.make(number, in: state, &random)
      let migration = MigrationDefinition(id: "A.0001_a", operations: [operation])
      guard let after = try? migration.state(after: state) else { continue }
      let undoing = MigrationDefinition(id: "A.0002_b", operations: try migration.reversed(in: state))
      #expect(try undoing.state(after: after) == state, "\(operation.summary)")
      state = after
    }
  }
}

/// An operation that may fit a schema.
enum RandomOperation {
  static func make(_ number: Int, in state: SchemaState, _ random: inout SeededGenerator) -> any SchemaOperation {
    let table = state.tables.randomElement(using: &random)
    let column = table?.columns.randomElement(using: &random)
    guard let table, let column, Int.random(in: 0..<6, using: &random) > 0 else {
      return CreateTable("t\(number)") {
        TableColumn("id", .integer(bits: 64), key: .automatic)
        TableColumn("a", .text(10), unique: true)
        TableColumn("b", .integer(bits: 32), isNullable: true)
      }
    }
    switch Int.random(in: 0..<11, using: &random) {
    case 0: return AddColumn(table.name, "c\(number)", .text, unique: true, fill: .randomUUID)
    case 1: return DropColumn(table.name, column.name)
    case 2: return RenameColumn(table.name, column.name, to: "r\(number)")
    case 3: return RenameTable(table.name, to: "s\(number)")
    case 4 where !table.key.contains(column.name):
      return AlterColumn(
        table.name, column.name, .isNullable(!column.isNullable),
        fill: column.type == .integer(bits: 32) ? .integer(0) : .text(""))
    case 5: return AddIndex(table.name, on: column.name, name: "i\(number)")
    case 6: return AddConstraint(table.name, .check("k\(number)", .isNotNull(column.name)))
    case 7 where state.tables[0].key == ["id"] && column.type == .integer(bits: 64):
      return AddForeignKey(table.name, column.name, to: state.tables[0].name, "id", onDelete: .cascade)
    case 8: return DropTable(table.name)
    case 9: return SetTableComment(table.name, "n\(number)")
    default: return table.indexes.first.map { DropIndex(table.name, $0) } ?? SetTableComment(table.name, nil)
    }
  }
}
