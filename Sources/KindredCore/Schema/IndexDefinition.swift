/// An index on one or more columns or expressions.
///
/// ```swift
/// @Model(indexes: [.on("headline", "-pubDate"), .on("slug", unique: true, where: F("isPublic") == true)])
/// ```
public struct IndexDefinition: Sendable {
  /// The indexed columns and expressions, in order.
  public let elements: [IndexElement]
  /// The index's name; nil for a generated one.
  public let name: String?
  /// Whether no two rows may have the same values.
  public let isUnique: Bool
  /// The condition of a partial index; nil for all rows.
  public let condition: NamedExpression?

  /// An index on fields, by name, and on expressions of fields.
  ///
  /// ```swift
  /// @Model(indexes: [
  ///   .on("headline", "-pubDate"),
  ///   .on(F("email").lowercased(), unique: true),
  ///   .on(F("title").length.descending, "pubDate"),
  /// ])
  /// ```
  ///
  /// A query uses an index on an expression if it contains the same expression.
  ///
  /// - Parameters:
  ///   - terms: The fields and expressions; a minus sign before a name makes it descending.
  ///   - name: The index's name. By default it is generated from the table, the columns and the functions, such as
  ///     `account_lower_email_uniq`. It is always the same, so unlike in Django an expression needs no name. If two
  ///     indexes get the same name, because they differ only in their order or condition, or because the names of two tables
  ///     and their columns make the same one, creating the tables and migrating throws: give one of them a name.
  ///   - unique: Whether no two rows may have the same values.
  ///   - condition: The condition of a partial index.
  public static func on(
    _ terms: any IndexTerm..., name: String? = nil, unique: Bool = false, where condition: NamedExpression? = nil
  ) -> IndexDefinition {
    IndexDefinition(elements: terms.map(\.indexElement), name: name, isUnique: unique, condition: condition)
  }

  /// The names of the fields, if the index contains no expressions.
  var fields: [String]? {
    let names = elements.compactMap(\.field)
    return names.count == elements.count ? names : nil
  }
}
