/// Loads the objects of a foreign key, in both directions, for all rows of a result.
protocol RelationLoading: Sendable {
  /// Saves the object that a model points to, if it is loaded, and takes its key.
  static func saveTarget<M: Model>(of model: M, on database: Database) async throws -> M
  /// The same object, where the one that it points to will be loaded from the database in which it was stored.
  static func note<M: Model>(_ database: Database, in model: M) -> M
  /// Drops the one object that was loaded for the one that a model points to, as the model changes.
  static func forgetSource<M: Model>(_ model: M)
  /// The statement for the objects that the rows of a result point to; nil if there is nothing to load.
  ///
  /// - Parameters:
  ///   - index: The index of the relation among the rows' relations.
  ///   - request: Finds the rows; nil if they were read, so that their keys are known.
  ///   - query: The query of the objects; by default all.
  static func targets(
    _ links: PeerLinks, at index: Int, ofFound request: RowRequest?, from query: Query?
  ) throws -> RelatedRead?
  /// The statement for the rows that point to the rows of a result; nil if there is nothing to load.
  static func sources(
    _ origin: RowOrigin, ofFound request: RowRequest?, from query: Query?, as name: String?
  ) throws -> RelatedRead?
  /// Loads the objects that objects in memory point to, unless they are loaded.
  static func loadTargets<Owner: Model>(of objects: inout [Owner], _ prefetch: Prefetch) async throws
  /// Loads the rows that point to objects in memory, unless they are loaded.
  static func loadSources<Owner: Model>(of objects: inout [Owner], _ prefetch: Prefetch) async throws
  /// Loads what is to be loaded for the objects that the rows of a result point to, and that were read with them.
  static func loadNext(ofTargets links: PeerLinks, at index: Int, _ prefetch: Prefetch) async throws
  /// Loads what is to be loaded for the objects that point to the rows of a result, and that were read with them.
  static func loadNext(ofSources origin: RowOrigin, _ prefetch: Prefetch) async throws
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
    var reference = Relation.reference(in: source)
    reference.hold(target)
    Relation.setReference(reference, in: &source)
    return source as? M ?? model
  }

  static func note<M: Model>(_ database: Database, in model: M) -> M {
    guard var source = model as? Relation.Source else { return model }
    var reference = Relation.reference(in: source)
    guard reference.note(database) else { return model }
    Relation.setReference(reference, in: &source)
    return source as? M ?? model
  }

  static func forgetSource<M: Model>(_ model: M) {
    guard let source = model as? Relation.Source else { return }
    Relation.reference(in: source).forgetLoaded(by: Relation.schema)
  }

  static func targets(
    _ links: PeerLinks, at index: Int, ofFound request: RowRequest?, from query: Query?
  ) throws -> RelatedRead? {
    let relation = Relation.schema
    let owners: RelatedRead.Owners
    if let request {
      if links.parent?.relation === relation { return nil }
      owners = .found(request)
    } else {
      let keys = links.groups.object(at: index, PeerGroup<Relation.Reference>.self)?.object.missing() ?? []
      if keys.isEmpty { return nil }
      owners = .keys(keys)
    }
    return try targets(of: owners, from: query, near: links.database, links.mode) { found in
      links.groups.object(at: index, PeerGroup<Relation.Reference>.self)?.object.store(found)
    }
  }

  /// The statement for the objects that owners point to.
  ///
  /// - Parameter store: Gets the objects by the keys that point to them.
  static func targets(
    of owners: RelatedRead.Owners, from base: Query?, near origin: Database?, _ mode: FetchMode,
    store: @escaping ([DatabaseValue: Relation.Target]) -> Void
  ) throws -> RelatedRead? {
    let relation = Relation.schema
    // The loaded objects load their own relations in the same mode.
    var query = try (base ?? relation.target.baseQuery()).near(origin, mode, by: relation)
    try query.check()
    if query.window.isSlice {
      throw KindredError(
        .invalidQuery,
        "\(relation.source.name).\(relation.name) is one object for each row, so that a slice of them has no meaning; use "
          + "filter."
      ) { $0.model = relation.source.name }
    }
    if query.isNone { return nil }
    let isRepeatable = query.isRepeatable()
    query.ordering = []
    let field = relation.targetField
    query.addFirst(try owners.condition(on: .field(.root, field), field.type, by: relation.field, in: query))
    let request = RowRequest(query: query)
    let database = try query.placeOfRows().database
    let links = request.links(on: database)
    let joined = request.joinedReader(links)
    let column = Int32(relation.target.index(of: field) ?? relation.target.keyIndex)
    let objects = ObjectsByKey<Relation.Target>()
    return RelatedRead(
      request: request, database: database, links: links, isRepeatable: isRepeatable,
      read: { row in
        try objects.read(row, of: RawKey.read(row, column, field.type))
        try joined?.read(row)
      }, finish: { store(objects.take()) })
  }

  static func sources(
    _ origin: RowOrigin, ofFound request: RowRequest?, from query: Query?, as name: String?
  ) throws -> RelatedRead? {
    let name = RelatedName(Relation.schema, name)
    guard let owners = origin.owners(request, name, as: Relation.Source.self) else { return nil }
    return try RelatedRows<Relation>.read(of: owners, from: query, near: origin) {
      origin.store($0, name)
    }
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
  /// The statement for the sets of rows of the model that declares the relation or, reversed, of the other one; nil if
  /// there is nothing to load.
  ///
  /// - Parameter request: Finds the rows; nil if they were read, so that their keys are known.
  static func members(
    _ origin: RowOrigin, reversed: Bool, ofFound request: RowRequest?, from query: Query?, as name: String?
  ) throws -> RelatedRead?
  /// Loads the sets of objects in memory, unless they are loaded.
  static func loadMembers<Owner: Model>(
    of objects: inout [Owner], reversed: Bool, _ prefetch: Prefetch
  ) async throws
}

