extension Queryable {
  /// The rows in this order, instead of any order before.
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

  /// The rows in this order, instead of any order before.
  ///
  /// This is the form for one term, for which the compiler's messages are better than with a list of them.
  @_disfavoredOverload
  public func order<Term: OrderingTerm>(_ term: (Model.Columns) -> Term) -> QuerySet<Model> {
    let root = RelationPath.enterClosure()
    let ordering = term(Model.Columns(path: root)).orderingTerms
    root.leaveClosure()
    return ordered(by: ordering)
  }

  /// The rows in this order, instead of any order before: `order { _ in .random }`.
  @_disfavoredOverload
  public func order(_ term: (Model.Columns) -> QueryOrdering) -> QuerySet<Model> {
    let root = RelationPath.enterClosure()
    let ordering = term(Model.Columns(path: root))
    root.leaveClosure()
    return ordered(by: [ordering])
  }

  private func ordered(by ordering: [QueryOrdering]) -> QuerySet<Model> {
    querySet.changed { query in
      guard query.allow("be ordered") else { return }
      for node in ordering.compactMap(\.expression) where query.failure == nil {
        query.failure = node.failure
        query.note(databaseOf: node)
      }
      query.ordering = ordering.map { $0.written(at: ClosureDepth.current) }
      query.isReversed = false
    }
  }

  /// The rows in no particular order, not even the model's default one.
  public func unordered() -> QuerySet<Model> { ordered(by: []) }
}

extension RowQuery {
  /// The rows in the opposite order; without an order it does nothing.
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
