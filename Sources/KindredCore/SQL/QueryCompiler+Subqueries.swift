/// A query around the one that is being compiled.
struct EnclosingQuery {
  /// How many closures stood around the one that wrote the expression in which the inner query stands.
  let depth: Int
  let scope: JoinScope
  let outputs: [SQLExpression]
}

// MARK: - Statements in expressions

extension QueryCompiler {
  /// Resolves what a closure wrote that has so many around it.
  mutating func written<Result>(
    at depth: Int, _ body: (inout QueryCompiler) throws -> Result
  ) rethrows -> Result {
    let outer = self.depth
    self.depth = depth
    defer { self.depth = outer }
    return try body(&self)
  }

  /// Compiles a query that stands in an expression of another one.
  mutating func statement(of subquery: SubqueryNode, in scope: JoinScope) throws -> SelectStatement {
    let outer = (place, outputs, depth, isInWindow)
    enclosing.append(EnclosingQuery(depth: depth, scope: scope, outputs: outputs))
    defer {
      enclosing.removeLast()
      (place, outputs, depth, isInWindow) = outer
    }
    let query = subquery.query
    let isOrdered = query.window.isSlice || query.hasDistinctColumns
    return switch subquery.form {
    case .column(let field): try select(query, columns: [.field(.root, field)], ordered: isOrdered)
    case .values: try select(query, selection: subquery.selection, takesTotals: true, ordered: isOrdered)
    case .existence: try finding(query, subquery.selection, takesTotals: true)
    case .count: try counting(query, subquery.selection, takesTotals: true)
    }
  }

  /// Membership in what a query finds. With a NULL among that, whatever is not found would be unknown.
  mutating func membershipInQuery(_ operands: [ExpressionNode], in scope: JoinScope) throws -> SQLExpression {
    guard operands.count == 2, case .query(let query) = operands[1] else { return .literal(.null) }
    let value = try resolve(operands[0], in: scope)
    let statement = try statement(of: query, in: scope)
    return .operation(.isInQuery, [value, .query(withoutNulls(statement))])
  }

  /// The same selection of one column without the rows in which it is NULL.
  private mutating func withoutNulls(_ statement: SelectStatement) -> SelectStatement {
    guard statement.columns.count == 1, let selected = statement.columns.first, selected.canBeNull else {
      return statement
    }
    var statement = statement
    if case .column(let column) = selected, statement.isPlain {
      statement.condition = Self.conjunction(
        (statement.condition?.conjuncts ?? []) + [.operation(.isNotNull, [selected])])
      statement.columns = [.column(SQLColumn(table: column.table, name: column.name, isNullable: false))]
      return statement
    }
    statement.firstNamedColumn = 0
    let found = alias(for: "found")
    let column = SQLColumn(table: found, name: SelectStatement.columnName(0), isNullable: false)
    return SelectStatement(
      columns: [.column(column)], source: .query(statement, alias: found),
      condition: .operation(.isNotNull, [.column(column)]))
  }

  /// Counts the rows of a query; of a distinct or sliced one, or of a result, as it stands.
  mutating func counting(
    _ query: Query, _ selection: ResultSelection?, takesTotals: Bool = false
  ) throws -> SelectStatement {
    let columns: [ExpressionNode]? = query.isDistinct || selection != nil ? nil : [.field(.root, query.schema.key)]
    var statement = try select(
      query, columns: columns, selection: selection, takesTotals: takesTotals, ordered: false, locked: false)
    guard selection != nil || statement.isDistinct || !statement.distinctOn.isEmpty || query.window.isSlice else {
      statement.columns = [.operation(.countRows, [])]
      return statement
    }
    if selection != nil { statement.firstNamedColumn = 0 }
    return wrapped(statement, as: "counted", columns: [.operation(.countRows, [])])
  }

  /// Gives 1 for each row of a query: what tells whether there is one.
  mutating func finding(
    _ query: Query, _ selection: ResultSelection?, takesTotals: Bool = false
  ) throws -> SelectStatement {
    let isSlice = query.window.isSlice
    let takesRows = selection != nil || (query.isDistinct && isSlice)
    var statement = try select(
      query, columns: takesRows ? nil : [.field(.root, query.schema.key)], selection: selection,
      takesTotals: takesTotals, ordered: false, locked: false)
    let repeatsAreGone = statement.isDistinct || !statement.distinctOn.isEmpty
    let isWhole =
      selection == nil
      // Rows are skipped after those that repeat others are gone.
      ? isSlice && repeatsAreGone
      : isSlice || repeatsAreGone || statement.isGrouped || statement.columns.contains(where: \.containsAggregate)
    if isWhole {
      if selection != nil { statement.firstNamedColumn = 0 }
      return wrapped(statement, as: "found", columns: [.integer(1)])
    }
    statement.columns = [.integer(1)]
    statement.isDistinct = false
    statement.distinctOn = []
    return statement
  }

