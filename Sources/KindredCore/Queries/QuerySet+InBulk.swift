extension Queryable {
  /// The rows with these keys, by key. Keys without a row are left out.
  public func inBulk(_ keys: some Sequence<Model.PrimaryKey>) async throws -> [Model.PrimaryKey: Model] {
    try querySet.check(notSlicedFor: "be asked for keys")
    let found = try await filter { $0.pk.in(Array(keys)) }.all()
    return Dictionary(found.map { ($0.primaryKey, $0) }) { first, _ in first }
  }

  /// All rows, by key.
  public func inBulk() async throws -> [Model.PrimaryKey: Model] {
    let found = try await querySet.fetch()
    return Dictionary(found.map { ($0.primaryKey, $0) }) { first, _ in first }
  }
}
