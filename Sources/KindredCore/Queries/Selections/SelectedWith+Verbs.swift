// Rows of a selection with further values behind it. The closures get the selection's columns, and then the expressions.

extension ResultQuery where Element: Selection, Kind == SelectedInto<Element> {
  /// The rows, each with the values of these expressions.
  ///
  /// The closure's parameters are the columns of the model and those of the selection:
  ///
  /// ```swift
  /// let best = try await Blog.objects
  ///   .values { BlogStats.Columns(name: $0.name, entries: $0.entry.count(), best: $0.entry.rating.max()) }
  ///   .annotate { blog, stats in Window.rank().over(orderBy: stats.entries.desc) }
  ///   .filter { stats, rank in rank <= 3 && stats.name != "Pop" }
  ///   .all() // [(BlogStats, Int)]
  /// ```
  ///
  /// With an aggregate, the rows become groups, as in `annotate` behind `values` with a tuple.
  public func annotate<each E: QueryExpression>(
    _ values: (Model.Columns, Element.Columns) -> (repeat each E)
  ) -> ResultQuery<Model, (Element, repeat (each E).Value), SelectedWith<Element>, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    var list = request.selectedNames(at: root)
    let nodes = ExpressionNode.list(repeat each values(Model.Columns(path: root), Element.Columns(from: &list)))
    root.leaveClosure()
    return ResultQuery<Model, (Element, repeat (each E).Value), SelectedWith<Element>, repeat (each E).Value>(
      changed { $0.annotate(nodes) }, ResultReaders.selection(Element.self, with: repeat (each E).Value.self))
  }

  /// The rows, each with the value of the expression.
  public func annotate<E: QueryExpression>(
    _ value: (Model.Columns, Element.Columns) -> E
  ) -> ResultQuery<Model, (Element, E.Value), SelectedWith<Element>, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    var list = request.selectedNames(at: root)
    let nodes = [value(Model.Columns(path: root), Element.Columns(from: &list)).node]
    root.leaveClosure()
    return ResultQuery<Model, (Element, E.Value), SelectedWith<Element>, E.Value>(
      changed { $0.annotate(nodes) }, ResultReaders.selection(Element.self, with: E.Value.self))
  }
}

extension ResultQuery where Kind: SelectingKind {
  /// The rows for which the condition on the selection's properties and on the values behind it holds.
  public func filter(
    @ResultConditionBuilder _ condition: (Kind.Selected.Columns, repeat Expr<each Value>) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let (columns, others) = selected(at: root)
    let node = condition(columns, repeat each others).node
    root.leaveClosure()
    return refining { $0.filter(node, excluding: false) }
  }

  /// The rows for which the condition does not hold, including those for which it is unknown because of NULL.
  public func exclude(
    @ResultConditionBuilder _ condition: (Kind.Selected.Columns, repeat Expr<each Value>) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let (columns, others) = selected(at: root)
    let node = condition(columns, repeat each others).node
    root.leaveClosure()
    return refining { $0.filter(node, excluding: true) }
  }

  /// The only row for which the condition holds.
  ///
  /// - Throws: `Model.DoesNotExist` if there is none, `Model.MultipleObjectsReturned` if there are several.
  public func get(
    @ResultConditionBuilder _ condition: (Kind.Selected.Columns, repeat Expr<each Value>) -> QueryCondition
  ) async throws -> Element { try await filter(condition).get() }

  /// The rows in this order, which replaces any previous ordering.
  public func order<each Term: OrderingTerm>(
    _ terms: (Kind.Selected.Columns, repeat Expr<each Value>) -> (repeat each Term)
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let (columns, others) = selected(at: root)
    let ordering = QueryOrdering.list(repeat each terms(columns, repeat each others))
    root.leaveClosure()
    return refining { $0.order(by: ordering) }
  }

  /// The rows in this order, which replaces any previous ordering.
  ///
  /// The overload for one term.
  @_disfavoredOverload
  public func order<Term: OrderingTerm>(
    _ term: (Kind.Selected.Columns, repeat Expr<each Value>) -> Term
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let (columns, others) = selected(at: root)
    let ordering = term(columns, repeat each others).orderingTerms
    root.leaveClosure()
    return refining { $0.order(by: ordering) }
  }

