extension RowQuery {
  /// All rows, as an array.
  ///
  /// File and line are those that reports about repeated statements name. See ``RepeatedStatement``.
  public func all(fileID: StaticString = #fileID, line: UInt = #line) async throws -> [Element] {
    if !RepetitionReporter.isActive { return try await rows(of: request) }
    return try await rows(of: changed { $0.query.note(LeaseSite(fileID: fileID, line: line)) })
  }
}

extension Queryable {
  /// All rows, as an array. Inlined, so that rows are read in the model's module.
  ///
  /// File and line are those that reports about repeated statements name. See ``RepeatedStatement``.
  @inlinable
  public func all(fileID: StaticString = #fileID, line: UInt = #line) async throws -> [Model] {
    if RepetitionReporter.isActive { return try await querySet.fetch(at: fileID, line) }
    return try await querySet.fetch()
  }
}

extension QuerySet {
  /// Inlined, so that rows are read in the model's module, where its type is known.
  @inlinable
  func fetch() async throws -> [Model] {
    if query.hasLoading { return try await fetchLoading() }
    var models: [Model] = []
    let unfinished = try query.startReading(
      expecting: { models.reserveCapacity($0) }, { try Model.append($0, to: &models) })
    if let unfinished { try await Query.finishReading(unfinished) { try Model.append($0, to: &models) } }
    // Frees unused capacity if the result was much smaller than estimated.
    if models.count < models.capacity / 2, models.capacity > 64 { models = models.map(\.self) }
    return models
  }
}

extension QuerySet {
  /// The rows, with the related objects that are to be read with them or loaded after them.
  @usableFromInline
  func fetchLoading() async throws -> [Model] {
    try query.check()
    if query.isNone { return [] }
    let database = try query.placeOfRows().database
    let request = request
    let plan = try database.plans.plan(for: request.key(.rows))
    let room = Swift.min(plan.estimate.room, query.window.limit ?? .max)
    let links = query.links(on: database, expecting: room)
    let joined = query.joinedReader(links, selected: 0)
    var models: [Model] = []
    models.reserveCapacity(room)
    try await request.read(on: database, links) { row in
      try Model.append(row, to: &models)
      try joined?.read(row)
    }
    plan.estimate.note(models.count)
    return models
  }
}

extension Query {
  /// Starts to read rows, and finishes if that needs no suspension.
  ///
  /// - Parameters:
  ///   - expecting: Called with the estimated number of rows, if there is one.
  ///   - read: Called with each row.
  /// - Returns: The execution to finish; nil if all rows were read.
  @usableFromInline
  func startReading(
    expecting: (Int) -> Void, _ read: (borrowing DatabaseRow) throws -> Void
  ) throws -> Execution? {
    try check()
    if isNone { return nil }
    let place = try placeOfRows()
    let plan = try place.database.plans.plan(forRowsOf: self)
    countRun(plan, on: place.database)
    // Queries with different limits share a plan and its estimate.
    let room = Swift.min(plan.estimate.room, window.limit ?? .max)
    if room > 0 { expecting(room) }
    var execution = Execution(
      plan, .values(try plan.boundValues(values)), links: links(on: place.database, expecting: room), at: place)
    guard let outcome = try execution.start(read) else { return execution }
    plan.estimate.note(outcome.rows)
    return nil
  }

  /// Finishes reading rows.
  @usableFromInline
  static func finishReading(
    _ execution: consuming Execution, _ read: (borrowing DatabaseRow) throws -> Void
  ) async throws {
    let plan = execution.plan
    plan.estimate.note(try await execution.finish(read).rows)
  }
}
