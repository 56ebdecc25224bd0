// What is read of a place in a document: a text, a number, JSON itself.

extension QueryExpression where Value: FieldValue, Value.Base: JSONFieldValue {
  /// The value as text: a text without its quotation marks, and otherwise its JSON. NULL if it is absent or null.
  ///
  /// ```swift
  /// Event.objects.filter { $0.data["user"]["name"].text.iContains("ann") }
  /// // … WHERE UPPER("event"."data" -> $1::text ->> $2::text) LIKE UPPER($3::text)
  /// ```
  ///
  /// It is Django's `KT`. All of the text look-ups follow it, and it can be ordered and grouped by.
  public var text: Expr<String?> { Expr(.json(.jsonText, at: [], of: node)) }

  /// The value as one of a Swift type; NULL if it is absent, null, or of another type.
  ///
  /// ```swift
  /// Event.objects.filter { $0.data["place"][0].as(Int.self) + 1 > 10 }
  /// ```
  ///
  /// A number with a fraction is not an `Int`, and a number out of a type's range is not of the type. A `String` is the
  /// ``text``. On SQLite, a `Decimal` of more than 15 digits throws ``KindredError/Code/invalidValue``.
  public func `as`<Scalar: JSONScalar>(_ type: Scalar.Type) -> JSONPath<Scalar.Base?> { document.typed() }

  /// The value as a document of a Swift type, for ``RowQuery`` results.
  ///
  /// ```swift
  /// let owners = try await Event.objects.values { $0.data["owner"].as(document: Owner.self) }.all() // [JSON<Owner>?]
  /// ```
  public func `as`<Document: Codable & Sendable>(document type: Document.Type) -> Expr<JSON<Document>?> {
    Expr(node)
  }

  /// The name of the value's type: "object", "array", "string", "number", "boolean" or "null"; NULL if it is absent.
  public var jsonType: Expr<String?> { Expr(.json(.jsonType, at: [], of: node)) }

  /// The number of an array's elements; NULL for anything else.
  public var jsonCount: Expr<Int?> { Expr(.json(.jsonCount, at: [], of: node)) }

  /// The value is the null of JSON.
  ///
  /// It is not the NULL of SQL: a column that is NULL, and a place that a document does not have, are ``isNull``.
  ///
  /// | document | `["a"].isNull` | `["a"].isJSONNull` |
  /// |---|---|---|
  /// | `{"a": 1}` | false | false |
  /// | `{"a": null}` | false | true |
  /// | `{}`, or NULL | true | false |
  public var isJSONNull: QueryCondition { QueryCondition(.json(.isJSONNull, at: [], of: node)) }
}

extension QueryExpression where Value: FieldValue, Value.Base: JSONFieldValue {
  /// The value as a case of an enum; NULL if it is absent or null. See ``as(_:)-(Scalar.Type)``.
  public func `as`<Choice: Choices>(_ type: Choice.Type) -> JSONPath<Choice?> { document.typed() }
}

extension JSONPath where Value: Codable {
  /// The JSON at the place, to be compared or selected as a whole.
  ///
  /// ```swift
  /// $0.data.owner.json == JSON(Owner(name: "Ann", pets: []))
  /// ```
  @_disfavoredOverload
  public var json: Expr<JSON<Value>> { Expr(jsonNode) }
}

extension JSONPath where Value: JSONOptional, Value.Wrapped: Codable & Sendable {
  /// The JSON at a place that a document may not have; NULL if it does not.
  public var json: Expr<JSON<Value.Wrapped>?> { Expr(jsonNode) }
}
