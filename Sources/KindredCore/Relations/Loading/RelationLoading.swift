/// Loads the objects of a foreign key, in both directions, for all rows of a result.
protocol RelationLoading: Sendable {
  /// Saves the object that a model points to, if it is loaded, and takes its key.
  static func saveTarget<M: Model>(of model: M, on database: Database) async throws -> M
  /// Loads the objects that the rows point to.
  ///
  /// - Parameter index: The index of the relation among the rows' relations.
  static func loadTargets(_ links: PeerLinks, at index: Int, from query: Query?) async throws
  /// Loads the rows that point to the rows of a result.
  static func loadSources(_ origin: RowOrigin, from query: Query?, as name: String?) async throws
  /// Reads the object that a row points to, from the row's further columns.
  static func readTarget(_ row: borrowing DatabaseRow, into links: PeerLinks, at index: Int, key: DatabaseValue) throws
  /// Reads the object that points to a row, from the row's further columns; `isMissing` if there is none.
  static func readSource(
    _ row: borrowing DatabaseRow, into origin: RowOrigin, of key: DatabaseValue, isMissing: Bool
  ) throws
}

enum ForeignKeyLoading<Relation: ForeignKeyRelation>: RelationLoading {
  static func saveTarget<M: Model>(of model: M, on database: Database) async throws -> M {
    guard var source = model as? Relation.Source, var target = Relation.reference(in: source).loaded else {
      return model
    }
    try await target.save(on: database)
    Relation.setReference(RelatedReference(to: target), in: &source)
    return source as? M ?? model
  }

  static func loadTargets(_ links: PeerLinks, at index: Int, from query: Query?) async throws {
    guard let group = links.groups.object(at: index, PeerGroup<Relation.Reference>.self)?.object else { return }
    let keys = group.missing()
    if keys.isEmpty { return }
    group.store(try await RelatedReference<Relation.Reference>.fetch(keys, from: group, by: query))
  }

  static func loadSources(_ origin: RowOrigin, from query: Query?, as name: String?) async throws {
    let name = RelatedName(Relation.schema, name)
    let keys = origin.missing(name, as: Relation.Source.self)
    if keys.isEmpty { return }
    origin.store(try await RelatedRows<Relation>.load(keys, from: query, near: origin), name)
  }

  static func readTarget(
    _ row: borrowing DatabaseRow, into links: PeerLinks, at index: Int, key: DatabaseValue
  ) throws {
    guard let group = links.groups.object(at: index, PeerGroup<Relation.Reference>.self) else { return }
    group.object.store([key: try Relation.Target(row: row)])
  }

  static func readSource(
    _ row: borrowing DatabaseRow, into origin: RowOrigin, of key: DatabaseValue, isMissing: Bool
  ) throws {
    origin.store([key: isMissing ? [] : [try Relation.Source(row: row)]], RelatedName(Relation.schema))
  }
}

/// Loads the members of the sets of a many-to-many relation, for all rows of a result.
protocol LinkLoading: Sendable {
  /// Loads the sets of rows of the model that declares the relation or, reversed, of the other one.
  static func loadMembers(_ origin: RowOrigin, reversed: Bool, from query: Query?, as name: String?) async throws
}

enum ManyToManyLoading<Relation: ManyToManyRelation>: LinkLoading {
  static func loadMembers(_ origin: RowOrigin, reversed: Bool, from query: Query?, as name: String?) async throws {
    let name = RelatedName(Relation.schema, reversed: reversed, name)
    if reversed {
      let keys = origin.missing(name, as: Relation.Near.Target.self)
      origin.store(
        try await load(keys, Relation.Far.schema, Relation.Near.schema, query, origin, as: Relation.Near.Target.self),
        name)
    } else {
      let keys = origin.missing(name, as: Relation.Far.Target.self)
      origin.store(
        try await load(keys, Relation.Near.schema, Relation.Far.schema, query, origin, as: Relation.Far.Target.self),
        name)
    }
  }

  /// The members for each of the primary keys.
  static func load<Member: Model>(
    _ keys: [DatabaseValue], _ own: RelationSchema, _ other: RelationSchema, _ base: Query?, _ origin: RowOrigin?,
    as type: Member.Type
  ) async throws -> [DatabaseValue: [Member]] {
    var query = try base ?? .related(other.target.defaultQuery(), by: other, near: origin)
    query.inherit(origin?.mode)
    if keys.count == 1 { query.count(for: origin?.watch, "\(own.target.name).\(Relation.schema.name)", .set) }
    let links = RelationPath.root.following(backwards: other)
    let key: ExpressionNode =
      own.targetField === own.target.key
      ? .field(links, own.field) : .field(links.following(own), own.target.key)
    return try await KeyedRows.load(query, keys, by: key, as: Member.self, keyOf: nil)
  }
}
