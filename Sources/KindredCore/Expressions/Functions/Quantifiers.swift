// Conditions on all related rows together. Each closure is a condition on a single related row.

extension ModelColumns {
  /// The condition is true for at least one related row.
  ///
  /// The whole condition applies to one and the same row, also under a negation, and no row of the query is repeated:
  ///
  /// ```swift
  /// Blog.objects.filter { $0.entry.any { $0.rating > 8 && $0.headline.contains("Lennon") } }
  /// // … WHERE EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND "entry"."rating" > ?1 AND …)
  /// ```
  ///
  /// Behind two relations to many rows, the condition is about a row at the end: `$0.entry.comment.any { … }`. If it is about
  /// the rows on the way too, the closures nest: `$0.entry.any { $0.comment.any { … } }`.
  public func any<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QueryCondition {
    related(condition, isNegated: false)
  }

  /// The condition is true for no related row.
  ///
  /// ```swift
  /// Blog.objects.filter { $0.entry.none { $0.rating < 3 } }
  /// // … WHERE NOT (EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND "entry"."rating" < ?1))
  /// ```
  public func none<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QueryCondition {
    !related(condition, isNegated: false)
  }

  /// The condition is true for all related rows, also if there are none. A condition that is unknown because of a NULL is
  /// not true.
  ///
  /// ```swift
  /// Blog.objects.filter { $0.entry.all { $0.rating >= 3 } }
  /// // … WHERE NOT (EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND NOT ("entry"."rating" >= ?1)))
  /// ```
  public func all<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QueryCondition {
    !related(condition, isNegated: true)
  }

  private func related<C: QueryExpression<Bool>>(
    _ condition: (Model.Columns) -> C, isNegated: Bool
  ) -> QueryCondition {
    guard let hop = queryPath.hops.last else {
      let error = KindredError(
        .invalidQuery,
        "any, none and all are conditions on related rows: $0.….any { … }. Write conditions on the row itself without them."
      ) { $0.model = Model.schema.name }
      return QueryCondition(.invalid(error))
    }
    let root = RelationPath.enterClosure()
    let term = condition(Model.Columns(path: root)).term
    root.leaveClosure()
    let condition = isNegated ? ExpressionTerm.negation(term) : term
    var query = Query(schema: Model.schema)
    query.ordering = []
    if let way = queryPath.wayBack(from: root) {
      // The rows on the way are no part of the condition, which may ask about others of them.
      query.add(way, at: root, excluding: false)
      query.add(condition, at: root, excluding: false)
    } else if condition.containsWindow {
      query.add(hop.link(from: root, to: queryPath.parent), at: root, excluding: false)
      query.add(condition, at: root, excluding: false)
    } else {
      query.add(.conjunction(hop.link(from: root, to: queryPath.parent), condition), at: root, excluding: false)
    }
    return QuerySet<Model>(query: query).hasRows
  }
}

extension RelationPath.Hop {
  /// The same hop from its end to its beginning.
  fileprivate var reversed: RelationPath.Hop { isBackward ? .forward(relation) : .backward(relation) }
}

extension RelationPath {
  /// The condition that a row at the end of this path belongs to one at its beginning, if there may be several rows on the
  /// way: the path back to the first of them, whose key leads on. nil where only the last hop leads to several rows.
  fileprivate func wayBack(from end: RelationPath) -> ExpressionTerm? {
    let hops = hops
    guard let first = hops.dropLast().firstIndex(where: { $0.cardinality == .many }) else { return nil }
    let back = hops[(first + 1)...].reversed().reduce(end) { $0.appending($1.reversed) }
    return hops[first].link(from: back, to: RelationPath(hops: hops[..<first], at: depth))
  }
}
