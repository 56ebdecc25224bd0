public import KindredCore

/// Runs a statement of your own.
///
/// ```swift
/// RunSQL([.postgres: "CREATE EXTENSION IF NOT EXISTS pg_trgm"], backwards: .nothing)
/// RunSQL("UPDATE entry SET rating = 0 WHERE rating < 0", touches: "entry")
/// ```
///
/// It does not change what the history knows of the schema: put a statement that creates a table or column into
/// ``DatabaseOnly``, beside a ``StateOnly`` with the same operations.
public struct RunSQL: SchemaOperation {
  /// How a statement is undone.
  public struct Backwards: Sendable {
    let sql: [DialectName?: RawSQL]?

    /// It cannot be undone.
    public static let impossible = Backwards(sql: nil)
    /// Nothing has to be done.
    public static let nothing = Backwards(sql: [:])
    /// By another statement.
    public static func sql(_ sql: RawSQL) -> Backwards { Backwards(sql: [nil: sql]) }
    /// By other statements, for each kind of database.
    public static func sql(_ sql: [DialectName: RawSQL]) -> Backwards {
      Backwards(sql: Dictionary(uniqueKeysWithValues: sql.map { ($0, $1) }))
    }
  }

  /// The notes.
  public var notes = OperationNotes()
  /// The statements; that of nil is for all databases that are not named.
  package let sql: [DialectName?: RawSQL]
  let backwards: Backwards
  /// The tables.
  public let touches: OperationTouches
  /// Whether the statement runs in a transaction together with the record of it.
  public let isTransactional: Bool

  /// Runs a statement on every database.
  ///
  /// - Parameters:
  ///   - sql: The statement.
  ///   - backwards: How it is undone. By default it cannot be.
  ///   - tables: The tables that it reads or writes; everything, if none is named.
  ///   - isTransactional: Whether it runs in a transaction. `CREATE INDEX CONCURRENTLY` cannot, and when the process
  ///     stops in the middle, it is run again.
  public init(
    _ sql: RawSQL, backwards: Backwards = .impossible, touches tables: String...,
    transactional isTransactional: Bool = true
  ) {
    self.init([nil: sql], backwards, .those(tables), isTransactional)
  }

  /// Runs a statement for each kind of database. The others run none.
  public init(
    _ sql: [DialectName: RawSQL], backwards: Backwards = .impossible, touches tables: String...,
    transactional isTransactional: Bool = true
  ) {
    self.init(Dictionary(uniqueKeysWithValues: sql.map { ($0, $1) }), backwards, .those(tables), isTransactional)
  }

  init(
    _ sql: [DialectName?: RawSQL], _ backwards: Backwards, _ touches: OperationTouches, _ isTransactional: Bool
  ) {
    self.sql = sql
    self.backwards = backwards
    self.touches = touches
    self.isTransactional = isTransactional
  }

  /// That a statement is run.
  public var summary: String {
    let names = sql.keys.compactMap { $0?.text }.sorted().joined(separator: ", ")
    return names.isEmpty ? "run SQL" : "run SQL (\(names))"
  }

  /// The statements.
  public var signature: String {
    let texts = sql.map { "\($0?.text ?? "any"): \($1.literalText)" }.sorted()
    return "sql {" + texts.joined(separator: "; ") + "}" + (isTransactional ? "" : " without transaction")
  }

  /// The statements.
  public func work(in state: SchemaState) throws -> [OperationWork] {
    [.sql(sql, isTransactional: isTransactional)]
  }

  /// The statements that undo it.
  public func reversed(in state: SchemaState) throws -> [any SchemaOperation]? {
    guard let sql = backwards.sql else { return nil }
    if sql.isEmpty { return [] }
    var operation = RunSQL(sql, Backwards(sql: self.sql), touches, isTransactional)
    operation.notes = notes
    return [operation]
  }
}
