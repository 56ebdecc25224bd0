/// What is inserted together with an object: objects that point to it, or its links of a many-to-many relation. See
/// ``Queryable/create(_:with:)-(Model,NewRelated<Model>...)``.
public struct NewRelated<Owner: Model>: Sendable {
  private let path: RelationPath
  private let rows: any NewRows

  private init<Related: ModelColumns>(_ relation: (Owner.Columns) -> Related, _ rows: any NewRows) {
    path = relation(Owner.Columns(path: .root)).queryPath
    self.rows = rows
  }

  /// Objects whose foreign key points to the new object. Their own value of that key is replaced.
  ///
  /// ```swift
  /// .objects({ $0.entry }, [Entry(blogID: .unsaved, headline: "News")])
  /// ```
  public static func objects<Related: ModelColumns>(
    _ relation: (Owner.Columns) -> Related, _ objects: some Sequence<Related.Model>
  ) -> NewRelated<Owner> {
    NewRelated(relation, NewObjects(objects: Array(objects)))
  }

  /// Links of a many-to-many relation, from either of its ends, to objects that are stored.
  ///
  /// ```swift
  /// .links({ $0.authors }, to: [john, paul])
  /// ```
  public static func links<Related: ModelColumns>(
    _ relation: (Owner.Columns) -> Related, to objects: some Sequence<Related.Model>
  ) -> NewRelated<Owner> {
    NewRelated(relation, NewLinks<Related.Model>(members: .objects(Array(objects))))
  }

  /// Links of a many-to-many relation, from either of its ends, to the objects with these keys.
  ///
  /// ```swift
  /// .links({ $0.authors }, keys: [3, 7])
  /// ```
  public static func links<Related: ModelColumns>(
    _ relation: (Owner.Columns) -> Related, keys: some Sequence<Related.Model.PrimaryKey>
  ) -> NewRelated<Owner> {
    NewRelated(relation, NewLinks<Related.Model>(members: .keys(Array(keys))))
  }

  /// The rows to be inserted, by shape.
  ///
  /// - Throws: ``KindredError/Code/invalidQuery`` if the relation does not lead to rows of this kind.
  func branches(on database: Database) throws -> [NewBranch] {
    let steps = Prefetch.Step.steps(of: path, from: Owner.schema)
    guard steps.count == 1 else {
      throw KindredError(
        .invalidQuery, "Only what is related to \(Owner.schema.name) itself can be created together with it."
      ) { $0.model = Owner.schema.name }
    }
    return try rows.branches(of: steps[0], of: Owner.schema, on: database)
  }
}

/// Rows that are inserted together with the object that they point to.
protocol NewRows: Sendable {
  /// - Parameters:
  ///   - step: The relation that leads to them.
  ///   - owner: The model of the object.
  func branches(of step: Prefetch.Step, of owner: ModelSchema, on database: Database) throws -> [NewBranch]
}

/// New objects that point to the new object.
private struct NewObjects<Source: Model>: NewRows {
  let objects: [Source]

  func branches(of step: Prefetch.Step, of owner: ModelSchema, on database: Database) throws -> [NewBranch] {
    guard case .sources(let relation) = step else {
      throw KindredError(
        .invalidQuery,
        "\(Source.schema.name) objects have no foreign key to the \(owner.name): store them first, and set the property or "
          + "use .links."
      ) { $0.model = owner.name }
    }
    if relation.isParentLink {
      throw KindredError(
        .invalidQuery, "Create the \(Source.schema.name) itself; its \(owner.name) is stored together with it."
      ) { $0.model = owner.name }
    }
    let schema = Source.schema
    if schema.parentLink != nil {
      throw KindredError(
        .invalidQuery,
        "A \(schema.name) is stored in two tables; create it by itself, with the \(owner.name) as its key."
      ) { $0.model = schema.name }
    }
    guard let pointer = schema.index(of: relation.field) else { return [] }
    var groups: [(fields: [Int], values: [DatabaseValue], rows: Int)] = []
    for object in objects {
      if Database.knowsObjects { try object.checkRelatedObjects(on: database) }
      let fields = try Self.fields(of: object, schema, without: pointer)
      let values = try fields.map(object.storedValue)
      if let place = groups.firstIndex(where: { $0.fields == fields }) {
        groups[place].values += values
        groups[place].rows += 1
      } else {
        groups.append((fields, values, 1))
      }
    }
    return groups.map { group in
      NewBranch(
        shape: InsertTree.Branch(relation: relation, fields: group.fields, rows: group.rows), values: group.values)
    }
  }

  /// The fields that are inserted, beside the key to the new object.
  private static func fields(of object: Source, _ schema: ModelSchema, without pointer: Int) throws -> [Int] {
    let omitted = schema.hasDefaults ? try InsertShape.omitted(of: object) : []
    let others = schema.fields.indices.filter { $0 != schema.keyIndex && $0 != pointer && !omitted.contains($0) }
    if schema.keyIndex == pointer { return others }
    if !Source.lacksKey(object) { return [schema.keyIndex] + others }
    try schema.checkKeyIsMade()
    return others
  }
}

/// Links from the new object to others.
private struct NewLinks<Member: Model>: NewRows {
  enum Members: Sendable {
    case objects([Member])
    case keys([Member.PrimaryKey])
  }

  let members: Members

  func branches(of step: Prefetch.Step, of owner: ModelSchema, on database: Database) throws -> [NewBranch] {
    guard case .members(let relation, let isReversed) = step else {
      throw KindredError(
        .invalidQuery,
        "The \(Member.schema.name) objects are not linked by a many-to-many relation: use .objects for new ones, and the "
          + "manager's add for those that are stored."
      ) { $0.model = owner.name }
    }
    try relation.checkLinksAreKeys()
    let (own, other) = isReversed ? (relation.far, relation.near) : (relation.near, relation.far)
    let values = try values(of: other, on: database).uniqued()
    if values.isEmpty { return [] }
    let directions = relation.isSymmetrical ? [(own, other), (other, own)] : [(own, other)]
    return directions.compactMap { own, other in
      guard let field = relation.link.index(of: other.field) else { return nil }
      return NewBranch(
        shape: InsertTree.Branch(relation: own, fields: [field], rows: values.count), values: values)
    }
  }

  /// The keys of the members, as links hold them.
  private func values(of relation: RelationSchema, on database: Database) throws -> [DatabaseValue] {
    let schema = Member.schema
    let target = relation.targetField
    switch members {
    case .objects(let objects):
      return try objects.map { object in
        if Database.knowsObjects {
          try database.check(object.rowOrigin?.database, of: schema, as: "One of the objects to be linked")
        }
        guard !object.primaryKey.isUnsaved, let index = schema.index(of: target) else { throw Self.unsaved }
        let value = try object.databaseValue(at: index)
        if value.isNull { throw Self.unsaved }
        return value
      }
    case .keys(let keys):
      guard target === schema.key else {
        throw KindredError(
          .invalidQuery,
          "The links hold the \(target.name) of a \(schema.name), not its primary key; pass the objects."
        ) { $0.model = schema.name }
      }
      return try keys.map { key in
        guard let stored = key.stored else { throw Self.unsaved }
        return stored
      }
    }
  }

  private static var unsaved: KindredError {
    let name = Member.schema.name
    return KindredError(.unsavedObject, "The \(name) has no key yet; save it before it is linked.") { $0.model = name }
  }
}
