extension Queryable {
  /// Inserts an object and gives it back with its key and whatever else the database made.
  ///
  /// The typed form, `create(name: "…")`, comes with the model. A key that is already taken is an error, not an update.
  @discardableResult
  public func create(_ object: Model) async throws -> Model {
    let querySet = querySet
    try querySet.check()
    var object = object
    try await object.insert(on: querySet.database(for: .write))
    return object
  }
}
