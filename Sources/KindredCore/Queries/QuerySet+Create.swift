extension Queryable {
  /// Inserts an object and returns it with its key and the other values that the database generated.
  ///
  /// The typed form, `create(name: "…")`, is generated for each model. A key that is already taken is an error, not an
  /// update.
  @inlinable
  @discardableResult
  public func create(_ object: consuming Model) async throws -> Model {
    let place = try querySet.query.placeOfInserts()
    if try object.insertSynchronously(at: place) { return object }
    try await object.insert(at: place)
    return object
  }
}

extension Query {
  /// The database to insert into.
  @usableFromInline
  func placeOfInserts() throws -> Place {
    try check()
    return try place(for: .write)
  }
}
