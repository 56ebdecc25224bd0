/// The part of an insert that determines its SQL text: whether it has a key, and which fields are omitted.
struct InsertShape: Equatable {
  let withKey: Bool
  let omitted: [Int]

  /// The fields that the database fills in: those with a database default whose property still has the placeholder.
  static func omitted<M: Model>(of model: M) -> [Int] {
    M.schema.fields.indices.filter { index in
      guard let placeholder = M.schema.fields[index].options.placeholder else { return false }
      return (try? model.databaseValue(at: index)) == placeholder
    }
  }

  /// The shapes of the objects, each with the indices of its objects.
  static func shapes<M: Model>(of models: ModelStorage<M>) -> [(InsertShape, indices: [Int])] {
    let hasDefaults = M.schema.hasDefaults
    var shapes: [(shape: InsertShape, indices: [Int])] = []
    // Neighbours usually have the same shape.
    var current = 0
    for index in 0..<models.count {
      let shape = InsertShape(
        withKey: !M.lacksKey(models.base[index]), omitted: hasDefaults ? omitted(of: models.base[index]) : [])
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
    guard !omitted.isEmpty else { return nil }
    let fields = schema.fields.indices.filter { $0 != schema.keyIndex && !omitted.contains($0) }
    return withKey ? [schema.keyIndex] + fields : fields
  }
}
