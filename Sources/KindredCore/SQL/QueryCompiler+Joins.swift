/// Common tables, and the joins that a query asks for itself.
extension QueryCompiler {
  /// Compiles a common table once, whatever number of uses it has.
  ///
  /// - Returns: Its columns that can be NULL.
  mutating func use(_ table: CommonTableDefinition) throws -> Set<String> {
    if let failure = table.failure { throw failure }
    guard let request = table.request else {
      guard let known = openTables[table.name] else {
        throw KindredError(
          .invalidQuery,
          "The table \"\(table.name)\" is used outside of the closure that adds rows to it; use the table that "
            + "recursively { … } returns.")
      }
      return known
    }
    if let known = tables.first(where: { $0.statement.name == table.name }) {
      guard known.definition.hasSameShape(as: table) else { throw Self.ambiguousTable(table.name) }
      if known.definition !== table { equalSlots.append((known.definition.slots, table.slots)) }
      return known.nullable
    }
    guard openTables[table.name] == nil else { throw Self.ambiguousTable(table.name) }
    let outer = (usedAliases, enclosing)
    (usedAliases, enclosing) = ([], [])
    defer { (usedAliases, enclosing) = outer }
    var parts = [try derived(request)]
    if let step = table.step {
      openTables[table.name] = Set(table.columns)
      defer { openTables[table.name] = nil }
      usedAliases = []
      parts.append(try derived(step))
      // The columns of both parts need the same types.
      parts = parts.map { $0.typed(table.types) }
    }
    let nullable = Self.nullableColumns(of: parts, named: table.columns)
    let statement = CommonTableStatement(
      name: table.name, columns: table.columns, parts: parts, isAll: table.isAll)
    tables.append(CompiledTable(definition: table, statement: statement, nullable: nullable))
    return nullable
  }

  static func ambiguousTable(_ name: String) -> KindredError {
    KindredError(.invalidQuery, "Two tables of one query are named \"\(name)\"; give each its own name.")
  }

  /// Throws an error if a common table hides a table of the database.
  func checkTableNames() throws {
    for table in tables where readTables.contains(table.statement.name) {
      throw KindredError(
        .invalidQuery,
        "The statement also reads the database's table \"\(table.statement.name)\"; give the query's own table another name."
      )
    }
  }

  /// Adds a join that the query asks for.
  mutating func add(_ join: QueryJoin, number: Int, to scope: JoinScope) throws {
    let joined: (alias: String, table: String, statement: SelectStatement?, base: JoinScope.Base)
    switch join.target {
    case .table(let table):
      let nullable = try use(table)
      let alias = freeAlias(for: table.name)
      joined = (alias, table.name, nil, JoinScope.Base(alias: alias, schema: nil, nullable: nullable, join.isOuter))
    case .rows(let request):
      let schema = request.query.schema
      let isTable = request.selection == nil && request.isWholeSource && request.query.extras?.source == nil
      let statement = isTable ? nil : try derived(request)
      let alias = alias(for: schema.table)
      joined = (
        alias, schema.table, statement, JoinScope.Base(alias: alias, schema: schema, nullable: [], join.isOuter)
      )
    case .each(let request):
      let statement = try each(request, join, in: scope)
      let alias = alias(for: "each")
      let nullable = Self.nullableColumns(of: [statement], named: request.columnNames)
      joined = (alias, alias, statement, JoinScope.Base(alias: alias, schema: nil, nullable: nullable, join.isOuter))
    }
    // In the condition there is a row.
    var present = joined.base
    present.isOptional = false
    scope.add(present, number: number)
    let on = try join.condition.map { try condition($0, in: scope, .none) } ?? .equal(.integer(1), .integer(1))
    scope.add(joined.base, number: number)
    guard !scope.hasJoins(behind: joined.alias) else {
      throw KindredError(
        .invalidQuery,
        "The condition of a join uses a model related to the joined \"\(joined.table)\"; join that model as well, or "
          + "filter the joined query by it."
      ) { $0.model = scope.schema.name }
    }
    scope.add(
      joined.table, as: joined.alias, statement: joined.statement, isLateral: join.isLateral, on: on,
      isOuter: join.isOuter, isMultiValued: join.isMultiValued)
  }

  /// The rows that a query finds for each row before.
  private mutating func each(
    _ request: RowRequest, _ join: QueryJoin, in scope: JoinScope
  ) throws -> SelectStatement {
    guard rules.features.contains(.lateralJoins) else {
      throw KindredError(
        .invalidQuery,
        "\(dialect.text) has no lateral joins. Number the rows of each object with a window function and filter by the "
          + "number, or annotate with subqueries of single values."
      ) { $0.model = scope.schema.name }
    }
    enclosing.append(EnclosingQuery(depth: join.depth, scope: scope, outputs: []))
    defer { enclosing.removeLast() }
    let query = request.query
    let isOrdered = query.window.isSlice || query.hasDistinctColumns
    var statement = try select(
      query, selection: request.selection, takesTotals: true, ordered: isOrdered, locked: false)
    statement.firstNamedColumn = 0
    return statement
  }
}

/// A common table of a statement.
struct CompiledTable {
  let definition: CommonTableDefinition
  let statement: CommonTableStatement
  /// Its columns that can be NULL.
  let nullable: Set<String>
}

extension QueryJoin {
  fileprivate var isLateral: Bool { if case .each = target { true } else { false } }
}

extension SelectStatement {
  /// The same with a cast of each column to its type, where the database's own could be another one.
  fileprivate func typed(_ types: [ColumnType]) -> SelectStatement {
    var statement = self
    for (index, type) in types.enumerated() where statement.columns.indices.contains(index) {
      statement.columns[index] = statement.columns[index].typed(type)
    }
    return statement
  }
}

extension SQLExpression {
  fileprivate func typed(_ type: ColumnType) -> SQLExpression {
    switch (self, type.kind) {
    case (.slot, _): self
    case (.column, .integer), (.column, .bool), (.column, .double), (.column, .float), (.column, .bytes),
      (.column, .timestamp), (.column, .date), (.column, .time), (.column, .interval), (.column, .uuid),
      (.column, .json):
      self
    case (_, _): .operation(.typed(type), [self])
    }
  }
}

extension SQLOperation {
  /// The operand with the cast that a parameter of the type has.
  fileprivate static func typed(_ type: ColumnType) -> SQLOperation {
    SQLOperation("typed", spelling: .written(TypedOperand(type: type.withoutLimits), .primary))
  }
}

private struct TypedOperand: SQLWriting {
  let type: ColumnType

  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    let cast = writer.rules.cast(of: type)
    for operand in operands {
      if cast.isEmpty { writer.write(operand) } else { writer.write(operand: operand, binding: .primary) }
      writer.write(verbatim: cast)
    }
  }
}
