extension RelatedSet {
  /// Links objects with this one. Objects that are linked already stay so.
  ///
  /// ```swift
  /// try await entry.authors.add(john, paul)
  /// ```
  ///
  /// - Throws: ``KindredError/Code/unsavedObject`` if one of them has no key; ``KindredError/Code/invalidQuery`` if the
  ///   model of the links has fields of its own: use ``add(_:making:)``.
  public func add(_ objects: Model...) async throws { try await add(objects) }

  /// Links objects with this one. Objects that are linked already stay so.
  public func add(_ objects: some Sequence<Model>) async throws { try await link(Array(objects)) }

  /// Links the objects with these keys with this one. Objects that are linked already stay so.
  ///
  /// - Throws: ``KindredError/Code/foreignKeyViolation`` if there is no such object.
  public func add(keys: some Sequence<Model.PrimaryKey>) async throws {
    try await link(keys: try keys.map { try end.key(of: $0) })
  }

  /// Links objects with this one by links that the closure makes, for a model of links with fields of its own. Objects
  /// that are linked already stay so, and the closure is not called for them.
  ///
  /// ```swift
  /// try await beatles.members.add([ringo]) { Membership(group: beatles, person: $0, joined: day) }
  /// ```
  public func add<Link: KindredCore.Model>(
    _ objects: some Sequence<Model>, making link: (Model) throws -> Link
  ) async throws {
    let database = try writing()
    let objects = Array(objects)
    if objects.isEmpty { return }
    try check(objects, on: database)
    var open = Int.max
    while true {
      do {
        return try await database.transaction {
          let new = try await missing(among: objects, on: database)
          try await end.insert(new, on: database, making: link)
        }
      } catch let error as KindredError where error.code == .uniqueViolation {
        // Another task may have linked some of them meanwhile.
        let left = try await missing(among: objects, on: database).count
        if left >= open { throw error }
        open = left
      }
    }
  }

  /// The objects that are not linked, each once.
  private func missing(among objects: [Model], on database: Database) async throws -> [Model] {
    var seen = try await linked(on: database, among: objects.map(end.key))
    return try objects.filter { seen.insert(try end.key(of: $0)).inserted }
  }

  /// Removes the links with objects. Objects that are not linked are left alone.
  ///
  /// - Returns: The number of links that were deleted.
  @discardableResult
  public func remove(_ objects: Model...) async throws -> Int { try await remove(objects) }

  /// Removes the links with objects. Objects that are not linked are left alone.
  @discardableResult
  public func remove(_ objects: some Sequence<Model>) async throws -> Int {
    let objects = Array(objects)
    return try await unlink(try objects.map { try end.key(of: $0) }, of: objects)
  }

  /// Removes the links with the objects with these keys. Objects that are not linked are left alone.
  @discardableResult
  public func remove(keys: some Sequence<Model.PrimaryKey>) async throws -> Int {
    try await unlink(try keys.map { try end.key(of: $0) })
  }

  /// Removes all links of this object. The linked objects stay.
  ///
  /// - Returns: The number of links that were deleted.
  @discardableResult
  public func clear() async throws -> Int { try await delete(nil, on: writing()) }

  /// Links exactly these objects with this one, all or nothing: links with others are removed, missing ones are added,
  /// and the rest stays as it is.
  public func set(_ objects: some Sequence<Model>) async throws {
    let objects = Array(objects)
    try await replace(try objects.map { try end.key(of: $0) }, of: objects)
  }

  /// Links exactly the objects with these keys with this one, all or nothing.
  public func set(keys: some Sequence<Model.PrimaryKey>) async throws {
    try await replace(try keys.map { try end.key(of: $0) })
  }
}

extension RelatedSet {
  /// Throws if a member belongs to another database than the one where the links are written.
  private func check(_ members: [Model], on database: Database) throws {
    guard Database.knowsObjects else { return }
    for object in members {
      try database.check(object.rowOrigin?.database, of: Model.schema, as: "One of the objects to be linked")
    }
  }

  func link(_ objects: [Model]) async throws {
    try await link(keys: try objects.map { try end.key(of: $0) }, of: objects)
  }

  /// - Parameter objects: The members, where they are known and not just their keys.
  private func link(keys: [DatabaseValue], of objects: [Model] = []) async throws {
    let database = try writing()
    try check(objects, on: database)
    _ = try end.parentKey
    let keys = keys.uniqued()
    if keys.isEmpty { return }
    if end.relation.hasUniquePair { return try await end.insert(keys, on: database) }
    // The database would store a second link of the same two objects.
    try await database.transaction {
      let known = try await linked(on: database, among: keys)
      let new = keys.filter { !known.contains($0) }
      if !new.isEmpty { try await end.insert(new, on: database) }
    }
  }

  private func unlink(_ keys: [DatabaseValue], of objects: [Model] = []) async throws -> Int {
    if keys.isEmpty { return 0 }
    let database = try writing()
    try check(objects, on: database)
    return try await delete(keys, on: database)
  }

  private func replace(_ keys: [DatabaseValue], of objects: [Model] = []) async throws {
    let database = try writing()
    try check(objects, on: database)
    let wanted = Set(keys)
    try await database.transaction {
      let known = try await linked(on: database, among: nil)
      let others = known.subtracting(wanted)
      if !others.isEmpty { _ = try await delete(Array(others), on: database) }
      let missing = keys.filter { !known.contains($0) }
      if !missing.isEmpty { try await link(keys: missing) }
    }
  }

  /// The keys of the linked objects.
  private func linked(on database: Database, among keys: [DatabaseValue]?) async throws -> Set<DatabaseValue> {
    let (own, other) = end.keys
    var query = Query(schema: own.source)
    query.ordering = []
    query.database = database
    query.add(ExpressionTerm(.keyCondition(own.field, [try end.parentKey])), excluding: false)
    if let keys { query.add(ExpressionTerm(.keyCondition(other.field, keys)), excluding: false) }
    let type = other.field.type
    var found: Set<DatabaseValue> = []
    try await database.run(PlanKey(kind: .expressions, query: query, columns: [.field(.root, other.field)])) {
      found.insert(try RawKey.read($0, 0, type))
    }
    return found
  }

  /// Deletes the links with the objects of some keys, or all links.
  private func delete(_ keys: [DatabaseValue]?, on database: Database) async throws -> Int {
    let (own, other) = end.keys
    let parent = try end.parentKey
    func condition(_ own: RelationSchema, _ other: RelationSchema) -> ExpressionTerm {
      let links = ExpressionTerm(.keyCondition(own.field, [parent]))
      guard let keys else { return links }
      return .conjunction(links, ExpressionTerm(.keyCondition(other.field, keys)))
    }
    var query = Query(schema: own.source)
    query.database = database
    var term = condition(own, other)
    if end.relation.isSymmetrical { term = ExpressionTerm(.disjunction(term.node, condition(other, own).node)) }
    query.add(term, excluding: false)
    return try await end.deleteLinks(query)
  }
}
