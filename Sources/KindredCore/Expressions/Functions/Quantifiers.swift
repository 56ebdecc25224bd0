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
  /// To follow two multi-valued relations, nest the closures: `$0.entry.any { $0.comment.any { … } }`.
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
    let relation = hop.relation
    let (far, near) =
      hop.isBackward ? (relation.field, relation.targetField) : (relation.targetField, relation.field)
    let link = ExpressionTerm(.operation(.equal, [.field(root, far), .field(queryPath.parent, near)]))
    var query = Query(schema: Model.schema)
    query.ordering = []
    query.add(.conjunction(link, isNegated ? .negation(term) : term), at: root, excluding: false)
    return QuerySet<Model>(query: query).hasRows
  }
}
