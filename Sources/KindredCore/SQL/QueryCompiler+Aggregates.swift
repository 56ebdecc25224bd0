extension QueryCompiler {
  /// The selected expression of the result at an index.
  func output(_ index: Int, _ depth: Int, in scope: JoinScope) throws -> SQLExpression {
    if depth != self.depth { return try outerOutput(index, depth, in: scope) }
    guard outputs.indices.contains(index) else {
      let message = "An expression of one query's result was used in another query."
      throw KindredError(.invalidQuery, message) { $0.model = scope.schema.name }
    }
    let output = outputs[index]
    if place == .aggregate && output.containsAggregate { throw place.refusal(in: scope.schema) }
    try checkNesting(of: output, in: scope)
    return output
  }

  /// Compiles aggregates of all rows, or of a sliced or distinct query as a subquery.
  mutating func totals(of query: Query, columns: [ExpressionNode]) throws -> SelectStatement {
    guard query.window.isSlice || query.isDistinct || query.hasDistinctColumns else {
      return try select(query, columns: columns, isTotals: true, ordered: false, locked: false)
    }
    let isOrdered = query.window.isSlice || query.hasDistinctColumns
    let rows = try select(query, ordered: isOrdered, locked: false)
    let scope = JoinScope(schema: query.schema, alias: alias(for: query.schema.table))
    scope.beginOrdering()
    let repeats = rows.joins.contains(where: \.isMultiValued) && !rows.isDistinct && rows.distinctOn.isEmpty
    return try totals(columns, of: rows, repeated: repeats, query.schema, in: scope)
  }

  /// Compiles aggregates of a query as a subquery, joined with related rows, or with queries of their own for those.
  private mutating func totals(
    _ columns: [ExpressionNode], of rows: SelectStatement, repeated: Bool, _ schema: ModelSchema, in scope: JoinScope
  ) throws -> SelectStatement {
    func statement(_ compiler: inout QueryCompiler, in scope: JoinScope) throws -> SelectStatement {
      compiler.place = .selection
      var statement = SelectStatement(columns: [], source: .query(rows, alias: scope.alias))
      for column in columns { statement.columns.append(try compiler.resolve(column, in: scope)) }
      statement.joins = scope.joins(requiring: [])
      try compiler.checkTotals(statement.columns, schema)
      try compiler.checkRepeatedRows(of: statement, repeated: repeated, schema)
      if statement.columns.allSatisfy({ !$0.containsAggregate }) { statement.source = .nothing }
      return statement
    }
    do {
      return try statement(&self, in: scope)
    } catch let error as RepeatedRows {
      guard !repeated else { throw error.error }
      let again = JoinScope(schema: schema, alias: scope.alias)
      again.beginOrdering()
      separation = Separation(
        query: Query(schema: schema), selection: nil, isTotals: true, source: .query(rows, alias: scope.alias))
      defer { separation = nil }
      do { return try statement(&self, in: again) } catch let error as RepeatedRows { throw error.error }
    }
  }

  /// Compiles aggregates of a result as a subquery.
  mutating func totals(
    _ totals: [ExpressionNode], of selection: ResultSelection, _ query: Query
  ) throws -> SelectStatement {
    let isOrdered = query.window.isSlice || query.hasDistinctColumns
    var rows = try select(query, selection: selection, ordered: isOrdered, locked: false)
    let fields = selection.hasObjects ? rowFields(of: query).count : 0
    rows.firstNamedColumn = fields
    let scope = JoinScope(schema: query.schema, alias: alias(for: "grouped"))
    scope.beginOrdering()
    outputs = Array(repeating: .literal(.null), count: selection.columns.count)
    for (place, index) in selection.shown.enumerated() {
      let name = SelectStatement.columnName(fields + place)
      outputs[index] = .column(SQLColumn(table: scope.alias, name: name, isNullable: true))
    }
    return try self.totals(totals, of: rows, repeated: false, query.schema, in: scope)
  }

  /// Refuses columns outside of aggregates.
  func checkTotals(_ columns: [SQLExpression], _ schema: ModelSchema) throws {
    for column in columns {
      var isSingle = !column.containsAggregate && !(separation != nil && column.containsQuery)
      column.forEachColumn { _ in isSingle = true }
      guard isSingle else { continue }
      throw KindredError(
        .invalidQuery,
        "aggregate { … } returns a single row, so each of its expressions has to be an aggregate such as "
          + "$0.….sum(); for one row for each value of a column, use values { ($0.…, $0.….sum()) }."
      ) { $0.model = schema.name }
    }
  }

  /// Refuses aggregates that would count values several times, because a join with another multi-valued relation
  /// repeats rows.
  ///
  /// - Parameter repeated: Whether the selected rows are repeated already.
  func checkRepeatedRows(of statement: SelectStatement, repeated: Bool = false, _ schema: ModelSchema) throws {
    let parents = Dictionary(statement.joins.map { ($0.alias, $0.parent) }) { first, _ in first }
    let multiValued = Set(statement.joins.filter(\.isMultiValued).map(\.alias))
    guard repeated || !multiValued.isEmpty else { return }
    func isRepeated(_ traits: AggregateTraits, _ operands: [SQLExpression]) -> Bool {
      guard traits.countsRepeatedRows else { return false }
      if repeated { return true }
      var isUnique = false
      for argument in traits.isFiltered ? operands.dropLast() : operands[...] {
        argument.forEachColumn { column in
          var left = multiValued
          var table: String? = column.table
          while let name = table {
            left.remove(name)
            table = parents[name]
          }
          isUnique = isUnique || left.isEmpty
        }
      }
      return !isUnique
    }
    var found: SQLOperation?
    let expressions =
      statement.columns + [statement.groupCondition].compactMap { $0 } + statement.order.compactMap(\.expression)
    for expression in expressions {
      expression.forEachAggregate { operation, traits, operands in
        if isRepeated(traits, operands) { found = found ?? operation }
      }
    }
    guard let found else { return }
    let tables = statement.joins.filter(\.isMultiValued).map { "\"\($0.table)\"" }.joined(separator: ", ")
    let cause = tables.isEmpty ? "a join" : "the join with \(tables)"
    throw RepeatedRows(
      .invalidQuery,
      "\(found.name) would count rows several times, because \(cause) repeats them. Count "
        + "each row once with distinct: true or distinct(), use a separate query for each relation, or replace "
        + "the condition by one on keys: filter { $0.pk.in(\(schema.name).objects.filter { … }) }."
    ) { $0.model = schema.name }
  }
}
