// Models whose objects are partly in the table of another model: their parent.

extension QuerySet {
  /// All rows of the model's table, each read together with its parent, and with the parent of that.
  ///
  /// The generated code of a model with `@Parent` starts its queries with them.
  public static var withParents: QuerySet<Model> {
    var query = Query(schema: Model.schema)
    var path = RelationPath.root
    var paths: [RelationPath] = []
    while let link = path.end(from: Model.schema).parentLink, paths.count < NamePath.maximumHops {
      path = path.following(link)
      paths.append(path)
    }
    query.extras = QueryExtras.changing(query.extras) { $0.joinedObjects = paths }
    return QuerySet(query: query)
  }
}

extension Model {
  /// Saves the parent, if it is loaded, and then changes the object's own row, all or nothing.
  mutating func withParent<Result: Sendable>(
    on database: Database, _ change: (inout Self, Place) async throws -> Result
  ) async throws -> Result {
    guard let link = Self.schema.parentLink else {
      return try await change(&self, Session.place(for: database, .write, of: Self.schema))
    }
    let object = self
    let (changed, result) = try await database.transaction { () async throws -> (Self, Result) in
      var object = try await link.loading.saveTarget(of: object, on: database)
      let result = try await change(&object, Session.place(for: database, .write, of: Self.schema))
      return (object, result)
    }
    self = changed
    return result
  }
}

extension RelatedReference {
  /// Changes the loaded object in place.
  ///
  /// ```swift
  /// restaurant.$place.change { $0.name = "Ace Diner" }
  /// try await restaurant.save() // stores the place, too
  /// ```
  ///
  /// Only saving a model stores its parent with it; other objects are saved by themselves.
  ///
  /// - Returns: Whether the object is loaded; if not, nothing was changed.
  @discardableResult
  public mutating func change(_ body: (inout Relation.Target) throws -> Void) rethrows -> Bool {
    guard var object = loaded else { return false }
    try body(&object)
    self = RelatedReference(to: object)
    return true
  }
}
