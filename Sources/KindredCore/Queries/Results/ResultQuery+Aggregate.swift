extension ResultQuery where Kind: ValueResultKind {
  /// Aggregates of the rows, or of the groups if there is an aggregate.
  ///
  /// ```swift
  /// let average = try await Flight.objects
  ///   .values { ($0.carrierID, $0.count()) }
  ///   .aggregate { carrier, flights in flights.avg() } // Double?
  /// // SELECT AVG("grouped"."column_2") FROM (SELECT … GROUP BY …) AS "grouped"
  /// ```
  @_disfavoredOverload
  public func aggregate<each E: QueryExpression>(
    _ totals: (repeat Expr<each Value>) -> (repeat each E)
  ) async throws -> (repeat (each E).Value) where repeat (each E).Value: FieldValue {
    try await request.totals(nodes(totals)).read()
  }

  /// One aggregate of the rows.
  public func aggregate<E: QueryExpression>(_ total: (repeat Expr<each Value>) -> E) async throws -> E.Value
  where E.Value: FieldValue {
    try await request.totals([node(total)]).read()
  }

  // Separate functions, because parameter packs in an async function corrupt the task's stack (Swift 6.3).

  private func nodes<each E: QueryExpression>(
    _ totals: (repeat Expr<each Value>) -> (repeat each E)
  ) -> [ExpressionNode] {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each totals(repeat each names(at: root)))
    root.leaveClosure()
    return nodes
  }

  private func node<E: QueryExpression>(_ total: (repeat Expr<each Value>) -> E) -> ExpressionNode {
    let root = RelationPath.enterClosure()
    let node = total(repeat each names(at: root)).node
    root.leaveClosure()
    return node
  }
}

extension ResultQuery where Kind: ObjectResultKind {
  /// Aggregates of the objects' columns and annotations.
  ///
  /// ```swift
  /// let average = try await Blog.objects
  ///   .annotate { $0.entry.count() }
  ///   .aggregate { blog, entries in entries.avg() } // Double?
  /// ```
  @_disfavoredOverload
  public func aggregate<each E: QueryExpression>(
    _ totals: (Model.Columns, repeat Expr<each Value>) -> (repeat each E)
  ) async throws -> (repeat (each E).Value) where repeat (each E).Value: FieldValue {
    try await request.totals(nodes(totals)).read()
  }

  /// One aggregate of the objects.
  public func aggregate<E: QueryExpression>(
    _ total: (Model.Columns, repeat Expr<each Value>) -> E
  ) async throws -> E.Value where E.Value: FieldValue {
    try await request.totals([node(total)]).read()
  }

  private func nodes<each E: QueryExpression>(
    _ totals: (Model.Columns, repeat Expr<each Value>) -> (repeat each E)
  ) -> [ExpressionNode] {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each totals(Model.Columns(path: root), repeat each names(at: root)))
    root.leaveClosure()
    return nodes
  }

  private func node<E: QueryExpression>(_ total: (Model.Columns, repeat Expr<each Value>) -> E) -> ExpressionNode {
    let root = RelationPath.enterClosure()
    let node = total(Model.Columns(path: root), repeat each names(at: root)).node
    root.leaveClosure()
    return node
  }
}
