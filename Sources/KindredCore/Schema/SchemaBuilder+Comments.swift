extension SchemaBuilder {
  /// The statements for comments. On an existing table, the comments are replaced by the model's; columns that it does
  /// not have are skipped.
  func comments(for schema: ModelSchema, ifNotExists: Bool) -> [String] {
    func comment(_ text: String?, on column: String?) -> String? {
      text.flatMap {
        dialect.rules.comment(
          CommentStatement(table: schema.table, column: column, text: $0, isConditional: ifNotExists))
      }
    }
    let table = comment(schema.comment, on: nil)
    return ([table] + schema.fields.map { comment($0.options.comment, on: $0.column) }).compactMap { $0 }
  }
}
