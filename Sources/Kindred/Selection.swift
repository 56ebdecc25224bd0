/// Makes a struct a type that the rows of a query are read into.
///
/// ```swift
/// @Selection
/// struct BlogStats {
///   var name: String
///   var entries: Int
///   var best: Int?
/// }
///
/// let stats = try await Blog.objects
///   .values { BlogStats.Columns(name: $0.name, entries: $0.entry.count(), best: $0.entry.rating.max()) }
///   .filter { $0.entries > 3 }
///   .all() // [BlogStats]
/// ```
///
/// The struct gets a nested type `Columns`, which says what selects each of its stored properties, and a conformance to
/// `Selection`. A property has the type of a field, of a model or of another selection. Its default value is only one of
/// the initialiser: every property is selected. Static and computed properties, and constants with a value, have no part.
@attached(member, names: named(Columns), named(selectedValues), named(append), named(checkFieldTypes))
@attached(extension, conformances: Selection, names: named(init))
public macro Selection() = #externalMacro(module: "KindredMacros", type: "SelectionMacro")
