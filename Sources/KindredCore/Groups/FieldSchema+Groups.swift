extension [FieldSchema] {
  /// The fields of several lists, in order.
  public static func joining(_ parts: [FieldSchema]...) -> [FieldSchema] { parts.flatMap { $0 } }

  /// The fields of a set that a model uses.
  public static func group<Place: EmbeddedFields>(_ place: Place.Type) -> [FieldSchema] {
    Place.EmbeddedGroup.fields(in: place)
  }
}

extension FieldSchema {
  /// The field of a set, as a model has it that uses the set: its name has two parts, such as `audit.createdAt`.
  public static func field<Place: EmbeddedFields, Value: FieldValue>(
    _ name: String, _ type: Value.Type, in place: Place.Type, column: String? = nil,
    options: FieldOptions = FieldOptions(), fill: (@Sendable () -> Value)? = nil
  ) -> FieldSchema {
    .field(
      Place.name + "." + name, type, column: Place.prefix + (column ?? name.snakeCased), options: options, fill: fill)
  }

  /// The foreign key of a set, as a model has it that uses the set.
  public static func foreignKey<Place: EmbeddedFields, Key: GroupKey>(
    _ key: Key.Type, in place: Place.Type
  ) -> FieldSchema where Key.EmbeddedGroup == Place.EmbeddedGroup {
    let declared = Key.declaration
    let names = declared.names(in: place)
    let schema = RelationSchema(
      EmbeddedKey<Place, Key>.self, name: Place.name + "." + declared.name,
      column: Place.prefix + (declared.column ?? declared.name.snakeCased + "_id"), targetField: declared.targetField,
      onDelete: declared.onDelete, accessor: names.accessor, queryName: names.queryName,
      limitChoicesTo: declared.limitChoicesTo, isEnforced: declared.isEnforced,
      isOneToOne: declared.isOneToOne, options: declared.options)
    return FieldSchema(
      name: schema.name, column: schema.column, type: Key.KeyColumn.columnType,
      isNullable: Key.KeyColumn.isOptional, options: schema.options, choices: nil, relation: schema,
      codec: FieldCodec(Key.KeyColumn.self))
  }
}

extension ModelSchema {
  /// What a set of fields declares for a model: its options, with the names that the model's fields have.
  public struct GroupOptions: Sendable {
    let indexes: [IndexDefinition]
    let uniqueTogether: [[String]]
    let constraints: [ConstraintDefinition]

    /// The options of a set that a model uses.
    public init<Place: EmbeddedFields>(_ place: Place.Type) {
      let declared = Place.EmbeddedGroup.options
      let prefix = Place.name + "."
      let model = String(describing: Place.EmbeddingModel.self).lowerCamelCased
      indexes = declared.indexes.map { $0.inGroup(prefix, of: model) }
      uniqueTogether = declared.uniqueTogether.map { $0.map { prefix + $0 } }
      constraints = declared.constraints.map { $0.inGroup(prefix, of: model) }
    }
  }
}

extension IndexDefinition {
  fileprivate func inGroup(_ prefix: String, of model: String) -> IndexDefinition {
    IndexDefinition(
      elements: elements.map {
        IndexElement($0.expression.mappingNames { prefix + $0 }, descending: $0.isDescending, nulls: $0.nulls)
      },
      name: name.map { RelationNames.fill($0, model: model) }, isUnique: isUnique,
      condition: condition?.mappingNames { prefix + $0 })
  }
}

extension ConstraintDefinition {
  fileprivate func inGroup(_ prefix: String, of model: String) -> ConstraintDefinition {
    let name = RelationNames.fill(name, model: model)
    switch kind {
    case .check(let condition):
      return ConstraintDefinition(name: name, kind: .check(condition.mappingNames { prefix + $0 }))
    case .unique(let fields): return ConstraintDefinition(name: name, kind: .unique(fields: fields.map { prefix + $0 }))
    }
  }
}
