/// Makes a property a foreign key to another model.
///
/// ```swift
/// @ForeignKey(onDelete: .cascade) var blog: Blog
/// @ForeignKey(to: "code", onDelete: .setNull, relatedName: "departures") var origin: Airport?
/// ```
///
/// `var blog: Blog` becomes `get async throws`, which loads the object if necessary. The macro adds `blogID`, the raw
/// key, and `$blog`, the reference. The other model gets a manager, named `entrySet` unless `relatedName` is given.
///
/// - Parameters:
///   - to: The unique field of the target that the key holds; by default the primary key.
///   - onDelete: What happens to the row when its target is deleted.
///   - relatedName: The manager's name on the target, and the name in look-ups; `"+"` disables both.
///   - relatedQueryName: The name in look-ups from the target.
///   - limitChoicesTo: The condition for targets that may be chosen, such as in a form. The key's `choices` are the
///     objects for which it holds; nothing else looks at it.
///   - column: The column's name; by default the property's in snake case, with `_id` appended.
///   - unique: Whether no two rows may point to the same target.
///   - index: Whether the column has an index; by default it has.
///   - constraint: Whether the database enforces the key.
///   - databaseDefault: The default in the database, which `.databaseSetDefault` sets.
///   - comment: A comment on the column, if the database supports it.
///   - renamedFrom: The former name of the property or of its column, so that a migration renames the column. It can be
///     taken out once the migration exists.
@attached(accessor, names: named(get))
@attached(peer, names: prefixed(`$`), suffixed(ID))
public macro ForeignKey(
  to: String? = nil,
  onDelete: OnDelete,
  relatedName: String? = nil,
  relatedQueryName: String? = nil,
  limitChoicesTo: NamedExpression? = nil,
  column: String? = nil,
  unique: Bool = false,
  index: Bool = true,
  constraint: Bool = true,
  databaseDefault: DatabaseDefault? = nil,
  comment: String? = nil,
  renamedFrom: String? = nil
) = #externalMacro(module: "KindredMacros", type: "ForeignKeyMacro")
