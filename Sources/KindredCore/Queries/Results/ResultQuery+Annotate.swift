// There are overloads for one expression, for two, and for any number. The last one would be enough, but with it alone
// the compiler does not know the number of elements in time. With the others, further verbs and key paths such as
// `.all().map(\.1)` compile in the same expression.

extension Queryable {
  /// The objects, each with the values of these expressions.
  ///
  /// ```swift
  /// for try await (blog, entries) in Blog.objects.annotate({ $0.entry.count() }).rows {
  ///   print(blog.name, entries)
  /// }
  /// // SELECT "blog"."id", …, COUNT("entry"."id") FROM "blog" LEFT OUTER JOIN "entry" ON … GROUP BY "blog"."id"
  /// ```
  ///
  /// An aggregate covers the rows related to the object; objects without related rows are included. A preceding
  /// `filter` on the relation restricts the aggregated rows.
  public func annotate<each E: QueryExpression>(
    _ values: (Model.Columns) -> (repeat each E)
  ) -> ResultQuery<Model, (Model, repeat (each E).Value), AnnotatedObjects, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each values(Model.Columns(path: root)))
    root.leaveClosure()
    return ResultQuery(annotated(with: nodes), ResultReaders.object(Model.self, repeat (each E).Value.self))
  }

  /// The objects, each with the value of the expression.
  public func annotate<E: QueryExpression>(
    _ value: (Model.Columns) -> E
  ) -> ResultQuery<Model, (Model, E.Value), AnnotatedObjects, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = [value(Model.Columns(path: root)).node]
    root.leaveClosure()
    return ResultQuery(annotated(with: nodes), ResultReaders.object(Model.self, E.Value.self))
  }

  /// The objects, each with the values of the two expressions.
  public func annotate<E1: QueryExpression, E2: QueryExpression>(
    _ values: (Model.Columns) -> (E1, E2)
  ) -> ResultQuery<Model, (Model, E1.Value, E2.Value), AnnotatedObjects, E1.Value, E2.Value>
  where E1.Value: FieldValue, E2.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let (first, second) = values(Model.Columns(path: root))
    root.leaveClosure()
    return ResultQuery(
      annotated(with: [first.node, second.node]), ResultReaders.object(Model.self, E1.Value.self, E2.Value.self))
  }
}

extension ResultQuery where Kind == AnnotatedObjects {
  /// The objects with their annotations, and with the values of these expressions.
  ///
  /// The closure's parameters are the columns of the model and the existing annotations:
  ///
  /// ```swift
  /// let blogs = try await Blog.objects
  ///   .annotate { ($0.entry.count(), $0.entry.rating.sum(default: 0)) }
  ///   .annotate { blog, entries, rating in rating * 10 + entries }
  ///   .all() // [(Blog, Int, Int, Int)]
  /// ```
  public func annotate<each E: QueryExpression>(
    _ values: (Model.Columns, repeat Expr<each Value>) -> (repeat each E)
  ) -> ResultQuery<
    Model, (Model, repeat each Value, repeat (each E).Value), Kind, repeat each Value, repeat (each E).Value
  > where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each values(Model.Columns(path: root), repeat each names(at: root)))
    root.leaveClosure()
    return ResultQuery<
      Model, (Model, repeat each Value, repeat (each E).Value), Kind, repeat each Value, repeat (each E).Value
    >(
      annotated(with: nodes),
      ResultReaders.object(Model.self, repeat (each Value).self, repeat (each E).Value.self))
  }

  /// The objects with their annotations, and with the value of the expression.
  public func annotate<E: QueryExpression>(
    _ value: (Model.Columns, repeat Expr<each Value>) -> E
  ) -> ResultQuery<Model, (Model, repeat each Value, E.Value), Kind, repeat each Value, E.Value>
  where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = [value(Model.Columns(path: root), repeat each names(at: root)).node]
    root.leaveClosure()
    return ResultQuery<Model, (Model, repeat each Value, E.Value), Kind, repeat each Value, E.Value>(
      annotated(with: nodes), ResultReaders.object(Model.self, repeat (each Value).self, E.Value.self))
  }

  /// The objects with their annotations, and with the values of the two expressions.
  public func annotate<E1: QueryExpression, E2: QueryExpression>(
    _ values: (Model.Columns, repeat Expr<each Value>) -> (E1, E2)
  ) -> ResultQuery<
    Model, (Model, repeat each Value, E1.Value, E2.Value), Kind, repeat each Value, E1.Value, E2.Value
  > where E1.Value: FieldValue, E2.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let (first, second) = values(Model.Columns(path: root), repeat each names(at: root))
    root.leaveClosure()
    return ResultQuery<
      Model, (Model, repeat each Value, E1.Value, E2.Value), Kind, repeat each Value, E1.Value, E2.Value
    >(
      annotated(with: [first.node, second.node]),
      ResultReaders.object(Model.self, repeat (each Value).self, E1.Value.self, E2.Value.self))
  }
}

