import KindredCore
import KindredMigrations
import SeededRandom
import Testing

@Suite("Random histories that are squashed and merged, on databases", .timeLimit(.minutes(10)))
struct SquashPropertyTests {
  /// A history, and a migration behind it.
  private static func make(_ seed: UInt64) -> (old: [MigrationDefinition], next: MigrationDefinition) {
    var random = SeededGenerator(seed: seed)
    let old = RandomOperation.history(&random, count: 10)
    return (
      old,
      MigrationDefinition(
        id: "A.2000_next", after: [old[9].id],
        operations: [CreateTable("next") { TableColumn("id", .integer(bits: 64), key: .automatic) }])
    )
  }

  @Test("Old, half-way and new databases come to the same schema", arguments: MigrationBackend.allCases)
  func squash(backend: MigrationBackend) async throws {
    for seed in UInt64(0)..<(backend == .sqlite ? 25 : 6) {
      let (old, next) = Self.make(seed)
      var random = SeededGenerator(seed: seed + 1000)
      let first = Int.random(in: 0..<5, using: &random)
      let last = Int.random(in: 5..<10, using: &random)
      let squash = try MigrationHistory(old).squashed(from: old[first].id, to: old[last].id, name: "1500_squash")
      let wanted = try MigrationHistory(old + [next]).state()
      let all = old + [squash, next]
      // What is left when the files of the replaced ones are gone.
      let short = all.filter { !squash.replaces.contains($0.id) }
      #expect(try MigrationHistory(all).state() == wanted, "seed \(seed)")
      #expect(try MigrationHistory(short).state() == wanted, "seed \(seed)")
      for applied in [0, Int.random(in: 1..<10, using: &random), 10] {
        try await withBench(backend) { bench async throws in
          if applied > 0 { try await Migrator(bench.database, definitions: Array(old.prefix(applied))).migrate() }
          let definitions = applied == 0 ? short : all
          let migrator = Migrator(bench.database, definitions: definitions)
          try await migrator.migrate()
          #expect(try await migrator.drift().map(\.summary) == [], "seed \(seed), \(applied) applied")
          #expect(try await migrator.plan().state == wanted, "seed \(seed), \(applied) applied")
          #expect(try await migrator.plan().warnings.map(\.1) == [], "seed \(seed), \(applied) applied")
          #expect(
            try await Migrator(bench.database, definitions: short).plan().isEmpty, "seed \(seed), \(applied) applied")
          try await migrator.migrate(to: .zero("A"))
          let tables = try await bench.database.schemaState().tables.map(\.name)
          #expect(tables.allSatisfy { $0.hasPrefix("kindred_") }, "seed \(seed), \(applied) applied: \(tables)")
        }
      }
    }
  }

  @Test("Branches that can be merged give the same schema in either order", arguments: MigrationBackend.allCases)
  func merge(backend: MigrationBackend) async throws {
    var merged = 0
    for seed in UInt64(0)..<(backend == .sqlite ? 60 : 40) {
      var random = SeededGenerator(seed: seed)
      let base = RandomOperation.history(&random, count: 4)
      let state = try MigrationHistory(base).state()
      func branch(_ name: String, _ start: Int) -> MigrationDefinition {
        var state = state
        var operations: [any SchemaOperation] = []
        for number in start..<start + 3 {
          let operation = RandomOperation.make(number, in: state, &random)
          let single = MigrationDefinition(id: "A.0001_a", operations: [operation])
          guard let after = try? single.state(after: state) else { continue }
          operations.append(operation)
          state = after
        }
        return MigrationDefinition(id: MigrationID(app: "A", name: name), after: [base[3].id], operations: operations)
      }
      let (one, other) = (branch("1100_one", 100), branch("1100_other", 200))
      let forwards = try? other.state(after: one.state(after: state))
      let backwards = try? one.state(after: other.state(after: state))
      let isPossible = forwards != nil && forwards == backwards
      let leaves = try? MigrationHistory(base + [one, other]).mergeable("A")
      #expect((leaves?.count == 2) == isPossible, "seed \(seed)")
      guard let leaves else { continue }
      merged += 1
      let merge = MigrationDefinition(id: "A.1200_merge", after: leaves, operations: [])
      for first in [one, other] {
        try await withBench(backend) { bench async throws in
          try await Migrator(bench.database, definitions: base + [first]).migrate()
          let migrator = Migrator(bench.database, definitions: base + [one, other, merge])
          try await migrator.migrate()
          #expect(try await migrator.plan().state == forwards, "seed \(seed)")
          #expect(try await migrator.drift().map(\.summary) == [], "seed \(seed)")
        }
      }
    }
    #expect(merged > 3)
  }

  @Test("Two indexes of the same name are a conflict, also on different tables")
  func indexNames() throws {
    let base = MigrationDefinition(
      id: "A.0001_a",
      operations: [
        CreateTable("x") { TableColumn("id", .text, key: .given) },
        CreateTable("y") { TableColumn("id", .text, key: .given) },
      ])
    func branch(_ name: String, _ table: String) -> MigrationDefinition {
      MigrationDefinition(
        id: MigrationID(app: "A", name: name), after: ["A.0001_a"], operations: [AddIndex(table, on: "id", name: "own")]
      )
    }
    let history = try MigrationHistory([base, branch("0002_b", "x"), branch("0002_c", "y")])
    let error = #expect(throws: MigrationError.self) { try history.mergeable("A") }
    #expect(error?.code == .conflict)
  }

  @Test("A squash of a squash goes on wherever a database is, with and without the old files")
  func nested() async throws {
    func table(_ name: String, _ id: MigrationID, after: MigrationID...) -> MigrationDefinition {
      MigrationDefinition(
        id: id, after: after, operations: [CreateTable(name) { TableColumn("id", .integer(bits: 64), key: .automatic) }]
      )
    }
    let first = [table("a", "A.0001_a"), table("b", "A.0002_b", after: "A.0001_a")]
    let third = table("c", "A.0003_c", after: "A.0002_b")
    let inner = try MigrationHistory(first).squashed(from: "A.0001_a", to: "A.0002_b", name: "0001_inner")
    let middle = [inner, third]
    let outer = try MigrationHistory(first + middle).squashed(from: inner.id, to: third.id, name: "0001_outer")
    #expect(outer.replaces == ["A.0001_a", "A.0002_b", "A.0001_inner", "A.0003_c"])
    let last = table("d", "A.0004_d", after: "A.0003_c")
    let starts: [[MigrationDefinition]] = [
      [], [first[0]], first, first + [inner], first + middle, first + [third], [inner], middle,
    ]
    for (number, start) in starts.enumerated() {
      for files in [first + middle + [outer, last], middle + [outer, last], [outer, last]] {
        // A half-way database needs the files that it is in the middle of.
        if start.count == 1, start[0].id == "A.0001_a", files.count < 6 { continue }
        if start.count < 3, !start.isEmpty, files.count < 4, start.last?.id != third.id { continue }
        if start.map(\.id) == (first + [inner]).map(\.id), files.count < 4 { continue }
        // Without the inner one, nobody knows that it is applied.
        try await withBench(.sqlite) { bench async throws in
          if !start.isEmpty { try await Migrator(bench.database, definitions: start).migrate() }
          let migrator = Migrator(bench.database, definitions: files)
          try await migrator.migrate()
          #expect(try await migrator.drift() == [], "start \(number), \(files.count) files")
          let tables = try await bench.database.schemaState().tables.map(\.name).filter { $0.count == 1 }
          #expect(tables == ["a", "b", "c", "d"], "start \(number), \(files.count) files")
        }
      }
    }
  }
}
