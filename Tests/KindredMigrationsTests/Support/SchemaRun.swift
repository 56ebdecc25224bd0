import KindredCore
import KindredMigrations
import Testing

/// Changes the schema of a database as the executor does, without its records.
struct SchemaRun {
  let database: Database
  /// Runs between two steps.
  var between: (@Sendable (SchemaStep) async throws -> Void)?

  init(_ database: Database) { self.database = database }

  /// Makes changes, step by step.
  ///
  /// - Returns: The steps.
  @discardableResult
  func apply(_ changes: [SchemaChange], from state: SchemaState, isOnline: Bool = true) async throws -> [SchemaStep] {
    let steps = try await database.schemaSteps(for: changes, from: state, isOnline: isOnline)
    // The steps say what they do, one after the other.
    #expect(try state.applying(steps.flatMap(\.changes)) == state.applying(changes))
    for step in steps {
      try await run(step)
      try await between?(step)
    }
    return steps
  }

  func run(_ step: SchemaStep) async throws {
    if let precondition = step.precondition {
      let rows = try await database.query(RawSQL(unchecked: precondition.sql), as: Int.self).all()
      if !rows.isEmpty { throw Refusal(problem: precondition.problem) }
    }
    func run() async throws {
      for sql in step.sql { try await database.execute(RawSQL(unchecked: sql)) }
    }
    guard step.isTransactional else { return try await run() }
    try await database.schemaTransaction(suspendsForeignKeys: step.suspendsForeignKeys) { try await run() }
  }

  /// Makes all of a schema in an empty database.
  func create(_ state: SchemaState) async throws {
    try await apply(SchemaState().changes(to: state), from: SchemaState(), isOnline: false)
  }

  /// A step that was refused because of the rows that exist.
  struct Refusal: Error {
    let problem: String
  }
}
