/// Finds the row of a primary key: what a query set for it would do, without putting one together.
@usableFromInline
enum KeyLookup {
  /// Whether a query asks for nothing but the rows of its table, so that a key finds one of them or none.
  @usableFromInline
  static func answers(_ query: Query) -> Bool {
    query.scopes.isEmpty && !query.isNone && query.failure == nil && !query.window.isSlice && query.extras == nil
      && !query.isDistinct
  }

  /// Runs the look-up.
  ///
  /// - Parameter read: Called with the row, if there is one.
  @usableFromInline
  static func run(
    _ query: Query, _ key: DatabaseValue, _ read: @escaping (borrowing Row) throws -> Void
  ) async throws {
    let database = try Session.database(for: query.database, .read, of: query.schema)
    let relations = query.schema.relations.count
    let links =
      relations == 0
      ? nil : PeerLinks(count: relations, database: database, mode: query.fetchMode, parent: query.parent)
    var sink = RowSink(links: links, body: read)
    let plan = try database.plans.lookUp(in: query.schema)
    try await database.run(plan, KeyParameters(key: key), reading: .lookUp, into: &sink)
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

/// The values of a look-up: the key, and the limit that stands behind it.
private struct KeyParameters: ParameterSource {
  let key: DatabaseValue

  var values: [DatabaseValue] { [key, .integer(Int64(KeyLookup.limit))] }

  func bind(to writer: inout ParameterWriter) throws {
    try key.bind(to: &writer)
    try DatabaseValue.integer(Int64(KeyLookup.limit)).bind(to: &writer)
  }
}
