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
      key = try await database.run(plan, .object(parameters)) { _ in }.insertedKey
    } else {
      let indices = InsertShape.returned(by: plan, of: schema)
      var isReturned = false
      let outcome = try await database.run(plan, .object(parameters)) { row in
        isReturned = true
        for (column, index) in indices.enumerated() {
          try object.base.pointee.read(row, column: Int32(column), into: index)
        }
      }
      key = isReturned ? nil : outcome.insertedKey
      self = object.base.pointee
    }
    if !withKey, let key { Self.take(insertedKey: key, into: &self) }
    markStored()
  }
}
