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
      let parts = try index.elements.flatMap { try words($0.expression.node, of: schema) }
      indexes.append(
        CreateIndexStatement(
          name: index.name ?? name(schema, parts, index.isUnique ? "uniq" : "idx"), table: schema.table, terms: terms,
          isUnique: index.isUnique, condition: try index.condition.map { try expression($0.kind, of: schema) },
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
      expression: try expression(element.expression.node, of: schema).sql, isDescending: element.isDescending,
      nulls: nulls)
  }

  /// The words for an expression in the name of its index. Operations precede their operands, so that different
  /// parentheses give different names.
  private func words(_ node: FieldExpression.Node, of schema: ModelSchema) throws -> [String] {
    switch node {
    case .field(let field): [try column(field.name, of: schema)]
    case .integer(let value): [value < 0 ? "minus\(value.magnitude)" : "\(value)"]
    case .operation(let operation, let operands):
      [operation.name] + (try operands.flatMap { try words($0, of: schema) })
    }
  }

  // MARK: Expressions

  /// The type of a value, as far as operations depend on it. SQLite would accept any type and compute meaningless
  /// numbers.
  private enum Domain {
    case text, integer, real, other

    init(_ type: ColumnType) {
      switch type.kind {
      case .text: self = .text
      case .integer: self = .integer
      case .double, .float: self = .real
      // Decimals are excluded, because SQLite has no decimal arithmetic.
      default: self = .other
      }
    }
  }

  private func expression(
    _ node: FieldExpression.Node, of schema: ModelSchema
  ) throws -> (sql: SQLExpression, domain: Domain) {
    switch node {
    case .field(let field):
      let name = try column(field.name, of: schema)
      let type = schema.field(named: field.name).map { $0.relation?.targetField.type ?? $0.type }
      return (.column(SQLColumn(table: "", name: name, isNullable: false)), type.map(Domain.init) ?? .other)
    case .integer(let value): return (.literal(.integer(Int64(value))), .integer)
    case .operation(let operation, let operands):
      let resolved = try operands.map { try expression($0, of: schema) }
      let domain = try domain(of: operation, operands, resolved.map(\.domain), schema)
      return (.operation(operation, resolved.map(\.sql)), domain)
    }
  }

  /// The type of an operation's result. Throws if the operands have the wrong type.
  private func domain(
    of operation: SQLOperation, _ operands: [FieldExpression.Node], _ domains: [Domain], _ schema: ModelSchema
  ) throws -> Domain {
    if operation == .lower || operation == .upper || operation == .length {
      for (operand, domain) in zip(operands, domains) where domain != .text {
        throw refusal(operation.name, needs: "a text", operand, schema)
      }
      return operation == .length ? .integer : .text
    }
    for (operand, domain) in zip(operands, domains) {
      guard domain == .integer || (domain == .real && operation != .remainder) else {
        let wanted = operation == .remainder ? "integers" : "integers or floating-point numbers"
        throw refusal(operation.name, needs: wanted, operand, schema)
      }
    }
    let divides = operation == .divide || operation == .remainder
    if divides, case .integer(0) = operands.last, let first = operands.first {
      throw refusal(operation.name, needs: "a divisor other than zero", first, schema)
    }
    return domains.contains(.real) ? .real : .integer
  }

  private func refusal(
    _ operation: String, needs wanted: String, _ node: FieldExpression.Node, _ schema: ModelSchema
  ) -> KindredError {
    let column = node.firstField.flatMap { schema.field(named: $0.name) }?.column
    let place = column.map { " about \"\($0)\"" } ?? ""
    return KindredError(
      .schema, "An index of \(schema.name) cannot be made: \"\(operation)\"\(place) needs \(wanted)."
    ) {
      $0.model = schema.name
      $0.table = schema.table
      $0.column = column
    }
  }
}

extension FieldExpression.Node {
  fileprivate var firstField: F? {
    switch self {
    case .field(let field): field
    case .integer: nil
    case .operation(_, let operands): operands.lazy.compactMap(\.firstField).first
    }
  }
}
