/// An index of a ``TableState``.
public struct IndexState: Sendable, Hashable {
  /// The explicit name; nil for a derived one.
  public var name: String?
  /// The indexed columns and expressions, in order, which name columns as in the database.
  public var elements: [IndexElement]
  /// Whether no two rows may have the same values.
  public var isUnique: Bool
  /// The condition of a partial index.
  public var condition: NamedExpression?

  /// Makes an index.
  public init(
    _ name: String? = nil, _ elements: [IndexElement], isUnique: Bool = false, condition: NamedExpression? = nil
  ) {
    self.name = name
    self.elements = elements
    self.isUnique = isUnique
    self.condition = condition
  }
}
