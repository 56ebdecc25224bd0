extension Queryable {
  /// Inserts an object and returns it with its key and the other values that the database generated.
  ///
  /// The typed form, `create(name: "…")`, is generated for each model. A key that is already taken is an error, not an
  /// update.
  @inlinable
  @discardableResult
  public func create(_ object: consuming Model) async throws -> Model {
    let place = try querySet.query.placeOfInserts()
    do {
      if try object.insertSynchronously(at: place) { return object }
      try await object.insert(at: place)
    } catch {
      throw await object.explained(error, at: place)
    }
    return object
  }

  /// Inserts an object with some columns set to expressions, which the database computes, and returns it with their
  /// values.
  ///
  /// ```swift
  /// let entry = try await Entry.objects.create(Entry(blog: blog, headline: "News")) { entry in
  ///   entry.position.set((Entry.objects.values { $0.position.max() }.scalar ?? 0) + 1)
  ///   entry.pubDate.set(Expr.now)
  /// }
  /// // INSERT INTO "entry" ("blog_id", "headline", "position", "pub_date")
  /// //   VALUES (?1, ?2, kindred_add(COALESCE((SELECT MAX("entry"."position") FROM "entry"), ?3), ?4), …)
  /// //   RETURNING "id", "position", "pub_date"
  /// ```
  ///
  /// There is no row yet, so an expression uses no columns of its own: a query inside has others. The object's own
  /// values of these columns are ignored.
  @discardableResult
  public func create(
    _ object: consuming Model, @AssignmentBuilder setting assignments: (Model.Columns) -> [FieldAssignment]
  ) async throws -> Model {
    try await object.insert(at: try querySet.query.placeOfInserts(), setting: assignments)
    return object
  }
}

extension Query {
  /// The database to insert into.
  @usableFromInline
  func placeOfInserts() throws -> Place {
    try check()
    try checkInserts()
    return try place(for: .write)
  }
}
