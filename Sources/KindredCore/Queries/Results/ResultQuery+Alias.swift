// Expressions with names that are not selected. The overloads are those of `annotate`, for the same reason.

extension Queryable {
  /// The same objects. The closures of later verbs get these expressions, but rows do not have them.
  ///
  /// ```swift
  /// let busy = try await Blog.objects
  ///   .alias { $0.entry.count() }
  ///   .filter { blog, entries in entries > 5 }
  ///   .order { blog, entries in entries.desc }
  ///   .all() // [Blog]
  /// // SELECT "blog"."id", … FROM "blog" LEFT OUTER JOIN "entry" ON … GROUP BY "blog"."id"
  /// // HAVING COUNT("entry"."id") > ?1 ORDER BY COUNT("entry"."id") DESC
  /// ```
  ///
  /// `annotate { blog, entries in entries }` selects one of them after all.
  public func alias<each E: QueryExpression>(
    _ values: (Model.Columns) -> (repeat each E)
  ) -> ResultQuery<Model, Model, AliasedObjects, repeat (each E).Value> where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each values(Model.Columns(path: root)))
    root.leaveClosure()
    return ResultQuery(aliased(with: nodes), ResultReaders.model(Model.self))
  }

  /// The same objects, with a name for the expression in the closures of later verbs.
  public func alias<E: QueryExpression>(
    _ value: (Model.Columns) -> E
  ) -> ResultQuery<Model, Model, AliasedObjects, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = [value(Model.Columns(path: root)).node]
    root.leaveClosure()
    return ResultQuery(aliased(with: nodes), ResultReaders.model(Model.self))
  }

  /// The same objects, with names for the two expressions in the closures of later verbs.
  public func alias<E1: QueryExpression, E2: QueryExpression>(
    _ values: (Model.Columns) -> (E1, E2)
  ) -> ResultQuery<Model, Model, AliasedObjects, E1.Value, E2.Value> where E1.Value: FieldValue, E2.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let (first, second) = values(Model.Columns(path: root))
    root.leaveClosure()
    return ResultQuery(aliased(with: [first.node, second.node]), ResultReaders.model(Model.self))
  }
}

extension ResultQuery where Kind: ObjectResultKind {
  /// The same rows. The closures of later verbs get these expressions too, but rows do not have them.
  public func alias<each E: QueryExpression>(
    _ values: (Model.Columns, repeat Expr<each Value>) -> (repeat each E)
  ) -> ResultQuery<Model, Element, AliasedObjects, repeat each Value, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each values(Model.Columns(path: root), repeat each names(at: root)))
    root.leaveClosure()
    return ResultQuery<Model, Element, AliasedObjects, repeat each Value, repeat (each E).Value>(
      aliased(with: nodes), { _ in read })
  }

  /// The same rows, with a name for the expression in the closures of later verbs.
  public func alias<E: QueryExpression>(
    _ value: (Model.Columns, repeat Expr<each Value>) -> E
  ) -> ResultQuery<Model, Element, AliasedObjects, repeat each Value, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = [value(Model.Columns(path: root), repeat each names(at: root)).node]
    root.leaveClosure()
    return ResultQuery<Model, Element, AliasedObjects, repeat each Value, E.Value>(aliased(with: nodes), { _ in read })
  }
}

extension ResultQuery where Kind: ValueResultKind {
  /// The same rows. The closures of later verbs get these expressions too, but rows do not have them.
  ///
  /// ```swift
  /// Entry.objects.values { $0.blog.name }.alias { entry, name in entry.count() }.order { name, entries in entries.desc }
  /// // SELECT "blog"."name" FROM … GROUP BY "blog"."name" ORDER BY COUNT(*) DESC
  /// ```
  public func alias<each E: QueryExpression>(
    _ values: (Model.Columns, repeat Expr<each Value>) -> (repeat each E)
  ) -> ResultQuery<Model, Element, AliasedValues, repeat each Value, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each values(Model.Columns(path: root), repeat each names(at: root)))
    root.leaveClosure()
    return ResultQuery<Model, Element, AliasedValues, repeat each Value, repeat (each E).Value>(
      aliased(with: nodes), { _ in read })
  }

  /// The same rows, with a name for the expression in the closures of later verbs.
  public func alias<E: QueryExpression>(
    _ value: (Model.Columns, repeat Expr<each Value>) -> E
  ) -> ResultQuery<Model, Element, AliasedValues, repeat each Value, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = [value(Model.Columns(path: root), repeat each names(at: root)).node]
    root.leaveClosure()
    return ResultQuery<Model, Element, AliasedValues, repeat each Value, E.Value>(aliased(with: nodes), { _ in read })
  }
}

extension ResultQuery where Kind == AliasedObjects {
  /// The same rows, each with the values of these expressions behind what it has already.
  ///
  /// The closure's parameters are the columns of the model and all expressions so far, those of `alias` included.
  public func annotate<each Selected: FieldValue, each E: QueryExpression>(
    _ values: (Model.Columns, repeat Expr<each Value>) -> (repeat each E)
  ) -> ResultQuery<
    Model, (Model, repeat each Selected, repeat (each E).Value), Kind, repeat each Value, repeat (each E).Value
  > where repeat (each E).Value: FieldValue, Element == (Model, repeat each Selected) {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each values(Model.Columns(path: root), repeat each names(at: root)))
    root.leaveClosure()
    var request = request
    request.annotate(nodes)
    return ResultQuery<
      Model, (Model, repeat each Selected, repeat (each E).Value), Kind, repeat each Value, repeat (each E).Value
    >(
      request, ResultReaders.object(Model.self, repeat (each Selected).self, repeat (each E).Value.self))
  }

  /// The same rows, each with the value of the expression behind what it has already.
  public func annotate<each Selected: FieldValue, E: QueryExpression>(
    _ value: (Model.Columns, repeat Expr<each Value>) -> E
  ) -> ResultQuery<Model, (Model, repeat each Selected, E.Value), Kind, repeat each Value, E.Value>
  where E.Value: FieldValue, Element == (Model, repeat each Selected) {
    let root = RelationPath.enterClosure()
    let nodes = [value(Model.Columns(path: root), repeat each names(at: root)).node]
    root.leaveClosure()
    var request = request
    request.annotate(nodes)
    return ResultQuery<Model, (Model, repeat each Selected, E.Value), Kind, repeat each Value, E.Value>(
      request, ResultReaders.object(Model.self, repeat (each Selected).self, E.Value.self))
  }
}

extension RowQuery {
  fileprivate func aliased(with nodes: [ExpressionNode]) -> RowRequest {
    var request = request
    request.annotate(nodes, areShown: false)
    return request
  }
}
