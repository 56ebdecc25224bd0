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
    guard let change = try querySet.change(assignments) else { return 0 }
    return try await change.database.run(change.key).changes
  }
}

extension QuerySet {
  /// The statement that changes the rows, and its database; nil if there is nothing to change.
  func change(_ assignments: (Model.Columns) -> [FieldAssignment]) throws -> (key: PlanKey, database: Database)? {
    try request.check(notSlicedFor: "be updated")
    if query.hasDistinctColumns {
      throw KindredError(.invalidQuery, "A query set that is distinct by some columns cannot be updated.") {
        $0.model = Model.schema.name
      }
    }
    var query = query
    let root = RelationPath.enterClosure()
    let assignments = assignments(Model.Columns(path: root)).merged
    root.leaveClosure()
    try Self.check(assignments, &query)
    if query.isNone || assignments.isEmpty { return nil }
    return (PlanKey(kind: .update, query: query, assignments: assignments), try query.place(for: .write).database)
  }

  /// Throws the first error in assignments, and notes the databases of queries inside.
  static func check(_ assignments: [FieldAssignment], _ query: inout Query) throws {
    for assignment in assignments {
      query.note(databaseOf: assignment)
      if let failure = assignment.value.failure { throw failure }
      guard assignment.path.isRoot, assignment.path.depth == 0 else {
        throw KindredError(
          .invalidQuery,
          "Only columns of \(Model.schema.name) itself can be set; update the related model with its own query.")
      }
    }
  }
}
