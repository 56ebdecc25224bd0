extension Queryable {
  /// The rows in this order, instead of any order before.
  ///
  /// ```swift
  /// Entry.objects.order { ($0.pubDate.desc, $0.headline) }
  /// ```
  public func order<each Term: OrderingTerm>(_ terms: (Model.Columns) -> (repeat each Term)) -> QuerySet<Model> {
    querySet.changed { query in
      guard query.allow("be ordered") else { return }
      var ordering: [Ordering] = []
      for term in repeat each terms(Model.Columns(path: .root)) { ordering.append(term.ordering) }
      for case .expression(let node) in ordering.map(\.key) where query.failure == nil { query.failure = node.failure }
      query.ordering = ordering
      query.isReversed = false
    }
  }

  /// The rows in no particular order, not even the model's default one.
  public func unordered() -> QuerySet<Model> {
    querySet.changed { query in
      guard query.allow("be ordered") else { return }
      query.ordering = []
      query.isReversed = false
    }
  }

  /// The rows in the opposite order; without an order it does nothing.
  public func reversed() -> QuerySet<Model> {
    querySet.changed { if $0.allow("be reversed") { $0.isReversed.toggle() } }
  }
}
