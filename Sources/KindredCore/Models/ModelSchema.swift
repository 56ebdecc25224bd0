/// The table of a model: its columns, relations, indexes and constraints.
public final class ModelSchema: Sendable {
  /// The model's name, as written in Swift, with its enclosing types.
  public let name: String
  /// The table's name.
  public let table: String
  /// The columns in the order of the properties. Rows are selected, read and bound in this order.
  public let fields: [FieldSchema]
  /// The index of the primary key in ``fields``.
  public let keyIndex: Int
  /// The relations of the foreign keys, in the order of the properties.
  public let relations: [RelationSchema]
  /// The ordering of query sets that have none of their own.
  public let ordering: [FieldOrdering]
  /// The indexes over several columns, over expressions, or with options.
  public let indexes: [IndexDefinition]
  /// Sets of fields that are unique together.
  public let uniqueTogether: [[String]]
  /// The checks and the unique constraints with names.
  public let constraints: [ConstraintDefinition]
  /// A comment on the table, where the database keeps one.
  public let comment: String?
  /// Whether the database fills in some of the columns.
  let hasDefaults: Bool
  /// Counts the models of the process, from 0 on.
  let number: Int
  /// The models that point here, as far as they were found with the model.
  let knownReferrers: @Sendable () -> [any ForeignKeyRelation.Type]

  /// Describes a model and makes it known to the process, so that deleting finds the relations that lead to it.
  public init<M: Model>(
    _ model: M.Type, name: String? = nil, table: String? = nil, fields: [FieldSchema], ordering: [FieldOrdering] = [],
    indexes: [IndexDefinition] = [], uniqueTogether: [[String]] = [], constraints: [ConstraintDefinition] = [],
    comment: String? = nil
  ) {
    let name = name ?? "\(M.self)"
    self.name = name
    self.table = table ?? name.split(separator: ".").map { String($0).snakeCased }.joined(separator: "_")
    self.fields = fields
    self.hasDefaults = fields.contains { $0.isNullable && $0.options.leavesNilToDatabase }
    self.keyIndex = fields.firstIndex { $0.options.isPrimaryKey } ?? 0
    self.relations = fields.compactMap(\.relation)
    self.ordering = ordering
    self.indexes = indexes
    self.uniqueTogether = uniqueTogether
    self.constraints = constraints
    self.comment = comment
    self.knownReferrers = { M.referrers }
    self.number = ModelRegistry.shared.nextNumber()
    ModelRegistry.shared.register(self)
  }

  /// The primary key's column.
  @inlinable
  public var key: FieldSchema { fields[keyIndex] }

  /// The field of a name; a foreign key may be named as itself or with `ID` behind it.
  public func field(named name: String) -> FieldSchema? {
    fields.first { $0.name == name } ?? fields.first { $0.relation != nil && $0.name + "ID" == name }
  }

  /// The index of a field in ``fields``.
  func index(of field: FieldSchema) -> Int? { fields.firstIndex { $0 === field } }
}

extension ModelSchema: Hashable {
  /// Whether the two are the same.
  public static func == (lhs: ModelSchema, rhs: ModelSchema) -> Bool { lhs === rhs }
  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
