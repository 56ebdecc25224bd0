extension Queryable {
  /// What deleting the rows would do, without doing it: the rows that would be deleted by model, the keys that would
  /// change, and the rows that refuse it.
  ///
  /// ```swift
  /// let plan = try await Blog.objects.filter { $0.name == "Pop" }.deletionPlan()
  /// // SELECT "blog"."id" FROM "blog" WHERE "blog"."name" = ?1
  /// // SELECT COUNT(*) FROM "entry" WHERE "entry"."blog_id" IN (?1)
  /// print(plan.perModel) // ["Blog": 1, "Entry": 2]
  /// ```
  ///
  /// It reads one snapshot of the database, or in the task's transaction if there is one, and locks nothing. The keys of the
  /// rows are read, so that it takes about as long as finding out what to delete does in ``delete(keepingParents:)``.
  ///
  /// - Parameter keepingParents: As for ``delete(keepingParents:)``.
  public func deletionPlan(keepingParents: Bool = false) async throws -> DeletionPlan {
    try await querySet.deletableQuery().deletionPlan(
      on: querySet.database(for: .write), keepingParents: keepingParents)
  }
}

extension Model {
  /// What deleting the object would do, without doing it. See ``Queryable/deletionPlan(keepingParents:)``.
  ///
  /// ```swift
  /// let plan = try await blog.deletionPlan()
  /// ```
  public func deletionPlan(on database: Database? = nil, keepingParent: Bool = false) async throws -> DeletionPlan {
    try await rowToDelete(on: database).deletionPlan(keepingParents: keepingParent)
  }
}

extension Query {
  /// What deleting the rows would do.
  func deletionPlan(
    on database: Database, _ graph: DeletionGraph = .registered, keepingParents: Bool = false
  ) async throws -> DeletionPlan {
    if isNone { return DeletionPlan(schema: schema) }
    if !database.isInTransaction {
      return try await database.transaction(isolation: .repeatableRead, readOnly: true) {
        try await deletionPlan(on: database, graph, keepingParents: keepingParents)
      }
    }
    var collector = DeletionCollector(schema, on: database, graph, for: .plan, keepsParents: keepingParents)
    try await collector.collect(self)
    return try await collector.plan()
  }
}
