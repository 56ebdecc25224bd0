/// Arrays are compared as sets. In SQLite they are JSON text; `json_each` returns their elements as rows. NULL is never
/// equal to anything, even inside an array.
extension SQLOperation {
  /// The first array has all elements of the second.
  static let arrayContains = lookup(
    "contains", "@>",
    """
    CASE WHEN {0} IS NOT NULL THEN NOT EXISTS (SELECT 1 FROM json_each({1}) \
    WHERE (value IN (SELECT value FROM json_each({0}))) IS NOT TRUE) END
    """)

  /// The second array has all elements of the first.
  static let arrayContainedBy = lookup(
    "containedBy", "<@",
    """
    CASE WHEN {0} IS NOT NULL THEN NOT EXISTS (SELECT 1 FROM json_each({0}) \
    WHERE (value IN (SELECT value FROM json_each({1}))) IS NOT TRUE) END
    """)

  /// The arrays have an element in common.
  static let arrayOverlaps = lookup(
    "overlaps", "&&",
    """
    CASE WHEN {0} IS NOT NULL THEN EXISTS (SELECT 1 FROM json_each({0}) \
    WHERE value IN (SELECT value FROM json_each({1}))) END
    """)

  static let arrayCount = SQLOperation(
    "count", spelling: .call("json_array_length"), in: [.postgres: .call("cardinality")])

  private static func lookup(_ name: StaticString, _ sign: StaticString, _ template: StaticString) -> SQLOperation {
    SQLOperation(name, kind: .predicate, spelling: .template(template), in: [.postgres: .infix(sign, .other)])
  }
}

extension QueryExpression where Value: FieldValue, Value.Base: ArrayFieldValue {
  private func lookup(_ lookup: SQLOperation, _ elements: some FieldValue) -> QueryCondition {
    QueryCondition(.operation(lookup, [node, .value(of: elements)]))
  }

  private func lookup(_ lookup: SQLOperation, _ elements: some QueryExpression) -> QueryCondition {
    QueryCondition(.operation(lookup, [node, elements.node]))
  }

  /// The array contains all of the elements, in any order. Every array contains the empty one; NULL contains nothing.
  ///
  /// ```swift
  /// Post.objects.filter { $0.tags.contains(["swift", "sql"]) } // "post"."tags" @> $1
  /// ```
  public func contains(_ elements: Value.Base) -> QueryCondition { lookup(.arrayContains, elements) }
  /// The array contains all elements of another one.
  public func contains<E: QueryExpression>(_ elements: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base == Value.Base { lookup(.arrayContains, elements) }

  /// All elements of the array are in the given one.
  public func containedBy(_ elements: Value.Base) -> QueryCondition { lookup(.arrayContainedBy, elements) }
  /// All elements of the array are in another one.
  public func containedBy<E: QueryExpression>(_ elements: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base == Value.Base { lookup(.arrayContainedBy, elements) }

  /// The array contains at least one of the elements.
  public func overlaps(_ elements: Value.Base) -> QueryCondition { lookup(.arrayOverlaps, elements) }
  /// The array has an element in common with another one.
  public func overlaps<E: QueryExpression>(_ elements: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base == Value.Base { lookup(.arrayOverlaps, elements) }
}

extension QueryExpression where Value: ArrayFieldValue {
  /// The number of elements.
  public var count: Expr<Int> { Expr(.operation(.arrayCount, [node])) }
}

extension QueryExpression where Value: OptionalFieldValue, Value.Wrapped: ArrayFieldValue {
  /// The number of elements; NULL for NULL.
  public var count: Expr<Int?> { Expr(.operation(.arrayCount, [node])) }
}

// MARK: - Names

extension NamedLookup {
  static let arrays: [NamedLookup] = [
    ofArrays("contains", .arrayContains), ofArrays("containedby", .arrayContainedBy),
    ofArrays("overlap", .arrayOverlaps), ofArrays("overlaps", .arrayOverlaps),
  ]

  private static func ofArrays(_ name: String, _ operation: SQLOperation) -> NamedLookup {
    NamedLookup(name, for: { ValueFamily($0.columnType) == .array }) { subject, operand, _ in
      if operand.isNull { throw noNull(name) }
      return .operation(operation, [subject.node, try operand.expression(as: subject.type).node])
    }
  }
}

extension NamedFunction {
  static let arrays: [NamedFunction] = [
    NamedFunction("len", of: .array) { DynamicExpression(.operation(.arrayCount, [$0.node]), Int.self) }
  ]
}
