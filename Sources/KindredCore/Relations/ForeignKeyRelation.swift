/// A foreign key as a type: `Entry.Relations.blog`.
///
/// `@ForeignKey` makes one for each key, so that two keys from one model to the same target stay apart in types, and a
/// related manager knows which of them it follows.
public protocol ForeignKeyRelation: Sendable {
  /// The model that has the key.
  associatedtype Source: Model
  /// The model that the key points to.
  associatedtype Target: Model
  /// The type of the key's column: the target's key type, optional or not.
  associatedtype KeyColumn: FieldValue where KeyColumn.Base: KeyValue

  /// The relation's description.
  static var schema: RelationSchema { get }

  /// The value that the key takes to point to an object: its primary key, or the field that the relation names.
  static func key(of target: Target) -> KeyColumn

  /// The key's value in a model, with the related object where it is loaded.
  static func reference(in source: Source) -> RelatedReference<Self>

  /// Replaces the key's value in a model.
  static func setReference(_ reference: RelatedReference<Self>, in source: inout Source)
}
