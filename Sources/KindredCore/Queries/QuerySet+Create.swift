extension Queryable {
  /// Inserts an object and gives it back with its key and whatever else the database made.
  ///
  /// The typed form, `create(name: "…")`, comes with the model. A key that is already taken is an error, not an update.
  @inlinable
  @discardableResult
  public func create(_ object: Model) async throws -> Model {
    var object = object
    try await object.insert(on: querySet.query.placeOfInserts())
    return object
  }
}

extension Query {
  /// The database to which objects are added.
  @usableFromInline
  func placeOfInserts() throws -> Database {
    try check()
    return try place(for: .write).database
  }
}
