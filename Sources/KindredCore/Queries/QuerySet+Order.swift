extension Queryable {
  /// The rows in this order, which replaces any previous ordering.
  ///
  /// ```swift
  /// Entry.objects.order { ($0.pubDate.desc, $0.headline) }
  /// Entry.objects.order { $0.blog } // by the order of Blog, or by its key
  /// ```
  public func order<each Term: OrderingTerm>(_ terms: (Model.Columns) -> (repeat each Term)) -> QuerySet<Model> {
    let root = RelationPath.enterClosure()
    let ordering = QueryOrdering.list(repeat each terms(Model.Columns(path: root)))
    root.leaveClosure()
    if ordering.isEmpty { return querySet.changed { $0.fail(.noTerms("order", Model.schema)) } }
    return ordered(by: ordering)
  }

  /// The rows in this order, which replaces any previous ordering.
  ///
  /// The overload for one term. Its compiler messages are better than those for a list of terms.
  @_disfavoredOverload
  public func order<Term: OrderingTerm>(_ term: (Model.Columns) -> Term) -> QuerySet<Model> {
    let root = RelationPath.enterClosure()
    let ordering = term(Model.Columns(path: root)).orderingTerms
    root.leaveClosure()
    return ordered(by: ordering)
  }

  /// The rows in this order, which replaces any previous ordering: `order { _ in .random }`.
  @_disfavoredOverload
  public func order(_ term: (Model.Columns) -> QueryOrdering) -> QuerySet<Model> {
    let root = RelationPath.enterClosure()
    let ordering = term(Model.Columns(path: root))
    root.leaveClosure()
    return ordered(by: [ordering])
  }

  private func ordered(by ordering: [QueryOrdering]) -> QuerySet<Model> {
    querySet.changed { $0.order(by: ordering) }
  }

  /// The rows in an undefined order, without the model's default ordering.
  public func unordered() -> QuerySet<Model> { ordered(by: []) }
}

extension Query {
  /// Orders the rows. Replaces any previous ordering.
  mutating func order(by ordering: [QueryOrdering]) {
    guard allow("be ordered") else { return }
    for node in ordering.compactMap(\.expression) where failure == nil {
      failure = node.failure
      note(databaseOf: node)
    }
    self.ordering = ordering.map { $0.written(at: ClosureDepth.current) }
    isReversed = false
  }
}

extension RowQuery {
  /// The rows in reverse order. Without an ordering it has no effect.
  public func reversed() -> Refined { refining { $0.reverse() } }
}

extension RowRequest {
  mutating func reverse() {
    guard query.allow("be reversed") else { return }
    if let ordering = selection?.ordering {
      selection?.ordering = ordering.map(\.reversed)
    } else {
      query.isReversed.toggle()
    }
  }
}
