extension Queryable {
  /// Inserts an object and gives it back with its key and whatever else the database made.
  ///
  /// The typed form, `create(name: "…")`, comes with the model. A key that is already taken is an error, not an update.
  @discardableResult
  public func create(_ object: Model) async throws -> Model {
    let querySet = querySet
    try querySet.check()
    var object = object
    try await object.insert(on: querySet.database())
    return object
  }

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
  @discardableResult
  public func bulkCreate(_ objects: some Sequence<Model>, batchSize: Int = 1000) async throws -> [Model] {
    let querySet = querySet
    try querySet.check()
    guard batchSize >= 1 else { throw KindredError(.invalidQuery, "The batch size must be at least 1.") }
    let database = try querySet.database()
    var created = Array(objects)
    if created.isEmpty { return [] }
    try await database.transaction {
      for shape in InsertShape.shapes(of: created) {
        for start in stride(from: 0, to: shape.indices.count, by: batchSize) {
          let indices = shape.indices[start..<Swift.min(start + batchSize, shape.indices.count)]
          let inserted = try await database.insert(indices.map { created[$0] }, shape)
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
  fileprivate func insert<M: Model>(_ models: [M], _ shape: InsertShape<M>) async throws -> [M] {
    let key = PlanKey(kind: .insert(withKey: shape.withKey, omitting: shape.omitted), query: Query(schema: M.schema))
    let plan = try plans.plan(for: key)
    var batch = InsertBatch(
      models: models, withKey: shape.withKey, boundFields: shape.boundFields, returned: shape.returned(by: plan))
    try await run(plan, batch: &batch)
    return batch.models
  }
}

/// The inserts of one batch of models.
private struct InsertBatch<M: Model>: StatementBatch {
  var models: [M]
  let withKey: Bool
  let boundFields: [Int]?
  let returned: [Int]

  var count: Int { models.count }

  func bind(_ index: Int, to writer: inout ParameterWriter) throws {
    guard let boundFields else {
      if withKey { try models[index].primaryKey.bind(to: &writer) }
      return try models[index].bindFields(to: &writer)
    }
    for field in boundFields { try models[index].databaseValue(at: field).bind(to: &writer) }
  }

  mutating func read(_ index: Int, _ row: borrowing Row) throws {
    for (column, field) in returned.enumerated() { try models[index].read(row, column: Int32(column), into: field) }
  }

  mutating func inserted(_ index: Int, key: Int64) {
    models[index].markStored()
    if !withKey && returned.isEmpty { models[index].assignInsertedKey(key) }
  }
}
