/// The place of a value in a query, whatever the value is.
///
/// Statements are compiled from queries without values. Each value has a slot, numbered in the order in which the query
/// gives its values; the writer notes which slots it wrote, and in which order. A slot may be written twice, or not at
/// all.
package struct Slot: Sendable, Hashable {
  /// Counted from 0.
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
    /// As it is.
    case plain
    /// As the pattern of a look-up of text, which each dialect has its own characters for.
    case pattern(TextMatch)
    /// One element of a list; behind the end of the list, its last one again.
    case element(Int)
    /// A whole list as one parameter.
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
