/// A foreign key as a type: `Entry.Relations.blog`.
///
/// `@ForeignKey` makes one type for each key. So two keys from one model to the same target are different types, and a
/// related manager knows which one it follows.
public protocol ForeignKeyRelation: Sendable {
  /// The model that has the key.
  associatedtype Source: Model
  /// The model that the key points to.
  associatedtype Target: Model
  /// The type of the key's column: the target's key type, optional or not.
  associatedtype KeyColumn: FieldValue where KeyColumn.Base: KeyValue

  /// The relation's description.
  static var schema: RelationSchema { get }

  /// The key value that points to an object: its primary key, or the field that the relation names.
  static func key(of target: Target) -> KeyColumn

  /// A model's key value, and the related object if it is loaded.
  static func reference(in source: Source) -> RelatedReference<Self>

  /// Replaces the key's value in a model.
  static func setReference(_ reference: RelatedReference<Self>, in source: inout Source)
}
