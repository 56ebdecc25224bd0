public import KindredCore

/// Adds an index.
///
/// ```swift
/// AddIndex("entry", on: "headline", "-pub_date")
/// AddIndex("account", on: NamedExpression.lower("email"), unique: true)
/// ```
public struct AddIndex: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The index.
  public let index: IndexState

  /// Adds an index on columns and expressions; a minus sign before a name makes it descending.
  public init(
    _ table: String, on terms: any IndexTerm..., name: String? = nil, unique: Bool = false,
    where condition: NamedExpression? = nil
  ) {
    self.init(table, IndexState(name, terms.map(\.indexElement), isUnique: unique, condition: condition))
  }

  /// Adds an index.
  public init(_ table: String, _ index: IndexState) {
    self.table = table
    self.index = index
  }

  /// The change.
  public var change: SchemaChange { .addIndex(table: table, index) }
}

/// Drops an index.
public struct DropIndex: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The index.
  public let index: IndexState

  /// Drops the index on columns and expressions.
  public init(
    _ table: String, on terms: any IndexTerm..., name: String? = nil, unique: Bool = false,
    where condition: NamedExpression? = nil
  ) {
    self.init(table, IndexState(name, terms.map(\.indexElement), isUnique: unique, condition: condition))
  }

  /// Drops an index.
  public init(_ table: String, _ index: IndexState) {
    self.table = table
    self.index = index
  }

  /// The change.
  public var change: SchemaChange { .dropIndex(table: table, index) }
}

/// Gives an index another explicit name, or a derived one.
public struct RenameIndex: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The index.
  public let index: IndexState
  /// The new name; nil for a derived one.
  public let newName: String?

  /// Renames an index.
  public init(_ table: String, _ index: IndexState, to newName: String?) {
    self.table = table
    self.index = index
    self.newName = newName
  }

  /// The change.
  public var change: SchemaChange { .renameIndex(table: table, index, to: newName) }
}
