// Conditions on related rows as a whole. Each closure speaks of one related row.

extension ModelColumns {
  /// There is a related row for which the condition holds.
  ///
  /// All of the condition speaks of one row, wherever it stands, and no row of the query is repeated:
  ///
  /// ```swift
  /// Blog.objects.filter { $0.entry.any { $0.rating > 8 && $0.headline.contains("Lennon") } }
  /// // … WHERE EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND "entry"."rating" > ?1 AND …)
  /// ```
  ///
  /// Behind two relations to many rows, the closures nest: `$0.entry.any { $0.comment.any { … } }`.
  public func any<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QueryCondition {
    related(condition, isNegated: false)
  }

  /// There is no related row for which the condition holds.
  ///
  /// ```swift
  /// Blog.objects.filter { $0.entry.none { $0.rating < 3 } }
  /// // … WHERE NOT (EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND "entry"."rating" < ?1))
  /// ```
  public func none<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QueryCondition {
    !related(condition, isNegated: false)
  }

  /// The condition holds for all related rows, and so where there are none. A row for which it is unknown because of a
  /// NULL does not meet it.
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
        "any, none and all ask about related rows, as in $0.….any { … }; a condition on the row itself needs none of them."
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
