/// An index over one or more columns.
///
/// ```swift
/// @Model(indexes: [.on("headline", "-pubDate"), .on("slug", unique: true, where: Field("isPublic") == true)])
/// ```
public struct IndexDefinition: Sendable {
  /// The columns, by field name; a minus sign before one makes it descending.
  public let fields: [FieldOrdering]
  /// The index's name; nil for one derived from table and columns.
  public let name: String?
  /// Whether no two rows may have the same values.
  public let isUnique: Bool
  /// The rows that are in the index; nil for all.
  public let condition: FieldCondition?

  /// An index over fields.
  public static func on(
    _ fields: FieldOrdering..., name: String? = nil, unique: Bool = false, where condition: FieldCondition? = nil
  ) -> IndexDefinition {
    IndexDefinition(fields: fields, name: name, isUnique: unique, condition: condition)
  }
}
