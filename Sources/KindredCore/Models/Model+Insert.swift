extension Model {
  /// Inserts the object as a new row and takes over what the database made.
  mutating func insert(on database: Database) async throws {
    let withKey = !primaryKey.isUnsaved
    if !withKey && !Self.schema.key.options.isAutomatic {
      throw KindredError(
        .unsavedObject, "The \(Self.schema.name) has no value for its key \"\(Self.schema.key.name)\".")
    }
    let shape = InsertShape<Self>(withKey: withKey, omitted: InsertShape.omitted(of: self), indices: [])
    let key = PlanKey(kind: .insert(withKey: withKey, omitting: shape.omitted), query: Query(schema: Self.schema))
    let plan = try database.plans.plan(for: key)
    var reader = FieldReader(model: self, indices: shape.returned(by: plan))
    let outcome =
      if let fields = shape.boundFields {
        try await database.run(plan, FieldParameters(model: self, indices: fields), into: &reader)
      } else {
        try await database.run(plan, ModelParameters(model: self, key: withKey ? .first : .none), into: &reader)
      }
    self = reader.model
    if !withKey && reader.count == 0 { assignInsertedKey(outcome.insertedKey) }
    markStored()
  }

  /// Takes over the key that the database made.
  mutating func assignInsertedKey(_ number: Int64) {
    if let key = Key<Self>(number) as? PrimaryKey { primaryKey = key }
  }
}
