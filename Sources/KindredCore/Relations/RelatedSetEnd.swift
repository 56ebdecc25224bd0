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
  func key(of member: RelatedMember<Member>) throws -> DatabaseValue
  /// Inserts a link to each of the members.
  func insert(_ members: [RelatedMember<Member>], ignoringConflicts: Bool, on database: Database) async throws
}

extension RelatedSetEnd {
  /// The relation.
  var relation: ManyToManySchema { Relation.schema }
  /// The database of the object; nil if it is not known.
  var databaseOfParent: Database? { parent.rowOrigin?.database }

  /// The fetch mode of the object; nil if it has none.
  var mode: FetchMode? { parent.rowOrigin?.mode }

  /// The counter of the statements for the rows of the object's result, if they are counted.
  var watch: ResultWatch? { parent.rowOrigin?.watch }

  /// The name of the set.
  var name: String {
    "\(Owner.schema.name).\(Self.isReversed ? relation.accessor ?? relation.name : relation.name)"
  }

  private var relatedName: RelatedName { RelatedName(relation, reversed: Self.isReversed) }

  /// Inserts links that the closure makes.
  func insert<Link: Model>(
    _ members: [Member], on database: Database, making link: (Member) throws -> Link
  ) async throws {
    try await LinkWriter<Relation>.insert(members, on: database, making: link)
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
    var members: [DatabaseValue: [Member]] = [:]
    let read = try ManyToManyLoading<Relation>.read(
      of: .keys(wanted), keys.own, keys.other, nil, origin, as: Member.self
    ) { members = $0 }
    try await read?.run()
    origin.store(members, of: wanted, relatedName)
    return members[key] ?? []
  }

  /// Drops the members that were loaded for the object, because they change.
  func forgetLoaded() {
    guard let key = parent.primaryKey.stored else { return }
    parent.rowOrigin?.forget(relatedName, of: key, as: Member.self)
  }
}

/// An object, or the key of one.
enum RelatedMember<Member: Model>: Sendable {
  case object(Member)
  case key(Member.PrimaryKey)
}

/// The end of the model that declares the relation.
struct NearEnd<Relation: ManyToManyRelation>: RelatedSetEnd {
  typealias Member = Relation.Far.Target

  static var isReversed: Bool { false }

  let parent: Relation.Near.Target

  var keys: (own: RelationSchema, other: RelationSchema) { (Relation.Near.schema, Relation.Far.schema) }
  var parentKey: DatabaseValue { get throws { try LinkKeys<Relation.Near>.value(of: parent) } }

  func key(of member: RelatedMember<Member>) throws -> DatabaseValue {
    try LinkKeys<Relation.Far>.value(try LinkKeys<Relation.Far>.column(of: member), Member.schema)
  }

  func insert(_ members: [RelatedMember<Member>], ignoringConflicts: Bool, on database: Database) async throws {
    let own = try LinkKeys<Relation.Near>.column(of: .object(parent))
    let others = try members.map { try LinkKeys<Relation.Far>.column(of: $0) }
    try await LinkWriter<Relation>.insert(others.map { (own, $0) }, ignoringConflicts, on: database)
  }
}

/// The end of the other model.
struct FarEnd<Relation: ManyToManyRelation>: RelatedSetEnd {
  typealias Member = Relation.Near.Target

  static var isReversed: Bool { true }

  let parent: Relation.Far.Target

  var keys: (own: RelationSchema, other: RelationSchema) { (Relation.Far.schema, Relation.Near.schema) }
  var parentKey: DatabaseValue { get throws { try LinkKeys<Relation.Far>.value(of: parent) } }

  func key(of member: RelatedMember<Member>) throws -> DatabaseValue {
    try LinkKeys<Relation.Near>.value(try LinkKeys<Relation.Near>.column(of: member), Member.schema)
  }

  func insert(_ members: [RelatedMember<Member>], ignoringConflicts: Bool, on database: Database) async throws {
    let own = try LinkKeys<Relation.Far>.column(of: .object(parent))
    let others = try members.map { try LinkKeys<Relation.Near>.column(of: $0) }
    try await LinkWriter<Relation>.insert(others.map { ($0, own) }, ignoringConflicts, on: database)
  }
}

/// The keys that one of the two foreign keys of a link holds.
enum LinkKeys<Key: ForeignKeyRelation> {
  /// The key of a member in the type of the link's column.
  static func column(of member: RelatedMember<Key.Target>) throws -> Key.KeyColumn {
    switch member {
    case .object(let object): return Key.key(of: object)
    case .key(let key):
      guard let column = key as? Key.KeyColumn, Key.schema.targetField === Key.Target.schema.key else {
        throw KindredError(
          .invalidQuery,
          "The links hold the \(Key.schema.targetField.name) of a \(Key.Target.schema.name), not its primary key; pass "
            + "the objects.")
      }
      return column
    }
  }

  /// The stored form of an object's key.
  static func value(of object: Key.Target) throws -> DatabaseValue { try value(Key.key(of: object), Key.Target.schema) }

  /// The stored form of a key.
  static func value(_ key: Key.KeyColumn, _ schema: ModelSchema) throws -> DatabaseValue {
    if let stored = key.stored { return stored }
    throw KindredError(.unsavedObject, "The \(schema.name) has no key yet; save it before it is linked.") {
      $0.model = schema.name
    }
  }
}

/// Inserts links.
enum LinkWriter<Relation: ManyToManyRelation> {
  typealias Link = Relation.Near.Source

  static func insert(
    _ pairs: [(near: Relation.Near.KeyColumn, far: Relation.Far.KeyColumn)], _ ignoringConflicts: Bool,
    on database: Database
  ) async throws {
    var links: [Link] = []
    for pair in pairs {
      _ = try LinkKeys<Relation.Near>.value(pair.near, Relation.Near.Target.schema)
      _ = try LinkKeys<Relation.Far>.value(pair.far, Relation.Far.Target.schema)
      links.append(try link(pair.near, pair.far))
      if Relation.schema.isSymmetrical, let near = pair.far as? Relation.Near.KeyColumn,
        let far = pair.near as? Relation.Far.KeyColumn, pair.near.stored != pair.far.stored
      {
        links.append(try link(near, far))
      }
    }
    try await Link.unscoped.using(database).bulkCreate(links, ignoreConflicts: ignoringConflicts)
  }

  private static func link(_ near: Relation.Near.KeyColumn, _ far: Relation.Far.KeyColumn) throws -> Link {
    if let link = Relation.link(near: near, far: far) { return link }
    throw KindredError(
      .invalidQuery,
      "A \(Link.schema.name) has fields of its own; say how one is made: add(…) { \(Link.schema.name)(…) }."
    ) { $0.model = Link.schema.name }
  }

  static func insert<Member: Model, Made: Model>(
    _ members: [Member], on database: Database, making link: (Member) throws -> Made
  ) async throws {
    let links = try members.map { member in
      guard let made = try link(member) as? Link else {
        throw KindredError(
          .invalidQuery,
          "The links of \(Relation.schema.source.name).\(Relation.schema.name) are \(Link.schema.name) "
            + "objects, not \(Made.schema.name).")
      }
      return made
    }
    try await Link.unscoped.using(database).bulkCreate(links)
  }
}