  /// A selection from the result of another one.
  private mutating func wrapped(
    _ statement: SelectStatement, as name: String, columns: [SQLExpression]
  ) -> SelectStatement {
    SelectStatement(columns: columns, source: .query(statement, alias: alias(for: name)))
  }
}

extension SelectStatement {
  /// Whether a further condition leaves rows out and changes nothing else.
  fileprivate var isPlain: Bool {
    limit == nil && offset == nil && groups.isEmpty && groupCondition == nil && distinctOn.isEmpty && !numbersRows
      && !columns.contains(where: \.containsAggregate)
  }
}

// MARK: - Columns of queries around

extension QueryCompiler {
  /// The scope in which a column is looked for: the query's own, or that of a query around.
  func scope(of path: RelationPath, _ field: FieldSchema, from scope: JoinScope) throws -> JoinScope {
    if path.depth == depth { return scope }
    let outer = try enclosingQuery(at: path.depth, scope).scope
    let schema = path.hops.last.map { $0.isBackward ? $0.relation.source : $0.relation.target } ?? outer.root.schema
    guard schema.fields.contains(where: { $0 === field }) else { throw noEnclosingQuery(scope.schema) }
    let own = path.hops[...].dropFirst(outer.enclosing(path).prefix.count)
    guard own.allSatisfy({ $0.cardinality != .many }) else {
      throw KindredError(
        .invalidQuery,
        "A query inside another one uses \"\(field.name)\" of the outer one's related rows, of which there may be "
          + "several. Ask about one of them: $0.….any { … }, or begin with their model."
      ) { $0.model = outer.root.schema.name }
    }
    return outer
  }

  /// What the result of a query around has computed.
  func outerOutput(_ index: Int, _ depth: Int, in scope: JoinScope) throws -> SQLExpression {
    let outputs = try enclosingQuery(at: depth, scope).outputs
    guard outputs.indices.contains(index) else { throw noEnclosingQuery(scope.schema) }
    guard !outputs[index].containsAggregate else {
      throw KindredError(
        .invalidQuery,
        "A query inside another one cannot use an aggregate of the outer one; compare with the inner one's value: "
          + "filter { …, count in count > ….scalar }."
      ) { $0.model = scope.schema.name }
    }
    guard !outputs[index].containsWindow else {
      throw KindredError(
        .invalidQuery, "A query inside another one cannot use a window of the same rows; annotate the window first."
      ) { $0.model = scope.schema.name }
    }
    return outputs[index]
  }

  /// An aggregate of a query is taken of its own rows.
  func checkOwnColumns(of operands: [ExpressionNode], in scope: JoinScope) throws {
    let columns = operands.flatMap { operand in operand.depthsOfColumns }
    if columns.isEmpty || columns.contains(depth) { return }
    throw KindredError(
      .invalidQuery,
      "An aggregate inside a query is taken of its own rows, and this one has only columns of a query around."
    ) { $0.model = scope.schema.name }
  }

  private func enclosingQuery(at depth: Int, _ scope: JoinScope) throws -> EnclosingQuery {
    guard let found = enclosing.last(where: { $0.depth == depth }) else { throw noEnclosingQuery(scope.schema) }
    return found
  }

  private func noEnclosingQuery(_ schema: ModelSchema) -> KindredError {
    KindredError(
      .invalidQuery,
      "This query of \(schema.name) uses a column of a query around it, and does not stand in it: such a query can be "
        + "asked for only inside the closure that the column comes from."
    ) { $0.model = schema.name }
  }
}

extension ExpressionNode {
  /// The depths at which the columns in the expression were written. Queries are not entered.
  fileprivate var depthsOfColumns: Set<Int> {
    if case .field(let path, _) = self { return [path.depth] }
    if case .output(_, let depth) = self { return [depth] }
    var depths: Set<Int> = []
    forEachChild { depths.formUnion($0.depthsOfColumns) }
    return depths
  }
}
