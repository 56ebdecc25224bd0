public import KindredCore

/// Runs a function, for changes of rows that SQL cannot express.
///
/// ```swift
/// RunSwift("tidy slugs", forwards: tidy, backwards: .nothing)
/// ```
///
/// The name stands for the function in the migration's checksum.
public struct RunSwift: SchemaOperation {
  /// A function that changes rows. Queries in it run on the database that is migrated.
  public typealias Body = @Sendable (MigrationContext) async throws -> Void

  /// How a function is undone.
  public struct Backwards: Sendable {
    enum Kind { case impossible, nothing, run(Body) }

    let kind: Kind

    /// It cannot be undone.
    public static let impossible = Backwards(kind: .impossible)
    /// Nothing has to be done.
    public static let nothing = Backwards(kind: .nothing)
    /// By another function.
    public static func run(_ body: @escaping Body) -> Backwards { Backwards(kind: .run(body)) }
  }

  /// The notes.
  public var notes = OperationNotes()
  /// What the function does, in a few words.
  public let name: String
  let forwards: Body
  let backwards: Backwards
  /// The tables.
  public let touches: OperationTouches
  /// Whether the function runs in one transaction together with the record of it.
  public let isTransactional: Bool

  /// Runs a function.
  ///
  /// - Parameters:
  ///   - name: What it does, in a few words.
  ///   - forwards: The function.
  ///   - backwards: How it is undone. By default it cannot be.
  ///   - tables: The tables that it reads or writes; everything, if none is named.
  ///   - isTransactional: Whether it runs in one transaction. If not, it has to be possible to run it twice: that
  ///     happens when the process stops in the middle.
  public init(
    _ name: String, forwards: @escaping Body, backwards: Backwards = .impossible, touches tables: String...,
    transactional isTransactional: Bool = true
  ) {
    self.name = name
    self.forwards = forwards
    self.backwards = backwards
    touches = .those(tables)
    self.isTransactional = isTransactional
  }

  private init(undoing operation: RunSwift, with body: @escaping Body) {
    notes = operation.notes
    name = "undo \(operation.name)"
    forwards = body
    backwards = .run(operation.forwards)
    touches = operation.touches
    isTransactional = operation.isTransactional
  }

  /// What the operation does.
  public var summary: String { "run \(name)" }
  /// The name of the function.
  public var signature: String { "swift \(name)" + (isTransactional ? "" : " without transaction") }

  /// What is run.
  public func work(in state: SchemaState) throws -> [OperationWork] {
    [.swift(SwiftWork(name: name, isTransactional: isTransactional, run: forwards))]
  }

  /// What undoes it.
  public func reversed(in state: SchemaState) throws -> [any SchemaOperation]? {
    switch backwards.kind {
    case .impossible: nil
    case .nothing: []
    case .run(let body): [RunSwift(undoing: self, with: body)]
    }
  }
}

/// A function that an operation runs.
public struct SwiftWork: Sendable {
  /// What it does, in a few words.
  public let name: String
  /// Whether it runs in one transaction together with the record of it.
  public let isTransactional: Bool
  /// The function.
  public let run: RunSwift.Body

  /// Makes the work of an operation.
  public init(name: String, isTransactional: Bool = true, run: @escaping RunSwift.Body) {
    self.name = name
    self.isTransactional = isTransactional
    self.run = run
  }
}
