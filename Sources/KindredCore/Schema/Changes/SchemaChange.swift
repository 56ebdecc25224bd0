/// One change of a ``SchemaState``. All editors, the difference of two states, and the operations of migrations speak in
/// these.
public enum SchemaChange: Sendable, Hashable {
  /// Creates a table with its indexes. Foreign keys to tables that do not exist yet are added later by themselves.
  case createTable(TableState)
  /// Drops a table with its rows.
  case dropTable(String)
  /// Renames a table. Foreign keys of other tables follow.
  case renameTable(String, to: String)
  /// Sets or removes the comment on a table.
  case setTableComment(table: String, String?)
  /// Adds a column. `fill` is the value of the rows that exist.
  case addColumn(table: String, ColumnState, fill: DatabaseValue?)
  /// Drops a column with its values.
  case dropColumn(table: String, String)
  /// Renames a column. Keys, indexes and constraints follow.
  case renameColumn(table: String, String, to: String)
  /// Changes a column's type or options to those of the new state, which has the same name. `fill` is the value of the
  /// rows that are NULL where the column may be NULL no longer.
  case alterColumn(table: String, ColumnState, fill: DatabaseValue?)
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
}
