public import KindredCore

/// Gives a column the type and options of another state, whatever it was before. ``AlterColumn`` says what it changes
/// and is the better choice in a migration that people read.
public struct SetColumn: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The column afterwards.
  public let column: ColumnState
  /// What the rows get that are NULL where the column may be NULL no longer.
  public let fill: ColumnFill?

  /// Changes a column.
  public init(_ table: String, _ column: ColumnState, fill: ColumnFill? = nil) {
    self.table = table
    self.column = column
    self.fill = fill
  }

  /// The change.
  public var change: SchemaChange { .alterColumn(table: table, column, fill: fill) }
}
