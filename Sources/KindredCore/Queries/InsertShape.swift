/// The part of an insert that determines its SQL text: whether it has a key, and which fields are omitted.
struct InsertShape: Hashable {
  let withKey: Bool
  let omitted: [Int]

  /// The shape of an object.
  ///
  /// - Throws: ``KindredError/Code/unsavedObject`` if it lacks a key that the database does not make.
  static func of<M: Model>(_ model: M) throws -> InsertShape {
    let schema = M.schema
    let withKey = !M.lacksKey(model)
    if !withKey { try schema.checkKeyIsMade() }
    return InsertShape(withKey: withKey, omitted: schema.hasDefaults ? try omitted(of: model) : [])
  }

  /// The fields that are left to the database: those with a database default that are nil.
  static func omitted<M: Model>(of model: M) throws -> [Int] {
    try M.schema.fields.indices.filter { index in
      let field = M.schema.fields[index]
      return try field.isNullable && field.options.leavesNilToDatabase && model.databaseValue(at: index).isNull
    }
  }

  /// The shapes of objects, with the indices of those that have each.
  static func shapes<M: Model>(of models: ModelStorage<M>) throws -> [(InsertShape, indices: [Int])] {
    let hasDefaults = M.schema.hasDefaults
    var shapes: [(shape: InsertShape, indices: [Int])] = []
    // Neighbours usually have the same shape.
    var current = 0
    for index in 0..<models.count {
      let withKey = !M.lacksKey(models.base[index])
      if !withKey { try M.schema.checkKeyIsMade() }
      let shape = InsertShape(
        withKey: withKey, omitted: hasDefaults ? try omitted(of: models.base[index]) : [])
      if current >= shapes.count || shapes[current].shape != shape {
        current = shapes.firstIndex { $0.shape == shape } ?? shapes.count
        if current == shapes.count { shapes.append((shape, [])) }
      }
      shapes[current].indices.append(index)
    }
    return shapes
  }

  /// The fields that a statement returns, by index.
  static func returned(by plan: StatementPlan, of schema: ModelSchema) -> [Int] {
    plan.columns.compactMap { column in schema.fields.firstIndex { $0.column == column } }
  }

  /// The fields to bind, by index; nil for all, which is faster.
  func boundFields(of schema: ModelSchema) -> [Int]? {
    omitted.isEmpty ? nil : fields(of: schema)
  }

  /// The inserted fields, by index, in the order in which they are bound.
  func fields(of schema: ModelSchema) -> [Int] {
    (withKey ? [schema.keyIndex] : [])
      + schema.fields.indices.filter { $0 != schema.keyIndex && !omitted.contains($0) }
  }
}

extension ModelSchema {
  /// Throws if an object without a key cannot be inserted, because the database does not make one.
  func checkKeyIsMade() throws {
    if key.options.isAutomatic { return }
    throw KindredError(.unsavedObject, "The \(name) has no value for its key \"\(key.name)\".") {
      $0.model = name
      $0.table = table
    }
  }
}
