extension RowQuery {
  /// Each row once, even where a join over a multi-valued relation repeats it; of values, each combination once.
  public func distinct() -> Refined {
    refining { request in
      guard request.query.allow("be made distinct") else { return }
      request.query.isDistinct = true
      request.query.extras = QueryExtras.with([], request.query.extras)
    }
  }
}

extension Queryable {
  /// One row for each combination of values of these columns: the first in the query's order.
  ///
  /// ```swift
  /// // The newest entry of each blog.
  /// Entry.objects.order { ($0.blogID, $0.pubDate.desc) }.distinct { $0.blogID }
  /// // SELECT DISTINCT ON ("entry"."blog_id") … ORDER BY "entry"."blog_id" ASC, "entry"."pub_date" DESC, …
  /// ```
  ///
  /// An order has to begin with the same columns; without one, the columns are it. Where the order leaves open which
  /// row is the first, it is the one with the smallest key. Conditions are asked before. Databases without `DISTINCT ON`
  /// number the rows with a window function, with the same result.
  public func distinct<each Term: ColumnTerm>(
    _ columns: (Model.Columns) -> (repeat each Term)
  ) -> QuerySet<Model> {
    let root = RelationPath.enterClosure()
    let named = BareColumn.list(repeat each columns(Model.Columns(path: root)))
    root.leaveClosure()
    let distinct = named.map { QueryExtras.DistinctColumn(path: $0.path.fromRoot, field: $0.field) }
    return querySet.changed { query in
      if distinct.isEmpty { query.fail(.noTerms("distinct", Model.schema)) }
      if named.contains(where: { $0.path.depth != root.depth }) { query.fail(.foreignColumn("distinct", Model.schema)) }
      guard query.allow("be made distinct") else { return }
      query.isDistinct = false
      query.extras = QueryExtras.with(distinct, query.extras)
    }
  }
}

extension Query {
  /// Whether only one row for each combination of some values is wanted.
  var hasDistinctColumns: Bool { extras?.distinctOn.isEmpty == false }

  /// The order that tells which row of several with the same values is the first.
  func orderedForDistinct(_ terms: [QueryOrdering]) -> [QueryOrdering] {
    var terms = terms
    if terms.isEmpty {
      terms = extras?.distinctOn.map { QueryOrdering(.expression(.field($0.path, $0.field))) } ?? []
    }
    return terms + [QueryOrdering(.expression(.field(.root, schema.key)), descending: isReversed)]
  }

  /// Refuses an order that does not begin with the columns of which each combination is wanted once.
  func checkDistinctOrder() throws {
    guard let distinct = extras?.distinctOn, !distinct.isEmpty else { return }
    let leading = effectiveOrdering.prefix(distinct.count).map { term -> QueryExtras.DistinctColumn? in
      guard case .field(let path, let field) = term.expression?.unscoped else { return nil }
      return QueryExtras.DistinctColumn(path: path.fromRoot, field: field)
    }
    guard Set(leading) != Set(distinct) else { return }
    let names = distinct.map(\.field.name).joined(separator: ", ")
    throw KindredError(
      .invalidQuery, "A query that is distinct by \(names) has to be ordered by that first; say so with order { … }."
    ) {
      $0.model = schema.name
    }
  }
}
