extension SQLOperation {
  static let greatest = SQLOperation(
    "greatest", spelling: .call("MAX"),
    in: [.postgres: .template("CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN GREATEST({0}, {1}) END")])
  static let least = SQLOperation(
    "least", spelling: .call("MIN"),
    in: [.postgres: .template("CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN LEAST({0}, {1}) END")])
}

/// The larger and the smaller of two values. NULL if either is NULL, on every backend.
extension QueryExpression where Value: FieldValue, Value.Base: Comparable {
  /// The larger of two values of the row.
  ///
  /// ```swift
  /// Entry.objects.values { $0.rating.greatest($0.comments) }
  /// // MAX("entry"."rating", "entry"."comments"); on PostgreSQL GREATEST, with NULL where either is
  /// ```
  public func greatest<E: QueryExpression<Value>>(_ other: E) -> Expr<Value> { Expr(.greatest, self, other) }

  /// The larger of an optional and a required value: NULL if the optional one is NULL.
  @_disfavoredOverload
  public func greatest<E: QueryExpression>(_ other: E) -> Expr<Value.Base?>
  where E.Value: FieldValue, E.Value.Base == Value.Base { Expr(.greatest, self, other) }

  /// The value or a lower bound, whichever is larger.
  public func greatest(_ bound: Value) -> Expr<Value> { Expr(.greatest, self, Expr<Value>.value(bound)) }

  /// The smaller of two values of the row.
  public func least<E: QueryExpression<Value>>(_ other: E) -> Expr<Value> { Expr(.least, self, other) }

  /// The smaller of an optional and a required value: NULL if the optional one is NULL.
  @_disfavoredOverload
  public func least<E: QueryExpression>(_ other: E) -> Expr<Value.Base?>
  where E.Value: FieldValue, E.Value.Base == Value.Base { Expr(.least, self, other) }

  /// The value or an upper bound, whichever is smaller.
  public func least(_ bound: Value) -> Expr<Value> { Expr(.least, self, Expr<Value>.value(bound)) }
}

// MARK: - Names

extension NamedFunction {
  static let extremes: [NamedFunction] = [extreme("greatest", .greatest), extreme("least", .least)]

  private static func extreme(_ name: String, _ operation: SQLOperation) -> NamedFunction {
    NamedFunction(name, 2...20, of: "values that have an order", for: { ValueFamily($0.columnType).hasOrder }) {
      operands, _ in
      let (type, nodes) = try operands.sharingType()
      let node = nodes.dropFirst().reduce(nodes[0]) { .operation(operation, [$0, $1]) }
      return DynamicExpression(node, type)
    }
  }
}
