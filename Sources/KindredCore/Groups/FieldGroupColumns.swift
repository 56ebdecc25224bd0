/// The columns of a set of fields at one place of a query: `$0.audit`.
///
/// `@Fields` makes two types for each set, as `@Model` does for a model.
public protocol FieldGroupColumns: ColumnTerm, Sendable {
  /// The set of fields.
  associatedtype EmbeddedGroup: FieldGroup

  /// Where the columns are.
  var columnPlace: ColumnPlace { get }

  /// Makes the columns at a place.
  init(place: ColumnPlace)
}

/// Where the columns of a set of fields are: in a model of a query, from a column on.
public struct ColumnPlace: Sendable {
  let path: RelationPath
  let schema: ModelSchema
  let start: Int

  init(path: RelationPath, schema: ModelSchema, start: Int) {
    self.path = path
    self.schema = schema
    self.start = start
  }

  func field(_ index: Int) -> FieldSchema { schema.fields[start + index] }
}

extension FieldGroupColumns {
  /// The column of one field, by its index in the set.
  public func column<Value: FieldValue>(_ index: Int) -> ColumnExpression<Value> {
    ColumnExpression(path: columnPlace.path, field: columnPlace.field(index))
  }

  /// The column of one field with a JSON document, by its index in the set.
  public func column<Value: FieldValue>(_ index: Int) -> JSONColumn<Value> where Value.Base: JSONFieldValue {
    JSONColumn(column(index))
  }

  /// The columns of the model that a foreign key of the set points to.
  ///
  /// - Parameter index: The index of the key's column in the set.
  public func follow<Columns: ModelColumns>(_ index: Int) -> Columns {
    let field = columnPlace.field(index)
    return Columns(path: field.relation.map { columnPlace.path.following($0) } ?? columnPlace.path)
  }

  /// The first column.
  public var namedColumn: BareColumn { BareColumn(path: columnPlace.path, field: columnPlace.field(0)) }

  /// All columns of the set.
  public var namedColumns: [BareColumn] {
    (0..<EmbeddedGroup.columnCount).map { BareColumn(path: columnPlace.path, field: columnPlace.field($0)) }
  }

  /// Sets every column of the set.
  ///
  /// ```swift
  /// try await Invoice.objects.update { $0.audit.set(Audit(createdBy: "ann")) }
  /// ```
  public func set(_ group: EmbeddedGroup) -> [FieldAssignment] {
    (0..<EmbeddedGroup.columnCount).map { index in
      let field = columnPlace.field(index)
      let value: ExpressionNode
      do {
        value = .value(ValueNode(stored: try group.databaseValue(at: index), field.type))
      } catch {
        value = .unusable(error)
      }
      return FieldAssignment(path: columnPlace.path, field: field, value: value)
    }
  }
}

extension AssignmentBuilder {
  /// Collects one line that sets several columns.
  public static func buildExpression(_ assignments: [FieldAssignment]) -> [FieldAssignment] { assignments }
}

extension ModelColumns {
  /// The columns of a set of fields that the model uses.
  public func group<Place: EmbeddedFields>(_ place: Place.Type) -> Place.EmbeddedGroup.Columns
  where Place.EmbeddingModel == Model {
    Place.EmbeddedGroup.Columns(place: ColumnPlace(path: queryPath, schema: Model.schema, start: Place.position))
  }

  /// The columns of a set of fields that the model uses, where the row may be missing.
  public func optionalGroup<Place: EmbeddedFields>(_ place: Place.Type) -> Place.EmbeddedGroup.OptionalColumns
  where Place.EmbeddingModel == Model {
    Place.EmbeddedGroup.OptionalColumns(
      place: ColumnPlace(path: queryPath, schema: Model.schema, start: Place.position))
  }
}
