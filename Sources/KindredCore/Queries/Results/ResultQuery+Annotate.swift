// There is a form for one expression, one for two, and one for any number of them. The one for any number would do, but
// of it alone the compiler does not see in time how many elements a row has: with the others, further verbs and key
// paths such as `.all().map(\.1)` compile in the same expression.

extension Queryable {
  /// The objects, each with what these expressions give for it.
  ///
  /// ```swift
  /// for try await (blog, entries) in Blog.objects.annotate({ $0.entry.count() }).rows {
  ///   print(blog.name, entries)
  /// }
  /// // SELECT "blog"."id", …, COUNT("entry"."id") FROM "blog" LEFT OUTER JOIN "entry" ON … GROUP BY "blog"."id"
  /// ```
  ///
  /// An aggregate is taken of the rows that are related to the object; where there are none, the object stays. A
  /// `filter` on the relation before narrows what is aggregated.
  public func annotate<each E: QueryExpression>(
    _ values: (Model.Columns) -> (repeat each E)
  ) -> ResultQuery<Model, (Model, repeat (each E).Value), AnnotatedObjects, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each values(Model.Columns(path: root)))
    root.leaveClosure()
    return ResultQuery(annotated(with: nodes), ResultReader.object(Model.self, repeat (each E).Value.self))
  }

  /// The objects, each with what the expression gives for it.
  public func annotate<E: QueryExpression>(
    _ value: (Model.Columns) -> E
  ) -> ResultQuery<Model, (Model, E.Value), AnnotatedObjects, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = [value(Model.Columns(path: root)).node]
    root.leaveClosure()
    return ResultQuery(annotated(with: nodes), ResultReader.object(Model.self, E.Value.self))
  }

  /// The objects, each with what the two expressions give for it.
  public func annotate<E1: QueryExpression, E2: QueryExpression>(
    _ values: (Model.Columns) -> (E1, E2)
  ) -> ResultQuery<Model, (Model, E1.Value, E2.Value), AnnotatedObjects, E1.Value, E2.Value>
  where E1.Value: FieldValue, E2.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let (first, second) = values(Model.Columns(path: root))
    root.leaveClosure()
    return ResultQuery(
      annotated(with: [first.node, second.node]), ResultReader.object(Model.self, E1.Value.self, E2.Value.self))
  }
}

extension ResultQuery where Kind == AnnotatedObjects {
  /// The objects with what they had, and with what these expressions give for each.
  ///
  /// The closure's parameters are the columns of the model and what was computed already:
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
      ResultReader.object(Model.self, repeat (each Value).self, repeat (each E).Value.self))
  }

  /// The objects with what they had, and with what the expression gives for each.
  public func annotate<E: QueryExpression>(
    _ value: (Model.Columns, repeat Expr<each Value>) -> E
  ) -> ResultQuery<Model, (Model, repeat each Value, E.Value), Kind, repeat each Value, E.Value>
  where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = [value(Model.Columns(path: root), repeat each names(at: root)).node]
    root.leaveClosure()
    return ResultQuery<Model, (Model, repeat each Value, E.Value), Kind, repeat each Value, E.Value>(
      annotated(with: nodes), ResultReader.object(Model.self, repeat (each Value).self, E.Value.self))
  }

  /// The objects with what they had, and with what the two expressions give for each.
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
      ResultReader.object(Model.self, repeat (each Value).self, E1.Value.self, E2.Value.self))
  }
}

extension ResultQuery where Kind == SelectedValues {
  /// The rows with what they had, and with what these expressions give for each.
  ///
  /// The closure's parameters are the columns of the model and what is selected. With an aggregate, the rows become
  /// groups: one for each combination of what was selected before.
  ///
  /// ```swift
  /// let sizes = try await Entry.objects
  ///   .values { $0.blog.name }
  ///   .annotate { entry, name in (entry.count(), entry.rating.avg()) }
  ///   .all() // [(String, Int, Double?)]
  /// // SELECT "blog"."name", COUNT(*), AVG("entry"."rating") FROM … GROUP BY "blog"."name"
  /// ```
  ///
  /// What is no aggregate and no part of the groups makes further ones.
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
      annotated(with: nodes), ResultReader.tuple(repeat (each Value).self, repeat (each E).Value.self))
  }

  /// The rows with what they had, and with what the expression gives for each.
  public func annotate<E: QueryExpression>(
    _ value: (Model.Columns, repeat Expr<each Value>) -> E
  ) -> ResultQuery<Model, (repeat each Value, E.Value), Kind, repeat each Value, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = [value(Model.Columns(path: root), repeat each names(at: root)).node]
    root.leaveClosure()
    return ResultQuery<Model, (repeat each Value, E.Value), Kind, repeat each Value, E.Value>(
      annotated(with: nodes), ResultReader.tuple(repeat (each Value).self, E.Value.self))
  }

  /// The rows with what they had, and with what the two expressions give for each.
  public func annotate<E1: QueryExpression, E2: QueryExpression>(
    _ values: (Model.Columns, repeat Expr<each Value>) -> (E1, E2)
  ) -> ResultQuery<Model, (repeat each Value, E1.Value, E2.Value), Kind, repeat each Value, E1.Value, E2.Value>
  where E1.Value: FieldValue, E2.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let (first, second) = values(Model.Columns(path: root), repeat each names(at: root))
    root.leaveClosure()
    return ResultQuery<Model, (repeat each Value, E1.Value, E2.Value), Kind, repeat each Value, E1.Value, E2.Value>(
      annotated(with: [first.node, second.node]),
      ResultReader.tuple(repeat (each Value).self, E1.Value.self, E2.Value.self))
  }
}

extension RowQuery {
  fileprivate func annotated(with nodes: [ExpressionNode]) -> RowRequest {
    var request = request
    request.annotate(nodes)
    return request
  }
}
