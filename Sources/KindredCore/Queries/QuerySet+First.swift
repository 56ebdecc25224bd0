extension RowQuery {
  /// The first row; nil if there is none. Without an ordering, rows are ordered by primary key, and groups by their
  /// grouping expressions.
  public func first() async throws -> Element? {
    let first = changed { request in
      request.orderIfUnordered()
      request.limit(to: 1)
    }
    return try await rows(of: first).first
  }

  /// The last row; nil if there is none. If there is no ordering or it was cleared, rows are ordered by primary key,
  /// and groups by their grouping expressions.
  ///
  /// A query with `DISTINCT ON` columns reads all of its rows: its order determines which rows are kept, so it cannot
  /// be reversed.
  public func last() async throws -> Element? {
    let request = request
    try request.check(notSlicedFor: "give its last row")
    if request.query.hasDistinctColumns { return try await rows(of: changed { $0.orderIfUnordered() }).last }
    let last = changed { request in
      request.orderIfUnordered(evenIfCleared: true)
      request.reverse()
      request.limit(to: 1)
    }
    return try await rows(of: last).first
  }
}

extension Queryable {
  /// The row with the smallest values.
  ///
  /// - Throws: `Model.DoesNotExist` if there is none.
  public func earliest<each Term: OrderingTerm>(by terms: (Model.Columns) -> (repeat each Term)) async throws -> Model {
    guard let found = try await order(terms)[..<1].fetch().first else { throw Model.DoesNotExist() }
    return found
  }

  /// The row with the largest values.
  ///
  /// ```swift
  /// let newest = try await Entry.objects.latest { $0.pubDate }
  /// ```
  ///
  /// - Throws: `Model.DoesNotExist` if there is none.
  public func latest<each Term: OrderingTerm>(by terms: (Model.Columns) -> (repeat each Term)) async throws -> Model {
    guard let found = try await order(terms).reversed()[..<1].fetch().first else {
      throw Model.DoesNotExist()
    }
    return found
  }
}

extension RowRequest {
  /// Orders rows by key, or groups by their grouping expressions, unless there is an ordering or it was cleared.
  mutating func orderIfUnordered(evenIfCleared: Bool = false) {
    guard selection?.ordering == nil, !query.hasDistinctColumns else { return }
    if let selection, selection.lacksColumns, selection.grouping == .none {
      self.selection?.ordering = selection.shown.map {
        QueryOrdering(.expression(.output($0, depth: 0)), descending: query.isReversed)
      }
      return
    }
    let isCleared = query.ordering?.isEmpty == true && query.hasModel
    guard isCleared ? evenIfCleared : query.ordering?.isEmpty ?? true else { return }
    if case .values(let groups) = selection?.grouping {
      // The model's own order has no part in groups.
      let terms = groups.map { QueryOrdering(.expression(.output($0, depth: 0)), descending: query.isReversed) }
      if !terms.isEmpty { selection?.ordering = terms }
    } else if let selection, !query.hasModel {
      // There is no key, only selected values.
      self.selection?.ordering = selection.shown.map { QueryOrdering(.expression(.output($0, depth: 0))) }
    } else if isCleared || query.schema.ordering.isEmpty {
      query.ordering = [QueryOrdering(.expression(.field(.root, query.schema.key)))]
    }
  }
}
