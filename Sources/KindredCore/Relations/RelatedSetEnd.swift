/// One end of a many-to-many relation, for an object at that end: reads and writes the links.
protocol RelatedSetEnd<Member>: Sendable {
  /// The relation.
  associatedtype Relation: ManyToManyRelation
  /// The model of the object.
  associatedtype Owner: Model
  /// The model at the other end.
  associatedtype Member: Model

  /// Whether the object's model does not declare the relation.
  static var isReversed: Bool { get }

  /// The object.
  var parent: Owner { get }
  /// The link's key to the object's model, and that to the other one.
  var keys: (own: RelationSchema, other: RelationSchema) { get }
  /// The key of the object, as links hold it.
  var parentKey: DatabaseValue { get throws }

  /// The key of a member, as links hold it.
  func key(of member: Member) throws -> DatabaseValue
  /// The key of a member, as links hold it.
  func key(of member: Member.PrimaryKey) throws -> DatabaseValue
}

extension RelatedSetEnd {
  /// The relation.
  var relation: ManyToManySchema { Relation.schema }
  /// The database of the object; nil if it is not known.
  var databaseOfParent: Database? { parent.ownDatabase }

  /// The fetch mode of the object; nil if it has none.
  var mode: FetchMode? { parent.rowOrigin?.mode }

  /// The counter of the statements for the rows of the object's result, if they are counted.
  var watch: ResultWatch? { parent.rowOrigin?.watch }

  /// The name of the set.
  var name: String {
    "\(Owner.schema.name).\(Self.isReversed ? relation.accessor ?? relation.name : relation.name)"
  }

  private var relatedName: RelatedName { RelatedName(relation, reversed: Self.isReversed) }

  /// Inserts a link to each of the members. Those that are linked already stay so.
  func insert(_ members: [DatabaseValue], on database: Database) async throws {
    let own = try parentKey
    let pairs = members.map { Self.isReversed ? (near: $0, far: own) : (near: own, far: $0) }
    try await LinkWriter.insert(pairs, of: relation, on: database)
  }

  /// Inserts links that the closure makes; where the relation is symmetrical, also those in the other direction.
  func insert<Link: Model>(
    _ members: [Member], on database: Database, making link: (Member) throws -> Link
  ) async throws {
    func makeLink(_ member: Member) throws -> Relation.Near.Source {
      guard let made = try link(member) as? Relation.Near.Source else {
        throw KindredError(
          .invalidQuery,
          "The links of \(relation.source.name).\(relation.name) are \(relation.link.name) objects, not "
            + "\(Link.schema.name).")
      }
      return made
    }
    var links = try members.map(makeLink)
    // Made anew, as the key may be a value that each link has for itself.
    if relation.isSymmetrical { links += try members.compactMap { reversed(try makeLink($0)) } }
    if relation.hasUniquePair {
      // As in LinkWriter: in one order, tasks that insert the same links cannot wait for each other in a circle.
      links = links.map { (pair: Self.pair(of: $0), link: $0) }.sorted { LinkWriter.precedes($0.pair, $1.pair) }.map(
        \.link)
    }
    try await Relation.Near.Source.unscoped.using(database).bulkCreate(links)
  }

  private static func pair(of link: Relation.Near.Source) -> (near: DatabaseValue, far: DatabaseValue) {
    (
      Relation.Near.reference(in: link).key.stored ?? .null,
      Relation.Far.reference(in: link).key.stored ?? .null
    )
  }

  /// The same link in the other direction; nil where an object is linked with itself.
  private func reversed(_ link: Relation.Near.Source) -> Relation.Near.Source? {
    let (near, far) = (Relation.Near.reference(in: link).key, Relation.Far.reference(in: link).key)
    guard near.stored != far.stored, let newNear = far as? Relation.Near.KeyColumn,
      let newFar = near as? Relation.Far.KeyColumn
    else { return nil }
    var link = link
    Relation.Near.setReference(RelatedReference(key: newNear), in: &link)
    Relation.Far.setReference(RelatedReference(key: newFar), in: &link)
    return link
  }

