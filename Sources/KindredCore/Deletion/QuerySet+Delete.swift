extension Queryable {
  /// Deletes the rows, and related rows as their `onDelete` rules say, all or nothing.
  ///
  /// If nothing refers to the model, it is one statement. Otherwise the keys are read first, and the ``OnDelete`` rule
  /// of every relation to them is performed. ``deletionPlan(keepingParents:)`` says beforehand what that would be.
  ///
  /// - Parameter keepingParents: Whether the rows of the models' `@Parent` stay, as objects of the parent's model.
  /// - Returns: How many rows were deleted, by model.
  /// - Throws: ``KindredError/Code/protected`` when protected or restricted rows refer to them; then nothing is
  ///   deleted, and ``KindredError/refusing`` has those rows' models and numbers.
  @discardableResult
  public func delete(keepingParents: Bool = false) async throws -> DeletionSummary {
    try await querySet.deletableQuery().delete(on: querySet.database(for: .write), keepingParents: keepingParents)
  }
}

extension QuerySet {
  /// The query, if its rows can be deleted.
  func deletableQuery() throws -> Query {
    try request.check(notSlicedFor: "be deleted")
    if query.isDistinct || query.hasDistinctColumns {
      throw KindredError(.invalidQuery, "A distinct query set cannot be deleted; leave distinct() out.")
    }
    return query
  }
}

extension Query {
  /// Deletes the rows, and what cascades from them.
  ///
  /// - Parameter keys: The keys of the rows, if they are known; they are not read then unless they have to be locked.
  func delete(
    on database: Database, _ graph: DeletionGraph = .registered, keys: [DatabaseValue]? = nil,
    keepingParents: Bool = false
  ) async throws -> DeletionSummary {
    if isNone { return DeletionSummary() }
    if graph.isAlone(schema, keepsParents: keepingParents) {
      var summary = DeletionSummary()
      summary.add(try await database.run(PlanKey(kind: .delete, query: self)).changes, of: schema)
      return summary
    }
    return try await database.transaction {
      var collector = DeletionCollector(
        schema, on: database, graph, for: .deletion, keepsParents: keepingParents)
      // The row of a parent would be deleted even if the object's own row is gone.
      let hasOwnRow = schema.parentLink == nil || keepingParents
      if let keys, hasOwnRow, !database.dialect.rules.features.contains(.rowLocks) {
        try await collector.collect(keys)
      } else {
        try await collector.collect(self)
      }
      return try await collector.delete()
    }
  }
}
