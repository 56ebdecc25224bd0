import KindredCore
import KindredMigrations
import SeededRandom

extension RandomOperation {
  /// A history of random operations, one in each migration, or several.
  static func history(_ random: inout SeededGenerator, count: Int, app: String = "A") -> [MigrationDefinition] {
    var state = SchemaState()
    var definitions: [MigrationDefinition] = []
    for number in 0..<count {
      var operations: [any SchemaOperation] = []
      for part in 0..<Int.random(in: 1...3, using: &random) {
        let operation = make(number * 10 + part, in: state, &random)
        let single = MigrationDefinition(id: "A.0001_a", operations: [operation])
        guard let after = try? single.state(after: state) else { continue }
        operations.append(operation)
        state = after
      }
      definitions.append(
        MigrationDefinition(
          id: MigrationID(app: app, name: "\(1000 + number)_m"), after: definitions.last.map { [$0.id] } ?? [],
          operations: operations))
    }
    return definitions
  }
}
