/// An index over one or more columns, or over expressions of them.
///
/// ```swift
/// @Model(indexes: [.on("headline", "-pubDate"), .on("slug", unique: true, where: Field("isPublic") == true)])
/// ```
public struct IndexDefinition: Sendable {
  /// What the index is over, in its order.
  public let elements: [IndexElement]
  /// The index's name; nil for a derived one.
  public let name: String?
  /// Whether no two rows may have the same values.
  public let isUnique: Bool
  /// The rows that are in the index; nil for all.
  public let condition: FieldCondition?

  /// An index over fields, by their names, and over expressions of them.
  ///
  /// ```swift
  /// @Model(indexes: [
  ///   .on("headline", "-pubDate"),
  ///   .on(Field("email").lowercased(), unique: true),
  ///   .on(Field("title").length.descending, "pubDate"),
  /// ])
  /// ```
  ///
  /// A query uses an index over an expression where it has the same expression.
  ///
  /// - Parameters:
  ///   - terms: The fields and expressions; a minus sign before a name makes it descending.
  ///   - name: The index's name. Without one it is derived from the table, the columns and the functions, and nothing
  ///     else: `account_lower_email_uniq`. So it is the same each time, and an expression needs no name, which Django asks
  ///     for. Two indexes of a model that come to one name, because only their order or their condition differs, are
  ///     refused when the tables are made: give one of them a name.
  ///   - unique: Whether no two rows may have the same values.
  ///   - condition: The rows that are in the index.
  public static func on(
    _ terms: any IndexTerm..., name: String? = nil, unique: Bool = false, where condition: FieldCondition? = nil
  ) -> IndexDefinition {
    IndexDefinition(elements: terms.map(\.indexElement), name: name, isUnique: unique, condition: condition)
  }

  /// The names of the fields, where the index is over nothing else.
  var fields: [String]? {
    let names = elements.compactMap(\.field)
    return names.count == elements.count ? names : nil
  }
}
