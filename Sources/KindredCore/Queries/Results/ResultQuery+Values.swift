extension Queryable {
  /// Only these columns or expressions, as typed tuples.
  ///
  /// ```swift
  /// let pairs = try await Entry.objects.values { ($0.headline, $0.blog.name) }.all() // [(String, String)]
  /// ```
  ///
  /// With an aggregate, the rows are groups: one for each combination of the other values and of the query set's
  /// explicit ordering. The model's default ordering is ignored.
  ///
  /// ```swift
  /// let delays = try await Flight.objects.values { ($0.carrierID, $0.count(), $0.departureDelay.avg()) }.all()
  /// // SELECT "flight"."carrier_id", COUNT(*), AVG("flight"."departure_delay") FROM "flight"
  /// // GROUP BY "flight"."carrier_id"
  /// ```
  public func values<each E: QueryExpression>(
    _ columns: (Model.Columns) -> (repeat each E)
  ) -> ResultQuery<Model, (repeat (each E).Value), SelectedValues, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each columns(Model.Columns(path: root)))
    root.leaveClosure()
    return ResultQuery(selecting(nodes), ResultReaders.tuple(repeat (each E).Value.self))
  }

  /// Only this column or expression, as plain values.
  ///
  /// ```swift
  /// let names = try await Blog.objects.values { $0.name }.all() // [String]
  /// ```
  public func values<E: QueryExpression>(
    _ column: (Model.Columns) -> E
  ) -> ResultQuery<Model, E.Value, SelectedValues, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = [column(Model.Columns(path: root)).node]
    root.leaveClosure()
    return ResultQuery(selecting(nodes), ResultReaders.value(E.Value.self))
  }
}

extension ResultQuery {
  /// The same rows with these columns or expressions instead of the selected ones.
  ///
  /// The closure's parameters are the columns of the model and the selected values. The grouping does not change.
  ///
  /// ```swift
  /// let sizes = try await Blog.objects
  ///   .annotate { $0.entry.count() }
  ///   .values { blog, entries in (blog.name, entries) }
  ///   .all() // [(String, Int)]
  /// // SELECT "blog"."name", COUNT("entry"."id") FROM "blog" LEFT OUTER JOIN "entry" ON … GROUP BY "blog"."id"
  /// ```
  ///
  /// If there are no groups yet, an aggregate makes them, as in ``Queryable/values(_:)``.
  public func values<each E: QueryExpression>(
    _ columns: (Model.Columns, repeat Expr<each Value>) -> (repeat each E)
  ) -> ResultQuery<Model, (repeat (each E).Value), SelectedValues, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each columns(Model.Columns(path: root), repeat each names(at: root)))
    root.leaveClosure()
    return ResultQuery<Model, (repeat (each E).Value), SelectedValues, repeat (each E).Value>(
      selecting(nodes), ResultReaders.tuple(repeat (each E).Value.self))
  }

  /// The same rows with this column or expression instead of the selected ones, as plain values.
  public func values<E: QueryExpression>(
    _ column: (Model.Columns, repeat Expr<each Value>) -> E
  ) -> ResultQuery<Model, E.Value, SelectedValues, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = [column(Model.Columns(path: root), repeat each names(at: root)).node]
    root.leaveClosure()
    return ResultQuery<Model, E.Value, SelectedValues, E.Value>(selecting(nodes), ResultReaders.value(E.Value.self))
  }
}

extension RowQuery {
  fileprivate func selecting(_ nodes: [ExpressionNode]) -> RowRequest {
    var request = request
    request.values(nodes)
    return request
  }
}
