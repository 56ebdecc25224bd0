extension Queryable {
  /// The first row, by primary key where no order is given; nil when there is none.
  public func first() async throws -> Model? { try await querySet.orderedByKey().limited(to: 1).fetch().first }

  /// The last row, by primary key where no order is given or it was cleared; nil when there is none.
  ///
  /// Of a query that has one row for each combination of some columns, all rows are read: its order tells which row of
  /// several is the one, so that it cannot be turned round.
  public func last() async throws -> Model? {
    var ordered = querySet.orderedByKey()
    try ordered.check(notSlicedFor: "give its last row")
    if ordered.query.hasDistinctColumns { return try await ordered.fetch().last }
    if ordered.query.ordering?.isEmpty == true {
      ordered.query.ordering = [QueryOrdering(.expression(.field(.root, Model.schema.key)))]
    }
    return try await ordered.reversed().limited(to: 1).fetch().first
  }

  /// The row with the smallest values.
  ///
  /// - Throws: `Model.DoesNotExist` when there is none.
  public func earliest<each Term: OrderingTerm>(by terms: (Model.Columns) -> (repeat each Term)) async throws -> Model {
    guard let found = try await order(terms).limited(to: 1).fetch().first else { throw Model.DoesNotExist() }
    return found
  }

  /// The row with the largest values.
  ///
  /// ```swift
  /// let newest = try await Entry.objects.latest { $0.pubDate }
  /// ```
  ///
  /// - Throws: `Model.DoesNotExist` when there is none.
  public func latest<each Term: OrderingTerm>(by terms: (Model.Columns) -> (repeat each Term)) async throws -> Model {
    guard let found = try await order(terms).reversed().limited(to: 1).fetch().first else {
      throw Model.DoesNotExist()
    }
    return found
  }
}

extension QuerySet {
  /// The query ordered by its key, unless it or its model has an order, or the order was cleared.
  func orderedByKey() -> QuerySet<Model> {
    guard query.ordering == nil, !query.hasDistinctColumns, Model.schema.ordering.isEmpty else { return self }
    return changed { $0.ordering = [QueryOrdering(.expression(.field(.root, Model.schema.key)))] }
  }
}
