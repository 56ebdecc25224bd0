extension Queryable {
  /// Inserts an object together with objects that point to it and links of it, all or nothing.
  ///
  /// ```swift
  /// let movie = try await Movie.objects.create(
  ///   Movie(title: "Heat", year: 1995),
  ///   with: .objects({ $0.director }, [Director(personID: mann, movieID: .unsaved)]),
  ///   .links({ $0.genres }, keys: [crime, drama]))
  /// // WITH "created" AS (INSERT INTO "movie" (…) VALUES (…) RETURNING "id"),
  /// //   "created_1" AS (INSERT INTO "director" ("person_id", "movie_id") VALUES ($3, (SELECT "created"."id" FROM "created"))),
  /// //   … SELECT "created"."id" FROM "created"
  /// ```
  ///
  /// On PostgreSQL this is one statement, up to 32 related rows; with more, and on other databases, it is one for the
  /// object and one for each kind of related rows, in a transaction. In one statement, a trigger of a related row that
  /// runs before its insert does not see the new object's row yet.
  ///
  /// - Parameter related: What belongs to the object. It is not returned: the object's managers read it.
  /// - Returns: The object with its key and the other values that the database generated.
  /// - Throws: ``KindredError/Code/invalidQuery`` where a relation does not lead to such rows;
  ///   ``KindredError/Code/unsavedObject`` for a link to an object without a key.
  @discardableResult
  public func create(_ object: consuming Model, with related: NewRelated<Model>...) async throws -> Model {
    try await create(object, with: related)
  }

  /// Inserts an object together with objects that point to it and links of it, all or nothing. See
  /// ``create(_:with:)-(Model,NewRelated<Model>...)``.
  @discardableResult
  public func create(_ object: consuming Model, with related: [NewRelated<Model>]) async throws -> Model {
    let place = try querySet.query.placeOfInserts()
    do {
      try await object.insert(at: place, with: try related.flatMap { try $0.branches(on: place.database) })
    } catch {
      throw await object.explained(error, at: place)
    }
    return object
  }
}

extension Model {
  fileprivate mutating func insert(at place: Place, with branches: [NewBranch]) async throws {
    let database = place.database
    if branches.isEmpty { return try await insert(at: place) }
    try checkTargets(of: branches)
    guard database.dialect.rules.features.contains(.insertsInCommonTables), Self.schema.parentLink == nil,
      branches.reduce(0, { $0 + $1.shape.rows }) <= InsertTree.maximumRows
    else {
      let object = self
      self = try await database.transaction {
        var object = object
        try await object.insert(at: Session.place(for: database, .write, of: Self.schema))
        for branch in branches {
          guard let index = Self.schema.index(of: branch.shape.relation.targetField) else { continue }
          try await branch.insert(pointingTo: object.databaseValue(at: index), on: database)
        }
        return object
      }
      return
    }
    try await insertTree(branches, at: place)
  }

  /// Throws if rows would refer to a field of the object that is nil, and so to no object.
  private func checkTargets(of branches: [NewBranch]) throws {
    let schema = Self.schema
    for target in branches.map(\.shape.relation.targetField) where target !== schema.key {
      guard let index = schema.index(of: target), target.isNullable, !target.options.leavesNilToDatabase else {
        continue
      }
      if try databaseValue(at: index).isNull {
        throw KindredError(
          .invalidQuery, "The field \"\(target.name)\" of the \(schema.name) is nil, so that no row can refer to it."
        ) { $0.model = schema.name }
      }
    }
  }

  /// Inserts the object and what belongs to it in one statement.
  private mutating func insertTree(_ branches: [NewBranch], at place: Place) async throws {
    let database = place.database
    if Database.knowsObjects { try checkRelatedObjects(at: place) }
    let schema = Self.schema
    let shape = try InsertShape.of(self)
    let plan = try database.plans.plan(
      for: PlanKey(
        kind: .insertTree(InsertTree(owner: shape, branches: branches.map(\.shape))), query: Query(schema: schema)))
    let values = try shape.fields(of: schema).map(storedValue) + branches.flatMap(\.values)
    let object = ModelStorage(self)
    let indices = InsertShape.returned(by: plan, of: schema)
    try await database.run(plan, .values(plan.boundValues(values))) { row in
      for (column, index) in indices.enumerated() {
        try object.base.pointee.read(row, column: Int32(column), into: index)
      }
    }
    self = object.base.pointee
    noteStored(at: place)
  }
}
