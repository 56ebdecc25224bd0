extension Queryable {
  /// Inserts objects, all or none, and gives them back with their keys.
  ///
  /// One statement is prepared and run for each of them, inside one transaction.
  ///
  /// ```swift
  /// let entries = try await Entry.objects.bulkCreate(headlines.map { Entry(blog: blog, headline: $0) })
  /// ```
  ///
  /// - Parameters:
  ///   - objects: The objects, in the order in which they are inserted and given back.
  ///   - batchSize: How many are handed to the database at once; at least 1.
  ///   - ignoreConflicts: Whether objects that would violate a unique constraint are left out, instead of being an
  ///     error. Which of them were inserted is not known then: all are given back as they came, without new keys, as in
  ///     Django.
  @discardableResult
  public func bulkCreate(
    _ objects: some Sequence<Model>, batchSize: Int = 1000, ignoreConflicts: Bool = false
  ) async throws -> [Model] {
    try await querySet.insert(Array(objects), batchSize: batchSize, conflict: ignoreConflicts ? .ignore : nil)
  }

  /// Inserts objects, or updates the rows that are there already: one statement does either, so that no other
  /// transaction comes between.
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
  /// The objects are given back with the keys of their rows; which of them were new is not known. Fields of a row that
  /// was there and that are not updated keep their values in the database and are not read.
  ///
  /// - Parameters:
  ///   - objects: The objects, in the order in which they are given back.
  ///   - batchSize: How many are handed to the database at once; at least 1.
  ///   - updated: The columns that a row takes over from its object; not the key.
  ///   - unique: The columns whose values tell that the row is there: the key, a unique column, or columns that are
  ///     unique together.
  @discardableResult
  public func bulkCreate<each Updated: FieldValue, each Unique: FieldValue>(
    _ objects: some Sequence<Model>, batchSize: Int = 1000,
    updating updated: (Model.Columns) -> (repeat Column<each Updated>),
    onConflictOf unique: (Model.Columns) -> (repeat Column<each Unique>)
  ) async throws -> [Model] {
    let columns = Model.Columns(path: .root)
    var updatedIndices: [Int] = []
    for column in repeat each updated(columns) {
      updatedIndices.append(try InsertConflict.index(of: column, Model.self))
    }
    var uniqueIndices: [Int] = []
    for column in repeat each unique(columns) { uniqueIndices.append(try InsertConflict.index(of: column, Model.self)) }
    let conflict = try InsertConflict.updating(updatedIndices, conflictOf: uniqueIndices, in: Model.schema)
    return try await querySet.insert(Array(objects), batchSize: batchSize, conflict: conflict)
  }
}

extension QuerySet {
  /// Inserts objects in batches, all or none.
  func insert(_ objects: [Model], batchSize: Int, conflict: InsertConflict?) async throws -> [Model] {
    try check()
    guard batchSize >= 1 else { throw KindredError(.invalidQuery, "The batch size must be at least 1.") }
    let database = try database(for: .write)
    if objects.isEmpty { return [] }
    var created = objects
    try await database.transaction {
      for shape in InsertShape.shapes(of: created) {
        for start in stride(from: 0, to: shape.indices.count, by: batchSize) {
          let indices = shape.indices[start..<Swift.min(start + batchSize, shape.indices.count)]
          let inserted = try await database.insert(indices.map { created[$0] }, shape, conflict)
          for (index, object) in zip(indices, inserted) { created[index] = object }
        }
      }
    }
    return created
  }
}

/// Objects whose inserts have one text: with a key or without, leaving out the same fields.
struct InsertShape<M: Model> {
  let withKey: Bool
  let omitted: [Int]
  var indices: [Int]

  /// The fields that are left to the database: those with a database default that still have their placeholder.
  static func omitted(of model: M) -> [Int] {
    M.schema.fields.indices.filter { index in
      guard let placeholder = M.schema.fields[index].options.placeholder else { return false }
      return (try? model.databaseValue(at: index)) == placeholder
    }
  }

