/// What models say about how they became what they are. It is no part of their schema.
public struct SchemaHints: Sendable {
  /// The former names of tables, or of the models that had them, by their names.
  public var tables: [String: String] = [:]
  /// The former names of columns, or of the properties that had them, by the names of their tables and their own.
  public var columns: [String: [String: String]] = [:]
  /// What the rows that exist get in a column, by the names of its table and its own.
  public var fills: [String: [String: ColumnFill]] = [:]

  /// No hints.
  public init() {}
}

extension SchemaHints {
  /// What models say: `renamedFrom` of `@Model` and `@Field`, and the defaults of their properties.
  ///
  /// The default of a property is asked for twice. One that is different each time, such as `UUID()`, is given to each row
  /// by itself where the database can, and is left open otherwise.
  public init(of models: [any Model.Type]) {
    for schema in ModelSchema.tables(of: models.filter { !$0.schema.isHistorical }) {
      if let former = schema.renamedFrom { tables[schema.table] = former }
      for field in schema.fields {
        if let former = field.options.renamedFrom { columns[schema.table, default: [:]][field.column] = former }
        if let fill = field.defaultFill { fills[schema.table, default: [:]][field.column] = fill }
      }
    }
  }
}

extension FieldSchema {
  /// What the property's default gives to rows that exist.
  fileprivate var defaultFill: ColumnFill? {
    guard let fill, let first = try? fill(), let second = try? fill() else { return nil }
    if first == second { return first.isNull ? nil : .value(first) }
    if case .uuid = first { return .randomUUID }
    // The time of the migration is as good as any.
    if case .timestamp = first { return .value(first) }
    return nil
  }
}
