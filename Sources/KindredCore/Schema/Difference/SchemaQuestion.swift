/// Something about the difference of two schemas that only people know.
public enum SchemaQuestion: Sendable, Hashable {
  /// A table is gone, and tables are new that it may have become.
  case table(gone: String, new: [String])
  /// A column is gone, and columns are new that it may have become, whose type its values convert to.
  case column(table: String, gone: String, new: [String])
  /// A new column, or one that may be NULL no longer, has no value for the rows that exist.
  case fill(table: String, column: ColumnState)
}

/// What people say to a ``SchemaQuestion``, or before they are asked.
public enum SchemaAnswer: Sendable, Hashable {
  /// The table was renamed.
  case renameTable(String, to: String)
  /// The table is dropped, and the new ones are others.
  case dropTable(String)
  /// The column was renamed. The table has its new name.
  case renameColumn(table: String, String, to: String)
  /// The column is dropped, and the new ones are others.
  case dropColumn(table: String, String)
  /// What the rows that exist get in a column.
  case fill(table: String, column: String, ColumnFill)
}
