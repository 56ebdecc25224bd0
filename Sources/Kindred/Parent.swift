/// Makes a property the parent of a model: the part of its objects that is in the table of another model.
///
/// ```swift
/// @Model
/// struct Place {
///   var name: String
///   var address: String = ""
/// }
///
/// @Model
/// struct Restaurant {
///   @Parent var place: Place
///   var servesPizza: Bool = false
/// }
///
/// let restaurant = try await Restaurant.objects.create(place: Place(name: "Demon Dogs"), servesPizza: true)
/// // INSERT INTO "place" …; INSERT INTO "restaurant" …
/// for restaurant in try await Restaurant.objects.filter { $0.place.name.startsWith("D") }.all() {
///   print(try await restaurant.place.name) // runs no statement
/// }
/// ```
///
/// A restaurant is a place: its key is that of the place, queries read both rows in one statement, saving stores both in
/// one transaction, and deleting removes both. From a place, `try await place.restaurant` is the restaurant, which throws
/// `DoesNotExist` if the place is none. Queries on places return places, whatever else they are.
///
/// - Parameters:
///   - relatedName: The name on the parent, and in look-ups; `"+"` disables both.
///   - relatedQueryName: The name in look-ups from the parent.
///   - column: The column's name; by default the property's in snake case, with `_id` appended.
@attached(accessor, names: named(get))
@attached(peer, names: prefixed(`$`), suffixed(ID))
public macro Parent(
  relatedName: String? = nil,
  relatedQueryName: String? = nil,
  column: String? = nil
) = #externalMacro(module: "KindredMacros", type: "ForeignKeyMacro")