extension ResultQuery where Kind == SelectedValues {
  /// The rows with their values, and with the values of these expressions.
  ///
  /// The closure's parameters are the columns of the model and the selected values. With an aggregate, the rows become
  /// groups: one for each combination of the values selected before.
  ///
  /// ```swift
  /// let sizes = try await Entry.objects
  ///   .values { $0.blog.name }
  ///   .annotate { entry, name in (entry.count(), entry.rating.avg()) }
  ///   .all() // [(String, Int, Double?)]
  /// // SELECT "blog"."name", COUNT(*), AVG("entry"."rating") FROM … GROUP BY "blog"."name"
  /// ```
  ///
  /// A new expression that is not an aggregate and not yet grouped by is added to the grouping.
  public func annotate<each E: QueryExpression>(
    _ values: (Model.Columns, repeat Expr<each Value>) -> (repeat each E)
  ) -> ResultQuery<Model, (repeat each Value, repeat (each E).Value), Kind, repeat each Value, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each values(Model.Columns(path: root), repeat each names(at: root)))
    root.leaveClosure()
    return ResultQuery<
      Model, (repeat each Value, repeat (each E).Value), Kind, repeat each Value, repeat (each E).Value
    >(
      annotated(with: nodes), ResultReaders.tuple(repeat (each Value).self, repeat (each E).Value.self))
  }

  /// The rows with their values, and with the value of the expression.
  public func annotate<E: QueryExpression>(
    _ value: (Model.Columns, repeat Expr<each Value>) -> E
  ) -> ResultQuery<Model, (repeat each Value, E.Value), Kind, repeat each Value, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = [value(Model.Columns(path: root), repeat each names(at: root)).node]
    root.leaveClosure()
    return ResultQuery<Model, (repeat each Value, E.Value), Kind, repeat each Value, E.Value>(
      annotated(with: nodes), ResultReaders.tuple(repeat (each Value).self, E.Value.self))
  }

  /// The rows with their values, and with the values of the two expressions.
  public func annotate<E1: QueryExpression, E2: QueryExpression>(
    _ values: (Model.Columns, repeat Expr<each Value>) -> (E1, E2)
  ) -> ResultQuery<Model, (repeat each Value, E1.Value, E2.Value), Kind, repeat each Value, E1.Value, E2.Value>
  where E1.Value: FieldValue, E2.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let (first, second) = values(Model.Columns(path: root), repeat each names(at: root))
    root.leaveClosure()
    return ResultQuery<Model, (repeat each Value, E1.Value, E2.Value), Kind, repeat each Value, E1.Value, E2.Value>(
      annotated(with: [first.node, second.node]),
      ResultReaders.tuple(repeat (each Value).self, E1.Value.self, E2.Value.self))
  }
}

extension RowQuery {
  fileprivate func annotated(with nodes: [ExpressionNode]) -> RowRequest {
    var request = request
    request.annotate(nodes)
    return request
  }
}
