/// How two arrays are compared as sets.
@usableFromInline
package enum ArrayLookup: Sendable, Hashable {
  case contains, containedBy, overlaps
}

extension Expression where Value: FieldValue, Value.Base: ArrayFieldValue {
  private func lookup(_ lookup: ArrayLookup, _ elements: some FieldValue) -> Condition {
    let value = ExpressionNode.value(of: elements)
    if case .invalid = value { return Condition(value) }
    return Condition(.arrayLookup(lookup, node, value))
  }

  /// The array has all of the elements, in any order. Every array contains the empty one; NULL contains nothing.
  ///
  /// ```swift
  /// Post.objects.filter { $0.tags.contains(["swift", "sql"]) } // "post"."tags" @> $1
  /// ```
  public func contains(_ elements: Value.Base) -> Condition { lookup(.contains, elements) }

  /// All elements of the array are among these.
  public func containedBy(_ elements: Value.Base) -> Condition { lookup(.containedBy, elements) }

  /// The array has at least one of the elements.
  public func overlaps(_ elements: Value.Base) -> Condition { lookup(.overlaps, elements) }

  /// The number of elements.
  public var count: Expr<Int> { Expr(.arrayCount(node)) }
}
