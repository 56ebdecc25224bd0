// Storing an object with values that the database computes.

extension Model {
  /// Changes columns of the object's row to what the database computes, and takes the new values.
  ///
  /// ```swift
  /// try await entry.update { $0.rating.set($0.rating + 1) } // entry.rating is what the row has now
  /// // UPDATE "entry" SET "rating" = kindred_add("entry"."rating", ?1) WHERE "entry"."id" = ?2
  /// //   RETURNING "entry"."rating"
  /// ```
  ///
  /// The columns in expressions are those of the row, not of the object, so that changes that others made meanwhile are
  /// not lost. Other columns are neither written nor read.
  ///
  /// - Throws: ``KindredError/Code/notUpdated`` when no row has its key.
  public mutating func update(
    on database: Database? = nil, @AssignmentBuilder _ assignments: (Columns) -> [FieldAssignment]
  ) async throws {
    let schema = Self.schema
    if primaryKey.isUnsaved {
      throw KindredError(.unsavedObject, "The \(schema.name) has no key yet, so there is no row to update.")
    }
    var query = Self.unscoped.filter { $0.pk == primaryKey }.query
    query.database = try ownPlace(database).database
    let assignments = try Self.checked(assignments, in: &query)
    if assignments.contains(where: { $0.field === schema.key }) {
      throw KindredError(.invalidQuery, "Only fields of \(schema.name) itself, without its key, can be updated.")
    }
    if assignments.isEmpty { return }
    let place = try query.place(for: .write)
    let columns = assignments.map { ExpressionNode.field(.root, $0.field) }
    let key = PlanKey(kind: .update, query: query, columns: columns, assignments: assignments)
    let isFound = try await store(key, assignments.map(\.field), at: place)
    if !isFound {
      throw KindredError(
        .notUpdated, "No row of \(schema.name) has the object's key; it was deleted, or never inserted."
      ) {
        $0.model = schema.name
        $0.table = schema.table
      }
    }
  }

  /// Stores the object as a new row, with some columns set to what the database computes, and takes their values. See
  /// ``Queryable/create(_:setting:)``.
  ///
  /// ```swift
  /// try await entry.insert { $0.pubDate.set(Expr.now) }
  /// ```
  ///
  /// - Throws: ``KindredError/Code/uniqueViolation`` when its key is taken.
  public mutating func insert(
    on database: Database? = nil, @AssignmentBuilder setting assignments: (Columns) -> [FieldAssignment]
  ) async throws {
    try await insert(at: ownPlace(database), setting: assignments)
  }

  mutating func insert(at place: Place, setting assignments: (Columns) -> [FieldAssignment]) async throws {
    if Self.schema.parentLink != nil {
      return try await withParent(on: place.database) { model, place in
        try await model.insertRow(at: place, setting: assignments)
      }
    }
    try await insertRow(at: place, setting: assignments)
  }

  /// Inserts the row of the model's own table.
  private mutating func insertRow(
    at place: Place, setting assignments: (Columns) -> [FieldAssignment]
  ) async throws {
    let schema = Self.schema
    var query = Query(schema: schema)
    query.database = place.database
    let set = try Self.checked(assignments, in: &query)
    if set.isEmpty { return try await insertRow(at: place) }
    if Database.knowsObjects { try checkRelatedObjects(at: place) }
    // Refuses queries on other databases.
    _ = try query.place(for: .write)
    let omitted = schema.hasDefaults ? try InsertShape.omitted(of: self) : []
    var row: [FieldAssignment] = []
    var returned: [Int] = []
    for (index, field) in schema.fields.enumerated() {
      let isKey = index == schema.keyIndex
      if let assignment = set.first(where: { $0.field === field }) {
        row.append(assignment)
        returned.append(index)
      } else if omitted.contains(index) || (isKey && Self.lacksKey(self)) {
        if isKey { try schema.checkKeyIsMade() }
        returned.append(index)
      } else {
        let value = ValueNode(stored: try storedValue(at: index), field.type)
        row.append(FieldAssignment(path: .root, field: field, value: .value(value)))
      }
    }
    let key = PlanKey(
      kind: .insertExpressions(returning: returned), query: Query(schema: schema), assignments: row)
    _ = try await store(key, returned.map { schema.fields[$0] }, at: place)
  }

  /// Runs a change of one row that returns some fields, and reads those into the object.
  ///
  /// - Returns: Whether there was a row.
  private mutating func store(_ key: PlanKey, _ fields: [FieldSchema], at place: Place) async throws -> Bool {
    let object = ModelStorage(self)
    let indices = fields.compactMap { Self.schema.index(of: $0) }
    var isFound = false
    try await place.database.run(key) { row in
      isFound = true
      for (column, index) in indices.enumerated() {
        try object.base.pointee.read(row, column: Int32(column), into: index)
      }
    }
    if isFound {
      // The object that it pointed to before.
      if Self.schema.hasOneToOnes { forgetAsRelated() }
      self = object.base.pointee
      noteStored(at: place)
    }
    return isFound
  }

  /// The assignments of a closure, the last one of each column.
  private static func checked(
    _ assignments: (Columns) -> [FieldAssignment], in query: inout Query
  ) throws -> [FieldAssignment] {
    let root = RelationPath.enterClosure()
    let assignments = assignments(Columns(path: root))
    root.leaveClosure()
    var last: [FieldAssignment] = []
    for assignment in assignments {
      query.note(databaseOf: assignment)
      if let failure = assignment.value.failure { throw failure }
      guard assignment.path.isRoot, assignment.path.depth == 0 else {
        throw KindredError(.invalidQuery, "Only columns of \(schema.name) itself can be set.") {
          $0.model = schema.name
        }
      }
      last.removeAll { $0.field === assignment.field }
      last.append(assignment)
    }
    return last
  }
}
