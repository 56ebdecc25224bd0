/// A foreign key as a type: `Entry.Relations.blog`.
///
/// `@ForeignKey` makes one type for each key. So two keys from one model to the same target are different types, and a
/// related manager knows which one it follows.
public protocol ForeignKeyRelation: ToOneRelation {
  /// The model that has the key.
  associatedtype Source: Model
  /// The type of the references that the model holds: the relation's own, or that of the set of fields which declares
  /// the key.
  associatedtype Reference: ToOneRelation = Self
  where Reference.Target == Target, Reference.KeyColumn == KeyColumn

  /// The relation's description.
  static var schema: RelationSchema { get }

  /// A model's key value, and the related object if it is loaded.
  static func reference(in source: Source) -> RelatedReference<Reference>

  /// Replaces the key's value in a model.
  static func setReference(_ reference: RelatedReference<Reference>, in source: inout Source)
}

extension ForeignKeyRelation {
  /// The objects that may be chosen as the key's target, each once: those of its model's `objects` for which
  /// `limitChoicesTo` holds.
  ///
  /// ```swift
  /// let reviewers = try await Entry.Relations.reviewer.choices.all()
  /// ```
  public static var choices: QuerySet<Target> {
    guard let condition = schema.limitChoicesTo else { return Target.objects }
    let choices = Target.objects.filter(where: condition)
    // A condition on sets may hold for an object several times.
    guard choices.query.scopes.contains(where: { $0.condition.node.hasMultiValuedPath }) else { return choices }
    return Target.objects.filter { $0.pk.in(Target.unscoped.filter(where: condition).values { $0.pk }) }
  }

  /// What messages say about the key.
  public static var place: RelationPlace {
    let relation = schema
    return RelationPlace(
      model: relation.source.name, name: relation.name, table: relation.source.table, column: relation.field.column,
      targetField: relation.targetField, relation: relation)
  }
}
