import KindredCore

/// A model that a migration declares, to be compared with the history.
struct FrozenModel {
  private let schema: ModelSchema

  init(_ schema: ModelSchema) { self.schema = schema }

  /// What does not fit; nil if the model can read and write its table. It may leave columns out.
  func problem(in state: SchemaState) -> String? {
    guard let table = state[schema.table] else { return "there is no table \"\(schema.table)\"" }
    for field in schema.fields {
      guard let column = table.column(field.column) else {
        return "the table \"\(table.name)\" has no column \"\(field.column)\""
      }
      let type = field.relation?.targetField.type ?? field.type
      if column.type.withoutLimits != type.withoutLimits {
        return "the column \"\(column.name)\" of \"\(table.name)\" is \(column.type), not \(type)"
      }
      if column.isNullable && !field.isNullable && !field.options.isPrimaryKey {
        return "the column \"\(column.name)\" of \"\(table.name)\" may be NULL, so \(field.name) has to be optional"
      }
    }
    return nil
  }
}
