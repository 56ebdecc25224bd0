/// Stands for a value of a query, without the value.
///
/// Statements are compiled from queries without values. Each value has a slot, numbered in the order in which the query
/// collects its values. The writer records which slots it wrote and in which order; a slot may be written more than
/// once, or not at all.
package struct Slot: Sendable, Hashable {
  /// From 0.
  package let number: Int
  /// The type of the value.
  package let type: ColumnType
  /// Whether the value is NULL.
  package let isNull: Bool

  package init(number: Int, type: ColumnType, isNull: Bool = false) {
    self.number = number
    self.type = type
    self.isNull = isNull
  }
}

/// A value of a query as one parameter of a statement.
package struct BoundSlot: Sendable, Hashable {
  /// The form in which a value is bound.
  package enum Form: Sendable, Hashable {
    /// The value itself.
    case plain
    /// The pattern of a text look-up, escaped by the dialect.
    case pattern(TextMatch)
    /// One element of a list. Indices after the end repeat the last element.
    case element(Int)
    /// A list as one parameter.
    case list
  }

  package let slot: Int
  package let form: Form

  /// The parameter's value.
  func value(of values: [DatabaseValue], _ rules: any DialectRules) -> DatabaseValue {
    guard values.indices.contains(slot) else { return .null }
    let value = values[slot]
    switch form {
    case .pattern(let match):
      guard case .text(let text) = value else { return value }
      return .text(rules.boundPattern(text, for: match))
    case .element(let index):
      guard case .list(let list) = value else { return value }
      return list.indices.contains(index) ? list[index] : list.last ?? .null
    case .plain, .list:
      guard case .list(let list) = value else { return value }
      return rules.listParameter(list)
    }
  }
}
