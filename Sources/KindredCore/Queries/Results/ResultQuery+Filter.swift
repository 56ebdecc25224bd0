extension ResultQuery where Kind == SelectedValues {
  /// The rows for which the condition on their values holds.
  ///
  /// The closure's parameters are what `values` selects. A condition on an aggregate becomes `HAVING`, any other `WHERE`.
  ///
  /// ```swift
  /// let busy = try await Flight.objects
  ///   .values { ($0.carrier.name, $0.count()) }
  ///   .filter { name, flights in flights > 10_000 && name != "ExpressJet" }
  ///   .all()
  /// ```
  public func filter(
    @ResultConditionBuilder _ condition: (repeat Expr<each Value>) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let node = condition(repeat each names(at: root)).node
    root.leaveClosure()
    return refining { $0.filter(node, excluding: false) }
  }

  /// The rows for which the condition on their values does not hold, those included for which it is unknown because of
  /// a NULL.
  public func exclude(
    @ResultConditionBuilder _ condition: (repeat Expr<each Value>) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let node = condition(repeat each names(at: root)).node
    root.leaveClosure()
    return refining { $0.filter(node, excluding: true) }
  }

  /// The one row for which the condition on its values holds.
  ///
  /// - Throws: `Model.DoesNotExist` when there is none, `Model.MultipleObjectsReturned` when there are several.
  public func get(
    @ResultConditionBuilder _ condition: (repeat Expr<each Value>) -> QueryCondition
  ) async throws -> Element { try await filter(condition).get() }
}

extension ResultQuery where Kind == AnnotatedObjects {
  /// The objects for which the condition holds: on their columns, or on what was computed.
  ///
  /// ```swift
  /// let busy = try await Blog.objects
  ///   .annotate { $0.entry.count() }
  ///   .filter { blog, entries in entries > 5 && blog.name != "Pop" }
  ///   .all() // [(Blog, Int)]
  /// ```
  ///
  /// A condition on related rows does not change what is computed: only those of a `filter` on the query set do.
  public func filter(
    @ResultConditionBuilder _ condition: (Model.Columns, repeat Expr<each Value>) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let node = condition(Model.Columns(path: root), repeat each names(at: root)).node
    root.leaveClosure()
    return refining { $0.filter(node, excluding: false) }
  }

  /// The objects for which the condition does not hold, those included for which it is unknown because of a NULL.
  public func exclude(
    @ResultConditionBuilder _ condition: (Model.Columns, repeat Expr<each Value>) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let node = condition(Model.Columns(path: root), repeat each names(at: root)).node
    root.leaveClosure()
    return refining { $0.filter(node, excluding: true) }
  }

  /// The one object for which the condition holds, with what was computed.
  ///
  /// - Throws: `Model.DoesNotExist` when there is none, `Model.MultipleObjectsReturned` when there are several.
  public func get(
    @ResultConditionBuilder _ condition: (Model.Columns, repeat Expr<each Value>) -> QueryCondition
  ) async throws -> Element { try await filter(condition).get() }
}
