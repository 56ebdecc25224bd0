extension SchemaBuilder {
  /// Looks for the rows of a table in which a column is NULL.
  ///
  /// - Parameters:
  ///   - column: The column as it is called in the database now.
  ///   - table: The table as it is called in the database now.
  package func nulls(in column: String, of table: String) -> SchemaStep.Precondition {
    SchemaStep.Precondition(
      sql: "SELECT 1 FROM \(quoted(table)) WHERE \(quoted(column)) IS NULL",
      problem: "the column \"\(column)\" of \"\(table)\" is NULL in some rows, which need another value; set it, and "
        + "migrate again")
  }
}
