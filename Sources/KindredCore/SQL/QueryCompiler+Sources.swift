/// What stands behind FROM.
extension QueryCompiler {
  /// The scope of a query's own rows: its model's table, or its source.
  mutating func base(of query: Query) throws -> JoinScope {
    let schema = query.schema
    guard let source = query.extras?.source else { return JoinScope(schema: schema, alias: alias(for: schema.table)) }
    switch source {
    case .compound(let compound):
      let operands = try compound.operands.map { try derived($0) }
      let alias = alias(for: source.hasModel ? schema.table : "combined")
      let statement = CompoundStatement(
        operation: compound.operation, isAll: compound.isAll, operands: operands,
        columns: compound.operands.first?.columnNames ?? [])
      // All rows of a difference are those of its first query.
      let origins = compound.operation == .union ? operands[...] : operands.prefix(1)
      return JoinScope(
        schema: schema, alias: alias, source: .compound(statement, alias: alias), hasModel: source.hasModel,
        nullable: Self.nullableColumns(of: origins, named: statement.columns))
    case .subquery(let request):
      let statement = try derived(request)
      let alias = alias(for: source.hasModel ? schema.table : "selected")
      return JoinScope(
        schema: schema, alias: alias, source: .query(statement, alias: alias), hasModel: source.hasModel,
        nullable: Self.nullableColumns(of: [statement], named: request.columnNames))
    case .table(let table):
      let nullable = try use(table)
      let alias = freeAlias(for: table.name)
      return JoinScope(
        schema: schema, alias: alias, source: .table(table.name, alias: alias), hasModel: false, nullable: nullable)
    }
  }

  /// A statement whose rows another one reads: its columns have names.
  mutating func derived(_ request: RowRequest) throws -> SelectStatement {
    let outer = usedAliases
    // What stands behind FROM sees no alias of its own statement, only those of statements around.
    if enclosing.isEmpty { usedAliases = [] }
    defer { if enclosing.isEmpty { usedAliases = outer } }
    let query = request.query
    let outerIsInner = isInner
    isInner = true
    defer { isInner = outerIsInner }
    let isOrdered = query.window.isSlice || query.hasDistinctColumns
    var statement = try select(
      query, selection: request.selection, takesTotals: true, ordered: isOrdered, locked: false)
    if let selection = request.selection {
      statement.firstNamedColumn = selection.hasObjects ? query.schema.fields.count : 0
    }
    // Some databases select what a distinct statement is ordered by in addition.
    guard statement.isDistinct, !statement.order.isEmpty else { return statement }
    let alias = alias(for: "selected")
    let columns = zip(request.columnNames, statement.columns).map { name, column in
      SQLExpression.column(SQLColumn(table: alias, name: name, isNullable: column.canBeNull))
    }
    return SelectStatement(columns: columns, source: .query(statement, alias: alias))
  }

  static func nullableColumns(of statements: some Sequence<SelectStatement>, named names: [String]) -> Set<String> {
    var nullable: Set<String> = []
    for statement in statements {
      for (name, column) in zip(names, statement.columns) where column.canBeNull { nullable.insert(name) }
    }
    return nullable
  }
}

extension JoinScope {
  /// The column of a selected expression that a source has, or of a field of a model.
  ///
  /// - Throws: ``KindredError/Code/invalidQuery`` for a field of the model if the source has only selected values.
  func column(_ field: FieldSchema, of table: String, isOptional: Bool) throws -> SQLColumn {
    guard let base = bases.values.first(where: { $0.alias == table }) else {
      return SQLColumn(
        table: table, name: field.column, isNullable: field.isNullable || isOptional, isJSON: field.type.kind == .json)
    }
    if field.position != nil {
      return SQLColumn(
        table: table, name: field.column, isNullable: base.nullable.contains(field.column) || isOptional,
        isJSON: field.type.kind == .json)
    }
    guard base.schema != nil else {
      throw KindredError(
        .invalidQuery,
        "The rows of this query are selected values, so that \"\(field.name)\" of \(schema.name) is not among them. Select "
          + "it before, or use the closure's other parameters, which are the selected values."
      ) { $0.model = schema.name }
    }
    return SQLColumn(
      table: table, name: field.column, isNullable: field.isNullable || isOptional, isJSON: field.type.kind == .json)
  }
}
