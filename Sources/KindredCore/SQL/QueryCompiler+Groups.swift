extension QueryCompiler {
  /// Adds the conditions and the ordering of a result.
  mutating func refine(
    _ statement: inout SelectStatement, by selection: ResultSelection, in scope: JoinScope
  ) throws {
    place = .result
    var rowTerms = statement.condition.map(\.conjuncts) ?? []
    var groupTerms: [SQLExpression] = []
    for condition in selection.conditions {
      let term = try resolve(resultCondition: condition, in: scope)
      if term.containsAggregate { groupTerms += term.conjuncts } else { rowTerms += term.conjuncts }
    }
    statement.condition = Self.conjunction(rowTerms)
    statement.groupCondition = Self.conjunction(groupTerms)
    guard let ordering = selection.ordering else { return }
    var order: [SelectStatement.Order] = []
    for term in ordering { order.append(try resolve(term, in: scope)) }
    statement.order = order
  }

  /// A condition on related rows that the result does not select becomes a subquery: a join would repeat the rows of
  /// the result.
  private mutating func resolve(resultCondition condition: ExpressionNode, in scope: JoinScope) throws -> SQLExpression
  {
    guard condition.firstMultiValuedPath(in: scope, at: depth) != nil, !condition.dependsOnResult else {
      return try resolve(condition, in: scope)
    }
    var query = Query(schema: scope.schema)
    query.ordering = []
    query.scopes = [Query.Scope(condition: ExpressionTerm(condition), isExclusion: false)]
    let key = SQLColumn(table: scope.alias, name: scope.schema.key.column, isNullable: false)
    let found = try select(query, columns: [.field(.root, scope.schema.key)], ordered: false)
    return .operation(.isInQuery, [.column(key), .query(found)])
  }

  static func conjunction(_ terms: [SQLExpression]) -> SQLExpression? {
    terms.count > 1 ? .and(terms) : terms.first
  }

  /// Sets `GROUP BY`: the object's key, or all selected and ordering expressions that are not aggregates.
  func group(
    _ statement: inout SelectStatement, _ selected: [SQLExpression], by selection: ResultSelection?, _ query: Query,
    takesTotals: Bool, in scope: JoinScope
  ) throws {
    if statement.lock != nil || !statement.distinctOn.isEmpty {
      throw KindredError(
        .invalidQuery,
        "Groups of rows can be neither locked nor distinct by columns; leave selectForUpdate and distinct out."
      ) { $0.model = query.schema.name }
    }
    switch selection?.grouping ?? .none {
    case .none: break
    case .objects:
      try groupByKey(&statement, selected, query.schema, in: scope)
    case .values(let groups):
      let isOrderOfResult = selection?.ordering != nil
      let order = statement.order.compactMap(\.expression)
      statement.groups = Self.groups(
        of: groups.map { outputs[$0] } + (isOrderOfResult ? [] : order.filter { !$0.containsAggregate }),
        columnsOf: selected + (isOrderOfResult ? order : []),
        dependingOn: SQLColumn(table: scope.alias, name: query.schema.key.column, isNullable: false))
      guard statement.isGrouped || takesTotals else { throw Self.noGroups(query.schema) }
      try checkWindows(of: statement, selected, query.schema)
    }
    try checkRepeatedRows(of: statement, query.schema)
    if let separation, separation.kind != .objects, !statement.isGrouped { statement.dropRowsIfUnused() }
  }

  /// Refuses windows over groups that use what is neither grouped by nor an aggregate.
  private func checkWindows(
    of statement: SelectStatement, _ selected: [SQLExpression], _ schema: ModelSchema
  ) throws {
    if statement.groups.contains(where: \.containsWindow) {
      throw KindredError(
        .invalidQuery, "Rows cannot be grouped by a window in an order of the query set; order the groups instead."
      ) { $0.model = schema.name }
    }
    func isKnown(_ expression: SQLExpression) -> Bool {
      if statement.groups.contains(expression) || expression.aggregate != nil { return true }
      if case .column = expression { return false }
      return expression.children.allSatisfy(isKnown)
    }
    for expression in selected + statement.order.compactMap(\.expression) where expression.containsWindow {
      guard !isKnown(expression) else { continue }
      throw KindredError(
        .invalidQuery,
        "A window over groups looks at groups: it takes what the rows are grouped by, and aggregates, as in "
          + "Window.rank().over(orderBy: count.desc)."
      ) { $0.model = schema.name }
    }
  }

  private static func noGroups(_ schema: ModelSchema) -> KindredError {
    KindredError(
      .invalidQuery,
      "values { … } returns one row for each group, but it contains only aggregates; use aggregate { … } for "
        + "totals, or add the column to group by."
    ) { $0.model = schema.name }
  }

  /// The grouping expressions: all expressions of the first list, and the columns outside of aggregates in the second.
  ///
  /// - Parameter key: The key of the queried model. If it is one of the groups, the model's other columns depend on it.
  private static func groups(
    of expressions: [SQLExpression], columnsOf others: [SQLExpression], dependingOn key: SQLColumn
  ) -> [SQLExpression] {
    var groups: [SQLExpression] = []
    for expression in expressions where !groups.contains(expression) { groups.append(expression) }
    let isByKey = groups.contains(.column(key))
    func addColumns(of expression: SQLExpression) {
      if expression.aggregate != nil || groups.contains(expression) { return }
      if case .window = expression { return }
      if case .column(let column) = expression {
        if !isByKey || column.table != key.table { groups.append(expression) }
        return
      }
      for child in expression.children { addColumns(of: child) }
    }
    for expression in others { addColumns(of: expression) }
    return groups
  }

  /// Groups by the key, on which the object's other columns depend. Columns of other tables are added.
  private func groupByKey(
    _ statement: inout SelectStatement, _ selected: [SQLExpression], _ schema: ModelSchema, in scope: JoinScope
  ) throws {
    if separation != nil, !statement.expressions.contains(where: \.containsAggregate),
      !statement.joins.contains(where: \.isMultiValued)
    {
      return
    }
    var known: Set<SQLColumn> = []
    // In what is no table, the other columns do not depend on the key.
    statement.groups = (statement.source.isTable ? [schema.key] : schema.fields).map {
      .column(SQLColumn(table: scope.alias, name: $0.column, isNullable: $0.isNullable))
    }
    let parents = Dictionary(statement.joins.map { ($0.alias, $0.parent) }) { first, _ in first }
    let multiValued = Set(statement.joins.filter(\.isMultiValued).map(\.alias))
    var repeated = false
    var groups: [SQLExpression] = []
    for expression in selected + statement.order.compactMap(\.expression)
      + [statement.groupCondition].compactMap({ $0 })
    {
      // Also add the columns of joined tables that subqueries use. A subquery's own tables have different aliases.
      expression.forEachColumnOfQueries { column in
        if parents[column.table] != nil, known.insert(column).inserted { groups.append(.column(column)) }
      }
      expression.forEachColumn { column in
        guard column.table != scope.alias || !statement.source.isTable, known.insert(column).inserted else { return }
        groups.append(.column(column))
        var table: String? = column.table
        while let name = table {
          repeated = repeated || multiValued.contains(name)
          table = parents[name]
        }
      }
    }
    statement.groups += groups.filter { !statement.groups.contains($0) }
    if repeated {
      throw KindredError(
        .invalidQuery,
        "An annotated query gives each object once, with aggregates of its related rows; a single column of a related "
          + "row would repeat it. Use an aggregate such as max(), or values { … }."
      ) { $0.model = schema.name }
    }
  }
}
