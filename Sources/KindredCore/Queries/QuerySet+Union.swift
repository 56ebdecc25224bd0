// Set operations. A result of one is a query like any other: every verb may follow it.

extension RowQuery {
  /// The rows that at least one of the queries has, each once: `UNION`.
  ///
  /// ```swift
  /// let good = Entry.objects.filter { $0.rating > 8 }
  /// let recent = Entry.objects.order { $0.pubDate.desc }[..<3]
  /// let entries = try await good.union(recent).order { $0.headline }.all()
  /// // SELECT "entry"."id", … FROM (SELECT … UNION SELECT * FROM (SELECT … LIMIT ?2)) AS "entry" ORDER BY …
  /// ```
  ///
  /// Any verb may follow. The queries may be sliced; the order of one that is not has no effect. Results of `values` and
  /// `annotate` are combined in the same way, also of different models, if the types of their rows are the same:
  ///
  /// ```swift
  /// Blog.objects.values { $0.name }.union(Author.objects.values { $0.name }).order { $0 } // strings
  /// ```
  ///
  /// - Parameters:
  ///   - others: The other queries.
  ///   - all: Whether equal rows are kept as often as they are found: `UNION ALL`.
  public func union(_ others: any RowQuery<Element>..., all: Bool = false) -> Refined {
    combined(.union, others, isAll: all)
  }

  /// The rows that at least one of the queries has, each once. See ``union(_:all:)-(any RowQuery<Element>...,_)``.
  public func union(_ others: [any RowQuery<Element>], all: Bool = false) -> Refined {
    combined(.union, others, isAll: all)
  }

  /// The rows that all of the queries have, each once: `INTERSECT`. See ``union(_:all:)-(any RowQuery<Element>...,_)``.
  ///
  /// ```swift
  /// Blog.objects.values { $0.name }.intersection(Author.objects.values { $0.name })
  /// // SELECT … FROM (SELECT "blog"."name" … INTERSECT SELECT "author"."name" …) AS "combined"
  /// ```
  ///
  /// - Parameters:
  ///   - others: The other queries.
  ///   - all: Whether equal rows are kept, as often as the query has them that has the fewest: `INTERSECT ALL`. Databases
  ///     without it number equal rows with the window function `ROW_NUMBER()`.
  public func intersection(_ others: any RowQuery<Element>..., all: Bool = false) -> Refined {
    combined(.intersection, others, isAll: all)
  }

  /// The rows that none of the other queries has, each once: `EXCEPT`. See
  /// ``union(_:all:)-(any RowQuery<Element>...,_)``.
  ///
  /// ```swift
  /// Blog.objects.values { $0.name }.difference(Author.objects.values { $0.name })
  /// ```
  ///
  /// - Parameters:
  ///   - others: The queries whose rows are left out.
  ///   - all: Whether each row of the others takes away a single equal one: `EXCEPT ALL`. Databases without it number
  ///     equal rows with the window function `ROW_NUMBER()`.
  public func difference(_ others: any RowQuery<Element>..., all: Bool = false) -> Refined {
    combined(.difference, others, isAll: all)
  }

  private func combined(_ operation: SetOperation, _ others: [any RowQuery<Element>], isAll: Bool) -> Refined {
    let types = (self as? any TypedColumns)?.columnTypes ?? []
    return refined(request.combined(operation, others.map { $0.request }, isAll: isAll, types: types))
  }
}

/// A result that knows the types of what it selects.
protocol TypedColumns {
  var columnTypes: [ColumnType] { get }
}

extension ResultQuery: TypedColumns {
  var columnTypes: [ColumnType] {
    var types: [ColumnType] = []
    for type in repeat (each Value).self { types.append(type.columnType) }
    return types
  }
}
