extension Queryable {
  /// Aggregates of all rows: a typed tuple, or a plain value for a single expression.
  ///
  /// ```swift
  /// let (average, best) = try await Entry.objects.aggregate { ($0.rating.avg(), $0.rating.max()) } // (Double?, Int?)
  /// let total = try await blog.entrySet.aggregate { $0.rating.sum(default: 0) }                   // Int
  /// ```
  ///
  /// A sliced or distinct query set is aggregated as a subquery. No SQL runs if the query is known to be empty.
  ///
  /// - Throws: ``KindredError/Code/invalidQuery`` when an expression is not an aggregate, or when a condition on a
  ///   multi-valued relation would count values more than once.
  @_disfavoredOverload
  public func aggregate<each E: QueryExpression>(
    _ totals: (Model.Columns) -> (repeat each E)
  ) async throws -> (repeat (each E).Value) where repeat (each E).Value: FieldValue {
    try await request.totals(nodes(totals)).read()
  }

  /// One aggregate of all rows.
  ///
  /// The overload for a single expression, whose result is a plain value.
  public func aggregate<E: QueryExpression>(_ total: (Model.Columns) -> E) async throws -> E.Value
  where E.Value: FieldValue {
    try await request.totals([node(total)]).read()
  }

  // Functions of their own, because packs in an asynchronous one upset the task's stack (Swift 6.3).

  private func nodes<each E: QueryExpression>(_ totals: (Model.Columns) -> (repeat each E)) -> [ExpressionNode] {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each totals(Model.Columns(path: root)))
    root.leaveClosure()
    return nodes
  }

  private func node<E: QueryExpression>(_ total: (Model.Columns) -> E) -> ExpressionNode {
    let root = RelationPath.enterClosure()
    let node = total(Model.Columns(path: root)).node
    root.leaveClosure()
    return node
  }
}

extension RowRequest {
  /// The query for aggregates of the rows.
  func totals<each Value: FieldValue>(_ nodes: [ExpressionNode]) throws -> TotalsQuery<repeat each Value> {
    let (key, database) = try totalsKey(nodes)
    return TotalsQuery(key: key, totals: key.columns, database: database)
  }

  /// The statement for aggregates of the rows.
  func totalsKey(_ nodes: [ExpressionNode]) throws -> (PlanKey, Database) {
    try query.check()
    if nodes.isEmpty { throw KindredError.noTerms("aggregate", query.schema) }
    for node in nodes { if let failure = node.failure { throw failure } }
    var request = self
    let nodes = request.takeWindows(outOf: nodes.map(named))
    var query = request.query
    try query.check()
    if request.selection == nil && !query.window.isSlice && !query.hasDistinctColumns { query.ordering = [] }
    let key = PlanKey(kind: .totals, query: query, columns: nodes, selection: request.selection)
    return (key, try query.place().database)
  }
}

/// A query for one row of aggregates.
struct TotalsQuery<each Value: FieldValue>: Sendable {
  let key: PlanKey
  /// The expressions, for their results without rows.
  let totals: [ExpressionNode]
  let database: Database

  func read() async throws -> (repeat each Value) {
    let rows = try await rows()
    guard let row = rows.first else {
      throw KindredError(.database, "The database returned no row for the aggregates.") {
        $0.model = key.query.schema.name
      }
    }
    return row
  }

  private func rows() async throws -> [(repeat each Value)] {
    var key = key
    if key.query.isNone {
      if let known = emptyResults() { return [known] }
      // The aggregates are part of a larger expression, which the database computes.
      key = key.withoutRows
    }
    let reader = reader
    var rows: [(repeat each Value)] = []
    try await database.run(key) { rows.append(try reader($0)) }
    return rows
  }

  private var reader: ResultReading<(repeat each Value)> {
    ResultReaders.tuple(repeat (each Value).self)(.none)
  }

  private func emptyResults() -> (repeat each Value)? {
    var index = -1
    func next<V: FieldValue>(_ type: V.Type) throws -> V {
      index += 1
      guard totals.indices.contains(index), let value = totals[index].emptyResult(as: type) else {
        throw UnknownResult()
      }
      return value
    }
    return try? (repeat next((each Value).self))
  }
}

extension ExpressionNode {
  /// The nodes of expressions of several types. A separate function, because a loop over a parameter pack in an async
  /// function corrupts the task's stack (Swift 6.3).
  static func list<each E: QueryExpression>(_ expressions: repeat each E) -> [ExpressionNode] {
    var nodes: [ExpressionNode] = []
    for expression in repeat each expressions { nodes.append(expression.node) }
    return nodes
  }
}

/// Only the database knows the expression's value without rows.
private struct UnknownResult: Error {}

extension PlanKey {
  /// The same key with a query that has no rows.
  var withoutRows: PlanKey {
    var query = Query(schema: query.schema)
    query.ordering = []
    query.scopes = [Query.Scope(condition: ExpressionTerm(.constant(false)), isExclusion: false)]
    return PlanKey(kind: kind, query: query, columns: columns, selection: selection)
  }
}
