extension SchemaBuilder {
  /// The indexes of single columns, and those declared by the model.
  func indexes(for schema: ModelSchema, isConditional: Bool) throws -> [CreateIndexStatement] {
    var indexes: [CreateIndexStatement] = []
    for field in schema.fields where field.options.isIndexed && !field.options.isUnique && !field.options.isPrimaryKey {
      indexes.append(
        CreateIndexStatement(
          name: name(schema, [field.column], "idx"), table: schema.table, terms: [.column(field.column)],
          isUnique: false, isConditional: isConditional))
    }
    for field in schema.fields where field.relation == nil && hasIndex(field) {
      guard let operatorClass = dialect.rules.prefixOperatorClass(field.type) else { continue }
      indexes.append(
        CreateIndexStatement(
          name: name(schema, [field.column], "like"), table: schema.table, terms: [.column(field.column)],
          isUnique: false, isConditional: isConditional, operatorClass: operatorClass))
    }
    for index in schema.indexes {
      let terms = try index.elements.map { try term($0, of: schema) }
      let parts = try index.elements.flatMap { words(try node(of: $0.expression, "index", of: schema)) }
      indexes.append(
        CreateIndexStatement(
          name: index.name ?? name(schema, parts, index.isUnique ? "uniq" : "idx"), table: schema.table, terms: terms,
          isUnique: index.isUnique,
          condition: try index.condition.map { try expression(of: $0, "index", of: schema, isCondition: true) },
          isConditional: isConditional))
    }
    try checkNames(of: indexes, schema)
    return indexes
  }

  /// Refuses duplicate names: with `IF NOT EXISTS`, the second index would silently not be created.
  private func checkNames(of indexes: [CreateIndexStatement], _ schema: ModelSchema) throws {
    var seen: Set<String> = []
    for index in indexes where !seen.insert(index.name).inserted {
      throw KindredError(
        .invalidName, "Two indexes of \(schema.name) are called \"\(index.name)\"; give one of them another name."
      ) {
        $0.model = schema.name
        $0.table = schema.table
      }
    }
  }

  private func hasIndex(_ field: FieldSchema) -> Bool {
    field.options.isIndexed || field.options.isUnique || field.options.isPrimaryKey
  }

  private func term(_ element: IndexElement, of schema: ModelSchema) throws -> CreateIndexStatement.Term {
    let nulls: SelectStatement.Order.Nulls? =
      switch element.nulls {
      case .first: .first
      case .last: .last
      case nil: nil
      }
    return CreateIndexStatement.Term(
      expression: try expression(of: element.expression, "index", of: schema), isDescending: element.isDescending,
      nulls: nulls)
  }

  /// The words for an expression in the name of its index. Operations precede their operands, so that different
  /// parentheses give different names.
  private func words(_ node: ExpressionNode) -> [String] {
    switch node {
    case .field(_, let field): return [field.column]
    case .value(let node):
      guard case .integer(let value) = node.value else {
        return (try? FieldCodec.text(of: node.value)).map { [$0] } ?? []
      }
      return [value < 0 ? "minus\(value.magnitude)" : "\(value)"]
    case .operation(let operation, let operands): return [operation.name] + operands.flatMap { words($0) }
    case .and, .or, .not, .list, .query, .scoped, .output, .window, .raw, .constant, .invalid:
      return node.children.flatMap { words($0) }
    }
  }
}
