/// An indexed term: the name of a field, an ``F``, or an expression.
///
/// ```swift
/// @Model(indexes: [.on("headline", "-pubDate"), .on(F("title").lowercased().descending, "pubDate")])
/// ```
public protocol IndexTerm: Sendable {
  /// The element of the index.
  var indexElement: IndexElement { get }
}

/// One element of an index: a field or expression, and its order.
public struct IndexElement: Sendable, Hashable, IndexTerm {
  /// The indexed expression.
  public let expression: NamedExpression
  /// Whether the order is descending.
  public let isDescending: Bool
  package let nulls: QueryOrdering.Nulls?

  /// The ascending element of a column, by the name that it has in the database.
  package init(column: String) { self.init(NamedExpression(.name(column))) }

  package init(_ expression: NamedExpression, descending: Bool = false, nulls: QueryOrdering.Nulls? = nil) {
    self.expression = expression
    self.isDescending = descending
    self.nulls = nulls
  }

  /// The name of the field, if the element is a plain field, or its path with transforms.
  public var field: String? { if case .name(let name) = expression.node { name } else { nil } }

  /// The element itself.
  public var indexElement: IndexElement { self }

  /// The same in descending order.
  public var descending: IndexElement { IndexElement(expression, descending: true, nulls: nulls) }
  /// The same with NULL first, on PostgreSQL. SQLite does not support this and ignores it, which does not change the
  /// rows of any query.
  public var nullsFirst: IndexElement { IndexElement(expression, descending: isDescending, nulls: .first) }
  /// The same with NULL last, on PostgreSQL. SQLite does not support this and ignores it, which does not change the
  /// rows of any query.
  public var nullsLast: IndexElement { IndexElement(expression, descending: isDescending, nulls: .last) }
}

extension NamedOperand {
  /// The ascending element.
  public var indexElement: IndexElement { IndexElement(namedExpression) }
  /// The descending element.
  public var descending: IndexElement { indexElement.descending }
  /// NULL first: ``IndexElement/nullsFirst``.
  public var nullsFirst: IndexElement { indexElement.nullsFirst }
  /// NULL last: ``IndexElement/nullsLast``.
  public var nullsLast: IndexElement { indexElement.nullsLast }
}

extension String: IndexTerm {
  /// The field with this name; a minus sign before it means descending.
  public var indexElement: IndexElement { FieldOrdering(stringLiteral: self).indexElement }
}

extension FieldOrdering: IndexTerm {
  /// The field, in its order.
  public var indexElement: IndexElement { IndexElement(F(field).namedExpression, descending: isDescending) }
}
