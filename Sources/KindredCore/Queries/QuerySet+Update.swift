extension Queryable {
  /// Updates the rows in one statement. Only columns of the model's own table can be set.
  ///
  /// Expressions on columns are computed by the database, so concurrent updates are not lost.
  ///
  /// ```swift
  /// try await blog.entrySet.filter { $0.rating < 10 }.update { $0.rating.set($0.rating + 1) }
  /// ```
  ///
  /// - Returns: The number of rows that matched.
  @discardableResult
  public func update(@AssignmentBuilder _ assignments: (Model.Columns) -> [FieldAssignment]) async throws -> Int {
    let querySet = querySet
    try request.check(notSlicedFor: "be updated")
    if querySet.query.hasDistinctColumns {
      throw KindredError(.invalidQuery, "A query set that is distinct by some columns cannot be updated.") {
        $0.model = Model.schema.name
      }
    }
    var query = querySet.query
    let root = RelationPath.enterClosure()
    let assignments = assignments(Model.Columns(path: root)).merged
    root.leaveClosure()
    for assignment in assignments {
      query.note(databaseOf: assignment.value)
      if let failure = assignment.value.failure { throw failure }
      guard assignment.path.isRoot else {
        throw KindredError(
          .invalidQuery,
          "Only columns of \(Model.schema.name) itself can be set; update the related model with its own query.")
      }
    }
    if querySet.query.isNone || assignments.isEmpty { return 0 }
    let database = try query.place(for: .write).database
    let key = PlanKey(kind: .update, query: query, assignments: assignments)
    return try await database.run(key).changes
  }
}
