extension Queryable {
  /// The rows for which the condition holds.
  ///
  /// All conditions of one call about a multi-valued relation speak of the same related row; a further `filter` may be
  /// met by another one.
  ///
  /// ```swift
  /// Blog.objects.filter { $0.entry.headline.contains("Lennon") && $0.entry.rating > 7 }
  /// // SELECT … FROM "blog" INNER JOIN "entry" ON "blog"."id" = "entry"."blog_id"
  /// // WHERE instr("entry"."headline", ?1) > 0 AND "entry"."rating" > ?2
  /// ```
  @inlinable
  public func filter<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model> {
    querySet.filter(condition)
  }

  /// The rows for which the condition does not hold, those included for which it is unknown because of a NULL.
  ///
  /// A condition about a multi-valued relation speaks of all related rows: a row stays only if none of them meets it.
  @inlinable
  public func exclude<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model> {
    querySet.exclude(condition)
  }

  /// The same query with another way of loading relations.
  public func fetchMode(_ mode: FetchMode) -> QuerySet<Model> { querySet.changed { $0.fetchMode = mode } }
}

extension RowQuery {
  /// No rows at all; no SQL runs.
  public func none() -> Refined { refining { $0.query.isNone = true } }

  /// The same query on another database.
  public func using(_ database: Database) -> Refined { refining { $0.query.database = database } }
}

extension QuerySet {
  /// The rows for which the condition holds. See ``Queryable/filter(_:)``.
  ///
  /// The query set is given up for it, so that a chain of verbs copies nothing.
  @inlinable
  public consuming func filter<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model> {
    query.add(condition(Model.Columns(path: .root)).term, excluding: false)
    return self
  }

  /// The rows for which the condition does not hold. See ``Queryable/exclude(_:)``.
  @inlinable
  public consuming func exclude<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model> {
    query.add(condition(Model.Columns(path: .root)).term, excluding: true)
    return self
  }
}
