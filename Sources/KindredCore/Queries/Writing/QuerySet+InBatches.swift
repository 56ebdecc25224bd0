/// One batch of a walk through a table. See ``Queryable/inBatches(of:after:retry:pause:progress:_:)``.
public struct RowBatch<Model: KindredCore.Model>: Sendable {
  /// The rows of the batch, for any verb: `update`, `delete`, `all`, `count`.
  public let rows: QuerySet<Model>
  /// The number of the batch, from 1.
  public let number: Int
}

/// How far a walk through a table has come.
public struct BatchProgress<Model: KindredCore.Model>: Sendable {
  /// The number of batches that are stored.
  public internal(set) var batches = 0
  /// The number of rows in them.
  public internal(set) var rows = 0
  /// The key of the last row in them; nil if there was none. A walk that was interrupted is resumed with `after:` this
  /// key.
  public internal(set) var lastKey: Model.PrimaryKey?
}

extension Queryable {
  /// Walks through the rows by primary key, a batch at a time, each in a short transaction of its own.
  ///
  /// Use it to change or delete more rows than one transaction should hold.
  ///
  /// ```swift
  /// try await Entry.objects.filter { $0.rating == 0 }.inBatches(of: 5000) { batch in
  ///   try await batch.rows.delete()
  /// }
  /// // SELECT "entry"."id" FROM "entry" WHERE "entry"."rating" = ?1 ORDER BY "entry"."id" ASC LIMIT ?2
  /// // DELETE FROM "entry" WHERE "entry"."rating" = ?1 AND "entry"."id" <= ?2
  /// // SELECT "entry"."id" FROM "entry" WHERE "entry"."rating" = ?1 AND "entry"."id" > ?2 ORDER BY … LIMIT ?3
  /// ```
  ///
  /// A batch is a range of keys together with the conditions of the query, so a row that another transaction inserts
  /// within the range meanwhile belongs to it. The order of the query is ignored. When the closure throws, or the task is
  /// cancelled, the batches before are stored and the current one is not. A walk is resumed after the key that `progress`
  /// gave last:
  ///
  /// ```swift
  /// try await Entry.objects.inBatches(of: 1000, after: job.lastKey, progress: { job.lastKey = $0.lastKey }) { batch in
  ///   try await batch.rows.update { $0.rating.set($0.rating * 10) }
  /// }
  /// ```
  ///
  /// Inside a transaction the batches are savepoints of it, and nothing is stored before it ends.
  ///
  /// - Parameters:
  ///   - size: The number of rows per batch; at least 1.
  ///   - key: The key after which to begin; nil for the first row.
  ///   - retry: Whether a batch is run again after a conflict with other transactions.
  ///   - pause: How long to wait between two batches, to leave room for others.
  ///   - progress: Called after each batch, outside of its transaction.
  ///   - body: What to do with a batch.
  /// - Returns: How far it came in the end.
  @discardableResult
  public func inBatches(
    of size: Int, after key: Model.PrimaryKey? = nil, retry: RetryPolicy = .never, pause: Duration = .zero,
    progress: (BatchProgress<Model>) async throws -> Void = { _ in },
    _ body: (RowBatch<Model>) async throws -> Void
  ) async throws -> BatchProgress<Model> {
    try request.check(notSlicedFor: "be walked through in batches")
    guard size >= 1 else { throw KindredError(.invalidQuery, "The size of a batch must be at least 1.") }
    if querySet.query.hasDistinctColumns {
      throw KindredError(.invalidQuery, "A query set that is distinct by some columns has no batches.") {
        $0.model = Model.schema.name
      }
    }
    let query = querySet.query
    var reached = BatchProgress<Model>()
    reached.lastKey = key
    if query.isNone { return reached }
    let database = try query.place(for: .write).database
    while true {
      try Task.checkCancellation()
      let begin = reached
      let next = try await database.transaction(retry: retry) { () async throws -> BatchProgress<Model>? in
        let keys = try await Self.nextKeys(of: query, after: begin.lastKey, count: size, on: database)
        guard let last = keys.last else { return nil }
        var rows = QuerySet<Model>(query: query)
        rows.query.ordering = []
        if let first = begin.lastKey {
          rows = rows.filter { QueryCondition(term: .comparison(.greater, $0.pk, first)) }
        }
        rows = rows.filter { QueryCondition(term: .comparison(.lessOrEqual, $0.pk, last)) }
        try await body(RowBatch(rows: rows, number: begin.batches + 1))
        return BatchProgress(batches: begin.batches + 1, rows: begin.rows + keys.count, lastKey: last)
      }
      guard let next else { return reached }
      reached = next
      try await progress(reached)
      if pause > .zero { try await Task.sleep(for: pause) }
    }
  }

  /// The next keys of a query, in order, each once.
  private static func nextKeys(
    of query: Query, after key: Model.PrimaryKey?, count: Int, on database: Database
  ) async throws -> [Model.PrimaryKey] {
    var query = query
    query.isReversed = false
    query.extras = QueryExtras.with(nil as RowLock?, query.extras)
    let node = ExpressionNode.field(.root, Model.schema.key)
    query.ordering = [QueryOrdering(.expression(node))]
    // A join may find a row several times.
    if query.scopes.contains(where: { $0.condition.node.hasMultiValuedPath }) { query.isDistinct = true }
    if let key {
      let column = ColumnExpression<Model.PrimaryKey>(path: .root, field: Model.schema.key)
      query.add(.comparison(.greater, column, key), excluding: false)
      if let failure = query.failure { throw failure }
    }
    query.window = SliceWindow(limit: count)
    return try await database.scalars(
      PlanKey(kind: .expressions, query: query, columns: [node]), as: Model.PrimaryKey.self)
  }
}
