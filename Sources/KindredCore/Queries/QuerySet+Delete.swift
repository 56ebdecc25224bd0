extension Queryable {
  /// Deletes the rows and what their relations say goes with them, all or nothing.
  ///
  /// Where nothing refers to the model, it is one statement. Else the keys are read first, and every relation that leads
  /// to them does what its ``OnDelete`` says.
  ///
  /// - Returns: How many rows were deleted, by model.
  /// - Throws: ``KindredError/Code/protected`` when rows that are protected or restricted refer to them; nothing is
  ///   deleted then.
  @discardableResult
  public func delete() async throws -> DeletionSummary {
    let querySet = querySet
    try request.check(notSlicedFor: "be deleted")
    if querySet.query.isDistinct || querySet.query.hasDistinctColumns {
      throw KindredError(.invalidQuery, "A distinct query set cannot be deleted; leave distinct() out.")
    }
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
