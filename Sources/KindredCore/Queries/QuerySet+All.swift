extension Queryable {
  /// All rows, as an array.
  public func all() async throws -> [Model] { try await querySet.fetch() }
}

extension QuerySet {
  func fetch() async throws -> [Model] {
    try check()
    if query.isNone { return [] }
    let database = try databaseOfRows()
    let reader = ModelReader<Model>()
    try await database.run(PlanKey(kind: .rows, query: query), links: query.links(on: database), reader.read)
    return reader.models
  }

  /// The same query with at most so many rows.
  func limited(to count: Int) -> QuerySet<Model> { changed { $0.window = $0.window.slice(from: 0, to: count) } }
}