enum ManyToManyLoading<Relation: ManyToManyRelation>: LinkLoading {
  static func members(
    _ origin: RowOrigin, reversed: Bool, ofFound request: RowRequest?, from query: Query?, as name: String?
  ) throws -> RelatedRead? {
    let (near, far) = (Relation.Near.schema, Relation.Far.schema)
    return reversed
      ? try members(origin, true, far, near, request, query, name, as: Relation.Near.Target.self)
      : try members(origin, false, near, far, request, query, name, as: Relation.Far.Target.self)
  }

  private static func members<Member: Model>(
    _ origin: RowOrigin, _ isReversed: Bool, _ own: RelationSchema, _ other: RelationSchema, _ request: RowRequest?,
    _ query: Query?, _ name: String?, as type: Member.Type
  ) throws -> RelatedRead? {
    let name = RelatedName(Relation.schema, reversed: isReversed, name)
    guard let owners = origin.owners(request, name, as: type) else { return nil }
    return try read(of: owners, own, other, query, origin, as: type) { origin.store($0, name) }
  }

  /// The statement for the members of sets.
  ///
  /// - Parameter store: Gets the members by the primary keys of the objects whose sets they are in.
  static func read<Member: Model>(
    of owners: RelatedRead.Owners, _ own: RelationSchema, _ other: RelationSchema, _ base: Query?,
    _ origin: RowOrigin?, as type: Member.Type, store: @escaping (RelatedSets<Member>) -> Void
  ) throws -> RelatedRead? {
    var query =
      try base?.near(origin?.database, origin?.mode, by: other)
      ?? .related(other.target.defaultQuery(), by: other, near: origin)
    if owners.isSingle { query.count(for: origin?.watch, "\(own.target.name).\(Relation.schema.name)", .set) }
    let links = RelationPath.root.following(backwards: other)
    let ownKey = own.target.key
    let key: ExpressionNode =
      own.targetField === ownKey ? .field(links, own.field) : .field(links.following(own), ownKey)
    return try KeyedRows.read(query, of: owners, by: key, ownKey, as: type, store: store)
  }
}

extension RowOrigin {
  /// The rows of the result: those that a request finds or, without one, those for which nothing was loaded yet; nil if
  /// there are none.
  fileprivate func owners<Row: Sendable>(
    _ request: RowRequest?, _ name: RelatedName, as type: Row.Type
  ) -> RelatedRead.Owners? {
    if let request { return .found(request) }
    let keys = missing(name, as: type)
    return keys.isEmpty ? nil : .keys(keys)
  }
}

/// Single objects by the keys that point to them.
private final class ObjectsByKey<Object: Model> {
  private var objects: [Object] = []
  private var keys: [DatabaseValue] = []

  func read(_ row: borrowing DatabaseRow, of key: DatabaseValue) throws {
    try Object.append(row, to: &objects)
    keys.append(key)
  }

  /// Moves the objects out.
  func take() -> [DatabaseValue: Object] {
    defer { (objects, keys) = ([], []) }
    return Dictionary(zip(keys, objects)) { _, new in new }
  }
}
