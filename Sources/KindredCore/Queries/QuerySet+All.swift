extension Queryable {
  /// All rows, as an array.
  @inlinable
  public func all() async throws -> [Model] { try await querySet.fetch() }
}

extension QuerySet {
  /// Inlined, so that rows are read in the module of the model, where its type is known.
  @inlinable
  func fetch() async throws -> [Model] {
    var models: [Model] = []
    if let unfinished = try query.startReading({ try Model.append($0, to: &models) }) {
      try await Query.finishReading(unfinished) { try Model.append($0, to: &models) }
    }
    return models
  }

  /// The same query with at most so many rows.
  func limited(to count: Int) -> QuerySet<Model> { changed { $0.window = $0.window.slice(from: 0, to: count) } }
}

extension Query {
  /// Begins to read rows, and finishes where that takes no suspension.
  ///
  /// - Returns: What is to be finished; nil when it is.
  @usableFromInline
  func startReading(_ read: (borrowing Row) throws -> Void) throws -> Execution? {
    try check()
    if isNone { return nil }
    let place = try placeOfRows()
    let key = PlanKey(kind: .rows, query: self)
    let plan = try place.database.plans.plan(for: key)
    var execution = Execution(
      plan, .values(plan.boundValues(key.values)), links: links(on: place.database), at: place)
    if try execution.start(read) != nil { return nil }
    return execution
  }

  /// Finishes to read rows.
  @usableFromInline
  static func finishReading(
    _ execution: consuming Execution, _ read: (borrowing Row) throws -> Void
  ) async throws { _ = try await execution.finish(read) }
}
