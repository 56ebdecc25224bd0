extension RelatedSet {
  /// Inserts an object and links it, all or nothing.
  @discardableResult
  public func create(_ object: Model) async throws -> Model {
    try await creating { database in try await Model.unscoped.using(database).create(object) }
  }

  /// Inserts an object with some columns set to expressions, and links it, all or nothing. See
  /// ``Queryable/create(_:setting:)``.
  @discardableResult
  public func create(
    _ object: Model, @AssignmentBuilder setting assignments: (Model.Columns) -> [FieldAssignment]
  ) async throws -> Model {
    try await creating { database in try await Model.unscoped.using(database).create(object, setting: assignments) }
  }

  /// Inserts an object together with what belongs to it, and links it, all or nothing. See
  /// ``Queryable/create(_:with:)-(Model,NewRelated<Model>...)``.
  @discardableResult
  public func create(_ object: Model, with related: NewRelated<Model>...) async throws -> Model {
    try await create(object, with: related)
  }

  /// Inserts an object together with what belongs to it, and links it, all or nothing. See
  /// ``Queryable/create(_:with:)-(Model,NewRelated<Model>...)``.
  @discardableResult
  public func create(_ object: Model, with related: [NewRelated<Model>]) async throws -> Model {
    try await creating { database in try await Model.unscoped.using(database).create(object, with: related) }
  }

  /// Inserts objects and links them, all or none. See ``Queryable/bulkCreate(_:batchSize:ignoreConflicts:)``.
  ///
  /// Conflicts are not ignored: what was skipped would have no key to be linked by.
  @discardableResult
  public func bulkCreate(_ objects: some Sequence<Model>, batchSize: Int = 1000) async throws -> [Model] {
    let objects = Array(objects)
    return try await linking { database in
      let created = try await Model.unscoped.using(database).bulkCreate(objects, batchSize: batchSize)
      return (created, created)
    }
  }

  /// The only object of the set for which the condition holds, or a new one, which is linked. See
  /// ``Queryable/getOrCreate(_:creating:)``.
  @discardableResult
  public func getOrCreate<C: QueryExpression<Bool>>(
    _ condition: (Model.Columns) -> C, creating: () throws -> Model
  ) async throws -> (object: Model, isNew: Bool) {
    try await linking { database in
      let found = try await querySet.using(database).filter(condition).getOrInsert(creating)
      return (found, found.isNew ? [found.object] : [])
    }
  }

  /// Updates the only object of the set for which the condition holds, or inserts and links a new one. See
  /// ``Queryable/updateOrCreate(_:setting:creating:)``.
  @discardableResult
  public func updateOrCreate<C: QueryExpression<Bool>>(
    _ condition: (Model.Columns) -> C, @AssignmentBuilder setting: (Model.Columns) -> [FieldAssignment],
    creating: () throws -> Model
  ) async throws -> (object: Model, isNew: Bool) {
    try await linking { database in
      let found = try await querySet.using(database).filter(condition).updateOrInsert(setting, creating)
      return (found, found.isNew ? [found.object] : [])
    }
  }

  private func creating(_ create: (Database) async throws -> Model) async throws -> Model {
    try await linking { database in
      let created = try await create(database)
      return (created, [created])
    }
  }

  /// Links what a change inserts, in the same transaction.
  private func linking<Result: Sendable>(
    _ change: (Database) async throws -> (result: Result, new: [Model])
  ) async throws -> Result {
    _ = try end.parentKey
    let database = try writing()
    return try await database.transaction {
      let (result, new) = try await change(database)
      if !new.isEmpty { try await link(new) }
      return result
    }
  }
}
