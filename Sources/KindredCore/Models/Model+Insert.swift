extension Model {
  /// Inserts the object as a new row where that takes no suspension, and where the database makes nothing but the key.
  ///
  /// Inlined, so that the object is bound in the module of the model, where its type is known.
  ///
  /// - Returns: Whether it was inserted; if not, nothing was done.
  @inlinable
  mutating func insertAtOnce(at place: Place) throws -> Bool {
    let withKey = !Self.lacksKey(self)
    let key = try PlainInsert.runAtOnce(Self.schema, withKey: withKey, at: place) { writer in
      if withKey { try self.primaryKey.bind(to: &writer) }
      try self.bindFields(to: &writer)
    }
    guard let key else { return false }
    if !withKey { Self.take(insertedKey: key, into: &self) }
    markStored()
    return true
  }

  /// Inserts the object as a new row and takes over what the database made.
  @usableFromInline
  mutating func insert(at place: Place) async throws {
    let database = place.database
    let schema = Self.schema
    let withKey = !Self.lacksKey(self)
    if !withKey && !schema.key.options.isAutomatic {
      throw KindredError(.unsavedObject, "The \(schema.name) has no value for its key \"\(schema.key.name)\".")
    }
    let shape = InsertShape(withKey: withKey, omitted: schema.hasDefaults ? try InsertShape.omitted(of: self) : [])
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

/// Inserts that leave nothing to the database but the key, and of which no row comes back.
@usableFromInline
enum PlainInsert {
  /// Runs an insert where that takes no suspension.
  ///
  /// - Parameter bind: Binds the fields, and the key before them if there is one.
  /// - Returns: The key that the database made; nil when nothing was done.
  @usableFromInline
  static func runAtOnce(
    _ schema: ModelSchema, withKey: Bool, at place: Place, _ bind: (inout ParameterWriter) throws -> Void
  ) throws -> Int64? {
    let database = place.database
    // A log that shows the values needs them by themselves.
    guard database.driver.startsOnlyWhatItFinishes, !database.options.logsValues, !schema.hasDefaults,
      withKey || schema.key.options.isAutomatic
    else { return nil }
    let plan = try database.insertions.plan(schema, withKey: withKey, on: database)
    guard plan.columns.isEmpty else { return nil }
    return try withoutActuallyEscaping(bind) { bind in
      let parameters = Parameters.object(ObjectParameters(bind: bind, values: { [] }))
      let progress = try Execution.start(plan, parameters, .write, nil, database, place.transaction) { _ in }
      // Where it was not begun, nothing was done.
      if let connection = progress.connection { Execution.giveBack(connection, plan, database, place.transaction) }
      return progress.outcome?.insertedKey
    }
  }
}
