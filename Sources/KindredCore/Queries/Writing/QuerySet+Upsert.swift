extension Queryable {
  /// Inserts objects, or updates the existing rows, and says for each what was done. All or none.
  ///
  /// ```swift
  /// let results = try await Country.objects.upsert(countries, onConflictOf: .columns { $0.code }) {
  ///   ($0.name, $0.score)
  /// } where: { existing, new in
  ///   existing.score < new.score
  /// }
  /// let created = results.filter { $0.outcome == .inserted }.map(\.object)
  /// // INSERT INTO "country" (…) VALUES (…) ON CONFLICT ("code") DO UPDATE
  /// //   SET "name" = EXCLUDED."name", "points" = EXCLUDED."points"
  /// //   WHERE "country"."points" < "excluded"."points" RETURNING …
  /// ```
  ///
  /// Each object takes one atomic statement; a database that does not say whether it has inserted is asked for the row
  /// first, in the same transaction. If two of the objects are the same row, the later one finds the row of the earlier
  /// one.
  ///
  /// - Parameters:
  ///   - objects: The objects. The results are in this order.
  ///   - target: Which rows are the same.
  ///   - updated: The columns to update in an existing row; not the key.
  ///   - condition: Whether an existing row is updated, from its columns and those of the row that was to be inserted.
  ///     By default it always is.
  @discardableResult
  public func upsert<each Updated: ColumnTerm>(
    _ objects: some Sequence<Model>, onConflictOf target: ConflictTarget<Model>,
    updating updated: (Model.Columns) -> (repeat each Updated),
    @ResultConditionBuilder where condition: (Model.Columns, Model.Columns) -> QueryCondition = { _, _ in .always }
  ) async throws -> [Upserted<Model>] {
    let columns = BareColumn.list(repeat each updated(Model.Columns(path: .root)))
    let change = try UpsertChange(Model.self, target, updating: columns, setting: { _, _ in [] }, where: condition)
    return try await querySet.upsert(Array(objects), change)
  }

  /// Inserts objects, or changes the existing rows by expressions, and says for each what was done. All or none.
  ///
  /// ```swift
  /// try await Country.objects.upsert(countries, onConflictOf: .key, setting: { existing, new in
  ///   existing.score.set(existing.score + new.score)
  /// })
  /// // … DO UPDATE SET "points" = "country"."points" + "excluded"."points" RETURNING …
  /// ```
  ///
  /// See ``upsert(_:onConflictOf:updating:where:)``.
  ///
  /// - Parameters:
  ///   - objects: The objects. The results are in this order.
  ///   - target: Which rows are the same.
  ///   - assignments: The changes of an existing row, from its columns and those of the row that was to be inserted.
  ///   - condition: Whether an existing row is changed. By default it always is.
  @discardableResult
  public func upsert(
    _ objects: some Sequence<Model>, onConflictOf target: ConflictTarget<Model>,
    @AssignmentBuilder setting assignments: (Model.Columns, Model.Columns) -> [FieldAssignment],
    @ResultConditionBuilder where condition: (Model.Columns, Model.Columns) -> QueryCondition = { _, _ in .always }
  ) async throws -> [Upserted<Model>] {
    let change = try UpsertChange(Model.self, target, updating: [], setting: assignments, where: condition)
    return try await querySet.upsert(Array(objects), change)
  }
}

/// What happens to the existing row of an upsert.
struct UpsertChange {
  let target: [Int]
  let updated: [Int]
  let assignments: [FieldAssignment]
  /// Whether it happens at all; empty if always.
  let condition: [ExpressionNode]
  /// The database that a query inside names.
  let database: InnerDatabase?

  init<M: Model>(
    _ model: M.Type, _ target: ConflictTarget<M>, updating updated: [BareColumn],
    setting assignments: (M.Columns, M.Columns) -> [FieldAssignment],
    where condition: (M.Columns, M.Columns) -> QueryCondition
  ) throws {
    // The closures are two deep: the outer one has the columns of the existing row, the inner one those of the new one.
    let outer = RelationPath.enterClosure()
    let inner = RelationPath.enterClosure()
    defer {
      inner.leaveClosure()
      outer.leaveClosure()
    }
    let (existing, new) = (M.Columns(path: outer), M.Columns(path: inner))
    let unique = try target.fields.get()
    let made = assignments(existing, new)
    let fields =
      try InsertConflict.indices(of: updated, M.self)
      + made.map { try InsertConflict.index(of: BareColumn(path: $0.path, field: $0.field), M.self) }
    guard case .update(let changed, let target) = try InsertConflict.updating(fields, conflictOf: unique, in: M.schema)
    else { throw KindredError(.invalidQuery, "An upsert needs columns to update.") }
    var query = Query(schema: M.schema)
    try QuerySet<M>.check(made, &query)
    let condition = condition(existing, new).node
    if let failure = condition.failure { throw failure }
    query.note(databaseOf: condition)
    self.target = target
    self.updated = made.isEmpty ? changed : []
    self.assignments = made
    self.condition = condition.constant == true ? [] : [condition]
    database = query.extras?.subqueryDatabase
  }
}

extension QuerySet {
  func upsert(_ objects: [Model], _ change: UpsertChange) async throws -> [Upserted<Model>] {
    try check()
    try query.checkInserts()
    var query = query
    query.extras = QueryExtras.with(subqueryDatabase: change.database ?? query.extras?.subqueryDatabase, query.extras)
    let database = try query.place(for: .write).database
    if objects.isEmpty { return [] }
    if Database.knowsObjects { for object in objects { try object.checkRelatedObjects(on: database) } }
    let created = ModelStorage(objects)
    let shapes = try InsertShape.shapes(of: created)
    let outcomes = UpsertOutcomes(count: objects.count)
    try await database.transaction {
      for (shape, indices) in shapes {
        let rows = InsertedObjects(created, shape, ignoresConflicts: false)
        let values: (Int) throws -> [DatabaseValue] = { index in
          try change.target.map { try created.base[index].storedValue(at: $0) }
        }
        try await database.upsert(rows, values, indices, shape, change, Model.schema, outcomes)
      }
    }
    let place = Place(database: database, transaction: nil)
    return zip(created.take(), outcomes.all).map { object, outcome in
      let result = Upserted<Model>.Outcome(outcome)
      var object = object
      if result != .unchanged { object.noteWritten(at: place) }
      return Upserted(object: object, outcome: result)
    }
  }
}

extension Upserted.Outcome {
  fileprivate init(_ outcome: UpsertOutcomes.Outcome) {
    switch outcome {
    case .inserted: self = .inserted
    case .updated: self = .updated
    case .unchanged: self = .unchanged
    }
  }
}
