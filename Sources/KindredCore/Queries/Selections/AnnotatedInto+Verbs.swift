extension ResultQuery where Kind: AnnotatingKind {
  /// The objects for which the condition on their columns or annotations holds.
  ///
  /// ```swift
  /// let busy = try await Blog.objects
  ///   .annotate { BlogStats.Columns(name: $0.name, entries: $0.entry.count()) }
  ///   .filter { blog, stats in stats.entries > 5 && blog.name != "Pop" }
  ///   .all() // [(Blog, BlogStats)]
  /// ```
  ///
  /// A condition on related rows does not change the annotations; only a `filter` on the query set does.
  public func filter(
    @ResultConditionBuilder _ condition: (Model.Columns, Kind.Selected.Columns) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let node = node { condition($0, $1) }
    return refining { $0.filter(node, excluding: false) }
  }

  /// The objects for which the condition does not hold, including those for which it is unknown because of NULL.
  public func exclude(
    @ResultConditionBuilder _ condition: (Model.Columns, Kind.Selected.Columns) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let node = node { condition($0, $1) }
    return refining { $0.filter(node, excluding: true) }
  }

  /// The only object for which the condition holds, with its annotations.
  ///
  /// - Throws: `Model.DoesNotExist` if there is none, `Model.MultipleObjectsReturned` if there are several.
  public func get(
    @ResultConditionBuilder _ condition: (Model.Columns, Kind.Selected.Columns) -> QueryCondition
  ) async throws -> Element { try await filter(condition).get() }

  /// The objects in this order, which replaces any previous ordering.
  ///
  /// ```swift
  /// Blog.objects.annotate { BlogStats.Columns(name: $0.name, entries: $0.entry.count()) }
  ///   .order { blog, stats in (stats.entries.desc, blog.name) }
  /// ```
  public func order<each Term: OrderingTerm>(
    _ terms: (Model.Columns, Kind.Selected.Columns) -> (repeat each Term)
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let ordering = QueryOrdering.list(repeat each terms(Model.Columns(path: root), annotations(at: root)))
    root.leaveClosure()
    return refining { $0.order(by: ordering) }
  }

  /// The rows in this order, which replaces any previous ordering.
  ///
  /// The overload for one term. Its compiler messages are better than those for a list of terms.
  @_disfavoredOverload
  public func order<Term: OrderingTerm>(
    _ term: (Model.Columns, Kind.Selected.Columns) -> Term
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let ordering = term(Model.Columns(path: root), annotations(at: root)).orderingTerms
    root.leaveClosure()
    return refining { $0.order(by: ordering) }
  }

  /// Columns or expressions of the same rows instead of the objects. The grouping does not change.
  ///
  /// ```swift
  /// Blog.objects.annotate { BlogStats.Columns(name: $0.name, entries: $0.entry.count()) }
  ///   .values { blog, stats in (blog.id, stats.entries) } // [(Key<Blog>, Int)]
  /// ```
  public func values<each E: QueryExpression>(
    _ expressions: (Model.Columns, Kind.Selected.Columns) -> (repeat each E)
  ) -> ResultQuery<Model, (repeat (each E).Value), SelectedValues, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each expressions(Model.Columns(path: root), annotations(at: root)))
    root.leaveClosure()
    return ResultQuery<Model, (repeat (each E).Value), SelectedValues, repeat (each E).Value>(
      changed { $0.values(nodes) }, ResultReaders.tuple(repeat (each E).Value.self))
  }

  /// One column or expression of the same rows instead of the objects, as plain values.
  public func values<E: QueryExpression>(
    _ expression: (Model.Columns, Kind.Selected.Columns) -> E
  ) -> ResultQuery<Model, E.Value, SelectedValues, E.Value> where E.Value: FieldValue {
    let node = node(expression)
    return ResultQuery<Model, E.Value, SelectedValues, E.Value>(
      changed { $0.values([node]) }, ResultReaders.value(E.Value.self))
  }

  /// The same rows as values of a struct, which may have the annotations as a property.
  public func values<C: SelectionColumns>(
    _ selection: (Model.Columns, Kind.Selected.Columns) -> C
  ) -> ResultQuery<Model, C.SelectedValue, SelectedInto<C.SelectedValue>> {
    let root = RelationPath.enterClosure()
    let list = SelectionList(selection(Model.Columns(path: root), annotations(at: root)))
    root.leaveClosure()
    return ResultQuery<Model, C.SelectedValue, SelectedInto<C.SelectedValue>>(selecting: list, from: request)
  }

  /// Aggregates of the objects' columns and annotations.
  ///
  /// ```swift
  /// let average = try await Blog.objects
  ///   .annotate { BlogStats.Columns(name: $0.name, entries: $0.entry.count()) }
  ///   .aggregate { blog, stats in stats.entries.avg() } // Double?
  /// ```
  @_disfavoredOverload
  public func aggregate<each E: QueryExpression>(
    _ totals: (Model.Columns, Kind.Selected.Columns) -> (repeat each E)
  ) async throws -> (repeat (each E).Value) where repeat (each E).Value: FieldValue {
    try await request.totals(nodes(totals)).read()
  }

  /// One aggregate of the objects.
  public func aggregate<E: QueryExpression>(
    _ total: (Model.Columns, Kind.Selected.Columns) -> E
  ) async throws -> E.Value where E.Value: FieldValue {
    try await request.totals([node(total)]).read()
  }

  // Separate functions, because parameter packs in an async function corrupt the task's stack (Swift 6.3).

  private func nodes<each E: QueryExpression>(
    _ totals: (Model.Columns, Kind.Selected.Columns) -> (repeat each E)
  ) -> [ExpressionNode] {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each totals(Model.Columns(path: root), annotations(at: root)))
    root.leaveClosure()
    return nodes
  }

  private func node<E: QueryExpression>(
    _ expression: (Model.Columns, Kind.Selected.Columns) -> E
  ) -> ExpressionNode {
    let root = RelationPath.enterClosure()
    let node = expression(Model.Columns(path: root), annotations(at: root)).node
    root.leaveClosure()
    return node
  }

  /// The annotations for a closure.
  private func annotations(at root: RelationPath) -> Kind.Selected.Columns {
    var list = request.selectedNames(at: root)
    return Kind.Selected.Columns(from: &list)
  }
}
