// Models whose objects are partly in the table of another model: their parent.

extension QuerySet {
  /// All rows of the model's table, each read together with its parent, and with the parent of that.
  ///
  /// The generated code of a model with `@Parent` starts its queries with them.
  public static var withParents: QuerySet<Model> {
    var query = Query(schema: Model.schema)
    query.extras = QueryExtras.changing(query.extras) {
      $0.joinedObjects = RelationPath.root.parents(from: Model.schema)
    }
    return QuerySet(query: query)
  }
}

extension RelationPath {
  /// The paths to the parent of the model at the end, to the parent of that, and so on.
  func parents(from schema: ModelSchema) -> [RelationPath] {
    var path = self
    var paths: [RelationPath] = []
    while let link = path.end(from: schema).parentLink, paths.count < NamePath.maximumHops {
      path = path.following(link)
      paths.append(path)
    }
    return paths
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
    if Database.knowsObjects { try checkRelatedObjects(on: database) }
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
  /// try restaurant.$place.change { $0.name = "Ace Diner" }
  /// try await restaurant.save() // stores the place, too
  /// ```
  ///
  /// Only saving a model stores its parent with it; other objects are saved by themselves.
  ///
  /// - Throws: ``KindredError/Code/notLoaded`` if the object is not loaded.
  public mutating func change(_ body: (inout Relation.Target) throws -> Void) throws {
    guard var object = loaded else {
      let place = Relation.place
      throw KindredError(
        .notLoaded,
        "\(place.model).\(place.name) is not loaded, so that it cannot be changed. Set an object that was loaded, or read "
          + "the \(place.model) by a query of whole objects."
      ) {
        $0.model = place.model
        $0.table = place.table
        $0.column = place.column
      }
    }
    try body(&object)
    hold(object)
  }
}
