/// The rows whose foreign key points to objects.
enum RelatedRows<Relation: ForeignKeyRelation> {
  /// The rows that point to an object: those that were loaded for it, or else loaded now, depending on the fetch mode
  /// with those of its siblings. They have the object loaded.
  static func rows(of parent: Relation.Target) async throws -> [Relation.Source] {
    guard Relation.key(of: parent).stored != nil, let key = parent.primaryKey.stored else { return [] }
    if let rows = loaded(for: parent) { return rows }
    let origin = parent.rowOrigin
    let relation = Relation.schema
    if origin?.mode == .raise {
      throw KindredError(
        .fetchBlocked,
        "\(relation.target.name).\(relation.accessor ?? relation.source.name) is not loaded, and the query's fetch mode "
          + "is .raise.")
    }
    let keys = origin?.wanted(RelatedName(relation), with: key, as: Relation.Source.self) ?? [key]
    let rows = try await load(keys, near: origin)
    origin?.store(rows, RelatedName(relation))
    return linked(rows[key] ?? [], to: parent)
  }

  /// The rows that were loaded for an object; nil if they were not.
  static func loaded(for parent: Relation.Target, as name: String? = nil) -> [Relation.Source]? {
    guard let origin = parent.rowOrigin, let key = parent.primaryKey.stored else { return nil }
    return origin.rows(RelatedName(Relation.schema, name), of: key, as: Relation.Source.self)
      .map { linked($0, to: parent) }
  }

  /// Rows with their parent loaded. The parent inside does not refer to its result again: that would be a cycle, which is
  /// never freed. Where it needs one, it gets one of its own.
  private static func linked(_ rows: [Relation.Source], to parent: Relation.Target) -> [Relation.Source] {
    guard let key = Relation.key(of: parent).stored else { return rows }
    var parent = parent
    parent.rowOrigin =
      Relation.Target.schema.hasDeferred ? parent.rowOrigin.map { RowOrigin($0.database, $0.mode) } : nil
    let group = PeerGroup<Relation.Reference>(loaded: parent, key: key)
    return rows.map { row in
      var row = row
      Relation.setReference(RelatedReference(rawKey: Relation.reference(in: row).key, peers: group), in: &row)
      return row
    }
  }

  /// Loads the rows that point to objects with these primary keys; no rows are an empty array.
  ///
  /// - Parameter base: The query of the rows; by default all.
  static func load(
    _ keys: [DatabaseValue], from base: Query? = nil, near origin: RowOrigin?
  ) async throws -> [DatabaseValue: [Relation.Source]] {
    let relation = Relation.schema
    var query = try base ?? .related(.sources(of: relation), by: relation, near: origin)
    query.inherit(origin?.mode)
    if keys.count == 1 {
      query.count(
        for: origin?.watch, "\(relation.target.name).\(relation.accessor ?? relation.source.name)",
        relation.isOneToOne ? .object : .set)
    }
    if relation.targetField === relation.target.key {
      return try await KeyedRows.load(query, keys, by: .field(.root, relation.field), as: Relation.Source.self) {
        Relation.reference(in: $0).key.stored
      }
    }
    let key = ExpressionNode.field(.root.following(relation), relation.target.key)
    return try await KeyedRows.load(query, keys, by: key, as: Relation.Source.self, keyOf: nil)
  }
}

extension Query {
  /// A query of related rows, in the fetch mode and on the database of the rows that they are loaded for.
  static func related(_ objects: Query, by relation: RelationSchema, near origin: RowOrigin?) throws -> Query {
    try Database.check(relation)
    var query = objects
    query.database =
      query.database ?? Database.router?.database(for: .read, of: query.schema, near: origin?.database)
      ?? origin?.database
    query.inherit(origin?.mode)
    return query
  }

  /// The rows that may point to an object: those of the model's `objects`, or all if at most one points to it.
  static func sources(of relation: RelationSchema) -> Query {
    relation.isOneToOne ? relation.source.baseQuery() : relation.source.defaultQuery()
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
