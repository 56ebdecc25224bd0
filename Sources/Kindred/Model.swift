/// Makes a struct a model, whose instances are rows of a table.
///
/// ```swift
/// @Model
/// struct Blog {
///   @Field(maxLength: 100) var name: String
///   var tagline: String = ""
/// }
/// ```
///
/// The struct gets a key `id` (unless one of its properties is a ``PrimaryKey(column:maxLength:)``), an initialiser
/// with the declared defaults, its `Columns` for queries, a schema, and conformances to `Model`, `Identifiable`,
/// `Hashable`, `Codable` and `Sendable`.
///
/// - Parameters:
///   - table: The table's name; by default the type's in snake case.
///   - ordering: The default ordering of query sets; `"-pubDate"` is descending.
///   - indexes: Indexes on several fields, on expressions, or with options.
///   - uniqueTogether: Sets of fields that are unique together.
///   - constraints: Check constraints and named unique constraints.
///   - comment: A comment on the table, if the database supports it.
///   - managed: Whether Kindred makes and changes the table. If not, it belongs to others.
///   - renamedFrom: The former name of the model or of its table, so that a migration renames the table. It can be
///     taken out once the migration exists.
///   - fetchMode: The fetch mode of query sets that begin with the model; by default ``FetchMode/peers``.
///   - defaultRelatedName: The name on the other model of relations that declare none, and their name in look-ups;
///     `%(class)s` stands for the model.
@attached(member, names: arbitrary)
@attached(
  extension, conformances: Model, Codable, names: named(primaryKey), named(init), named(append), named(bindFields),
  named(databaseValue), named(read), named(encode), named(CodingKeys), named(isKnownToBeNew), named(markStored)
)
public macro Model(
  table: String? = nil,
  ordering: [FieldOrdering] = [],
  indexes: [IndexDefinition] = [],
  uniqueTogether: [[String]] = [],
  constraints: [ConstraintDefinition] = [],
  comment: String? = nil,
  managed: Bool = true,
  renamedFrom: String? = nil,
  fetchMode: FetchMode? = nil,
  defaultRelatedName: String? = nil
) = #externalMacro(module: "KindredMacros", type: "ModelMacro")
