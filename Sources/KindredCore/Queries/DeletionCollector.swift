#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Collects everything that a deletion affects, and then performs it.
///
/// The order is Django's. First everything is collected. Protected and restricted rows refuse the deletion before
/// anything is changed. Then keys are updated, and rows are deleted starting with those that nothing refers to.
struct DeletionCollector {
  /// Rows of one model to delete, by primary key, in the order in which they were found.
  private struct Rows {
    var keys: [DatabaseValue] = []
    var known: Set<DatabaseValue> = []
  }

  /// Rows whose foreign key will be updated.
  private struct KeyChange {
    let relation: RelationSchema
    let targets: [DatabaseValue]
    let value: DatabaseValue
  }

  /// Rows that refuse the deletion unless they are deleted too.
  private struct Restriction {
    let relation: RelationSchema
    let keys: [DatabaseValue]
  }

  private let database: Database
  private var rows: [ModelSchema: Rows] = [:]
  /// The models, in the order in which they were found. They are deleted in the reverse order.
  private var order: [ModelSchema] = []
  private var changes: [KeyChange] = []
  /// Rows that nothing refers to. They are deleted by their foreign key, without reading them.
  private var direct: [(relation: RelationSchema, targets: [DatabaseValue])] = []
  private var protected: [(relation: RelationSchema, keys: [DatabaseValue])] = []
  private var restrictions: [Restriction] = []

  init(database: Database) { self.database = database }

  /// The relations to a model whose `onDelete` rule Kindred itself performs.
  private static func followed(_ schema: ModelSchema) -> [RelationSchema] {
    ModelRegistry.shared.relations(to: schema).filter { relation in
      switch relation.onDelete.kind {
      case .doNothing, .databaseCascade, .databaseSetNull, .databaseSetDefault: false
      case .cascade, .protect, .restrict, .setNull, .setDefault, .set: true
      }
    }
  }

  /// Whether rows of the model have to be read before they are deleted.
  static func needsCollecting(_ schema: ModelSchema) -> Bool { schema.parentLink != nil || !followed(schema).isEmpty }

  /// Collects the rows of a query and everything that refers to them.
  mutating func collect(_ query: Query) async throws {
    try await collect(try await keys(of: query), of: query.schema)
  }

  /// Collects the rows with these keys and everything that refers to them.
  mutating func collect(_ keys: [DatabaseValue], of schema: ModelSchema) async throws {
    try await add(keys, of: schema)
    try refuseIfProtected()
  }

  /// The keys of a query's rows.
  func keys(of query: Query) async throws -> [DatabaseValue] {
    var query = query
    query.ordering = []
    query.extras = QueryExtras.changing(query.extras) { options in
      options.lock = nil
      options.distinctOn = []
      options.joinedObjects = []
      options.prefetches = []
    }
    return try await keys(of: query, field: query.schema.key)
  }

  private func keys(of query: Query, field: FieldSchema) async throws -> [DatabaseValue] {
    let key = PlanKey(kind: .expressions, query: query, columns: [.field(.root, field)])
    var values: [DatabaseValue] = []
    try await database.run(key) { values.append(try RawKey.read($0, 0, field.type)) }
    return values
  }

  static func query(_ schema: ModelSchema, _ field: FieldSchema, in values: [DatabaseValue]) -> Query {
    var query = Query(schema: schema)
    query.ordering = []
    query.add(ExpressionTerm(.membership(of: .field(.root, field), in: ListNode(values, field.type))), excluding: false)
    return query
  }

  private mutating func add(_ found: [DatabaseValue], of schema: ModelSchema) async throws {
    var new: [DatabaseValue] = []
    for key in found where rows[schema, default: Rows()].known.insert(key).inserted { new.append(key) }
    guard !new.isEmpty else { return }
    rows[schema, default: Rows()].keys += new
    // The parent's rows are parts of the same objects. They are deleted after those that point to them.
    if let link = schema.parentLink { try await add(new, of: link.target) }
    if !order.contains(schema) { order.append(schema) }
    for relation in Self.followed(schema) { try await follow(relation, from: new, of: schema) }
  }

