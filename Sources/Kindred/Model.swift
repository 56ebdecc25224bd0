/// Makes a struct a model: rows of a table.
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
///   - ordering: The ordering of query sets that have none of their own; `"-pubDate"` is descending.
///   - indexes: Indexes over several fields, over expressions, or with options.
///   - uniqueTogether: Sets of fields that no two rows share.
///   - constraints: Checks and named unique constraints.
///   - comment: A comment on the table, where the database keeps one.
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
  comment: String? = nil
) = #externalMacro(module: "KindredMacros", type: "ModelMacro")
