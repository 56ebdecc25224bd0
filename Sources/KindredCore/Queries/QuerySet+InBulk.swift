extension Queryable {
  /// The rows with these keys, by key. Keys without a row are left out.
  ///
  /// - Throws: ``KindredError/Code/invalidQuery`` when the keys of two rows are equal in Swift, so that the dictionary
  ///   can only contain one of them. Swift compares text by canonical equivalence, not by bytes.
  public func inBulk(_ keys: [Model.PrimaryKey]) async throws -> [Model.PrimaryKey: Model] { try await bulk(keys) }

  /// The rows with the keys of a sequence, by key. Keys without a row are left out.
  @_disfavoredOverload
  public func inBulk(_ keys: some Sequence<Model.PrimaryKey>) async throws -> [Model.PrimaryKey: Model] {
    try await bulk(Array(keys))
  }

  private func bulk(_ keys: [Model.PrimaryKey]) async throws -> [Model.PrimaryKey: Model] {
    try request.check(notSlicedFor: "be asked for keys")
    return try Self.byKey(await filter { $0.pk.in(keys) }.all())
  }

  /// All rows, by key.
  ///
  /// - Throws: ``KindredError/Code/invalidQuery`` when the keys of two rows are equal in Swift.
  public func inBulk() async throws -> [Model.PrimaryKey: Model] { try Self.byKey(await querySet.fetch()) }

  /// The rows with these keys, given as numbers of any type. Numbers without a row are left out.
  @_disfavoredOverload
  public func inBulk<Numbers: Sequence>(_ numbers: Numbers) async throws -> [Key<Model>: Model]
  where Model.PrimaryKey == Key<Model>, Numbers.Element: BinaryInteger {
    try await inBulk(numbers.map { Key<Model>($0) }.filter { !$0.isOutOfRange })
  }

  private static func byKey(_ found: [Model]) throws -> [Model.PrimaryKey: Model] {
    var objects: [Model.PrimaryKey: Model] = [:]
    objects.reserveCapacity(found.count)
    for object in found {
      guard let other = objects.updateValue(object, forKey: object.primaryKey) else { continue }
      // A query set with a join may return a row twice.
      if try other.primaryKey.databaseValue() == object.primaryKey.databaseValue() { continue }
      let schema = Model.schema
      throw KindredError(
        .invalidQuery,
        "Two rows of \(schema.name) have keys that are equal in Swift, so one dictionary cannot hold both; ask with "
          + "all()."
      ) {
        $0.model = schema.name
        $0.table = schema.table
      }
    }
    return objects
  }
}
