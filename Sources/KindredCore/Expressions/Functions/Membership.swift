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
    within(range.lowerBound, range.upperBound)
  }

  /// The value is not NULL and in the range, including both ends.
  public func range<Wrapped: FieldValue & Comparable>(_ range: ClosedRange<Wrapped>) -> QueryCondition
  where Value == Wrapped? {
    between(.value(of: range.lowerBound), .value(of: range.upperBound))
  }

  /// The value is not NULL and in the range, excluding the upper end.
  public func range<Wrapped: FieldValue & Comparable>(_ range: Range<Wrapped>) -> QueryCondition
  where Value == Wrapped? {
    within(range.lowerBound, range.upperBound)
  }

  /// At least the lower bound and less than the upper one. Behind a relation to many rows, both ask about one row.
  private func within<Bound: FieldValue>(_ low: Bound, _ high: Bound) -> QueryCondition {
    let bounds = (ExpressionNode.value(of: low), ExpressionNode.value(of: high))
    if node.hasMultiValuedPath, !bounds.0.isInvalid, !bounds.1.isInvalid {
      return QueryCondition(.operation(.isWithin, [node, bounds.0, bounds.1]))
    }
    return QueryCondition(
      term: .conjunction(.comparison(.greaterOrEqual, self, low), .comparison(.less, self, high)))
  }

  /// The value is at least one expression and at most another one: `BETWEEN`.
  ///
  /// ```swift
  /// Entry.objects.filter { $0.rating.range($0.blog.least, $0.blog.most) }
  /// // "entry"."rating" BETWEEN "blog"."least" AND "blog"."most"
  /// ```
  ///
  /// Nothing lies between bounds in the wrong order, and it is unknown where one of the three is NULL.
  public func range<Low: QueryExpression, High: QueryExpression>(_ low: Low, _ high: High) -> QueryCondition
  where Low.Value: FieldValue, High.Value: FieldValue, Low.Value.Base == Value.Base, High.Value.Base == Value.Base {
    between(low.node, high.node)
  }

  /// The value is at least a value and at most an expression.
  public func range<High: QueryExpression>(_ low: Value.Base, _ high: High) -> QueryCondition
  where Value.Base: FieldValue, High.Value: FieldValue, High.Value.Base == Value.Base {
    between(.value(of: low), high.node)
  }

  /// The value is at least an expression and at most a value.
  public func range<Low: QueryExpression>(_ low: Low, _ high: Value.Base) -> QueryCondition
  where Value.Base: FieldValue, Low.Value: FieldValue, Low.Value.Base == Value.Base {
    between(low.node, .value(of: high))
  }

  /// The value is one of those of some expressions.
  ///
  /// ```swift
  /// Entry.objects.filter { $0.rating.in(anyOf: $0.comments, $0.blog.least) }
  /// // "entry"."rating" IN ("entry"."comments", "blog"."least")
  /// ```
  ///
  /// An expression that is NULL is not left out: whether the value is among the others is unknown then, unless it is.
  public func `in`(anyOf first: any QueryExpression<Value>, _ others: any QueryExpression<Value>...) -> QueryCondition {
    QueryCondition(.operation(.isAmong, [node, first.node] + others.map(\.node)))
  }

  private func between(_ low: ExpressionNode, _ high: ExpressionNode) -> QueryCondition {
    QueryCondition(.between(node, low, high))
  }
}

extension ExpressionNode {
  /// Whether an expression is between two others, including both. An end that no column can hold is on one side of all
  /// values.
  static func between(_ node: ExpressionNode, _ low: ExpressionNode, _ high: ExpressionNode) -> ExpressionNode {
    if low.isInvalid || high.isInvalid {
      let isAbove = QueryCondition(.comparison(.greaterOrEqual, node, low))
      return (isAbove && QueryCondition(.comparison(.lessOrEqual, node, high))).node
    }
    return yearRange(node, low, high) ?? .operation(.between, [node, low, high])
  }

  /// Membership in a list. An empty list has no members.
  static func membership(of node: ExpressionNode, in list: ListNode) -> ExpressionNode {
    if list.values.isEmpty && !list.includesNull { return .constant(false) }
    if let ranges = yearMembership(node, list) { return ranges }
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

  /// The same of expressions.
  fileprivate static let isAmong = SQLOperation(
    "in", kind: .predicate, nulls: .custom, spelling: .written(ListMembership(), .predicate))

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

  /// The same for documents, which are compared by value.
  static let isInListOfJSON = SQLOperation(
    "in", kind: .predicate, nulls: .nullOrFalseIfAnyNull,
    spelling: .template(
      "{0} IN (SELECT kindred_json_order(value) FROM json_each({1}))", .predicate, infersTypes: true),
    in: [.postgres: .template("{0} = ANY({1})", .predicate, infersTypes: true)])

  /// The first operand is in a list of values of a type, bound as one parameter.
  static func isIn(listOf type: ColumnType) -> SQLOperation {
    switch type.kind {
    case .bytes: isInListOfBytes
    case .json: isInListOfJSON
    case .integer, .bool, .double, .float, .decimal, .text, .timestamp, .date, .time, .interval, .uuid, .array:
      isInList
    }
  }

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

// MARK: - Names

extension NamedLookup {
  static let memberships: [NamedLookup] = [
    NamedLookup("in", isForRelations: true) { subject, operand, _ in try operand.membership(of: subject) },
    NamedLookup("range") { subject, operand, purpose in
      let ends = try operand.items(of: "range")
      guard ends.count == 2, !ends.contains(where: \.isNull) else {
        throw FieldValueError("a lower and an upper end are expected")
      }
      let low = try ends[0].node(comparedWith: subject, purpose)
      let high = try ends[1].node(comparedWith: subject, purpose)
      return .between(subject.node, low, high)
    },
  ]
}

extension DynamicOperand {
  /// The items of a list. A text from outside is a list with commas.
  func items(of lookup: String) throws -> [DynamicOperand] {
    switch form {
    case .list(let items): return items
    case .value(.list(let values)): return values.map { DynamicOperand(.value($0)) }
    case .text(let text):
      return text.isEmpty
        ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map { DynamicOperand(.text(String($0))) }
    case .unstorable(let error): throw error
    case .expression, .value, .object, .query, .column:
      throw KindredError(.invalidQuery, "\"\(lookup)\" needs a list, such as [1, 2].")
    }
  }

  /// Membership of an expression in the operand.
  fileprivate func membership(of subject: DynamicExpression) throws -> ExpressionNode {
    switch form {
    case .query(let request, let type):
      if let type { try subject.check(isComparableTo: type) }
      return .membership(of: subject.node, in: SubqueryNode(request, .values))
    case .column(let request, let field):
      return .membership(of: subject.node, in: SubqueryNode(request, .column(field)))
    case .expression, .value, .text, .unstorable, .object, .list: break
    }
    var list: [DatabaseValue] = []
    var includesNull = false
    var expressions: [QueryCondition] = []
    for item in try items(of: "in") {
      if item.isNull {
        includesNull = true
        continue
      }
      do {
        let node = try item.expression(as: subject.type).node
        if case .value(let value) = node {
          list.append(value.value)
        } else {
          expressions.append(QueryCondition(.comparison(.equal, subject.node, node)))
        }
      } catch let error as FieldValueError where error.side != nil {
        // No row has a value outside of the column's range.
      }
    }
    let node = ListNode(list, subject.type.columnType, includesNull: includesNull)
    let membership = QueryCondition(.membership(of: subject.node, in: node))
    return expressions.reduce(membership) { $0 || $1 }.node
  }
}
