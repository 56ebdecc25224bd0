extension RowQuery {
  /// The number of rows; of a grouped result, the number of groups.
  public func count() async throws -> Int {
    let request = request
    try request.query.check()
    if request.query.isNone { return 0 }
    return try await request.query.place().database.scalars(request.key(.count), as: Int.self).first ?? 0
  }

  /// Whether there is at least one row.
  public func exists() async throws -> Bool {
    let request = request
    try request.query.check()
    if request.query.isNone { return false }
    return try await !request.query.place().database.scalars(request.key(.exists), as: Int.self).isEmpty
  }
}

extension Queryable {
  /// Whether the object is one of the rows.
  public func contains(_ object: Model) async throws -> Bool {
    try request.check(notSlicedFor: "be asked whether it contains an object")
    if object.primaryKey.isUnsaved {
      throw KindredError(
        .unsavedObject, "The \(Model.schema.name) has no key yet, so no row can match it; save it first.")
    }
    return try await filter { $0.pk == object.primaryKey }.exists()
  }
}
