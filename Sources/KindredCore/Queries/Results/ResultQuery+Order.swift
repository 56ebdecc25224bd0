extension ResultQuery where Kind: ValueResultKind {
  /// The rows in this order, which replaces any previous ordering.
  ///
  /// The closure's parameters are the selected values.
  ///
  /// ```swift
  /// Flight.objects.values { ($0.carrierID, $0.count()) }.order { carrier, flights in (flights.desc, carrier) }
  /// ```
  public func order<each Term: OrderingTerm>(
    _ terms: (repeat Expr<each Value>) -> (repeat each Term)
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let ordering = QueryOrdering.list(repeat each terms(repeat each names(at: root)))
    root.leaveClosure()
    return refining { $0.order(by: ordering) }
  }

  /// The rows in this order, which replaces any previous ordering.
  ///
  /// The overload for one term.
  @_disfavoredOverload
  public func order<Term: OrderingTerm>(
    _ term: (repeat Expr<each Value>) -> Term
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let ordering = term(repeat each names(at: root)).orderingTerms
    root.leaveClosure()
    return refining { $0.order(by: ordering) }
  }
}

extension ResultQuery where Kind: ObjectResultKind {
  /// The objects in this order, which replaces any previous ordering.
  ///
  /// ```swift
  /// Blog.objects.annotate { $0.entry.count() }.order { blog, entries in (entries.desc, blog.name) }
  /// ```
  public func order<each Term: OrderingTerm>(
    _ terms: (Model.Columns, repeat Expr<each Value>) -> (repeat each Term)
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let ordering = QueryOrdering.list(repeat each terms(Model.Columns(path: root), repeat each names(at: root)))
    root.leaveClosure()
    return refining { $0.order(by: ordering) }
  }

  /// The objects in this order, which replaces any previous ordering.
  ///
  /// The overload for one term.
  @_disfavoredOverload
  public func order<Term: OrderingTerm>(
    _ term: (Model.Columns, repeat Expr<each Value>) -> Term
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let ordering = term(Model.Columns(path: root), repeat each names(at: root)).orderingTerms
    root.leaveClosure()
    return refining { $0.order(by: ordering) }
  }
}

extension QueryOrdering {
  /// The orderings of terms.
  static func list<each Term: OrderingTerm>(_ terms: repeat each Term) -> [QueryOrdering] {
    var ordering: [QueryOrdering] = []
    for term in repeat each terms { ordering += term.orderingTerms }
    return ordering
  }
}
