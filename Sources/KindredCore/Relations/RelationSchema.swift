/// A foreign key or one-to-one relation: a field of one model that points to a field of another model.
public final class RelationSchema: Sendable {
  /// The property's name.
  public let name: String
  /// The column's name.
  public let column: String
  /// What happens to a row when the row that it points to is deleted.
  public let onDelete: OnDelete
  /// The name of the manager, or of the one object, on the other model; nil if it has none.
  public let accessor: String?
  /// The name in look-ups from the other model; nil if it has none.
  public let queryName: String?
  /// The condition for the objects that may be chosen as its target; nil for all of them.
  public let limitChoicesTo: NamedExpression?
  /// Whether the target is the part of the source's objects that is in another table.
  public let isParentLink: Bool
  /// Whether the other model has one object by it, and not a manager. ``isUnique`` says how many there can be.
  public let isOneToOne: Bool
  /// Whether the database enforces the key.
  public let isEnforced: Bool
  /// The options of the column, such as index and uniqueness.
  public let options: FieldOptions
  /// The relation's type.
  let type: ObjectIdentifier
  /// The type of the references that the model holds.
  let reference: ObjectIdentifier
  private let sourceSchema: @Sendable () -> ModelSchema
  private let targetSchema: @Sendable () -> ModelSchema
  private let targetName: String?
  /// The object that a model's key points to, loaded if necessary; nil if the key is NULL.
  let follow: @Sendable (any Model) async throws -> (any Model)?
  /// The database of the object that a model's key was set to; nil if it was set to none, or is not known.
  let databaseOfObject: @Sendable (any Model) -> Database?
  /// Loads objects of the relation, whose types it knows.
  let loading: any RelationLoading.Type
  /// The paths that begin with this relation, made when first asked for.
  let firstSteps = SharedReference<RelationPath.Step>()

  /// Describes a foreign key.
  ///
  /// - Parameters:
  ///   - relation: The relation's type.
  ///   - name: The property's name.
  ///   - column: The column's name; by default the property's in snake case, with `_id` appended.
  ///   - targetField: The field that the key holds; by default the primary key.
  ///   - onDelete: What happens when the target is deleted.
  ///   - accessor: The accessor's name on the target.
  ///   - queryName: The name in look-ups from the target.
  ///   - limitChoicesTo: The condition for the objects that may be chosen as its target.
  ///   - isEnforced: Whether the database has a foreign key constraint.
  ///   - isParentLink: Whether the target is the part of the source's objects that is in another table.
  ///   - isOneToOne: Whether the other model has one object by it; a parent link always has.
  ///   - options: Index, uniqueness and so on; indexed by default, as in Django.
  public convenience init<Relation: ForeignKeyRelation>(
    _ relation: Relation.Type, name: String, column: String? = nil, targetField: String? = nil,
    onDelete: OnDelete, accessor: String?, queryName: String?, limitChoicesTo: NamedExpression? = nil,
    isEnforced: Bool = true, isParentLink: Bool = false, isOneToOne: Bool = false,
    options: FieldOptions = FieldOptions(isIndexed: true)
  ) {
    self.init(
      relation, name: name, column: column, from: { Relation.Source.schema }, to: { Relation.Target.schema },
      targetField: targetField, onDelete: onDelete, accessor: accessor, queryName: queryName,
      limitChoicesTo: limitChoicesTo, isEnforced: isEnforced, isParentLink: isParentLink, isOneToOne: isOneToOne,
      options: options)
  }

  /// Describes a foreign key between any two models, which are not those of the relation's type if no objects are loaded.
  package init<Relation: ForeignKeyRelation>(
    _ relation: Relation.Type, name: String, column: String? = nil, from source: @escaping @Sendable () -> ModelSchema,
    to target: @escaping @Sendable () -> ModelSchema, targetField: String? = nil, onDelete: OnDelete, accessor: String?,
    queryName: String?, limitChoicesTo: NamedExpression? = nil, isEnforced: Bool = true, isParentLink: Bool = false,
    isOneToOne: Bool = false, options: FieldOptions = FieldOptions(isIndexed: true)
  ) {
    self.name = name
    self.column = column ?? name.snakeCased + "_id"
    self.targetName = targetField
    self.onDelete = onDelete
    self.accessor = accessor
    self.queryName = queryName
    self.limitChoicesTo = limitChoicesTo
    self.isEnforced = isEnforced
    self.isParentLink = isParentLink
    self.isOneToOne = isOneToOne || isParentLink
    self.options = options
    self.type = ObjectIdentifier(relation)
    self.reference = ObjectIdentifier(Relation.Reference.self)
    self.sourceSchema = source
    self.targetSchema = target
    self.loading = ForeignKeyLoading<Relation>.self
    self.databaseOfObject = { model in
      (model as? Relation.Source).flatMap { Relation.reference(in: $0).databaseOfObject }
    }
    self.follow = { model in
      guard let source = model as? Relation.Source else { return nil }
      let reference = Relation.reference(in: source)
      guard let key = reference.key.base else { return nil }
      return try await reference.find(key)
    }
  }

  /// The model that has the key.
  public var source: ModelSchema { sourceSchema() }
  /// The model that the key points to.
  public var target: ModelSchema { targetSchema() }
  /// The field that the key holds.
  public var targetField: FieldSchema { targetName.flatMap(target.field(named:)) ?? target.key }
  /// Whether at most one row points to each row of the target.
  public var isUnique: Bool { options.isUnique || options.isPrimaryKey }
  /// The field of the key's column.
  public var field: FieldSchema { source.fields.first { $0.relation === self } ?? source.key }
}

extension RelationSchema: Hashable {
  /// Whether the two are the same.
  public static func == (lhs: RelationSchema, rhs: RelationSchema) -> Bool { lhs === rhs }
  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
