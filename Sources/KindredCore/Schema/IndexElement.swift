/// What an index can be over: the name of a field, a ``Field``, or an expression over fields.
///
/// ```swift
/// @Model(indexes: [.on("headline", "-pubDate"), .on(Field("title").lowercased().descending, "pubDate")])
/// ```
public protocol IndexTerm: Sendable {
  /// The part of the index that it stands for.
  var indexElement: IndexElement { get }
}

/// One part of an index: a field or an expression, and how it is ordered.
public struct IndexElement: Sendable, Hashable, IndexTerm {
  /// What the index is over.
  public let expression: FieldExpression
  /// Whether the largest comes first.
  public let isDescending: Bool
  let nulls: QueryOrdering.Nulls?

  init(_ expression: FieldExpression, descending: Bool = false, nulls: QueryOrdering.Nulls? = nil) {
    self.expression = expression
    self.isDescending = descending
    self.nulls = nulls
  }

  /// The name of the field, where the element is a field alone.
  public var field: String? { if case .field(let field) = expression.node { field.name } else { nil } }

  /// The element itself.
  public var indexElement: IndexElement { self }

  /// The same with the largest first.
  public var descending: IndexElement { IndexElement(expression, descending: true, nulls: nulls) }
  /// The same with NULL before all values, in an index of PostgreSQL. SQLite has no such indexes and leaves it out, which
  /// changes no query's rows.
  public var nullsFirst: IndexElement { IndexElement(expression, descending: isDescending, nulls: .first) }
  /// The same with NULL behind all values, in an index of PostgreSQL. SQLite has no such indexes and leaves it out, which
  /// changes no query's rows.
  public var nullsLast: IndexElement { IndexElement(expression, descending: isDescending, nulls: .last) }
}

extension FieldOperand {
  /// The smallest first.
  public var indexElement: IndexElement { IndexElement(fieldExpression) }
  /// The largest first.
  public var descending: IndexElement { indexElement.descending }
  /// NULL before all values: ``IndexElement/nullsFirst``.
  public var nullsFirst: IndexElement { indexElement.nullsFirst }
  /// NULL behind all values: ``IndexElement/nullsLast``.
  public var nullsLast: IndexElement { indexElement.nullsLast }
}

extension String: IndexTerm {
  /// The field of this name, with a minus sign before it for descending order.
  public var indexElement: IndexElement { FieldOrdering(stringLiteral: self).indexElement }
}

extension FieldOrdering: IndexTerm {
  /// The field, in its order.
  public var indexElement: IndexElement { IndexElement(F(field).fieldExpression, descending: isDescending) }
}
