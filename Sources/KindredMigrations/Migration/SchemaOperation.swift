public import KindredCore

/// One operation of a ``Migration``.
///
/// Kindred's own operations are values over ``SchemaChange``. An operation of your own says how it changes the schema,
/// and what it runs:
///
/// ```swift
/// struct CreateExtension: SchemaOperation {
///   let name: String
///   var notes = OperationNotes()
///   var summary: String { "create extension \(name)" }
///   var signature: String { "extension \(name)" }
///
///   func work(in state: SchemaState) -> [OperationWork] {
///     [.sql([.postgres: "CREATE EXTENSION IF NOT EXISTS \(identifier: name)"])]
///   }
///   func reversed(in state: SchemaState) -> [any SchemaOperation]? { [] }
/// }
/// ```
public protocol SchemaOperation: Sendable {
  /// The place in the source, and the linter's rules that are acknowledged. Declare it as
  /// `var notes = OperationNotes()`.
  var notes: OperationNotes { get set }

  /// What the operation does, in a few words for people: `add entry.rating`.
  var summary: String { get }

  /// A text that is different for operations that do different things. The checksum of a migration is made of it.
  var signature: String { get }

  /// How the operation changes the schema. By default it does not.
  ///
  /// - Parameter state: The schema before.
  /// - Throws: ``MigrationError`` when the operation does not fit the schema.
  func changes(in state: SchemaState) throws -> [SchemaChange]

  /// What is run on the database. By default the ``changes(in:)``.
  func work(in state: SchemaState) throws -> [OperationWork]

  /// The operations that undo this one, in order; nil if it cannot be undone, which is the default.
  ///
  /// - Parameter state: The schema before this operation.
  func reversed(in state: SchemaState) throws -> [any SchemaOperation]?

  /// What the operation reads and writes. By default everything, so that nothing is reordered or folded across it.
  var touches: OperationTouches { get }
}

extension SchemaOperation {
  /// No changes.
  public func changes(in state: SchemaState) throws -> [SchemaChange] { [] }

  /// The changes of the schema, if there are any.
  public func work(in state: SchemaState) throws -> [OperationWork] {
    let changes = try changes(in: state)
    return changes.isEmpty ? [] : [.schema(changes)]
  }

  /// Not possible.
  public func reversed(in state: SchemaState) throws -> [any SchemaOperation]? { nil }

  /// Everything.
  public var touches: OperationTouches { .everything }

  /// The same operation, with a finding of the linter that was looked at and is accepted.
  ///
  /// ```swift
  /// RenameColumn("blog", "tagline", to: "subtitle").acknowledging(.k201, "only the admin reads it")
  /// ```
  public func acknowledging(_ rule: LintRule, _ reason: String) -> Self {
    var operation = self
    operation.notes.acknowledgements.append(Acknowledgement(rule, reason))
    return operation
  }

  /// The same operation, which a squash leaves out: it only changes rows that exist, and a new database has none.
  ///
  /// ```swift
  /// RunSQL("UPDATE entry SET rating = 0 WHERE rating < 0", touches: "entry").elidable()
  /// ```
  public func elidable() -> Self {
    var operation = self
    operation.notes.isElidable = true
    return operation
  }
}

/// What an operation runs on the database.
public enum OperationWork: Sendable {
  /// Changes of the schema. The database's editor makes steps of them, together with the neighbouring ones.
  case schema([SchemaChange])
  /// A statement for each kind of database, and under nil one for those that are not named. If it is not transactional,
  /// it runs by itself.
  case sql([DialectName?: RawSQL], isTransactional: Bool = true)
  /// Sets a column of many rows, in batches that are committed one by one.
  case backfill(Backfill)
  /// A function.
  case swift(SwiftWork)
}

/// What an operation reads and writes. Operations that touch different things can change places.
public enum OperationTouches: Sendable, Hashable {
  /// Anything.
  case everything
  /// Some tables and their rows.
  case tables(Set<String>)

  /// Some tables, or everything if none is named.
  static func those(_ names: [String]) -> OperationTouches { names.isEmpty ? .everything : .tables(Set(names)) }

  /// Whether two operations may depend on each other.
  public func overlaps(_ other: OperationTouches) -> Bool {
    switch (self, other) {
    case (.tables(let lhs), .tables(let rhs)): !lhs.isDisjoint(with: rhs)
    case (.everything, .everything): true
    // What touches nothing depends on nothing.
    case (.everything, .tables(let names)), (.tables(let names), .everything): !names.isEmpty
    }
  }

  /// What either of two operations touches.
  public func union(_ other: OperationTouches) -> OperationTouches {
    switch (self, other) {
    case (.tables(let lhs), .tables(let rhs)): .tables(lhs.union(rhs))
    case (.everything, _), (_, .everything): .everything
    }
  }
}
