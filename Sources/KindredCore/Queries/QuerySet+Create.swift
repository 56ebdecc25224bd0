extension Queryable {
  /// Inserts an object and gives it back with its key and whatever else the database made.
  ///
  /// The typed form, `create(name: "…")`, comes with the model. A key that is already taken is an error, not an update.
  @inlinable
  @discardableResult
  public func create(_ object: consuming Model) async throws -> Model {
    let place = try querySet.query.placeOfInserts()
    if try object.insertAtOnce(at: place) { return object }
    try await object.insert(at: place)
    return object
  }
}

extension Query {
  /// The database to which objects are added.
  @usableFromInline
  func placeOfInserts() throws -> Place {
    try check()
    return try place(for: .write)
  }
}
