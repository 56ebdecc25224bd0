extension ResultQuery where Element: Selection, Kind == SelectedInto<Element> {
  /// The rows for which the condition on their properties holds.
  ///
  /// A condition on an aggregate becomes `HAVING`, any other `WHERE`.
  ///
  /// ```swift
  /// let busy = try await Blog.objects
  ///   .values { BlogStats.Columns(name: $0.name, entries: $0.entry.count()) }
  ///   .filter { $0.entries > 3 && $0.name != "Pop" }
  ///   .all()
  /// ```
  public func filter(
    @ResultConditionBuilder _ condition: (Element.Columns) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let node = node { condition($0) }
    return refining { $0.filter(node, excluding: false) }
  }

  /// The rows for which the condition does not hold, including those for which it is unknown because of NULL.
  public func exclude(
    @ResultConditionBuilder _ condition: (Element.Columns) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let node = node { condition($0) }
    return refining { $0.filter(node, excluding: true) }
  }

  /// The only row for which the condition on its properties holds.
  ///
  /// - Throws: `Model.DoesNotExist` if there is none, `Model.MultipleObjectsReturned` if there are several.
  public func get(
    @ResultConditionBuilder _ condition: (Element.Columns) -> QueryCondition
  ) async throws -> Element { try await filter(condition).get() }

  /// The rows in this order, which replaces any previous ordering.
  ///
  /// ```swift
  /// Blog.objects.values { BlogStats.Columns(name: $0.name, entries: $0.entry.count()) }
  ///   .order { ($0.entries.desc, $0.name) }
  /// ```
  public func order<each Term: OrderingTerm>(
    _ terms: (Element.Columns) -> (repeat each Term)
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let ordering = QueryOrdering.list(repeat each terms(columns(at: root)))
    root.leaveClosure()
    return refining { $0.order(by: ordering) }
  }

  /// The rows in this order, which replaces any previous ordering.
  ///
  /// The overload for one term. Its compiler messages are better than those for a list of terms.
  @_disfavoredOverload
  public func order<Term: OrderingTerm>(
    _ term: (Element.Columns) -> Term
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let ordering = term(columns(at: root)).orderingTerms
    root.leaveClosure()
    return refining { $0.order(by: ordering) }
  }

  /// Other columns or expressions of the same rows. The grouping does not change.
  ///
  /// The closure's parameters are the columns of the model and those of the selection:
  ///
  /// ```swift
  /// let names = Blog.objects
  ///   .values { BlogStats.Columns(name: $0.name, entries: $0.entry.count()) }
  ///   .filter { $0.entries > 3 }
  ///   .values { blog, stats in stats.name }
  /// Entry.objects.filter { $0.headline.in(names) }
  /// ```
  public func values<each E: QueryExpression>(
    _ expressions: (Model.Columns, Element.Columns) -> (repeat each E)
  ) -> ResultQuery<Model, (repeat (each E).Value), SelectedValues, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each expressions(Model.Columns(path: root), columns(at: root)))
    root.leaveClosure()
    return ResultQuery<Model, (repeat (each E).Value), SelectedValues, repeat (each E).Value>(
      changed { $0.values(nodes) }, ResultReaders.tuple(repeat (each E).Value.self))
  }

  /// One other column or expression of the same rows, as plain values.
  public func values<E: QueryExpression>(
    _ expression: (Model.Columns, Element.Columns) -> E
  ) -> ResultQuery<Model, E.Value, SelectedValues, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let node = expression(Model.Columns(path: root), columns(at: root)).node
    root.leaveClosure()
    return ResultQuery<Model, E.Value, SelectedValues, E.Value>(
      changed { $0.values([node]) }, ResultReaders.value(E.Value.self))
  }

  /// The same rows as values of another struct, which may have this one as a property.
  public func values<C: SelectionColumns>(
    _ selection: (Model.Columns, Element.Columns) -> C
  ) -> ResultQuery<Model, C.SelectedValue, SelectedInto<C.SelectedValue>> {
    let root = RelationPath.enterClosure()
    let list = SelectionList(selection(Model.Columns(path: root), columns(at: root)))
    root.leaveClosure()
    return ResultQuery<Model, C.SelectedValue, SelectedInto<C.SelectedValue>>(selecting: list, from: request)
  }

  /// Aggregates of the rows, or of the groups if there is an aggregate.
  ///
  /// ```swift
  /// let average = try await Blog.objects
  ///   .values { BlogStats.Columns(name: $0.name, entries: $0.entry.count()) }
  ///   .aggregate { $0.entries.avg() } // Double?
  /// ```
  @_disfavoredOverload
  public func aggregate<each E: QueryExpression>(
    _ totals: (Element.Columns) -> (repeat each E)
  ) async throws -> (repeat (each E).Value) where repeat (each E).Value: FieldValue {
    try await request.totals(nodes(totals)).read()
  }

  /// One aggregate of the rows.
  public func aggregate<E: QueryExpression>(_ total: (Element.Columns) -> E) async throws -> E.Value
  where E.Value: FieldValue {
    try await request.totals([node(total)]).read()
  }

  // Separate functions, because parameter packs in an async function corrupt the task's stack (Swift 6.3).

  private func nodes<each E: QueryExpression>(_ totals: (Element.Columns) -> (repeat each E)) -> [ExpressionNode] {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each totals(columns(at: root)))
    root.leaveClosure()
    return nodes
  }

  private func node<E: QueryExpression>(_ expression: (Element.Columns) -> E) -> ExpressionNode {
    let root = RelationPath.enterClosure()
    let node = expression(columns(at: root)).node
    root.leaveClosure()
    return node
  }

  /// The columns for a closure.
  private func columns(at root: RelationPath) -> Element.Columns {
    var list = request.selectedNames(at: root)
    return Element.Columns(from: &list)
  }
}
