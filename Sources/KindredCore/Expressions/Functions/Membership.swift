extension QueryExpression where Value: FieldValue {
  /// The value is one of the list. An empty list matches nothing and runs no SQL.
  ///
  /// A nil in the list is ignored by `filter` and taken into account by `exclude`, as in Django.
  public func `in`(_ values: [Value]) -> QueryCondition { isAmong(values) }

  /// The value is one of a sequence, or of a list of values that are not optional.
  @_disfavoredOverload
  public func `in`<Values: Sequence>(_ values: Values) -> QueryCondition
  where Values.Element: FieldValue, Values.Element.Base == Value.Base { isAmong(values) }

  /// The key is one of these numbers, of any type.
  @_disfavoredOverload
  public func `in`<Owner: Model, Numbers: Sequence>(_ numbers: Numbers) -> QueryCondition
  where Value.Base == Key<Owner>, Numbers.Element: BinaryInteger {
    isAmong(numbers.map { Key<Owner>($0) }.filter { !$0.isOutOfRange })
  }

  private func isAmong<Listed: FieldValue>(_ values: some Sequence<Listed>) -> QueryCondition {
    var list: [DatabaseValue] = []
    var includesNull = false
    for value in values {
      do {
        let value = try value.databaseValue()
        if value.isNull { includesNull = true } else { list.append(value) }
      } catch {
        // No row has a value outside of the column's range.
        guard (error as? FieldValueError)?.side != nil else { return QueryCondition(.unusable(error)) }
      }
    }
    return QueryCondition(.membership(of: node, in: ListNode(list, Value.columnType, includesNull: includesNull)))
  }

  /// The value is one of those that a subquery selects.
  ///
  /// ```swift
  /// let named = Blog.objects.filter { $0.name.contains("Beatles") }
  /// let entries = try await Entry.objects.filter { $0.blogID.in(named) }.all()
  /// ```
  public func `in`<M: Model>(_ querySet: QuerySet<M>) -> QueryCondition where M.PrimaryKey == Value.Base {
    QueryCondition(.membership(of: node, in: SubqueryNode(querySet.request, .column(M.schema.key))))
  }

  /// The value is one of those of a result's single column.
  ///
  /// ```swift
  /// Entry.objects.filter { $0.headline.in(Blog.objects.values { $0.name }) }
  /// // … WHERE "entry"."headline" IN (SELECT "blog"."name" FROM "blog")
  /// ```
  ///
  /// NULLs among the result's values are ignored, also under a negation. A slice follows the result's order.
  public func `in`<Result: RowQuery>(_ result: Result) -> QueryCondition
  where Result.Element: FieldValue, Result.Element.Base == Value.Base {
    QueryCondition(.membership(of: node, in: SubqueryNode(result.request, .values)))
  }

  /// The value is in the range, including both ends.
  public func range(_ range: ClosedRange<Value>) -> QueryCondition where Value: Comparable {
    between(.value(of: range.lowerBound), .value(of: range.upperBound))
  }

  /// The value is in the range, excluding the upper end.
  public func range(_ range: Range<Value>) -> QueryCondition where Value: Comparable {
    QueryCondition(
      term: .conjunction(
        .comparison(.greaterOrEqual, self, range.lowerBound), .comparison(.less, self, range.upperBound)))
  }

  /// The value is not NULL and in the range, including both ends.
  public func range<Wrapped: FieldValue & Comparable>(_ range: ClosedRange<Wrapped>) -> QueryCondition
  where Value == Wrapped? {
    between(.value(of: range.lowerBound), .value(of: range.upperBound))
  }

  /// The value is not NULL and in the range, excluding the upper end.
  public func range<Wrapped: FieldValue & Comparable>(_ range: Range<Wrapped>) -> QueryCondition
  where Value == Wrapped? {
    QueryCondition(
      term: .conjunction(
        .comparison(.greaterOrEqual, self, range.lowerBound), .comparison(.less, self, range.upperBound)))
  }

  private func between(_ low: ExpressionNode, _ high: ExpressionNode) -> QueryCondition {
    if low.isInvalid || high.isInvalid {
      return QueryCondition(.comparison(.greaterOrEqual, node, low))
        && QueryCondition(.comparison(.lessOrEqual, node, high))
    }
    return QueryCondition(.operation(.between, [node, low, high]))
  }
}

extension ExpressionNode {
  /// Membership in a list. An empty list has no members.
  static func membership(of node: ExpressionNode, in list: ListNode) -> ExpressionNode {
    if list.values.isEmpty && !list.includesNull { return .constant(false) }
    return .operation(.isIn, [node, .list(list)])
  }

  /// Membership in the results of a query.
  static func membership(of node: ExpressionNode, in query: SubqueryNode) -> ExpressionNode {
    query.asked(ofNothing: .constant(false)) { .operation(.isInQuery, [node, $0]) }
  }
}

extension SQLOperation {
  /// The first operand is one of the others.
  static let isIn = SQLOperation(
    "in", kind: .predicate, nulls: .nullOrFalseIfAnyNull, spelling: .written(ListMembership(), .predicate))

  /// The first operand is in a list bound as one parameter.
  static let isInList = SQLOperation(
    "in", kind: .predicate, nulls: .nullOrFalseIfAnyNull,
    spelling: .template("{0} IN (SELECT value FROM json_each({1}))", .predicate, infersTypes: true),
    in: [.postgres: .template("{0} = ANY({1})", .predicate, infersTypes: true)])

  /// The same for bytes, which JSON does not have.
  static let isInListOfBytes = SQLOperation(
    "in", kind: .predicate, nulls: .nullOrFalseIfAnyNull,
    spelling: .template("{0} IN (SELECT kindred_bytes(value) FROM json_each({1}))", .predicate, infersTypes: true),
    in: [.postgres: .template("{0} = ANY({1})", .predicate, infersTypes: true)])

  static let isInQuery = SQLOperation(
    "in", kind: .predicate, nulls: .nullOrFalseIfAnyNull, spelling: .infix("IN", .predicate))

  static let between = SQLOperation(
    "range", kind: .predicate, nulls: .nullOrFalseIfAnyNull,
    spelling: .template("{0} BETWEEN {1} AND {2}", .predicate, infersTypes: true))
}

/// `x IN (a, b)`.
private struct ListMembership: SQLWriting {
  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    guard let first = operands.first else { return }
    writer.write(operand: first, binding: .other)
    writer.write(" IN (")
    writer.list(operands.dropFirst()) { $0.write($1) }
    writer.write(")")
  }
}