  /// Deletes the links that a query finds.
  func deleteLinks(_ query: Query) async throws -> Int {
    try await QuerySet<Relation.Near.Source>(query: query).delete().perModel[relation.link.name] ?? 0
  }

  /// The members that were loaded for the object, or else loaded now with those of its siblings if the fetch mode says
  /// so; nil if the database is to be asked.
  func loaded() async throws -> [Member]? {
    guard let origin = parent.rowOrigin, let key = parent.primaryKey.stored else { return nil }
    if let members = origin.rows(relatedName, of: key, as: Member.self) { return members }
    guard origin.mode == .peersAndSets else { return nil }
    let wanted = origin.wanted(relatedName, with: key, as: Member.self)
    var members = RelatedSets<Member>()
    let read = try ManyToManyLoading<Relation>.read(
      of: .keys(wanted), keys.own, keys.other, nil, origin, as: Member.self
    ) { members = $0 }
    try await origin.loading(relatedName, of: wanted, as: Member.self) { try await read?.run() }
    origin.store(members, of: wanted, relatedName)
    return members[key] ?? []
  }

  /// Drops the members that were loaded for the object, because they change.
  func forgetLoaded() { parent.forgetLoaded(relatedName) }
}

/// The end of the model that declares the relation.
struct NearEnd<Relation: ManyToManyRelation>: RelatedSetEnd {
  typealias Member = Relation.Far.Target

  static var isReversed: Bool { false }

  let parent: Relation.Near.Target

  var keys: (own: RelationSchema, other: RelationSchema) { (Relation.Near.schema, Relation.Far.schema) }
  var parentKey: DatabaseValue { get throws { try LinkKeys<Relation.Near>.value(of: parent) } }

  func key(of member: Member) throws -> DatabaseValue { try LinkKeys<Relation.Far>.value(of: member) }
  func key(of member: Member.PrimaryKey) throws -> DatabaseValue { try LinkKeys<Relation.Far>.value(of: member) }
}

/// The end of the other model.
struct FarEnd<Relation: ManyToManyRelation>: RelatedSetEnd {
  typealias Member = Relation.Near.Target

  static var isReversed: Bool { true }

  let parent: Relation.Far.Target

  var keys: (own: RelationSchema, other: RelationSchema) { (Relation.Far.schema, Relation.Near.schema) }
  var parentKey: DatabaseValue { get throws { try LinkKeys<Relation.Far>.value(of: parent) } }

  func key(of member: Member) throws -> DatabaseValue { try LinkKeys<Relation.Near>.value(of: member) }
  func key(of member: Member.PrimaryKey) throws -> DatabaseValue { try LinkKeys<Relation.Near>.value(of: member) }
}

/// The keys that one of the two foreign keys of a link holds.
private enum LinkKeys<Key: ForeignKeyRelation> {
  /// The stored form of an object's key.
  static func value(of object: Key.Target) throws -> DatabaseValue {
    guard let stored = Key.key(of: object).stored else { throw unsaved }
    return stored
  }

  /// The stored form of a primary key, if that is what the links hold.
  static func value(of key: Key.Target.PrimaryKey) throws -> DatabaseValue {
    let (relation, target) = (Key.schema, Key.Target.schema)
    guard relation.targetField === target.key else {
      throw KindredError(
        .invalidQuery,
        "The links hold the \(relation.targetField.name) of a \(target.name), not its primary key; pass the objects.")
    }
    guard let stored = key.stored else { throw unsaved }
    return stored
  }

  private static var unsaved: KindredError {
    let name = Key.Target.schema.name
    return KindredError(.unsavedObject, "The \(name) has no key yet; save it before it is linked.") { $0.model = name }
  }
}
