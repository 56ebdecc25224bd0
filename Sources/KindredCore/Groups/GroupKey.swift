/// A foreign key of a set of fields, as a type: `Audit.Relations.author`. `@ForeignKey` in `@Fields` makes it.
public protocol GroupKey: ToOneRelation {
  /// The set of fields.
  associatedtype EmbeddedGroup: FieldGroup

  /// What the set declares of the key.
  static var declaration: GroupKeyDeclaration { get }
  /// The key's value in a set, and the related object if it is loaded.
  static func reference(in group: EmbeddedGroup) -> RelatedReference<Self>
  /// Replaces the key's value in a set.
  static func setReference(_ reference: RelatedReference<Self>, in group: inout EmbeddedGroup)
}

extension GroupKey {
  /// What messages say about the key.
  public static var place: RelationPlace {
    RelationPlace(
      model: String(describing: EmbeddedGroup.self), name: declaration.name, table: nil, column: nil,
      targetField: declaration.targetField.flatMap(Target.schema.field(named:)) ?? Target.schema.key, relation: nil)
  }
}

/// A foreign key as a set of fields declares it, for any model that uses the set.
public struct GroupKeyDeclaration: Sendable {
  let name: String
  let column: String?
  let targetField: String?
  let onDelete: OnDelete
  let relatedName: String?
  let relatedQueryName: String?
  let limitChoicesTo: NamedExpression?
  let isEnforced: Bool
  let isOneToOne: Bool
  let options: FieldOptions

  /// Describes a foreign key.
  ///
  /// - Parameters:
  ///   - name: The property's name.
  ///   - column: The column's name; by default the property's in snake case, with `_id` appended.
  ///   - targetField: The field that the key holds; by default the primary key.
  ///   - onDelete: What happens when the target is deleted.
  ///   - relatedName: The accessor's name on the target; `%(class)s` stands for the model that uses the set.
  ///   - relatedQueryName: The name in look-ups from the target.
  ///   - limitChoicesTo: The condition for the objects that may be chosen as its target.
  ///   - isEnforced: Whether the database has a foreign key constraint.
  ///   - isOneToOne: Whether the other model has one object by it, and not a manager.
  ///   - options: Index, uniqueness and so on; indexed by default.
  public init(
    name: String, column: String? = nil, targetField: String? = nil, onDelete: OnDelete, relatedName: String? = nil,
    relatedQueryName: String? = nil, limitChoicesTo: NamedExpression? = nil, isEnforced: Bool = true,
    isOneToOne: Bool = false, options: FieldOptions = FieldOptions(isIndexed: true)
  ) {
    self.name = name
    self.column = column
    self.targetField = targetField
    self.onDelete = onDelete
    self.relatedName = relatedName
    self.relatedQueryName = relatedQueryName
    self.limitChoicesTo = limitChoicesTo
    self.isEnforced = isEnforced
    self.isOneToOne = isOneToOne
    self.options = options
  }

  func names<Place: EmbeddedFields>(in place: Place.Type) -> RelationNames {
    RelationNames(
      model: String(describing: Place.EmbeddingModel.self).lowerCamelCased, isOneToOne: isOneToOne,
      relatedName: relatedName ?? Place.defaultRelatedName, relatedQueryName: relatedQueryName)
  }
}

/// The foreign key of a set of fields in one of the models that use the set.
public enum EmbeddedKey<Place: EmbeddedFields, Key: GroupKey>: ForeignKeyRelation
where Key.EmbeddedGroup == Place.EmbeddedGroup {
  /// The model that has the key.
  public typealias Source = Place.EmbeddingModel
  /// The model that the key points to.
  public typealias Target = Key.Target
  /// The type of the key's column.
  public typealias KeyColumn = Key.KeyColumn
  /// The key in the set.
  public typealias Reference = Key

  /// The relation's description, which the model's schema holds.
  public static var schema: RelationSchema {
    let type = ObjectIdentifier(Self.self)
    let relations = Place.EmbeddingModel.schema.relations
    if let known = relations.first(where: { $0.type == type }) { return known }
    // Only a schema written by hand can be without it.
    return FieldSchema.foreignKey(Key.self, in: Place.self).relation
      ?? RelationSchema(Self.self, name: Key.declaration.name, onDelete: .doNothing, accessor: nil, queryName: nil)
  }

  /// The key value that points to an object.
  public static func key(of target: Key.Target) -> Key.KeyColumn { Key.key(of: target) }

  /// The key's value in a model.
  public static func reference(in source: Place.EmbeddingModel) -> RelatedReference<Key> {
    Key.reference(in: Place.fields(of: source))
  }

  /// Replaces the key's value in a model.
  public static func setReference(_ reference: RelatedReference<Key>, in source: inout Place.EmbeddingModel) {
    var fields = Place.fields(of: source)
    Key.setReference(reference, in: &fields)
    Place.setFields(fields, of: &source)
  }
}
