/// Makes a property a foreign key to another model, to whose objects at most one object points.
///
/// ```swift
/// @Model
/// struct Restaurant {
///   @OneToOne(onDelete: .cascade, primaryKey: true) var place: Place
///   var servesPizza: Bool = false
/// }
///
/// let place = try await restaurant.place
/// let restaurant = try await place.restaurant        // throws Restaurant.DoesNotExist if there is none
/// let found = try await place.restaurantOrNil        // nil if there is none
/// ```
///
/// It is a ``ForeignKey(to:onDelete:relatedName:relatedQueryName:limitChoicesTo:column:unique:index:constraint:databaseDefault:comment:)``
/// with a unique column. On the other model it makes not a manager, but the object, named after the model unless
/// `relatedName` is given.
///
/// - Parameters:
///   - to: The unique field of the target that the key holds; by default the primary key.
///   - onDelete: What happens to the row when its target is deleted.
///   - relatedName: The name on the target, and in look-ups; `"+"` disables both.
///   - relatedQueryName: The name in look-ups from the target.
///   - limitChoicesTo: The condition for targets that may be chosen, such as in a form. The key's `choices` are the
///     objects for which it holds; nothing else looks at it.
///   - primaryKey: Whether the key is the model's primary key as well.
///   - column: The column's name; by default the property's in snake case, with `_id` appended.
///   - constraint: Whether the database enforces the key.
///   - databaseDefault: The default in the database, which `.databaseSetDefault` sets.
///   - comment: A comment on the column, if the database supports it.
///   - renamedFrom: The former name of the property or of its column, so that a migration renames the column. It can be
///     taken out once the migration exists.
@attached(accessor, names: named(get))
@attached(peer, names: prefixed(`$`), suffixed(ID))
public macro OneToOne(
  to: String? = nil,
  onDelete: OnDelete,
  relatedName: String? = nil,
  relatedQueryName: String? = nil,
  limitChoicesTo: NamedExpression? = nil,
  primaryKey: Bool = false,
  column: String? = nil,
  constraint: Bool = true,
  databaseDefault: DatabaseDefault? = nil,
  comment: String? = nil,
  renamedFrom: String? = nil
) = #externalMacro(module: "KindredMacros", type: "ForeignKeyMacro")
