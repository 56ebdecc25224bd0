/// An outer query of the query that is being compiled.
struct EnclosingQuery {
  /// The nesting depth of the closure that contains the inner query.
  let depth: Int
  let scope: JoinScope
  let outputs: [SQLExpression]
}

// MARK: - Subqueries

extension QueryCompiler {
  /// Compiles expressions that were written in a closure of this nesting depth.
  mutating func written<Result>(
    at depth: Int, _ body: (inout QueryCompiler) throws -> Result
  ) rethrows -> Result {
    let outer = self.depth
    self.depth = depth
    defer { self.depth = outer }
    return try body(&self)
  }

  /// Compiles a query that is an operand of an expression.
  mutating func statement(of subquery: SubqueryNode, in scope: JoinScope) throws -> SelectStatement {
    let outer = (place, outputs, depth, isInWindow)
    enclosing.append(EnclosingQuery(depth: depth, scope: scope, outputs: outputs))
    defer {
      enclosing.removeLast()
      (place, outputs, depth, isInWindow) = outer
    }
    let query = subquery.query
    let isOrdered = query.window.isSlice || query.hasDistinctColumns
    switch subquery.form {
    case .column(let field): return try select(query, columns: [.field(.root, field)], ordered: isOrdered)
    case .values: return try select(query, selection: subquery.selection, takesTotals: true, ordered: isOrdered)
    case .list:
      var statement = try select(query, selection: subquery.selection, takesTotals: true)
      statement.firstNamedColumn = 0
      return statement
    case .existence: return try finding(query, subquery.selection, takesTotals: true)
    case .count: return try counting(query, subquery.selection, takesTotals: true)
    }
  }

  /// `value IN (SELECT …)`, with the NULLs left out of the subquery. In SQL, `IN` is NULL instead of false if the value is not
  /// found and the subquery returns a NULL.
  mutating func membershipInQuery(_ operands: [ExpressionNode], in scope: JoinScope) throws -> SQLExpression {
    guard operands.count == 2, case .query(let query) = operands[1] else { return .literal(.null) }
    let value = comparable(try resolve(operands[0], in: scope))
    var statement = try statement(of: query, in: scope)
    statement.columns = statement.columns.map(comparable)
    return .operation(.isInQuery, [value, .query(withoutNulls(statement))])
  }

  /// Excludes the rows in which the only selected column is NULL.
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

  /// Selects the number of rows. Distinct and sliced queries, and results, become a subquery whose rows are counted.
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

  /// Selects the constant 1 for each row, to test whether rows exist.
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
      // The slice is taken after duplicates are removed, so the query stays a subquery.
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

  /// Makes the statement a subquery and selects from it.
  private mutating func wrapped(
    _ statement: SelectStatement, as name: String, columns: [SQLExpression]
  ) -> SelectStatement {
    SelectStatement(columns: columns, source: .query(statement, alias: alias(for: name)))
  }
}

extension SelectStatement {
  /// Whether adding a condition to `WHERE` only removes rows: there is no limit, grouping or aggregate.
  fileprivate var isPlain: Bool {
    limit == nil && offset == nil && groups.isEmpty && groupCondition == nil && distinctOn.isEmpty && !numbersRows
      && !columns.contains(where: \.containsAggregate)
  }
}

// MARK: - Columns of outer queries

extension QueryCompiler {
  /// The scope that contains a column: the query's own, or that of an outer query.
  func scope(of path: RelationPath, _ field: FieldSchema, from scope: JoinScope) throws -> JoinScope {
    if path.depth == depth {
      if path.join > 0, scope.root.bases[path.join] == nil { throw noEnclosingQuery(scope.schema) }
      return scope
    }
    let outer = try enclosingQuery(at: path.depth, scope).scope
    guard let base = outer.root.bases[path.join] else { throw noEnclosingQuery(scope.schema) }
    let schema =
      path.hops.last.map { $0.isBackward ? $0.relation.source : $0.relation.target } ?? base.schema
      ?? outer.root.schema
    guard field.position != nil || schema.fields.contains(where: { $0 === field }) else {
      throw noEnclosingQuery(scope.schema)
    }
    let own = path.hops[...].dropFirst(outer.enclosing(path).prefix.count)
    guard own.allSatisfy({ $0.cardinality != .many }) else {
      throw KindredError(
        .invalidQuery,
        "The inner query uses \"\(field.name)\" of rows related to the outer query's row, and there may be several. "
          + "Put the condition into $0.….any { … }, or start the outer query from their model."
      ) { $0.model = outer.root.schema.name }
    }
    return outer
  }

  /// An expression that an outer query has selected.
  func outerOutput(_ index: Int, _ depth: Int, in scope: JoinScope) throws -> SQLExpression {
    let outputs = try enclosingQuery(at: depth, scope).outputs
    guard outputs.indices.contains(index) else { throw noEnclosingQuery(scope.schema) }
    guard !outputs[index].containsAggregate else {
      throw KindredError(
        .invalidQuery,
        "An inner query cannot use an aggregate of the outer query. Compare the aggregate with the inner query's value "
          + "instead: filter { …, count in count > ….scalar }."
      ) { $0.model = scope.schema.name }
    }
    guard !outputs[index].containsWindow else {
      throw KindredError(
        .invalidQuery, "A query inside another one cannot use a window of the same rows; annotate the window first."
      ) { $0.model = scope.schema.name }
    }
    return outputs[index]
  }

  /// Refuses an aggregate whose operands are all columns of outer queries.
  func checkOwnColumns(of operands: [ExpressionNode], in scope: JoinScope) throws {
    let columns = operands.flatMap { operand in operand.depthsOfColumns }
    if columns.isEmpty || columns.contains(depth) { return }
    throw KindredError(
      .invalidQuery,
      "An aggregate inside an inner query needs a column of that query; this one uses only columns of an outer query."
    ) { $0.model = scope.schema.name }
  }

  private func enclosingQuery(at depth: Int, _ scope: JoinScope) throws -> EnclosingQuery {
    guard let found = enclosing.last(where: { $0.depth == depth }) else { throw noEnclosingQuery(scope.schema) }
    return found
  }

  private func noEnclosingQuery(_ schema: ModelSchema) -> KindredError {
    KindredError(
      .invalidQuery,
      "This query of \(schema.name) uses a column of an outer query, but it is used outside of it. Use it only inside "
        + "the closure that the column comes from."
    ) { $0.model = schema.name }
  }
}

extension ExpressionNode {
  /// The nesting depths of the columns in the expression, without those in subqueries.
  fileprivate var depthsOfColumns: Set<Int> {
    if case .field(let path, _) = self { return [path.depth] }
    if case .output(_, let depth) = self { return [depth] }
    var depths: Set<Int> = []
    forEachChild { depths.formUnion($0.depthsOfColumns) }
    return depths
  }
}
