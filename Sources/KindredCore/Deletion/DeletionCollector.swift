/// Collects the rows that a deletion deletes: those that it is asked for, and all that refer to them by a key that cascades.
///
/// Rows are read level by level, in parts of ``partSize`` keys. Only their keys are kept, and only of rows that others may
/// refer to. For a deletion the rows are locked when they are found, where the database has row locks: then nobody can
/// change them, or insert rows that refer to them, before they are gone.
struct DeletionCollector {
  enum Purpose {
    /// The rows are counted.
    case plan
    case deletion
  }

  /// The largest number of keys in a statement.
  static let partSize = 10_000

  let database: Database
  let graph: DeletionGraph
  let purpose: Purpose
  /// The model of the rows that the deletion is asked for.
  let schema: ModelSchema
  /// Whether the parents of these rows stay.
  let keepsParents: Bool
  /// The keys of these rows, if their parents stay.
  private var asked = KeySet()
  /// The keys of the rows, by model.
  private(set) var rows: [ModelSchema: KeySet] = [:]
  /// The models of these rows, in the order in which they were found.
  private(set) var order: [ModelSchema] = []
  /// The keys that cascade to rows that are not read: nothing refers to them.
  private(set) var direct: [RelationSchema] = []
  /// The keys of rows whose referrers were not looked for yet.
  private var pending: [ModelSchema: KeyList] = [:]

  init(
    _ schema: ModelSchema, on database: Database, _ graph: DeletionGraph, for purpose: Purpose,
    keepsParents: Bool = false
  ) {
    self.schema = schema
    self.keepsParents = keepsParents
    self.database = database
    self.graph = graph
    self.purpose = purpose
  }

  /// Collects the rows of a query and everything that cascades from them.
  mutating func collect(_ query: Query) async throws {
    try await addRows(of: query)
    if keepsParents { asked = rows[schema] ?? KeySet() }
    try await follow()
  }

  /// Collects the rows with these keys and everything that cascades from them.
  mutating func collect(_ keys: [DatabaseValue]) async throws {
    var known = take(schema)
    for key in keys { add(key, to: &known, of: schema) }
    rows[schema] = known
    if keepsParents { asked = known }
    try await follow()
  }

  private mutating func follow() async throws {
    while let schema = pending.keys.min(by: { place(of: $0) < place(of: $1) }) {
      guard let keys = pending.removeValue(forKey: schema) else { return }
      if let link = schema.parentLink { try await addParents(keys, by: link) }
      for relation in graph.relations(schema) where relation.onDelete == .cascade {
        if isDirect(relation) {
          if !direct.contains(relation) { direct.append(relation) }
          continue
        }
        for part in keys.parts(of: Self.partSize) {
          let targets = try await targets(of: relation, part)
          if !targets.isEmpty { try await addRows(of: .referring(by: relation, to: targets)) }
        }
      }
    }
  }

  /// Adds the rows of the parents, which are parts of the same objects and have the same keys. They are deleted after the
  /// rows that point to them.
  private mutating func addParents(_ keys: KeyList, by link: RelationSchema) async throws {
    let spared = keepsParents && link.source === schema ? asked : KeySet()
    for part in keys.parts(of: Self.partSize) {
      let found = rows[link.target] ?? KeySet()
      let new = part.filter { !spared.contains($0) && !found.contains($0) }
      if new.isEmpty { continue }
      if locksRows {
        try await addRows(of: .rows(of: link.target, where: link.target.key, isAmong: new))
        continue
      }
      var known = take(link.target)
      for key in new { add(key, to: &known, of: link.target) }
      rows[link.target] = known
    }
  }

  private var locksRows: Bool { purpose == .deletion && database.dialect.rules.features.contains(.rowLocks) }

  private func place(of schema: ModelSchema) -> Int { order.firstIndex(of: schema) ?? order.endIndex }

  /// Whether rows that refer by a key that cascades need not be read: no rule is about them, and nobody asks whether they
  /// are deleted.
  private func isDirect(_ relation: RelationSchema) -> Bool {
    let source = relation.source
    guard graph.isAlone(source) else { return false }
    if purpose == .plan { return graph.relations(source).isEmpty && source.relations.count == 1 }
    return !source.relations.contains { $0.onDelete == .restrict }
  }

  // MARK: Rows

  private mutating func addRows(of query: Query) async throws {
    var query = query
    query.ordering = []
    query.extras = QueryExtras.changing(query.extras) { options in
      options.lock = nil
      options.distinctOn = []
      options.joinedObjects = []
      options.prefetches = []
    }
    let schema = query.schema
    let type = schema.key.type
    var known = take(schema)
    try await database.run(PlanKey(kind: .keys(isLocking: purpose == .deletion), query: query)) {
      add(try RawKey.read($0, 0, type), to: &known, of: schema)
    }
    rows[schema] = known
  }

  /// The known keys of a model, which the caller puts back: so they are changed in place.
  private mutating func take(_ schema: ModelSchema) -> KeySet { rows.removeValue(forKey: schema) ?? KeySet() }

  private mutating func add(_ key: DatabaseValue, to known: inout KeySet, of schema: ModelSchema) {
    guard known.insert(key) else { return }
    if known.count == 1 { order.append(schema) }
    pending[schema, default: KeyList()].append(key)
  }

  // MARK: Reading

  /// The values that keys to these rows hold.
  func targets(of relation: RelationSchema, _ keys: [DatabaseValue]) async throws -> [DatabaseValue] {
    let (schema, field) = (relation.target, relation.targetField)
    if field === schema.key { return keys }
    let query = Query.rows(of: schema, where: schema.key, isAmong: keys)
    var values: [DatabaseValue] = []
    try await database.run(
      PlanKey(kind: .expressions, query: query, columns: [.field(.root, field)]), isCounted: false
    ) { row in
      let value = try RawKey.read(row, 0, field.type)
      if !value.isNull { values.append(value) }
    }
    return values
  }

  /// Calls the closure with queries of the rows that refer to collected rows.
  func eachQuery(of relation: RelationSchema, _ body: (Query) async throws -> Void) async throws {
    guard let keys = rows[relation.target]?.list else { return }
    for part in keys.parts(of: Self.partSize) {
      let targets = try await targets(of: relation, part)
      if !targets.isEmpty { try await body(.referring(by: relation, to: targets)) }
    }
  }
}

extension Query {
  /// The rows whose key has one of these values.
  static func referring(by relation: RelationSchema, to targets: [DatabaseValue]) -> Query {
    .rows(of: relation.source, where: relation.field, isAmong: targets)
  }

  /// The rows with one of these values in a field.
  static func rows(of schema: ModelSchema, where field: FieldSchema, isAmong values: [DatabaseValue]) -> Query {
    var query = Query(schema: schema)
    query.ordering = []
    query.add(ExpressionTerm(.membership(of: .field(.root, field), in: ListNode(values, field.type))), excluding: false)
    return query
  }
}
