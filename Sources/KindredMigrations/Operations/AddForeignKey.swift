public import KindredCore

/// Adds a foreign key to existing columns.
///
/// ```swift
/// AddForeignKey("entry", "tag_id", to: "tag", "id", onDelete: .setNull)
/// ```
public struct AddForeignKey: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The constraint.
  public let constraint: ConstraintState

  /// A foreign key of one column.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - column: The column.
  ///   - targetTable: The table that it points to.
  ///   - target: The column there.
  ///   - onDelete: What the database does when the row there is deleted; nil if it refuses.
  ///   - name: The explicit name; nil for a derived one.
  public init(
    _ table: String, _ column: String, to targetTable: String, _ target: String,
    onDelete: ForeignKeyState.Action? = nil, name: String? = nil
  ) {
    self.table = table
    constraint = .foreignKey(column, to: targetTable, target, onDelete: onDelete, name: name)
  }

  /// A foreign key of several columns.
  public init(
    _ table: String, _ columns: [String], to targetTable: String, _ targets: [String],
    onDelete: ForeignKeyState.Action? = nil, name: String? = nil
  ) {
    self.table = table
    constraint = .foreignKey(columns, to: targetTable, targets, onDelete: onDelete, name: name)
  }

  /// The change.
  public var change: SchemaChange { .addConstraint(table: table, constraint) }
}

/// Drops a foreign key; the columns stay.
public struct DropForeignKey: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The constraint.
  public let constraint: ConstraintState

  /// The foreign key of one column.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - column: The column.
  ///   - targetTable: The table that it points to.
  ///   - target: The column there.
  ///   - onDelete: What the database does when the row there is deleted; nil if it refuses.
  ///   - name: The explicit name; nil for a derived one.
  public init(
    _ table: String, _ column: String, to targetTable: String, _ target: String,
    onDelete: ForeignKeyState.Action? = nil, name: String? = nil
  ) {
    self.table = table
    constraint = .foreignKey(column, to: targetTable, target, onDelete: onDelete, name: name)
  }

  /// The foreign key of several columns.
  public init(
    _ table: String, _ columns: [String], to targetTable: String, _ targets: [String],
    onDelete: ForeignKeyState.Action? = nil, name: String? = nil
  ) {
    self.table = table
    constraint = .foreignKey(columns, to: targetTable, targets, onDelete: onDelete, name: name)
  }

  /// The change.
  public var change: SchemaChange { .dropConstraint(table: table, constraint) }
}