  /// Other columns or expressions of the same rows. The grouping does not change.
  ///
  /// The closure's parameters are the columns of the model, those of the selection, and the values behind it.
  public func values<each E: QueryExpression>(
    _ expressions: (Model.Columns, Kind.Selected.Columns, repeat Expr<each Value>) -> (repeat each E)
  ) -> ResultQuery<Model, (repeat (each E).Value), SelectedValues, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let (columns, others) = selected(at: root)
    let nodes = ExpressionNode.list(repeat each expressions(Model.Columns(path: root), columns, repeat each others))
    root.leaveClosure()
    return ResultQuery<Model, (repeat (each E).Value), SelectedValues, repeat (each E).Value>(
      changed { $0.values(nodes) }, ResultReaders.tuple(repeat (each E).Value.self))
  }

  /// One other column or expression of the same rows, as plain values.
  public func values<E: QueryExpression>(
    _ expression: (Model.Columns, Kind.Selected.Columns, repeat Expr<each Value>) -> E
  ) -> ResultQuery<Model, E.Value, SelectedValues, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let (columns, others) = selected(at: root)
    let node = expression(Model.Columns(path: root), columns, repeat each others).node
    root.leaveClosure()
    return ResultQuery<Model, E.Value, SelectedValues, E.Value>(
      changed { $0.values([node]) }, ResultReaders.value(E.Value.self))
  }

  /// The same rows as values of another struct, which may have the first one as a property.
  public func values<C: SelectionColumns>(
    _ selection: (Model.Columns, Kind.Selected.Columns, repeat Expr<each Value>) -> C
  ) -> ResultQuery<Model, C.SelectedValue, SelectedInto<C.SelectedValue>> {
    let root = RelationPath.enterClosure()
    let (columns, others) = selected(at: root)
    let list = SelectionList(selection(Model.Columns(path: root), columns, repeat each others))
    root.leaveClosure()
    return ResultQuery<Model, C.SelectedValue, SelectedInto<C.SelectedValue>>(selecting: list, from: request)
  }

  /// Aggregates of the rows, or of the groups if there is an aggregate.
  @_disfavoredOverload
  public func aggregate<each E: QueryExpression>(
    _ totals: (Kind.Selected.Columns, repeat Expr<each Value>) -> (repeat each E)
  ) async throws -> (repeat (each E).Value) where repeat (each E).Value: FieldValue {
    try await request.totals(nodes(totals)).read()
  }

  /// One aggregate of the rows.
  public func aggregate<E: QueryExpression>(
    _ total: (Kind.Selected.Columns, repeat Expr<each Value>) -> E
  ) async throws -> E.Value where E.Value: FieldValue {
    try await request.totals([node(total)]).read()
  }

  // Separate functions, because parameter packs in an async function corrupt the task's stack (Swift 6.3).

  private func nodes<each E: QueryExpression>(
    _ expressions: (Kind.Selected.Columns, repeat Expr<each Value>) -> (repeat each E)
  ) -> [ExpressionNode] {
    let root = RelationPath.enterClosure()
    let (columns, others) = selected(at: root)
    let nodes = ExpressionNode.list(repeat each expressions(columns, repeat each others))
    root.leaveClosure()
    return nodes
  }

  private func node<E: QueryExpression>(
    _ expression: (Kind.Selected.Columns, repeat Expr<each Value>) -> E
  ) -> ExpressionNode {
    let root = RelationPath.enterClosure()
    let (columns, others) = selected(at: root)
    let node = expression(columns, repeat each others).node
    root.leaveClosure()
    return node
  }

  /// The selection's columns and the expressions behind them, for a closure.
  private func selected(at root: RelationPath) -> (Kind.Selected.Columns, (repeat Expr<each Value>)) {
    var list = request.selectedNames(at: root)
    let columns = Kind.Selected.Columns(from: &list)
    return (columns, (repeat Expr<each Value>(list.nextExpression())))
  }
}
