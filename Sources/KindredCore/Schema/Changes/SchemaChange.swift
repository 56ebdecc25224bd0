/// One change of a ``SchemaState``. All editors, the difference of two states, and the operations of migrations speak in
/// these.
///
/// A change says what the schema is afterwards, not how a database gets there. Indexes and constraints are given as
/// their whole definitions, so that each change can be checked against the schema before it, and reversed.
public enum SchemaChange: Sendable, Hashable {
  /// Creates a table with its indexes. Foreign keys to tables that do not exist yet are added later by themselves.
  case createTable(TableState)
  /// Drops a table with its rows. No other table may have a foreign key to it.
  case dropTable(String)
  /// Renames a table. Foreign keys of other tables follow.
  case renameTable(String, to: String)
  /// Sets or removes the comment on a table.
  case setTableComment(table: String, String?)
  /// Adds a column. `fill` is what the rows that exist get; nil for the column's default, or NULL.
  case addColumn(table: String, ColumnState, fill: ColumnFill?)
  /// Drops a column with its values. No key, index or constraint may use it.
  case dropColumn(table: String, String)
  /// Renames a column. Keys, indexes and constraints follow.
  case renameColumn(table: String, String, to: String)
  /// Changes a column's type or options to those of the new state, which has the same name. `fill` is what the rows get
  /// that are NULL where the column may be NULL no longer.
  case alterColumn(table: String, ColumnState, fill: ColumnFill?)
  /// Changes the columns of the primary key.
  case setKey(table: String, [String])
  /// Adds a constraint.
  case addConstraint(table: String, ConstraintState)
  /// Drops a constraint.
  case dropConstraint(table: String, ConstraintState)
  /// Gives a constraint another explicit name, or a derived one.
  case renameConstraint(table: String, ConstraintState, to: String?)
  /// Adds an index.
  case addIndex(table: String, IndexState)
  /// Drops an index.
  case dropIndex(table: String, IndexState)
  /// Gives an index another explicit name, or a derived one.
  case renameIndex(table: String, IndexState, to: String?)

  /// The name, before the change, of the table that it is about.
  public var table: String {
    switch self {
    case .createTable(let table): table.name
    case .dropTable(let name), .renameTable(let name, to: _): name
    case .setTableComment(table: let table, _), .addColumn(table: let table, _, fill: _),
      .dropColumn(table: let table, _), .renameColumn(table: let table, _, to: _),
      .alterColumn(table: let table, _, fill: _), .setKey(table: let table, _), .addConstraint(table: let table, _),
      .dropConstraint(table: let table, _), .renameConstraint(table: let table, _, to: _),
      .addIndex(table: let table, _), .dropIndex(table: let table, _), .renameIndex(table: let table, _, to: _):
      table
    }
  }
}

/// What the rows that exist get in a new column, or instead of NULL in one that may be NULL no longer.
public enum ColumnFill: Sendable, Hashable {
  /// The same value in each row.
  case value(DatabaseValue)
  /// A random UUID in each row.
  case randomUUID
  /// The value of another column of the row, converted to the type of the new one. The change fails, and leaves the rows
  /// as they are, if a value cannot be converted.
  case column(String)
}
