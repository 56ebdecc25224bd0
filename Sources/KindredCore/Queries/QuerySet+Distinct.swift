extension RowQuery {
  /// Each row once, even if a join with a multi-valued relation repeats it. For values, each combination once.
  public func distinct() -> Refined {
    refining { $0.distinct() }
  }
}

extension RowRequest {
  mutating func distinct() {
    guard query.allow("be made distinct") else { return }
    query.isDistinct = true
    query.extras = QueryExtras.with([], query.extras)
  }
}

extension Queryable {
  /// One row for each combination of values of these columns: the first one in the query's order.
  ///
  /// ```swift
  /// // The newest entry of each blog.
  /// Entry.objects.order { ($0.blogID, $0.pubDate.desc) }.distinct { $0.blogID }
  /// // SELECT DISTINCT ON ("entry"."blog_id") … ORDER BY "entry"."blog_id" ASC, "entry"."pub_date" DESC, …
  /// ```
  ///
  /// The ordering has to begin with the same columns; without an ordering, they are the ordering. Ties are resolved by
  /// the smallest key. Conditions are applied first. Databases without `DISTINCT ON` use the window function
  /// `ROW_NUMBER()`, with the same result.
  public func distinct<each Term: ColumnTerm>(
    _ columns: (Model.Columns) -> (repeat each Term)
  ) -> QuerySet<Model> {
    let root = RelationPath.enterClosure()
    let named = BareColumn.list(repeat each columns(Model.Columns(path: root)))
    root.leaveClosure()
    let distinct = named.map { QueryExtras.NamedColumn(path: $0.path.fromRoot, field: $0.field) }
    return querySet.changed { query in
      if distinct.isEmpty { query.fail(.noTerms("distinct", Model.schema)) }
      if named.contains(where: { $0.path.depth != root.depth }) { query.fail(.foreignColumn("distinct", Model.schema)) }
      query.distinct(on: distinct)
    }
  }
}

extension Query {
  /// Keeps the first row of each combination of values.
  mutating func distinct(on columns: [QueryExtras.NamedColumn]) {
    guard allow("be made distinct") else { return }
    isDistinct = false
    extras = QueryExtras.with(columns, extras)
  }

  /// Whether the query has `DISTINCT ON` columns.
  var hasDistinctColumns: Bool { extras?.distinctOn.isEmpty == false }

  /// The ordering that determines the first row of each combination.
  func orderedForDistinct(_ terms: [QueryOrdering]) -> [QueryOrdering] {
    var terms = terms
    if terms.isEmpty {
      terms = extras?.distinctOn.map { QueryOrdering(.expression(.field($0.path, $0.field))) } ?? []
    }
    return terms + [QueryOrdering(.expression(.field(.root, schema.key)), descending: isReversed)]
  }

  /// Refuses an ordering that does not begin with the `DISTINCT ON` columns.
  func checkDistinctOrder() throws {
    guard let distinct = extras?.distinctOn, !distinct.isEmpty else { return }
    let leading = effectiveOrdering.prefix(distinct.count).map { term -> QueryExtras.NamedColumn? in
      guard case .field(let path, let field) = term.expression?.unscoped else { return nil }
      return QueryExtras.NamedColumn(path: path.fromRoot, field: field)
    }
    guard Set(leading) != Set(distinct) else { return }
    let names = distinct.map(\.field.name).joined(separator: ", ")
    throw KindredError(
      .invalidQuery,
      "A query that is distinct by \(names) has to be ordered by the same columns first; use order { … }."
    ) {
      $0.model = schema.name
    }
  }
}
