import Synchronization

/// The table of a model: its columns, relations, indexes and constraints.
public final class ModelSchema: Sendable {
  /// The model.
  public let model: any Model.Type
  /// The model's name, as written in Swift, with its enclosing types.
  public let name: String
  /// The table's name.
  public let table: String
  /// The columns in the order of the properties, those of deferred properties last. Rows are selected, read and bound in
  /// this order.
  public let fields: [FieldSchema]
  /// The index of the primary key in ``fields``.
  public let keyIndex: Int
  /// The relations of the foreign keys, in the order of the properties.
  public let relations: [RelationSchema]
  /// The many-to-many relations that the model declares, in the order of the properties.
  public let manyToMany: [ManyToManySchema]
  /// The default ordering of query sets.
  public let ordering: [FieldOrdering]
  /// The indexes on several columns, on expressions, or with options.
  public let indexes: [IndexDefinition]
  /// Sets of fields that are unique together.
  public let uniqueTogether: [[String]]
  /// The check constraints and the named unique constraints.
  public let constraints: [ConstraintDefinition]
  /// A comment on the table, if the database supports it.
  public let comment: String?
  /// Whether it describes a frozen model of a migration. Such a model is not registered, so that nothing else finds it.
  public let isHistorical: Bool
  /// Whether Kindred makes and changes the table.
  public let isManaged: Bool
  /// The former name of the model or of its table, for finding out what became of it.
  let renamedFrom: String?
  /// The fetch mode of the query sets that begin with the model.
  public let fetchMode: FetchMode
  /// The index of the first deferred field in ``fields``; their number if there is none.
  let deferredStart: Int
  /// Whether the database fills in some of the columns.
  let hasDefaults: Bool
  /// The model's number in this process, from 0.
  let number: Int
  /// The relation to the model that has the other part of each object; nil if all of it is in this table.
  public let parentLink: RelationSchema?
  /// The query of all rows: ``Model/unscoped``.
  let baseQuery: @Sendable () -> Query
  /// The query that ``Model/objects`` starts with.
  let defaultQuery: @Sendable () -> Query
  /// The relations from models of the same target that point here.
  let knownReferrers: @Sendable () -> [any ForeignKeyRelation.Type]

  /// Whether other models have its objects as the one that points to theirs.
  @usableFromInline let hasOneToOnes: Bool
  /// -1 if there are any; otherwise the number of models, from 1, among which none was found.
  private let oneToOneReferrers = Atomic<Int>(0)

  /// Describes a model and registers it, so that deleting finds the relations that point to it. A historical model is
  /// not registered, and its table has the name of its own type, without those of the enclosing ones.
  ///
  /// - Parameter groups: What the sets of fields declare that the model uses.
  public init<M: Model>(
    _ model: M.Type, name: String? = nil, table: String? = nil, fields: [FieldSchema], ordering: [FieldOrdering] = [],
    indexes: [IndexDefinition] = [], uniqueTogether: [[String]] = [], constraints: [ConstraintDefinition] = [],
    comment: String? = nil, managed: Bool = true, renamedFrom: String? = nil, manyToMany: [ManyToManySchema] = [],
    groups: [GroupOptions] = [], fetchMode: FetchMode? = nil, isHistorical: Bool = false
  ) {
    let name = name ?? "\(M.self)"
    self.model = model
    self.name = name
    let ownNames = name.split(separator: ".").suffix(isHistorical ? 1 : .max)
    self.table = table ?? ownNames.map { String($0).snakeCased }.joined(separator: "_")
    self.fields = fields
    self.hasDefaults = fields.contains { $0.isNullable && $0.options.leavesNilToDatabase }
    self.keyIndex = fields.firstIndex { $0.options.isPrimaryKey } ?? 0
    self.relations = fields.compactMap(\.relation)
    self.hasOneToOnes = relations.contains(where: \.isOneToOne)
    self.manyToMany = manyToMany
    self.isHistorical = isHistorical
    self.ordering = ordering
    self.indexes = indexes + groups.flatMap(\.indexes)
    self.uniqueTogether = uniqueTogether + groups.flatMap(\.uniqueTogether)
    self.constraints = constraints + groups.flatMap(\.constraints)
    self.comment = comment
    self.parentLink = relations.first(where: \.isParentLink)
    self.baseQuery = { M.unscoped.query }
    self.defaultQuery = { M.objects.query }
    self.isManaged = managed
    self.renamedFrom = renamedFrom
    self.fetchMode = fetchMode.map { FetchMode(kind: $0.kind) } ?? .standard
    self.deferredStart = fields.lastIndex { !$0.options.isDeferred }.map { $0 + 1 } ?? 0
    self.knownReferrers = { M.referrers }
    self.number = ModelRegistry.shared.nextNumber()
    if !isHistorical { ModelRegistry.shared.register(self) }
  }

  /// The primary key's column.
  @inlinable
  public var key: FieldSchema { fields[keyIndex] }

  /// Whether some columns are only read when they are asked for.
  var hasDeferred: Bool { deferredStart < fields.count }

  /// The fields that are read with every row.
  var plainFields: ArraySlice<FieldSchema> { fields[..<deferredStart] }

  /// Whether a one-to-one relation points here: of the same target, or of a model that is registered.
  var hasOneToOneReferrers: Bool {
    let count = ModelRegistry.shared.madeCount
    let known = oneToOneReferrers.load(ordering: .relaxed)
    if known == -1 || known == count { return known == -1 }
    let found =
      knownReferrers().contains { $0.schema.isOneToOne }
      || ModelRegistry.shared.relations(to: self).contains(where: \.isOneToOne)
    oneToOneReferrers.store(found ? -1 : count, ordering: .relaxed)
    return found
  }

  /// The field with a name; a foreign key may be named with or without `ID` at the end.
  public func field(named name: String) -> FieldSchema? {
    if let field = fields.first(where: { $0.name == name }) { return field }
    if let field = fields.first(where: { $0.relation != nil && $0.name + "ID" == name }) { return field }
    // The name of a field in a set has two parts, in one of the two spellings of paths.
    return name.contains("__") ? field(named: name.replacing("__", with: ".")) : nil
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
