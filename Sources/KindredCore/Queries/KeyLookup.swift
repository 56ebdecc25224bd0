/// Looks a row up by its primary key, without building a query set.
@usableFromInline
enum KeyLookup {
  /// Whether a query has no conditions or options, so that a look-up by key has the same result.
  @usableFromInline
  static func answers(_ query: Query) -> Bool {
    query.scopes.isEmpty && !query.isNone && query.failure == nil && !query.window.isSlice && query.extras == nil
      && !query.isDistinct
  }

  /// Starts the look-up, and completes it if that needs no suspension.
  ///
  /// - Parameter read: Called with the row, if there is one.
  /// - Returns: The execution to finish; nil if the look-up is complete.
  @usableFromInline
  static func start(_ query: Query, _ key: consuming DatabaseValue, _ read: (borrowing DatabaseRow) throws -> Void)
    throws
    -> Execution?
  {
    let place = try Session.place(for: query.database, .read, of: query.schema)
    let plan = try place.database.plans.lookUp(in: query.schema)
    let links = query.links(on: place.database, isSingle: true)
    let parameters = Parameters.key(key)
    let progress = try plan.with { plan in
      query.countRun(plan, on: place.database)
      return try Execution.start(plan, parameters, .lookUp, links, place.database, place.transaction, read)
    }
    if progress.outcome != nil { return nil }
    return Execution(plan.object, parameters, reading: .lookUp, links: links, at: place, progress)
  }

  /// The `LIMIT` of `get`.
  static let limit = 21

  /// The query that has the same result as the look-up.
  static func query(_ schema: ModelSchema) -> Query {
    var query = Query(schema: schema)
    query.ordering = []
    query.scopes = [
      Query.Scope(condition: ExpressionTerm(.root, schema.key, .equal), isExclusion: false)
    ]
    query.window.limit = limit
    return query
  }
}
