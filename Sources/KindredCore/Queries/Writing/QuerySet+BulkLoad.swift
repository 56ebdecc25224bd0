extension Queryable {
  /// Inserts objects as fast as the database can, all or none, without giving them back.
  ///
  /// ```swift
  /// let count = try await Flight.objects.bulkLoad(lines.lazy.map(Flight.init))
  /// // COPY "flight" ("carrier_id", "distance", …) FROM STDIN (FORMAT binary)
  /// ```
  ///
  /// On PostgreSQL the rows are loaded with `COPY`, elsewhere they are inserted. The objects are taken from the sequence a
  /// batch at a time, so with a lazy one memory does not grow with their number. All batches are one transaction. While
  /// a batch is loaded, no other task of the transaction can run a statement.
  ///
  /// - Parameters:
  ///   - objects: The objects.
  ///   - batchSize: The number of objects per batch; at least 1.
  /// - Returns: The number of rows that were inserted.
  @discardableResult
  public func bulkLoad(_ objects: some Sequence<Model>, batchSize: Int = 10_000) async throws -> Int {
    let database = try querySet.databaseOfLoad(batchSize)
    var iterator = objects.makeIterator()
    return try await database.transaction {
      var count = 0
      while true {
        var batch: [Model] = []
        while batch.count < batchSize, let object = iterator.next() { batch.append(object) }
        if batch.isEmpty { return count }
        count += try await QuerySet<Model>.load(batch, on: database)
      }
    }
  }

  /// Inserts the objects of an asynchronous sequence as fast as the database can, all or none. See
  /// ``bulkLoad(_:batchSize:)-(Sequence<Model>,_)``.
  ///
  /// The transaction is open while the sequence is read.
  @discardableResult
  public func bulkLoad<Objects: AsyncSequence>(
    _ objects: Objects, batchSize: Int = 10_000
  ) async throws -> Int where Objects.Element == Model {
    let database = try querySet.databaseOfLoad(batchSize)
    var iterator = objects.makeAsyncIterator()
    return try await database.transaction {
      var count = 0
      while true {
        var batch: [Model] = []
        while batch.count < batchSize, let object = try await iterator.next(isolation: #isolation) {
          batch.append(object)
        }
        if batch.isEmpty { return count }
        count += try await QuerySet<Model>.load(batch, on: database)
      }
    }
  }
}

extension QuerySet {
  fileprivate func databaseOfLoad(_ batchSize: Int) throws -> Database {
    try check()
    try query.checkInserts()
    guard batchSize >= 1 else { throw KindredError(.invalidQuery, "The batch size must be at least 1.") }
    if query.parent != nil {
      throw KindredError(
        .invalidQuery,
        "A related manager does not load in bulk; name the object in the new ones, and ask "
          + "\(Model.schema.name).objects.bulkLoad(…)."
      ) { $0.model = Model.schema.name }
    }
    return try database(for: .write)
  }

  fileprivate static func load(_ batch: [Model], on database: Database) async throws -> Int {
    if Database.knowsObjects { for object in batch { try object.checkRelatedObjects(on: database) } }
    let objects = ModelStorage(batch)
    var count = 0
    for (shape, indices) in try InsertShape.shapes(of: objects) {
      let rows = InsertedObjects(objects, shape, ignoresConflicts: false)
      count += try await database.load(rows, indices, shape, Model.schema)
    }
    return count
  }
}
