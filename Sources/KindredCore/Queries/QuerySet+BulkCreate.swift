extension Queryable {
  /// Inserts objects, all or none, and returns them with their keys.
  ///
  /// One prepared statement is run for all of them in one transaction, with several rows at a time where that is
  /// faster.
  ///
  /// ```swift
  /// let entries = try await Entry.objects.bulkCreate(headlines.map { Entry(blog: blog, headline: $0) })
  /// ```
  ///
  /// - Parameters:
  ///   - objects: The objects. They are inserted and returned in this order.
  ///   - batchSize: The number of objects per batch; at least 1.
  ///   - ignoreConflicts: Whether objects that would violate a unique constraint are skipped instead of causing an
  ///     error. It is then unknown which ones were inserted, so all are returned unchanged, without new keys, as in
  ///     Django.
  @discardableResult
  public func bulkCreate(
    _ objects: some Sequence<Model>, batchSize: Int = 1000, ignoreConflicts: Bool = false
  ) async throws -> [Model] {
    try await querySet.insert(Array(objects), batchSize: batchSize, conflict: ignoreConflicts ? .ignore : nil)
  }

  /// Inserts objects, or updates existing rows (upsert). Each object takes one atomic statement.
  ///
  /// ```swift
  /// try await Country.objects.bulkCreate(countries) {
  ///   ($0.name, $0.score)
  /// } onConflictOf: {
  ///   $0.code
  /// }
  /// // INSERT … ON CONFLICT ("code") DO UPDATE SET "name" = EXCLUDED."name", "points" = EXCLUDED."points" …
  /// ```
  ///
  /// The objects are returned with the keys of their rows; it is unknown which rows are new. Other fields of an
  /// existing row keep their values in the database and are not read.
  ///
  /// - Parameters:
  ///   - objects: The objects. They are returned in this order.
  ///   - batchSize: The number of objects per batch; at least 1.
  ///   - updated: The columns to update in an existing row; not the key.
  ///   - unique: The columns that identify an existing row: the key, a unique column, or columns that are unique
  ///     together.
  @discardableResult
  public func bulkCreate<each Updated: ColumnTerm, each Unique: ColumnTerm>(
    _ objects: some Sequence<Model>, batchSize: Int = 1000,
    updating updated: (Model.Columns) -> (repeat each Updated),
    onConflictOf unique: (Model.Columns) -> (repeat each Unique)
  ) async throws -> [Model] {
    let columns = Model.Columns(path: .root)
    let updatedIndices = try InsertConflict.indices(of: BareColumn.list(repeat each updated(columns)), Model.self)
    let uniqueIndices = try InsertConflict.indices(of: BareColumn.list(repeat each unique(columns)), Model.self)
    let conflict = try InsertConflict.updating(updatedIndices, conflictOf: uniqueIndices, in: Model.schema)
    return try await querySet.insert(Array(objects), batchSize: batchSize, conflict: conflict)
  }
}

extension QuerySet {
  /// Inserts objects in batches, all or none.
  ///
  /// - Parameters:
  ///   - returning: What is returned of each row; empty for what only the database knows.
  ///   - read: Called with what is returned of each object, if that was chosen.
  func insert(
    _ objects: [Model], batchSize: Int, conflict: InsertConflict?, returning: [ExpressionNode] = [],
    _ read: ((Int, borrowing DatabaseRow) throws -> Void)? = nil
  ) async throws -> [Model] {
    try check()
    try query.checkInserts()
    guard batchSize >= 1 else { throw KindredError(.invalidQuery, "The batch size must be at least 1.") }
    let database = try database(for: .write)
    if objects.isEmpty { return [] }
    if Database.knowsObjects { for object in objects { try object.checkRelatedObjects(on: database) } }
    let created = ModelStorage(objects)
    let shapes = try InsertShape.shapes(of: created)
    try await database.transaction {
      for (shape, indices) in shapes {
        var objects = InsertedObjects(created, shape, ignoresConflicts: conflict == .ignore)
        objects.readReturned = read
        for start in stride(from: 0, to: indices.count, by: batchSize) {
          let end = Swift.min(start + batchSize, indices.count)
          try await database.insert(
            objects, Array(indices[start..<end]), shape, conflict, Model.schema, returning: returning)
        }
      }
    }
    var inserted = created.take()
    if database.notesObjects || Model.schema.hasOneToOnes {
      let place = Place(database: database, transaction: nil)
      for index in inserted.indices { inserted[index].noteWritten(at: place) }
    }
    return inserted
  }
}