  private mutating func follow(_ relation: RelationSchema, from keys: [DatabaseValue], of schema: ModelSchema)
    async throws
  {
    var targets = keys
    if relation.targetField !== schema.key {
      targets = try await self.keys(of: Self.query(schema, schema.key, in: keys), field: relation.targetField)
        .filter { !$0.isNull }
      if targets.isEmpty { return }
    }
    let referrers = Self.query(relation.source, relation.field, in: targets)
    switch relation.onDelete.kind {
    case .cascade:
      // Rows are read if relations point to them, or if they may lift a restriction.
      let mayLift = relation.source.relations.contains { $0.onDelete == .restrict }
      if mayLift || Self.needsCollecting(relation.source) {
        try await add(try await self.keys(of: referrers, field: relation.source.key), of: relation.source)
      } else {
        direct.append((relation, targets))
      }
    case .protect:
      let found = try await self.keys(of: referrers, field: relation.source.key)
      if !found.isEmpty { protected.append((relation, found)) }
    case .restrict:
      let found = try await self.keys(of: referrers, field: relation.source.key)
      if !found.isEmpty { restrictions.append(Restriction(relation: relation, keys: found)) }
    case .setNull: changes.append(KeyChange(relation: relation, targets: targets, value: .null))
    case .set(let value), .setDefault(let value):
      let value = try value.mapError { Self.unusableKey($0, of: relation) }.get()
      changes.append(KeyChange(relation: relation, targets: targets, value: value))
    case .doNothing, .databaseCascade, .databaseSetNull, .databaseSetDefault: break
    }
  }

  private static func unusableKey(_ error: FieldValueError, of relation: RelationSchema) -> KindredError {
    KindredError(
      error.isUnsavedKey ? .unsavedObject : .invalidValue,
      "The value that onDelete gives to \(relation.source.name).\(relation.name) cannot be stored: \(error.problem)."
    ) {
      $0.model = relation.source.name
      $0.table = relation.source.table
      $0.column = relation.field.column
    }
  }

  private func refuseIfProtected() throws {
    var refusing = protected.map { ($0.relation, $0.keys.count) }
    for restriction in restrictions {
      let deleted = rows[restriction.relation.source]?.known ?? []
      let left = restriction.keys.filter { !deleted.contains($0) }
      if !left.isEmpty { refusing.append((restriction.relation, left.count)) }
    }
    guard let first = refusing.first else { return }
    let list = refusing.map { "\($1) × \($0.source.name) through \"\($0.name)\"" }.joined(separator: ", ")
    let target = first.0.target.name
    throw KindredError(
      .protected, "The \(target) cannot be deleted, because protected rows refer to it: \(list)."
    ) {
      $0.model = target
      $0.table = first.0.target.table
    }
  }

  /// Performs the collected deletion.
  func delete() async throws -> DeletionSummary {
    var summary = DeletionSummary()
    for change in changes {
      let field = change.relation.field
      let assignment = FieldAssignment(
        path: .root, field: field, value: .value(ValueNode(stored: change.value, field.type)))
      let key = PlanKey(
        kind: .update, query: Self.query(change.relation.source, field, in: change.targets),
        assignments: [assignment])
      try await database.run(key)
    }
    for (relation, targets) in direct {
      let count = try await delete(Self.query(relation.source, relation.field, in: targets))
      summary.add(count, of: relation.source)
    }
    for schema in order.reversed() {
      guard let keys = rows[schema]?.keys else { continue }
      summary.add(try await delete(Self.query(schema, schema.key, in: keys)), of: schema)
    }
    return summary
  }

  private func delete(_ query: Query) async throws -> Int {
    let key = PlanKey(kind: .delete, query: query)
    return try await database.run(key).changes
  }
}
