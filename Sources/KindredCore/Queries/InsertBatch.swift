/// The objects of an insert, as closures.
///
/// The closures know the type of the model. The loops over rows are not generic, because a generic loop looks its types
/// up for each row.
struct InsertedObjects {
  let bind: (Int, inout ParameterWriter) throws -> Void
  /// Reads a cell of a row into a field.
  let read: (Int, borrowing DatabaseRow, _ column: Int32, _ field: Int) throws -> Void
  let markStored: (Int) -> Void
  let takeKey: (Int, Int64) -> Void
  /// Whether rows may be skipped, so that it is unknown which objects were inserted.
  let ignoresConflicts: Bool
  /// Reads what the insert of an object returns, if it was chosen.
  var readReturned: ((Int, borrowing DatabaseRow) throws -> Void)?

  init<M: Model>(_ objects: ModelStorage<M>, _ shape: InsertShape, ignoresConflicts: Bool) {
    self.ignoresConflicts = ignoresConflicts
    if let fields = shape.boundFields(of: M.schema) {
      bind = { index, writer in
        for field in fields { try ModelStorage.bind(&objects.base[index], field, to: &writer) }
      }
    } else if shape.withKey {
      bind = { index, writer in
        try objects.base[index].primaryKey.bind(to: &writer)
        try ModelStorage.bindFields(of: &objects.base[index], to: &writer)
      }
    } else {
      bind = { index, writer in try ModelStorage.bindFields(of: &objects.base[index], to: &writer) }
    }
    read = { index, row, column, field in try objects.base[index].read(row, column: column, into: field) }
    markStored = { index in objects.base[index].markStored() }
    takeKey = { index, key in M.take(insertedKey: key, into: &objects.base[index]) }
  }

  /// Rows that are nothing but bound values.
  init(ignoresConflicts: Bool, bind: @escaping (Int, inout ParameterWriter) throws -> Void) {
    self.ignoresConflicts = ignoresConflicts
    self.bind = bind
    read = { _, _, _, _ in }
    markStored = { _ in }
    takeKey = { _, _ in }
  }
}

extension Database {
  /// Inserts the objects with these indices, several rows per statement.
  ///
  /// - Parameter returning: What is returned of each row; empty for what only the database knows.
  func insert(
    _ objects: InsertedObjects, _ indices: [Int], _ shape: InsertShape, _ conflict: InsertConflict?,
    _ schema: ModelSchema, returning: [ExpressionNode] = []
  ) async throws {
    var batch = InsertBatch(objects: objects, indices: indices, withKey: shape.withKey)
    // A statement that updates existing rows may not meet one of them twice, and one that skips rows returns none for
    // them, so that those it returns could not be matched to their objects.
    let takesManyRows = conflict == nil || conflict == .ignore && returning.isEmpty
    let sizes = takesManyRows ? dialect.rules.rowsPerInsert(columns: schema.fields.count) : []
    for size in sizes + [1] {
      batch.rows = size
      guard batch.count > 0 else { continue }
      let kind = PlanKey.Kind.insert(withKey: shape.withKey, omitting: shape.omitted, rows: size, conflict: conflict)
      let key = PlanKey(kind: kind, query: Query(schema: schema), columns: returning)
      let plan = try plans.plan(for: key)
      if returning.isEmpty {
        batch.returned = InsertShape.returned(by: plan, of: schema)
      } else {
        let count = plan.parameterFields.prefix { $0 != nil }.count
        batch.constants = plan.boundValues(after: count, key.values)
      }
      try await run(plan, batch: &batch)
      batch.start += batch.count * size
    }
  }
}

extension Database {
  /// Loads the objects with these indices in bulk, and returns how many there were; by inserts where the database has
  /// no bulk loads.
  func load(
    _ objects: InsertedObjects, _ indices: [Int], _ shape: InsertShape, _ schema: ModelSchema
  ) async throws -> Int {
    guard dialect.rules.features.contains(.bulkLoads), schema.fields.count > 1 else {
      try await insert(objects, indices, shape, nil, schema)
      return indices.count
    }
    let query = Query(schema: schema)
    let plan = try plans.plan(
      for: PlanKey(kind: .load(withKey: shape.withKey, omitting: shape.omitted), query: query))
    let insert = try plans.plan(
      for: PlanKey(kind: .insert(withKey: shape.withKey, omitting: shape.omitted), query: query))
    var batch = InsertBatch(objects: objects, indices: indices, withKey: shape.withKey)
    return try await load(plan, insert: insert, batch: &batch)
  }
}

/// One batch of inserts.
private struct InsertBatch: StatementBatch {
  let objects: InsertedObjects
  let indices: [Int]
  let withKey: Bool
  var returned: [Int] = []
  /// The values of what is returned, which are the same in each run.
  var constants: [DatabaseValue] = []
  var rows = 1
  /// The index of the next object to insert.
  var start = 0
  /// The run whose rows are being read, and the number of rows read.
  private var current = (run: -1, position: 0)

  init(objects: InsertedObjects, indices: [Int], withKey: Bool) {
    self.objects = objects
    self.indices = indices
    self.withKey = withKey
  }

  var count: Int { (indices.count - start) / rows }

  mutating func bind(_ index: Int, to writer: inout ParameterWriter) throws {
    let first = start + index * rows
    for place in first..<first + rows { try objects.bind(indices[place], &writer) }
    for value in constants { try value.bind(to: &writer) }
  }

  /// Rows are returned in the order of their values.
  mutating func read(_ index: Int, _ row: borrowing DatabaseRow) throws {
    if current.run != index { current = (index, 0) }
    guard current.position < rows else { return }
    let object = indices[start + index * rows + current.position]
    current.position += 1
    if let read = objects.readReturned { return try read(object, row) }
    for (column, field) in returned.enumerated() { try objects.read(object, row, Int32(column), field) }
  }

  mutating func inserted(_ index: Int, key: Int64) {
    current.run = -1
    if objects.ignoresConflicts { return }
    let first = start + index * rows
    for place in first..<first + rows { objects.markStored(indices[place]) }
    if !withKey && returned.isEmpty && rows == 1 { objects.takeKey(indices[first], key) }
  }
}
