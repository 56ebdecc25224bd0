// Look-ups in documents. They mean the same on every database: what PostgreSQL's `jsonb` has them mean.

extension QueryExpression where Value: FieldValue, Value.Base: JSONFieldValue {
  /// The document contains another one.
  ///
  /// ```swift
  /// Event.objects.filter { $0.data.contains(["kind": "click", "place": [10]]) } // "event"."data" @> $1
  /// ```
  ///
  /// An object contains one whose members it has; the values of the members contain each other in the same way. An
  /// array contains one whose elements it has, in any order. It also contains a single value that is its element:
  /// `[1, 2]` contains `1`. Everything contains itself.
  public func contains(_ value: JSONValue) -> QueryCondition { lookup(.jsonContains, .value(of: value)) }

  /// The document contains a document of a Swift type.
  @_disfavoredOverload
  public func contains<Document: Codable & Sendable>(_ value: JSON<Document>) -> QueryCondition {
    lookup(.jsonContains, .value(of: value))
  }

  /// The document contains that of another expression.
  @_disfavoredOverload
  public func contains<E: QueryExpression>(_ other: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base: JSONFieldValue { lookup(.jsonContains, other.node) }

  /// The document is contained in another one: the reverse of ``contains(_:)-(JSONValue)``.
  public func containedBy(_ value: JSONValue) -> QueryCondition { lookup(.jsonContainedBy, .value(of: value)) }

  /// The document is contained in that of another expression.
  @_disfavoredOverload
  public func containedBy<E: QueryExpression>(_ other: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base: JSONFieldValue { lookup(.jsonContainedBy, other.node) }

  /// The object has a member with the key, or the array has the text as an element.
  ///
  /// ```swift
  /// Event.objects.filter { $0.data["user"].hasKey("email") } // "event"."data" -> $1::text ? $2
  /// ```
  public func hasKey(_ key: String) -> QueryCondition { lookup(.jsonHasKey, .value(of: key)) }

  /// The object has members with all of the keys, or the array has all of the texts. True for an empty list.
  public func hasKeys(_ keys: [String]) -> QueryCondition { lookup(.jsonHasKeys, .value(of: keys)) }

  /// The object has a member with one of the keys, or the array has one of the texts. False for an empty list.
  public func hasAnyKeys(_ keys: [String]) -> QueryCondition { lookup(.jsonHasAnyKeys, .value(of: keys)) }

  private func lookup(_ lookup: SQLOperation, _ operand: ExpressionNode) -> QueryCondition {
    QueryCondition(.operation(lookup, [node, operand]))
  }
}
