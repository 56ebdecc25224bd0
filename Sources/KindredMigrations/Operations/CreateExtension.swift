public import KindredCore

/// Makes an extension of PostgreSQL available. Other databases have none, and run nothing.
///
/// ```swift
/// CreateExtension("pg_trgm")
/// ```
///
/// Where it is available already, nothing happens. Undoing it leaves the extension, because others may use it by then.
public struct CreateExtension: SchemaOperation, Hashable {
  /// The notes.
  public var notes = OperationNotes()
  /// The extension's name.
  public let name: String

  /// Makes an extension available.
  public init(_ name: String) { self.name = name }

  /// What the operation does.
  public var summary: String { "create the extension \"\(name)\"" }
  /// The name.
  public var signature: String { "extension \(name)" }

  /// The statement.
  public func work(in state: SchemaState) throws -> [OperationWork] {
    [.sql([.postgres: "CREATE EXTENSION IF NOT EXISTS \(identifier: name)"])]
  }

  /// Nothing.
  public func reversed(in state: SchemaState) throws -> [any SchemaOperation]? { [] }
}
