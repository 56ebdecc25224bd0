/// The columns of a model as seen from one place of a query: directly, or across relations.
///
/// `@Model` makes one nested type `Columns` for each model; its properties are ``ColumnExpression`` values, and for relations the
/// columns of the other model.
public protocol ModelColumns: OrderingTerm, ColumnTerm, Sendable {
  /// Whose columns they are.
  associatedtype Model: KindredCore.Model where Model.Columns == Self

  /// How the model is reached from the model that is queried.
  var queryPath: RelationPath { get }

  /// Makes the columns at the end of a path.
  init(path: RelationPath)
}

extension ModelColumns {
  /// The column of one field, by its index in the schema.
  @inlinable
  public func column<Value: FieldValue>(_ index: Int) -> ColumnExpression<Value> {
    ColumnExpression(path: queryPath, field: Model.schema.fields[index])
  }

  /// The columns of the model that a foreign key points to.
  @inlinable
  public func follow<Relation: ForeignKeyRelation>(_ relation: Relation.Type) -> Relation.Target.Columns
  where Relation.Source == Model {
    Relation.Target.Columns(path: queryPath.following(Relation.schema))
  }

  /// The columns of the model whose foreign key points here.
  @inlinable
  public func follow<Relation: ForeignKeyRelation>(backwards relation: Relation.Type) -> Relation.Source.Columns
  where Relation.Target == Model {
    Relation.Source.Columns(path: queryPath.following(backwards: Relation.schema))
  }

  /// The primary key, whatever its name (Django's `pk`).
  @inlinable
  public var pk: ColumnExpression<Model.PrimaryKey> { column(Model.schema.keyIndex) }
}
