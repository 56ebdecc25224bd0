extension Queryable {
  /// The only row for which the condition holds, or a new one.
  ///
  /// ```swift
  /// let (blog, isNew) = try await Blog.objects.getOrCreate { $0.name == "Pop" } creating: { Blog(name: "Pop") }
  /// ```
  ///
  /// If another transaction inserts the same row meanwhile, that row is returned. This needs a unique constraint on the
  /// columns of the condition; without one, there may be two rows in the end.
  ///
  /// - Parameters:
  ///   - condition: The condition for the row.
  ///   - creating: Makes the object to insert if there is none; the condition should hold for it.
  /// - Throws: `Model.MultipleObjectsReturned` if there are several.
  @discardableResult
  public func getOrCreate<C: QueryExpression<Bool>>(
    _ condition: (Model.Columns) -> C, creating: () throws -> Model
  ) async throws -> (object: Model, isNew: Bool) {
    let rows = filter(condition)
    try rows.query.checkInserts()
    return try await rows.getOrInsert(creating)
  }

  /// Updates the only row for which the condition holds, or inserts a new one.
  ///
  /// ```swift
  /// try await Blog.objects.updateOrCreate {
  ///   $0.name == "Pop"
  /// } setting: {
  ///   $0.tagline.set("All the latest")
  /// } creating: {
  ///   Blog(name: "Pop", tagline: "All the latest")
  /// }
  /// ```
  ///
  /// The row is locked before it is updated, all in one transaction. See ``getOrCreate(_:creating:)`` for concurrent
  /// inserts of the same row.
  ///
  /// - Parameters:
  ///   - condition: The condition for the row.
  ///   - setting: The changes to an existing row.
  ///   - creating: Makes the object to insert if there is no row.
  /// - Returns: The object as it is in the database now, and whether it is new.
  /// - Throws: `Model.MultipleObjectsReturned` if there are several.
  @discardableResult
  public func updateOrCreate<C: QueryExpression<Bool>>(
    _ condition: (Model.Columns) -> C, @AssignmentBuilder setting: (Model.Columns) -> [FieldAssignment],
    creating: () throws -> Model
  ) async throws -> (object: Model, isNew: Bool) {
    let rows = filter(condition)
    try rows.query.checkInserts()
    return try await rows.updateOrInsert(setting, creating)
  }
}

extension QuerySet {
  /// Updates the only row, or inserts a new one.
  func updateOrInsert(
    _ setting: (Model.Columns) -> [FieldAssignment], _ creating: () throws -> Model
  ) async throws -> (object: Model, isNew: Bool) {
    try request.check(notSlicedFor: "be updated")
    let database = try database(for: .write)
    return try await database.transaction {
      let found = try await selectForUpdate(of: { $0 }).getOrInsert(creating)
      if found.isNew { return found }
      let row = Model.unscoped.using(database).filter { $0.pk == found.object.primaryKey }
      try await row.update(setting)
      var updated = row
      updated.query.parent = query.parent
      updated.query.fetchMode = query.fetchMode
      return (try await updated.get(), false)
    }
  }
}

extension QuerySet {
  /// The only row, or a new one, including one that another transaction inserts first.
  func getOrInsert(_ creating: () throws -> Model) async throws -> (object: Model, isNew: Bool) {
    let database = try database(for: .write)
    // Reads from the primary: a replica may not have the row yet that makes the insert fail.
    let rows = using(database)
    do {
      return (try await rows.get(), false)
    } catch is Model.DoesNotExist {
      let object = try creating()
      do {
        // Inside a transaction this is a savepoint, so that the transaction survives the violation.
        let created = try await database.transaction { () async throws -> Model in
          var object = object
          try await object.insert(at: Session.place(for: database, .write, of: Model.schema))
          return object
        }
        return (created, true)
      } catch let error as KindredError where error.code == .uniqueViolation {
        do {
          return (try await rows.get(), false)
        } catch is Model.DoesNotExist {
          throw error
        }
      }
    }
  }
}
