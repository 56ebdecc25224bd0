/// Makes a property a many-to-many relation: a set of objects of another model, of which each may be in many sets.
///
/// ```swift
/// @Model
/// struct Entry {
///   var headline: String
///   @ManyToMany var authors: RelatedSet<Author>
/// }
///
/// try await entry.authors.add(john, paul)
/// let names = try await entry.authors.order { $0.name }.values { $0.name }.all()
/// let entries = try await john.entrySet.filter { $0.headline.contains("Lennon") }.all()
/// ```
///
/// The links are the rows of a table of their own, whose model the macro writes: `Entry.AuthorsLink`, with a foreign key
/// to each of the two models. `through` names a model of yours instead, which may have more fields:
///
/// ```swift
/// @Model
/// struct Group {
///   var name: String
///   @ManyToMany(through: Membership.self) var members: RelatedSet<Person>
/// }
///
/// @Model
/// struct Membership {
///   @ForeignKey(onDelete: .cascade) var group: Group
///   @ForeignKey(onDelete: .cascade) var person: Person
///   var joined: CalendarDate
/// }
/// ```
///
/// The other model gets a set named after the model with `Set` appended, such as `entrySet`, unless `relatedName` is
/// given. A relation of a model to itself is symmetrical unless `symmetrical` is false: if one object has another in its
/// set, so has the other the one.
///
/// - Parameters:
///   - through: The model of the links.
///   - throughFields: The names of the link's foreign keys, first that to the model which declares the relation; by
///     default they are named after the two models.
///   - symmetrical: Whether a relation of a model to itself is the same from both ends.
///   - relatedName: The set's name on the other model, and the name in look-ups; `"+"` disables both.
///   - relatedQueryName: The name in look-ups from the other model.
///   - table: The name of the links' table; by default that of the model with the property's name appended.
///   - constraint: Whether the database enforces the keys of the links.
@attached(accessor, names: named(get))
public macro ManyToMany(
  through: (any Model.Type)? = nil,
  throughFields: (String, String)? = nil,
  symmetrical: Bool = true,
  relatedName: String? = nil,
  relatedQueryName: String? = nil,
  table: String? = nil,
  constraint: Bool = true
) = #externalMacro(module: "KindredMacros", type: "ManyToManyMacro")
