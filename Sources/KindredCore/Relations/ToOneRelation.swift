/// A relation to one object, as a ``RelatedReference`` needs it: the foreign key of a model, or of a set of fields that many
/// models use.
public protocol ToOneRelation: Sendable {
  /// The model that the key points to.
  associatedtype Target: Model
  /// The type of the key's column: the target's key type, optional or not.
  associatedtype KeyColumn: FieldValue where KeyColumn.Base: KeyValue

  /// What messages say about the key.
  static var place: RelationPlace { get }

  /// The key value that points to an object: its primary key, or the field that the relation names.
  static func key(of target: Target) -> KeyColumn
}

/// Where a foreign key is declared, for messages, and the field that it holds.
public struct RelationPlace: Sendable {
  /// The name of the model or of the set of fields.
  let model: String
  let name: String
  let table: String?
  let column: String?
  let targetField: FieldSchema
  /// nil for the key of a set of fields, which is a relation of each model that uses the set.
  let relation: RelationSchema?
}
