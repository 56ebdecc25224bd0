extension Queryable {
  /// Updates the rows of objects, each to the object's own values of some fields. All or none.
  ///
  /// ```swift
  /// for index in entries.indices { entries[index].rating = places[index] }
  /// try await Entry.objects.bulkUpdate(entries) { ($0.rating, $0.note) }
  /// // UPDATE "entry" SET "rating" = "changed"."column2", "note" = "changed"."column3"
  /// //   FROM (VALUES (?1, ?2, ?3), (?4, ?5, ?6)) AS "changed" WHERE "entry"."id" = "changed"."column1"
  /// ```
  ///
  /// There is one statement for each batch, in one transaction. Only rows of the query are updated, so
  /// `blog.entrySet.bulkUpdate(…)` leaves the entries of other blogs alone.
  ///
  /// - Parameters:
  ///   - objects: The objects. Two objects with the same key are an error, as it would be unclear which one counts.
  ///   - fields: The fields to update; not the key.
  ///   - batchSize: The number of objects per statement; at least 1. If the values of a batch are more than a statement
  ///     can have, it is split.
  /// - Returns: The number of rows that were updated. It is less than that of the objects if rows are missing.
  /// - Throws: ``KindredError/Code/unsavedObject`` if an object has no key yet.
  @discardableResult
  public func bulkUpdate<each Term: ColumnTerm>(
    _ objects: some Sequence<Model>, batchSize: Int = 500, updating fields: (Model.Columns) -> (repeat each Term)
  ) async throws -> Int {
    let columns = BareColumn.list(repeat each fields(Model.Columns(path: .root)))
    return try await querySet.bulkUpdate(Array(objects), columns, batchSize: batchSize)
  }
}

extension QuerySet {
  func bulkUpdate(_ objects: [Model], _ columns: [BareColumn], batchSize: Int) async throws -> Int {
    try request.check(notSlicedFor: "be updated")
    if query.hasDistinctColumns {
      throw KindredError(.invalidQuery, "A query set that is distinct by some columns cannot be updated.") {
        $0.model = Model.schema.name
      }
    }
    guard batchSize >= 1 else { throw KindredError(.invalidQuery, "The batch size must be at least 1.") }
    if columns.isEmpty { throw KindredError.noTerms("bulkUpdate", Model.schema) }
    var fields: [Int] = []
    for field in try InsertConflict.indices(of: columns, Model.self) where !fields.contains(field) {
      if field == Model.schema.keyIndex { throw Self.refusal(.invalidQuery, "The key of a row cannot be updated.") }
      fields.append(field)
    }
    try Self.checkKeys(of: objects)
    if objects.isEmpty || query.isNone { return 0 }
    let database = try query.place(for: .write).database
    if Database.knowsObjects { for object in objects { try object.checkRelatedObjects(on: database) } }
    var query = query
    query.ordering = []
    let updates = ObjectUpdates(ModelStorage(objects), fields: [Model.schema.keyIndex] + fields)
    let count = try await database.transaction {
      try await database.update(updates, of: query, batchSize: batchSize)
    }
    if Model.schema.hasOneToOnes { for object in objects { object.forgetAsRelated() } }
    return count
  }

  /// Refuses objects without a key, and two with the same one.
  private static func checkKeys(of objects: [Model]) throws {
    var places: [DatabaseValue: Int] = [:]
    places.reserveCapacity(objects.count)
    for (index, object) in objects.enumerated() {
      if object.primaryKey.isUnsaved {
        throw refusal(
          .unsavedObject, "The \(Model.schema.name) at index \(index) has no key yet, so there is no row to update.")
      }
      let key: DatabaseValue
      do {
        key = try object.primaryKey.databaseValue()
      } catch let error as FieldValueError {
        throw refusal(.invalidValue, "The key of the \(Model.schema.name) at index \(index): \(error.problem).")
      }
      if let other = places.updateValue(index, forKey: key) {
        throw refusal(
          .invalidQuery,
          "Two objects have the same key, those at the indices \(other) and \(index). Leave out the one that does not "
            + "count.")
      }
    }
  }

  private static func refusal(_ code: KindredError.Code, _ message: String) -> KindredError {
    KindredError(code, message) {
      $0.model = Model.schema.name
      $0.table = Model.schema.table
    }
  }
}

/// The objects of a bulk update, as closures. See ``InsertedObjects``.
struct ObjectUpdates {
  let count: Int
  /// The fields of each object, by index: the key, and those that are updated.
  let fields: [Int]
  let bind: (Int, inout ParameterWriter) throws -> Void
  let value: (_ object: Int, _ field: Int) -> DatabaseValue

  init<M: Model>(_ objects: ModelStorage<M>, fields: [Int]) {
    count = objects.count
    self.fields = fields
    bind = { index, writer in
      for field in fields { try ModelStorage.bind(&objects.base[index], field, to: &writer) }
    }
    value = { index, field in (try? objects.base[index].databaseValue(at: field)) ?? .null }
  }
}

extension Database {
  /// Updates rows, several per statement, and returns how many there were.
  fileprivate func update(_ updates: ObjectUpdates, of query: Query, batchSize: Int) async throws -> Int {
    let parameters = dialect.rules.maximumParameters - query.values.reduce(0) { $0 + $1.parameterCount }
    let most = max(1, min(batchSize, parameters / updates.fields.count))
    var changes = 0
    for start in stride(from: 0, to: updates.count, by: most) {
      try Task.checkCancellation()
      let count = min(most, updates.count - start)
      // The last batch is filled up to a power of two with its last object, so that there are few statements.
      let rows = count == most ? most : min(most, Self.powerOfTwo(atLeast: count))
      let key = PlanKey(
        kind: .bulkUpdate(fields: Array(updates.fields.dropFirst()), rows: rows), query: query)
      let plan = try plans.plan(for: key)
      let constants = plan.boundValues(after: rows * updates.fields.count, key.values)
      let indices = (0..<rows).map { start + min($0, count - 1) }
      let parameters = ObjectParameters(
        bind: { writer in
          for index in indices { try updates.bind(index, &writer) }
          for value in constants { try value.bind(to: &writer) }
        },
        values: { indices.flatMap { index in updates.fields.map { updates.value(index, $0) } } + constants })
      changes += try await run(plan, .object(parameters)) { _ in }.changes
    }
    return changes
  }

  private static func powerOfTwo(atLeast count: Int) -> Int {
    count <= 1 ? 1 : 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
  }
}

extension DatabaseValue {
  /// How many parameters of a query the value is.
  var parameterCount: Int {
    if case .list(let values) = self { max(1, ListShape(count: values.count).number) } else { 1 }
  }
}
