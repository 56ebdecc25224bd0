extension RelatedManager {
  /// Makes objects point to the manager's object.
  ///
  /// ```swift
  /// try await blog.entrySet.add(entry)
  /// // UPDATE "entry" SET "blog_id" = ?1 WHERE "entry"."id" IN (?2)
  /// ```
  ///
  /// - Returns: The objects, which point to the manager's object now.
  /// - Throws: ``KindredError/Code/unsavedObject`` if one of them was never saved; use `create`, or
  ///   ``add(_:savingEach:)``.
  @discardableResult
  public func add(_ objects: Relation.Source...) async throws -> [Relation.Source] { try await add(objects) }

  /// Makes objects point to the manager's object, all or none.
  ///
  /// - Parameters:
  ///   - objects: The objects.
  ///   - savingEach: Whether each object is saved, with all its columns, so that new ones are inserted. By default one
  ///     statement updates the keys of all.
  @discardableResult
  public func add(
    _ objects: some Sequence<Relation.Source>, savingEach: Bool = false
  ) async throws -> [Relation.Source] {
    let database = try writing()
    let objects = Array(objects)
    if objects.isEmpty { return [] }
    var added = objects.map(linked)
    if savingEach {
      return try await database.transaction {
        for index in added.indices { try await added[index].save(on: database) }
        return added
      }
    }
    let rows = try Self.rows(added, on: database)
    let field = Relation.schema.field
    let value = ExpressionNode.value(ValueNode(stored: try Relation.key(of: parent).databaseValue(), field.type))
    try await rows.update { _ in FieldAssignment(path: .root, field: field, value: value) }
    return added
  }

  /// The database that is written to.
  ///
  /// - Throws: ``KindredError/Code/unsavedObject`` for an object without a key, and what was wrong with the manager.
  private func writing() throws -> Database {
    _ = try parentKey
    let rows = querySet
    try rows.check()
    return try rows.database(for: .write)
  }

  private static func check(_ objects: [Relation.Source], on database: Database) throws {
    guard Database.knowsObjects else { return }
    for object in objects {
      try database.check(
        object.rowOrigin?.database, of: Relation.schema.source, as: "One of the objects to be added or removed")
    }
  }

  /// The rows of objects.
  fileprivate static func rows(
    _ objects: [Relation.Source], on database: Database
  ) throws -> QuerySet<Relation.Source> {
    let schema = Relation.Source.schema
    try check(objects, on: database)
    let keys = try objects.map { object in
      guard let key = object.primaryKey.stored else {
        throw KindredError(.unsavedObject, "A \(schema.name) has no key yet; save it before it is added or removed.") {
          $0.model = schema.name
        }
      }
      return key
    }
    var query = Query(schema: schema)
    query.database = database
    query.add(ExpressionTerm(.keyCondition(schema.key, keys)), excluding: false)
    return QuerySet(query: query)
  }
}

extension RelatedManager {
  /// Makes objects point to none, if they point to the manager's object. Others are left alone.
  ///
  /// It exists only if the foreign key is optional.
  ///
  /// - Returns: The number of objects that were changed.
  @discardableResult
  public func remove<K: KeyValue>(_ objects: Relation.Source...) async throws -> Int where Relation.KeyColumn == K? {
    try await remove(objects)
  }

  /// Makes objects point to none, if they point to the manager's object. Others are left alone.
  @discardableResult
  public func remove<K: KeyValue>(
    _ objects: some Sequence<Relation.Source>
  ) async throws -> Int where Relation.KeyColumn == K? {
    let database = try writing()
    let objects = Array(objects)
    if objects.isEmpty { return 0 }
    var own = querySet.using(database)
    for scope in try Self.rows(objects, on: database).query.scopes { own.query.add(scope.condition, excluding: false) }
    return try await detach(own)
  }

  /// Makes all objects that point to the manager's object point to none.
  ///
  /// It exists only if the foreign key is optional.
  ///
  /// - Returns: The number of objects that were changed.
  @discardableResult
  public func clear<K: KeyValue>() async throws -> Int where Relation.KeyColumn == K? {
    _ = try parentKey
    return try await detach(querySet)
  }

  /// Makes exactly these objects point to the manager's object, all or nothing; others that do point to none then.
  ///
  /// It exists only if the foreign key is optional.
  public func set<K: KeyValue>(
    _ objects: some Sequence<Relation.Source>
  ) async throws where Relation.KeyColumn == K? {
    let database = try writing()
    let objects = Array(objects)
    let kept = try Self.rows(objects, on: database)
    try await database.transaction {
      var others = querySet.using(database)
      if !objects.isEmpty {
        for scope in kept.query.scopes { others.query.add(scope.condition, excluding: true) }
      }
      _ = try await detach(others)
      try await add(objects)
    }
  }

  private func detach(_ rows: QuerySet<Relation.Source>) async throws -> Int {
    return try await rows.update { _ in
      FieldAssignment(
        path: .root, field: Relation.schema.field, value: .value(ValueNode(stored: .null, Relation.schema.field.type)))
    }
  }
}
