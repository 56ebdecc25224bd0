extension Queryable {
  /// Deletes the rows, and related rows as their `onDelete` rules say, all or nothing.
  ///
  /// If nothing refers to the model, it is one statement. Otherwise the keys are read first, and the ``OnDelete`` rule
  /// of every relation to them is performed.
  ///
  /// - Returns: How many rows were deleted, by model.
  /// - Throws: ``KindredError/Code/protected`` when protected or restricted rows refer to them; then nothing is
  ///   deleted.
  @discardableResult
  public func delete() async throws -> DeletionSummary {
    let querySet = querySet
    try querySet.checkDeletion()
    var summary = DeletionSummary()
    if querySet.query.isNone { return summary }
    let database = try querySet.database(for: .write)
    if !DeletionCollector.needsCollecting(Model.schema) {
      let key = PlanKey(kind: .delete, query: querySet.query)
      summary.add(try await database.run(key).changes, of: Model.schema)
      return summary
    }
    return try await database.transaction {
      var collector = DeletionCollector(database: database)
      try await collector.collect(querySet.query)
      return try await collector.delete()
    }
  }
}

extension QuerySet {
  /// Throws if the query set cannot be deleted.
  func checkDeletion() throws {
    try request.check(notSlicedFor: "be deleted")
    if query.isDistinct || query.hasDistinctColumns {
      throw KindredError(.invalidQuery, "A distinct query set cannot be deleted; leave distinct() out.")
    }
  }
}
