import KindredCore
import KindredMigrations
import SeededRandom
import Testing

@Suite("Random schemas of several modules")
struct ModulePropertyTests {
  /// The migrations from a history to a schema, with answers to all questions.
  private static func drafted(
    _ history: [MigrationDefinition], to schema: SchemaState, _ hints: SchemaHints, _ owners: [String: String]
  ) throws -> [MigrationWriter] {
    let modules = ["Blog", "Log", "Shop"].map { name in
      MigrationAuthor.Module(name: name, models: [], migrations: history.filter { $0.id.app == name })
    }
    let author = try MigrationAuthor(modules)
    var answers: [SchemaAnswer] = []
    while true {
      let draft = try author.draft(to: schema, hints: hints, owners: owners, answers: answers)
      if draft.questions.isEmpty { return draft.writers }
      for question in draft.questions {
        switch question {
        case .table(gone: let gone, new: _): answers.append(.dropTable(gone))
        case .column(table: let table, gone: let gone, new: _): answers.append(.dropColumn(table: table, gone))
        case .fill(table: let table, column: let column):
          answers.append(.fill(table: table, column: column.name, .value(RandomSchema.value(of: column.type))))
        }
      }
    }
  }

  /// The schema after migrations in any order in which each comes after what it names.
  private static func replayed(
    _ definitions: [MigrationDefinition], _ random: inout SeededGenerator
  ) throws -> SchemaState {
    var state = SchemaState()
    var open = definitions
    var done: Set<MigrationID> = []
    while !open.isEmpty {
      let ready = open.indices.filter { done.isSuperset(of: open[$0].after) }
      let place = try #require(ready.randomElement(using: &random), "The migrations come after each other in a circle")
      let next = open.remove(at: place)
      state = try next.state(after: state)
      done.insert(next.id)
    }
    return state
  }

  @Test("What comes after what is enough, whatever the order is", arguments: 0..<20)
  func order(part: UInt64) throws {
    for seed in part * 20..<part * 20 + 20 {
      var random = RandomSchema(seed: seed, .postgres)
      let first = random.schema()
      let (second, hints) = random.variationWithHints(of: first)
      var owners: [String: String] = [:]
      for table in first.tables {
        let owner = ["Blog", "Log", "Shop"].randomElement(using: &random.random) ?? "Blog"
        owners[table.name] = owner
        // A table keeps its module when it is renamed, mostly.
        if let new = hints.tables.first(where: { $0.value == table.name })?.key {
          owners[new] = random.random.oneIn(4) ? "Blog" : owner
        }
      }
      for table in second.tables where owners[table.name] == nil {
        owners[table.name] = ["Blog", "Log", "Shop"].randomElement(using: &random.random) ?? "Blog"
      }
      let created = try Self.drafted([], to: first, SchemaHints(), owners).map(\.definition)
      let changed = try Self.drafted(created, to: second, hints, owners).map(\.definition)
      #expect(Set((created + changed).map(\.id)).count == created.count + changed.count, "seed \(seed)")
      for _ in 0..<5 {
        #expect(try Self.replayed(created, &random.random) == first, "seed \(seed)")
        #expect(try Self.replayed(created + changed, &random.random) == second, "seed \(seed)")
      }
      #expect(try Self.drafted(created + changed, to: second, hints, owners).isEmpty, "seed \(seed)")
    }
  }

  @Test("The migrations of one module are written together with those of others that they come after")
  func chosenModule() throws {
    func table(_ name: String, to other: String? = nil) -> TableState {
      var table = TableState(name, columns: [ColumnState("id", .integer(bits: 64))], key: ["id"])
      if let other { table.constraints = [.foreignKey("id", to: other, "id")] }
      return table
    }
    let schema = SchemaState([table("a"), table("b", to: "a"), table("c")])
    let writers = try Self.drafted([], to: schema, SchemaHints(), ["a": "Blog", "b": "Shop", "c": "Log"])
    #expect(writers.needed(by: ["Shop"]).map(\.id) == ["Blog.0001_initial", "Shop.0001_initial"])
    #expect(writers.needed(by: ["Blog"]).map(\.id) == ["Blog.0001_initial"])
    #expect(writers.needed(by: ["Blog", "Log", "Shop"]).count == 3)
  }
}
