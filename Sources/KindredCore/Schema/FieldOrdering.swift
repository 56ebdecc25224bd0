/// One term of a model's default ordering, by field name: `"-pubDate"` is descending.
public struct FieldOrdering: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The field's name.
  public let field: String
  /// Whether the order is descending.
  public let isDescending: Bool

  /// Makes a term.
  public init(_ field: String, descending: Bool = false) {
    self.field = field
    self.isDescending = descending
  }

  /// Reads a field's name; a minus sign before it means descending.
  public init(stringLiteral value: String) {
    self.init(value.hasPrefix("-") ? String(value.dropFirst()) : value, descending: value.hasPrefix("-"))
  }
}
