import KindredCore

/// A column that is added with the values of another one, which a later change drops: a change of type that the database
/// cannot make in place.
struct ColumnReplacement {
  let table: String
  let column: String
  /// The column that is dropped.
  let source: String

  /// Recognises the change that adds the column.
  ///
  /// - Parameter later: The changes behind it.
  init?(_ change: SchemaChange, before later: ArraySlice<SchemaChange>) {
    guard case .addColumn(table: let table, let column, fill: .column(let source)) = change else { return nil }
    (self.table, self.column, self.source) = (table, column.name, source)
    for change in later where change.table == table {
      if change == .dropColumn(table: table, source) { return }
      // With other names or without the new column, it is something else.
      switch change {
      case .renameTable, .dropTable, .renameColumn, .dropColumn: return nil
      case .createTable, .setTableComment, .addColumn, .alterColumn, .setKey, .addConstraint, .dropConstraint,
        .renameConstraint, .addIndex, .dropIndex, .renameIndex:
        continue
      }
    }
    return nil
  }
}
