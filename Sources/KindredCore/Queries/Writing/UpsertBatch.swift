/// What was done with each object of an upsert.
final class UpsertOutcomes {
  enum Outcome { case inserted, updated, unchanged }

  /// Unchanged, until a row is returned for the object.
  fileprivate(set) var all: [Outcome]

  init(count: Int) { all = Array(repeating: .unchanged, count: count) }
}

extension Database {
  /// Inserts the objects with these indices, or changes the rows that exist.
  ///
  /// - Parameter target: The values of an object that say which row is the same.
  func upsert(
    _ objects: InsertedObjects, _ target: (Int) throws -> [DatabaseValue], _ indices: [Int], _ shape: InsertShape,
    _ change: UpsertChange, _ schema: ModelSchema, _ outcomes: UpsertOutcomes
  ) async throws {
    let kind = PlanKey.Kind.upsert(
      UpsertShape(withKey: shape.withKey, omitted: shape.omitted, target: change.target, updated: change.updated))
    let key = PlanKey(
      kind: kind, query: Query(schema: schema), columns: change.condition, assignments: change.assignments)
    let plan = try plans.plan(for: key)
    var batch = UpsertBatch(
      objects: objects, indices: indices, fieldCount: schema.fields.count, outcomes: outcomes)
    let inserted = UpsertShape(withKey: shape.withKey, omitted: shape.omitted, target: [], updated: [])
    batch.constants = plan.boundValues(after: inserted.fields(of: schema).count, key.values)
    if dialect.rules.features.contains(.tellsInsertedRows) { return try await run(plan, batch: &batch) }
    // Each object is asked for after the one before it: they may be the same row.
    for index in indices {
      batch.isThere = try await exists(try target(index), change.target, schema)
      batch.indices = [index]
      try await run(plan, batch: &batch)
    }
  }

  /// Whether there is a row with these values. NULL is no value that another row could have.
  private func exists(_ values: [DatabaseValue], _ fields: [Int], _ schema: ModelSchema) async throws -> Bool {
    if values.contains(where: \.isNull) { return false }
    var query = Query(schema: schema)
    query.ordering = []
    for (value, field) in zip(values, fields.map { schema.fields[$0] }) {
      query.add(ExpressionTerm(.root, field, .equal, value), excluding: false)
    }
    return try await !scalars(PlanKey(kind: .exists, query: query), as: Int.self).isEmpty
  }
}

/// One batch of upserts. A row that was left alone returns nothing.
private struct UpsertBatch: StatementBatch {
  let objects: InsertedObjects
  var indices: [Int]
  let fieldCount: Int
  let outcomes: UpsertOutcomes
  /// The values of the changes and of the condition, which are the same for all objects.
  var constants: [DatabaseValue] = []
  /// Whether the row is known to exist; nil if the database says so.
  var isThere: Bool?

  var count: Int { indices.count }

  mutating func bind(_ index: Int, to writer: inout ParameterWriter) throws {
    try objects.bind(indices[index], &writer)
    for value in constants { try value.bind(to: &writer) }
  }

  mutating func read(_ index: Int, _ row: borrowing DatabaseRow) throws {
    let object = indices[index]
    for field in 0..<fieldCount { try objects.read(object, row, Int32(field), field) }
    let isInserted = if let isThere { !isThere } else { try Bool(row: row, column: Int32(fieldCount)) }
    outcomes.all[object] = isInserted ? .inserted : .updated
    objects.markStored(object)
  }

  mutating func inserted(_ index: Int, key: Int64) {}
}
