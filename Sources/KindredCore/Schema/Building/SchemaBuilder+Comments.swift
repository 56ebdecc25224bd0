extension SchemaBuilder {
  /// The statements for comments. On an existing table, the comments are replaced by the table's; columns that it does
  /// not have are skipped.
  package func comments(on table: TableState, ifNotExists: Bool) -> [String] {
    let own = comment(table.comment, on: nil, of: table, ifNotExists: ifNotExists)
    let columns = table.columns.map { comment($0.comment, on: $0.name, of: table, ifNotExists: ifNotExists) }
    return ([own] + columns).compactMap { $0 }
  }

  private func comment(_ text: String?, on column: String?, of table: TableState, ifNotExists: Bool) -> String? {
    text.flatMap {
      dialect.rules.comment(
        CommentStatement(table: table.name, column: column, text: $0, isConditional: ifNotExists))
    }
  }
}
