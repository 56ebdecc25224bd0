/// A many-to-many relation as a type: `Entry.Relations.authors`.
///
/// Its links are the rows of a model with two foreign keys. `@ManyToMany` makes the type.
public protocol ManyToManyRelation: Sendable {
  /// The link's key to the model that declares the relation.
  associatedtype Near: ForeignKeyRelation
  /// The link's key to the other model.
  associatedtype Far: ForeignKeyRelation where Far.Source == Near.Source

  /// The relation's description.
  static var schema: ManyToManySchema { get }
}

/// A many-to-many relation: two foreign keys of the model of its links.
public final class ManyToManySchema: Sendable {
  /// The property's name.
  public let name: String
  /// The name of the set on the other model; nil if it has none.
  public let accessor: String?
  /// The name in look-ups from the other model; nil if it has none.
  public let queryName: String?
  /// Whether a link between two objects of one model holds in both directions.
  public let isSymmetrical: Bool
  /// The link's key to the model that declares the relation.
  public let near: RelationSchema
  /// The link's key to the other model.
  public let far: RelationSchema
  /// Loads the members of sets, whose types it knows.
  let loading: any LinkLoading.Type

  /// Describes a many-to-many relation.
  ///
  /// - Parameters:
  ///   - relation: The relation's type.
  ///   - name: The property's name.
  ///   - accessor: The set's name on the other model.
  ///   - queryName: The name in look-ups from the other model.
  ///   - isSymmetrical: Whether a link between two objects of one model holds in both directions.
  public init<Relation: ManyToManyRelation>(
    _ relation: Relation.Type, name: String, accessor: String?, queryName: String?, isSymmetrical: Bool = false
  ) {
    self.name = name
    self.accessor = accessor
    self.queryName = queryName
    self.isSymmetrical = isSymmetrical
    near = Relation.Near.schema
    far = Relation.Far.schema
    loading = ManyToManyLoading<Relation>.self
  }

  /// The model that declares the relation.
  public var source: ModelSchema { near.target }
  /// The other model.
  public var target: ModelSchema { far.target }
  /// The model of the links.
  public var link: ModelSchema { near.source }
}

extension ManyToManySchema: Hashable {
  /// Whether the two are the same.
  public static func == (lhs: ManyToManySchema, rhs: ManyToManySchema) -> Bool { lhs === rhs }
  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
