/// A statement that loads objects related to the rows of a result, before it runs.
struct RelatedRead {
  /// The rows that the objects are related to.
  enum Owners {
    /// The rows with these keys.
    case keys([DatabaseValue])
    /// The rows that a request finds when it is run again.
    case found(RowRequest)
  }

  let request: RowRequest
  let database: Database
  /// What the objects share.
  let links: PeerLinks?
  /// Whether the request finds the same objects if it is run again in the same snapshot.
  let isRepeatable: Bool
  /// Reads an object.
  let read: (borrowing DatabaseRow) throws -> Void
  /// Keeps the objects, after all were read.
  let finish: () -> Void

  /// Runs the statement, and then what is to be loaded for its objects.
  func run() async throws {
    try await database.run(request.key(.rows), links: links, read)
    finish()
    try await request.query.load(links)
  }
}

extension RelatedRead.Owners {
  /// Whether it is known that there is one owner.
  var isSingle: Bool { if case .keys(let keys) = self { keys.count == 1 } else { false } }

  /// Whether an expression has the value that an owner has in a field.
  ///
  /// - Parameter query: The query that gets the condition.
  func condition(
    on node: ExpressionNode, _ type: ColumnType, by field: FieldSchema, in query: Query
  ) throws -> ExpressionNode {
    switch self {
    case .keys(let keys):
      guard keys.count > 1, !query.scopes.isEmpty else { return .hasKey(node, keys, type) }
      // The keys count as one parameter where the query has many of its own.
      let known = query.values.reduce(0) { $0 + $1.parameterCount }
      let limit = try query.place().database.dialect.rules.maximumParameters
      if known + 2 * keys.count <= limit { return .hasKey(node, keys, type) }
      return .membership(of: node, in: ListNode(asOneParameter: keys, type))
    case .found(let request): return .operation(.isInQuery, [node, .query(request.selecting(field))])
    }
  }
}

extension RowRequest {
  /// A subquery for a field of the rows.
  fileprivate func selecting(_ field: FieldSchema) -> SubqueryNode {
    guard selection?.inner != nil else { return SubqueryNode(RowRequest(query: query), .column(field)) }
    var request = self
    request.values([.field(.root, field)])
    return SubqueryNode(request, .values)
  }
}

extension ExpressionNode {
  /// Whether an expression has one of the keys.
  static func hasKey(_ node: ExpressionNode, _ keys: [DatabaseValue], _ type: ColumnType) -> ExpressionNode {
    if keys.count == 1, let key = keys.first { return .operation(.equal, [node, .value(ValueNode(key, type))]) }
    return .membership(of: node, in: ListNode(keys, type))
  }

  /// Whether a column of the queried model has one of the values.
  static func keyCondition(_ field: FieldSchema, _ keys: [DatabaseValue]) -> ExpressionNode {
    hasKey(.field(.root, field), keys, field.type)
  }
}

extension Query {
  /// A query of related rows, in the fetch mode and on the database of the rows that they are loaded for.
  static func related(_ objects: Query, by relation: RelationSchema, near origin: RowOrigin?) throws -> Query {
    try objects.near(origin?.database, origin?.mode, by: relation)
  }

  /// The rows that may point to an object: those of the model's `objects`, or all if at most one points to it.
  static func sources(of relation: RelationSchema) -> Query {
    relation.isOneToOne ? relation.source.baseQuery() : relation.source.defaultQuery()
  }

  /// The query in the fetch mode and on the database of the rows that it is run for, unless it has its own.
  func near(_ origin: Database?, _ mode: FetchMode?, by relation: RelationSchema) throws -> Query {
    try Database.check(relation)
    var query = self
    query.inherit(mode)
    if database == nil {
      query.database = Database.router?.database(for: .read, of: schema, near: origin) ?? origin
    }
    return query
  }

  /// Adds a condition before all others. A condition on related rows is then about those that later expressions use.
  mutating func addFirst(_ condition: ExpressionNode) {
    scopes.insert(Scope(condition: .inlineForm(condition), isExclusion: false), at: 0)
  }
}
