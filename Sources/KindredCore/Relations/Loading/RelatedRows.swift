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
    var rows = RelatedSets<Relation.Source>()
    let read = try read(of: .keys(keys), near: origin) { rows = $0 }
    if let origin {
      try await origin.loading(RelatedName(relation), of: keys, as: Relation.Source.self) { try await read?.run() }
      origin.store(rows, of: keys, RelatedName(relation))
    } else {
      try await read?.run()
    }
    return linked(rows[key] ?? [], to: parent)
  }

  /// The rows that were loaded for an object; nil if they were not.
  static func loaded(for parent: Relation.Target, as name: String? = nil) -> [Relation.Source]? {
    guard let origin = parent.rowOrigin, let key = parent.primaryKey.stored else { return nil }
    return origin.rows(RelatedName(Relation.schema, name), of: key, as: Relation.Source.self)
      .map { linked($0, to: parent) }
  }

  /// Rows with their parent loaded, which they share with their siblings. The parent inside does not refer to its result
  /// again: that would be a cycle, which is never freed. Where it needs one, it gets one of its own.
  private static func linked(_ rows: [Relation.Source], to parent: Relation.Target) -> [Relation.Source] {
    guard let first = rows.first, let key = Relation.key(of: parent).stored else { return rows }
    let owners = parent.rowOrigin
    var parent = parent
    parent.rowOrigin = owners.flatMap { Relation.Target.schema.ownOrigin($0.database, $0.mode) }
    if let siblings = Relation.reference(in: first).peers {
      siblings.store([key: parent], loadedFor: owners.map { [$0] } ?? [])
      return rows
    }
    let group = PeerGroup<Relation.Reference>(parent, key: key, near: owners?.database, .peers, isSet: false)
    group.store([:], loadedFor: owners.map { [$0] } ?? [])
    return rows.map { row in
      var row = row
      Relation.setReference(RelatedReference(rawKey: Relation.reference(in: row).key, peers: group), in: &row)
      return row
    }
  }

  /// The statement for the rows that point to owners.
  ///
  /// - Parameters:
  ///   - base: The query of the rows; by default all.
  ///   - store: Gets the rows by the primary keys of their owners.
  static func read(
    of owners: RelatedRead.Owners, from base: Query? = nil, near origin: RowOrigin?,
    store: @escaping (RelatedSets<Relation.Source>) -> Void
  ) throws -> RelatedRead? {
    let relation = Relation.schema
    var query =
      try base?.near(origin?.database, origin?.mode, by: relation)
      ?? .related(.sources(of: relation), by: relation, near: origin)
    if owners.isSingle {
      query.count(
        for: origin?.watch, "\(relation.target.name).\(relation.accessor ?? relation.source.name)",
        relation.isOneToOne ? .object : .set)
    }
    let ownKey = relation.target.key
    let key: ExpressionNode =
      relation.targetField === ownKey
      ? .field(.root, relation.field) : .field(.root.following(relation), ownKey)
    return try KeyedRows.read(query, of: owners, by: key, ownKey, as: Relation.Source.self, store: store)
  }
}
