extension Model {
  /// Inserts the object as a new row and takes over what the database made.
  mutating func insert(on database: Database) async throws {
    let schema = Self.schema
    let withKey = !Self.lacksKey(self)
    if !withKey && !schema.key.options.isAutomatic {
      throw KindredError(.unsavedObject, "The \(schema.name) has no value for its key \"\(schema.key.name)\".")
    }
    let shape = InsertShape(withKey: withKey, omitted: schema.hasDefaults ? InsertShape.omitted(of: self) : [])
    let plan = try database.insertions.plan(schema, shape, on: database)
    let object = ModelStorage(self)
    let parameters = ObjectParameters(
      object, fields: shape.boundFields(of: schema), key: withKey && shape.omitted.isEmpty ? .first : .none)
    let key: Int64?
    if plan.columns.isEmpty {
      var reader = NoRows()
      key = try await database.run(plan, parameters, into: &reader).insertedKey
    } else {
      var reader = FieldReader(object, indices: InsertShape.returned(by: plan, of: schema))
      let outcome = try await database.run(plan, parameters, into: &reader)
      key = reader.count == 0 ? outcome.insertedKey : nil
      self = object.base.pointee
    }
    if !withKey, let key { Self.take(insertedKey: key, into: &self) }
    markStored()
  }
}