  static func shapes(of models: [M]) -> [InsertShape<M>] {
    let hasDefaults = M.schema.fields.contains { $0.options.placeholder != nil }
    var shapes: [InsertShape<M>] = []
    for (index, model) in models.enumerated() {
      let withKey = !model.primaryKey.isUnsaved
      let omitted = hasDefaults ? omitted(of: model) : []
      if let match = shapes.firstIndex(where: { $0.withKey == withKey && $0.omitted == omitted }) {
        shapes[match].indices.append(index)
      } else {
        shapes.append(InsertShape(withKey: withKey, omitted: omitted, indices: [index]))
      }
    }
    return shapes
  }

  /// The fields that the statement returns, by index.
  func returned(by plan: StatementPlan) -> [Int] {
    plan.columns.compactMap { column in M.schema.fields.firstIndex { $0.column == column } }
  }

  /// The fields whose values are bound, by index; nil for all, which has a faster way.
  var boundFields: [Int]? {
    guard !omitted.isEmpty else { return nil }
    let fields = M.schema.fields.indices.filter { $0 != M.schema.keyIndex && !omitted.contains($0) }
    return withKey ? [M.schema.keyIndex] + fields : fields
  }
}

extension Database {
  /// Inserts models and gives them back with their keys.
  fileprivate func insert<M: Model>(
    _ models: [M], _ shape: InsertShape<M>, _ conflict: InsertConflict?
  ) async throws -> [M] {
    var batch = InsertBatch(
      models: models, withKey: shape.withKey, boundFields: shape.boundFields, ignoresConflicts: conflict == .ignore)
    // What meets a conflict returns no row, so that rows and objects could not be told apart any more.
    let sizes = conflict == nil ? dialect.rules.rowsPerInsert(columns: M.schema.fields.count) : []
    for size in sizes + [1] {
      batch.rows = size
      guard batch.count > 0 else { continue }
      let kind = PlanKey.Kind.insert(withKey: shape.withKey, omitting: shape.omitted, rows: size, conflict: conflict)
      let plan = try plans.plan(for: PlanKey(kind: kind, query: Query(schema: M.schema)))
      batch.returned = shape.returned(by: plan)
      try await run(plan, batch: &batch)
      batch.start += batch.count * size
    }
    return batch.models
  }
}

/// The inserts of one batch of models, so many rows with each statement.
private struct InsertBatch<M: Model>: StatementBatch {
  var models: [M]
  let withKey: Bool
  let boundFields: [Int]?
  /// Whether nobody knows which of the rows were inserted.
  let ignoresConflicts: Bool
  var returned: [Int] = []
  var rows = 1
  /// The first model that is not inserted yet.
  var start = 0
  /// The run whose rows are being read, and how many of them were.
  private var current = (run: -1, position: 0)

  init(models: [M], withKey: Bool, boundFields: [Int]?, ignoresConflicts: Bool) {
    self.models = models
    self.withKey = withKey
    self.boundFields = boundFields
    self.ignoresConflicts = ignoresConflicts
  }

  var count: Int { (models.count - start) / rows }

  func bind(_ index: Int, to writer: inout ParameterWriter) throws {
    let first = start + index * rows
    for model in first..<first + rows { try bind(models[model], to: &writer) }
  }

  private func bind(_ model: M, to writer: inout ParameterWriter) throws {
    guard let boundFields else {
      if withKey { try model.primaryKey.bind(to: &writer) }
      return try model.bindFields(to: &writer)
    }
    for field in boundFields { try model.databaseValue(at: field).bind(to: &writer) }
  }

  /// Rows come back in the order of their values.
  mutating func read(_ index: Int, _ row: borrowing Row) throws {
    if current.run != index { current = (index, 0) }
    guard current.position < rows else { return }
    let model = start + index * rows + current.position
    current.position += 1
    for (column, field) in returned.enumerated() { try models[model].read(row, column: Int32(column), into: field) }
  }

  mutating func inserted(_ index: Int, key: Int64) {
    current.run = -1
    if ignoresConflicts { return }
    let first = start + index * rows
    for model in first..<first + rows { models[model].markStored() }
    if !withKey && returned.isEmpty && rows == 1 { models[first].assignInsertedKey(key) }
  }
}
