extension ResultQuery where Kind: ValueResultKind {
  /// The rows for which the condition on their values holds.
  ///
  /// The closure's parameters are the selected values. A condition on an aggregate becomes `HAVING`, any other `WHERE`.
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

  /// The rows for which the condition on their values does not hold, including those for which it is unknown because of
  /// NULL.
  public func exclude(
    @ResultConditionBuilder _ condition: (repeat Expr<each Value>) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let node = condition(repeat each names(at: root)).node
    root.leaveClosure()
    return refining { $0.filter(node, excluding: true) }
  }

  /// The only row for which the condition on its values holds.
  ///
  /// - Throws: `Model.DoesNotExist` if there is none, `Model.MultipleObjectsReturned` if there are several.
  public func get(
    @ResultConditionBuilder _ condition: (repeat Expr<each Value>) -> QueryCondition
  ) async throws -> Element { try await filter(condition).get() }
}

extension ResultQuery where Kind: ObjectResultKind {
  /// The objects for which the condition on their columns or annotations holds.
  ///
  /// ```swift
  /// let busy = try await Blog.objects
  ///   .annotate { $0.entry.count() }
  ///   .filter { blog, entries in entries > 5 && blog.name != "Pop" }
  ///   .all() // [(Blog, Int)]
  /// ```
  ///
  /// A condition on related rows does not change the annotations; only a `filter` on the query set does.
  public func filter(
    @ResultConditionBuilder _ condition: (Model.Columns, repeat Expr<each Value>) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let node = condition(Model.Columns(path: root), repeat each names(at: root)).node
    root.leaveClosure()
    return refining { $0.filter(node, excluding: false) }
  }

  /// The objects for which the condition does not hold, including those for which it is unknown because of NULL.
  public func exclude(
    @ResultConditionBuilder _ condition: (Model.Columns, repeat Expr<each Value>) -> QueryCondition
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> {
    let root = RelationPath.enterClosure()
    let node = condition(Model.Columns(path: root), repeat each names(at: root)).node
    root.leaveClosure()
    return refining { $0.filter(node, excluding: true) }
  }

  /// The only object for which the condition holds, with its annotations.
  ///
  /// - Throws: `Model.DoesNotExist` if there is none, `Model.MultipleObjectsReturned` if there are several.
  public func get(
    @ResultConditionBuilder _ condition: (Model.Columns, repeat Expr<each Value>) -> QueryCondition
  ) async throws -> Element { try await filter(condition).get() }
}
