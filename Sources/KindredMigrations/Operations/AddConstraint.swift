public import KindredCore

/// Adds a constraint.
///
/// ```swift
/// AddConstraint("entry", .check("rating_in_range", .range("rating", 0, 10)))
/// AddConstraint("entry", .unique("blog_id", "headline"))
/// ```
public struct AddConstraint: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The constraint.
  public let constraint: ConstraintState

  /// Adds a constraint.
  public init(_ table: String, _ constraint: ConstraintState) {
    self.table = table
    self.constraint = constraint
  }

  /// The change.
  public var change: SchemaChange { .addConstraint(table: table, constraint) }
}

/// Drops a constraint.
public struct DropConstraint: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The constraint.
  public let constraint: ConstraintState

  /// Drops a constraint.
  public init(_ table: String, _ constraint: ConstraintState) {
    self.table = table
    self.constraint = constraint
  }

  /// The change.
  public var change: SchemaChange { .dropConstraint(table: table, constraint) }
}

/// Gives a constraint another explicit name, or a derived one.
public struct RenameConstraint: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The constraint.
  public let constraint: ConstraintState
  /// The new name; nil for a derived one.
  public let newName: String?

  /// Renames a constraint.
  public init(_ table: String, _ constraint: ConstraintState, to newName: String?) {
    self.table = table
    self.constraint = constraint
    self.newName = newName
  }

  /// The change.
  public var change: SchemaChange { .renameConstraint(table: table, constraint, to: newName) }
}
