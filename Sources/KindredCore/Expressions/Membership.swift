extension Expression where Value: FieldValue {
  /// The value is one of the list. An empty list matches nothing and runs no SQL.
  ///
  /// A nil in the list is ignored by `filter` and honoured by `exclude`, as Django has it.
  public func `in`(_ values: some Sequence<Value>) -> Condition {
    var list: [DatabaseValue] = []
    var listsNull = false
    for value in values {
      switch ExpressionNode.value(of: value) {
      case .value(.null): listsNull = true
      case .value(let value): list.append(value)
      case let other: return Condition(other)
      }
    }
    if list.isEmpty && !listsNull { return Condition(.constant(false)) }
    return Condition(.isIn(node, list, listsNull: listsNull))
  }

  /// The value is one of those that a query finds.
  ///
  /// ```swift
  /// let named = Blog.objects.filter { $0.name.contains("Beatles") }
  /// let entries = try await Entry.objects.filter { $0.blogID.in(named) }.all()
  /// ```
  public func `in`<M: Model>(_ querySet: QuerySet<M>) -> Condition where M.PrimaryKey == Value.Base {
    if querySet.query.isNone { return Condition(.constant(false)) }
    return Condition(.isInQuery(node, querySet.query, selecting: M.schema.key))
  }

  /// The value is within the range, its ends included.
  public func range(_ range: ClosedRange<Value>) -> Condition where Value: Comparable {
    between(.value(of: range.lowerBound), .value(of: range.upperBound))
  }

  /// The value is within the range, its upper end excluded.
  public func range(_ range: Range<Value>) -> Condition where Value: Comparable {
    Condition(
      term: .conjunction(
        .comparison(.greaterOrEqual, self, range.lowerBound), .comparison(.less, self, range.upperBound)))
  }

  /// The value, where it is not NULL, is within the range, its ends included.
  public func range<Wrapped: FieldValue & Comparable>(_ range: ClosedRange<Wrapped>) -> Condition
  where Value == Wrapped? {
    between(.value(of: range.lowerBound), .value(of: range.upperBound))
  }

  private func between(_ low: ExpressionNode, _ high: ExpressionNode) -> Condition {
    if case .invalid = low { return Condition(low) }
    if case .invalid = high { return Condition(high) }
    return Condition(.between(node, low, high))
  }

  /// The value is NULL.
  public var isNull: Condition { Condition(.isNull(node)) }
}
