extension SchemaBuilder {
  /// The statements of comments. On a table that is there already, the comments become those of the model; a column that
  /// it does not have is left out.
  func comments(for schema: ModelSchema, ifNotExists: Bool) -> [String] {
    guard dialect.rules.keepsComments else { return [] }
    let table = schema.comment.map { CommentStatement(table: schema.table, text: $0) }
    let columns = schema.fields.compactMap { field in
      field.options.comment.map { CommentStatement(table: schema.table, column: field.column, text: $0) }
    }
    return ([table].compactMap { $0 } + columns).map { comment in
      var writer = SQLWriter(dialect: dialect)
      writer.write(comment)
      return ifNotExists ? tolerating("undefined_column", writer.text) : writer.text
    }
  }
}
