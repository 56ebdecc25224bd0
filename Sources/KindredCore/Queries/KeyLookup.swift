/// Finds the row of a primary key: what a query set for it would do, without putting one together.
@usableFromInline
enum KeyLookup {
  /// Whether a query asks for nothing but the rows of its table, so that a key finds one of them or none.
  @usableFromInline
  static func answers(_ query: Query) -> Bool {
    query.scopes.isEmpty && !query.isNone && query.failure == nil && !query.window.isSlice && query.extras == nil
      && !query.isDistinct
  }

  /// Begins the look-up, and finishes it where that takes no suspension.
  ///
  /// - Parameter read: Called with the row, if there is one.
  /// - Returns: What is to be finished; nil when it is.
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
      try Execution.start(plan, parameters, .lookUp, links, place.database, place.transaction, read)
    }
    if progress.outcome != nil { return nil }
    return Execution(plan.object, parameters, reading: .lookUp, links: links, at: place, progress)
  }

  /// The largest number of rows that `get` asks for.
  static let limit = 21

  /// The query that the look-up stands for.
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
