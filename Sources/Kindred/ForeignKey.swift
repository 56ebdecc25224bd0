/// Makes a property a foreign key to another model.
///
/// ```swift
/// @ForeignKey(onDelete: .cascade) var blog: Blog
/// @ForeignKey(to: "code", onDelete: .setNull, relatedName: "departures") var origin: Airport?
/// ```
///
/// `var blog: Blog` becomes `get async throws`: it loads the object when it is not loaded. Beside it come `blogID`, the
/// raw key, and `$blog`, the reference. The other model gets a manager, `entrySet` unless `relatedName` says otherwise.
///
/// - Parameters:
///   - to: The unique field of the target that the key holds; by default the primary key.
///   - onDelete: What happens to the row when its target is deleted.
///   - relatedName: The manager's name on the target, and the name in lookups; `"+"` makes neither.
///   - relatedQueryName: The name in lookups from the target.
///   - column: The column's name; by default the property's in snake case with `_id` behind it.
///   - unique: Whether no two rows may point to the same target.
///   - index: Whether the column has an index; it has unless this is `false`.
///   - constraint: Whether the database enforces the key.
///   - databaseDefault: The key that the database fills in, and that `.databaseSetDefault` sets.
///   - comment: A comment on the column, kept in the schema; no statement writes it yet.
@attached(accessor, names: named(get))
@attached(peer, names: prefixed(`$`), suffixed(ID))
public macro ForeignKey(
  to: String? = nil,
  onDelete: OnDelete,
  relatedName: String? = nil,
  relatedQueryName: String? = nil,
  column: String? = nil,
  unique: Bool = false,
  index: Bool = true,
  constraint: Bool = true,
  databaseDefault: DatabaseDefault? = nil,
  comment: String? = nil
) = #externalMacro(module: "KindredMacros", type: "ForeignKeyMacro")
