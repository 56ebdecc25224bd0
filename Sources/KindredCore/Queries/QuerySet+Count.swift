extension Queryable {
  /// The number of rows.
  public func count() async throws -> Int {
    let querySet = querySet
    try querySet.check()
    if querySet.query.isNone { return 0 }
    let key = PlanKey(kind: .count, query: querySet.query)
    return try await querySet.database().scalars(key, as: Int.self).first ?? 0
  }

  /// Whether there is a row.
  public func exists() async throws -> Bool {
    let querySet = querySet
    try querySet.check()
    if querySet.query.isNone { return false }
    let key = PlanKey(kind: .exists, query: querySet.query)
    return try await !querySet.database().scalars(key, as: Int.self).isEmpty
  }

  /// Whether the object is one of the rows.
  public func contains(_ object: Model) async throws -> Bool {
    try querySet.check(notSlicedFor: "be asked whether it contains an object")
    if object.primaryKey.isUnsaved {
      throw KindredError(
        .unsavedObject, "The \(Model.schema.name) has no key yet, so that no row can be it; save it first.")
    }
    return try await filter { $0.pk == object.primaryKey }.exists()
  }
}
