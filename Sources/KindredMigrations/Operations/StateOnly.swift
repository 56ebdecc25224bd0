public import KindredCore

/// Changes what the history knows of the schema, and leaves the database as it is.
///
/// ```swift
/// StateOnly {
///   AddColumn("entry", "search", .text, isNullable: true)
/// }
/// DatabaseOnly {
///   RunSQL("ALTER TABLE entry ADD COLUMN search text GENERATED ALWAYS AS (lower(headline)) STORED")
/// }
/// ```
public struct StateOnly: SchemaOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The operations.
  public let operations: [any SchemaOperation]

  /// Changes only what the history knows.
  public init(@SchemaOperations _ operations: () -> [any SchemaOperation]) { self.init(operations()) }

  init(_ operations: [any SchemaOperation]) { self.operations = operations }

  /// What the operation does.
  public var summary: String { "history only: " + operations.map(\.summary).joined(separator: "; ") }
  /// The operations, or the name.
  public var signature: String { signature(of: "state", operations) }
  /// What the operations touch.
  public var touches: OperationTouches { touches(of: operations) }

  /// The changes of the history.
  public func changes(in state: SchemaState) throws -> [SchemaChange] { try changes(of: operations, in: state) }

  /// What is run.
  public func work(in state: SchemaState) throws -> [OperationWork] { [] }

  /// What undoes it.
  public func reversed(in state: SchemaState) throws -> [any SchemaOperation]? {
    try reversed(operations, in: state).map { [StateOnly($0)] }
  }
}

/// Changes the database, and leaves what the history knows of the schema as it is.
public struct DatabaseOnly: SchemaOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The operations.
  public let operations: [any SchemaOperation]

  /// Changes only the database.
  public init(@SchemaOperations _ operations: () -> [any SchemaOperation]) { self.init(operations()) }

  init(_ operations: [any SchemaOperation]) { self.operations = operations }

  /// What the operation does.
  public var summary: String { "database only: " + operations.map(\.summary).joined(separator: "; ") }
  /// The operations, or the name.
  public var signature: String { signature(of: "database", operations) }
  /// What the operations touch.
  public var touches: OperationTouches { touches(of: operations) }

  /// What is run.
  public func work(in state: SchemaState) throws -> [OperationWork] {
    var state = state
    var work: [OperationWork] = []
    for operation in operations {
      work += try operation.work(in: state)
      for change in try operation.changes(in: state) { try state.apply(change) }
    }
    return work
  }

  /// What undoes it.
  public func reversed(in state: SchemaState) throws -> [any SchemaOperation]? {
    try reversed(operations, in: state).map { [DatabaseOnly($0)] }
  }
}

extension SchemaOperation {
  fileprivate func signature(of kind: String, _ operations: [any SchemaOperation]) -> String {
    kind + " {" + operations.map(\.signature).joined(separator: ";") + "}"
  }

  fileprivate func touches(of operations: [any SchemaOperation]) -> OperationTouches {
    operations.map(\.touches).reduce(.tables([])) { $0.union($1) }
  }

  fileprivate func changes(of operations: [any SchemaOperation], in state: SchemaState) throws -> [SchemaChange] {
    var state = state
    var all: [SchemaChange] = []
    for operation in operations {
      let changes = try operation.changes(in: state)
      for change in changes { try state.apply(change) }
      all += changes
    }
    return all
  }

  /// The operations that undo some, in the opposite order; nil if one of them cannot be undone.
  fileprivate func reversed(
    _ operations: [any SchemaOperation], in state: SchemaState
  ) throws -> [any SchemaOperation]? {
    var state = state
    var undoing: [any SchemaOperation] = []
    for operation in operations {
      guard let reversed = try operation.reversed(in: state) else { return nil }
      undoing.insert(contentsOf: reversed, at: 0)
      for change in try operation.changes(in: state) { try state.apply(change) }
    }
    return undoing
  }
}
