/// The columns of a model at one place of a query: of the queried model itself, or of a related one.
///
/// `@Model` makes two nested types for each model. The properties of `Columns` are ``ColumnExpression`` values of the
/// columns' types and, for relations, the columns of the other model. `OptionalColumns` has the same properties, all
/// optional, for places where the row may be missing: behind an optional foreign key, and behind a reverse relation.
public protocol ModelColumns: OrderingTerm, ColumnTerm, PartitionTerm, OptionalSelectionTerm
where SelectedBase == Model {
  /// The model that has the columns.
  associatedtype Model: KindredCore.Model

  /// What a property of a ``Selection`` is that they select: the model, or an optional one where the row may be missing.
  associatedtype SelectedValue = Model

  /// The path of relations from the queried model.
  var queryPath: RelationPath { get }

  /// Makes the columns at the end of a path.
  init(path: RelationPath)
}

/// Columns of a model that can be compared with the number of a key: `$0.blog == 3`. `@Model` adds it to both types of
/// columns.
///
/// It is separate from ``ModelColumns`` for the sake of error messages. With a single requirement, the compiler would
/// report `$0.name == 3` as a comparison of a relation.
public protocol RelationColumns {}

extension ModelColumns {
  /// The column of one field, by its index in the schema.
  @inlinable
  public func column<Value: FieldValue>(_ index: Int) -> ColumnExpression<Value> {
    ColumnExpression(path: queryPath, field: Model.schema.fields[index])
  }

  /// The columns of the model that a foreign key points to, if the row may be missing.
  @inlinable
  public func follow<Relation: ForeignKeyRelation>(_ relation: Relation.Type) -> Relation.Target.OptionalColumns
  where Relation.Source == Model {
    Relation.Target.OptionalColumns(path: queryPath.following(Relation.schema))
  }

  /// The columns of the model whose foreign key points here; the row may be missing.
  @inlinable
  public func follow<Relation: ForeignKeyRelation>(
    backwards relation: Relation.Type
  ) -> Relation.Source.OptionalColumns where Relation.Target == Model {
    Relation.Source.OptionalColumns(path: queryPath.following(backwards: Relation.schema))
  }

  /// The columns of the objects that a many-to-many relation of this model links.
  @inlinable
  public func follow<Relation: ManyToManyRelation>(through relation: Relation.Type)
    -> Relation.Far.Target.OptionalColumns where Relation.Near.Target == Model
  {
    Relation.Far.Target.OptionalColumns(
      path: queryPath.following(links: Relation.Near.schema, to: Relation.Far.schema))
  }

  /// The columns of the objects whose many-to-many relation links this one.
  @inlinable
  public func follow<Relation: ManyToManyRelation>(backThrough relation: Relation.Type)
    -> Relation.Near.Target.OptionalColumns where Relation.Far.Target == Model
  {
    Relation.Near.Target.OptionalColumns(
      path: queryPath.following(links: Relation.Far.schema, to: Relation.Near.schema))
  }
}

extension ModelColumns where Model.Columns == Self {
  /// The columns of the model that a required foreign key points to.
  @inlinable
  public func follow<Relation: ForeignKeyRelation>(_ relation: Relation.Type) -> Relation.Target.Columns
  where Relation.Source == Model, Relation.KeyColumn: KeyValue {
    Relation.Target.Columns(path: queryPath.following(Relation.schema))
  }

  /// The primary key, whatever its name (Django's `pk`).
  @inlinable
  public var pk: ColumnExpression<Model.PrimaryKey> { column(Model.schema.keyIndex) }
}

extension ModelColumns where Model.OptionalColumns == Self {
  /// The primary key, whatever its name (Django's `pk`); NULL where there is no row.
  @inlinable
  public var pk: ColumnExpression<Model.PrimaryKey?> { column(Model.schema.keyIndex) }
}
