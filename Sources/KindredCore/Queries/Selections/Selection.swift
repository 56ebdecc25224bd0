/// A struct that the rows of a query are read into: the result of `values` or `annotate` with names.
///
/// Declare one with `@Selection`, which writes the conformance. All of it can also be written by hand.
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
///   .order { $0.entries.desc }
///   .all() // [BlogStats]
/// ```
public protocol Selection: Selectable where SelectedColumns == Columns {
  /// What selects each property. The closures of later verbs get the same, with the same names.
  associatedtype Columns: SelectionColumns where Columns.SelectedValue == Self

  /// Reads an instance from the columns of a row, in the order of the properties.
  init(row: borrowing DatabaseRow, at place: inout SelectionPlace) throws

  /// Reads an instance and appends it.
  ///
  /// Called by the loop over rows, so that reading into the array is specialised in the struct's own module.
  static func append(_ row: borrowing DatabaseRow, to rows: inout [Self]) throws
}

/// What selects the properties of a ``Selection``: one property for each of them, with the same name.
public protocol SelectionColumns: SelectionTerm where SelectedValue: Selection {
  /// Takes what selects the properties from a list, in their order.
  init(from list: inout SelectionList)
}

extension Selection {
  /// What selects the properties.
  public static func selectedColumns(from list: inout SelectionList) -> Columns { Columns(from: &list) }

  /// Reads an instance that is a property of another selection.
  @inlinable @inline(__always)
  public static func readSelected(_ row: borrowing DatabaseRow, at place: inout SelectionPlace) throws -> Self {
    try Self(row: row, at: &place)
  }
}
