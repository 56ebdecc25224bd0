// Aggregates whose result has the type of the values.

extension AggregateVariants {
  fileprivate static let bitAnd = AggregateVariants(
    "BIT_AND", .call("BIT_AND"), in: [.sqlite: .call("kindred_bit_and")], countsRepeatedRows: false)
  fileprivate static let bitOr = AggregateVariants(
    "BIT_OR", .call("BIT_OR"), in: [.sqlite: .call("kindred_bit_or")], countsRepeatedRows: false)
  fileprivate static let bitXor = AggregateVariants(
    "BIT_XOR", .call("BIT_XOR"), in: [.sqlite: .call("kindred_bit_xor")], countsRepeatedRows: true)
  fileprivate static let collected = AggregateVariants(
    "ANY_VALUE", .call("MIN"), in: [.postgres: .call("ARRAY_AGG")], countsRepeatedRows: false)
}

extension SQLOperation {
  fileprivate static let firstCollected = SQLOperation(
    "firstCollected", spelling: .operand, in: [.postgres: .template("({0})[1]")])
}

extension QueryExpression where Value: FieldValue, Value.Base: FixedWidthInteger {
  /// The bits that are set in all values; nil if there are none.
  ///
  /// ```swift
  /// let shared = try await File.objects.aggregate { $0.permissions.bitAnd() } // BIT_AND("file"."permissions")
  /// ```
  ///
  /// - Parameter filter: The condition on the rows to aggregate.
  public func bitAnd(filter: (any QueryExpression<Bool>)? = nil) -> Expr<Value.Base?> {
    Expr(aggregate(.bitAnd, filter: filter))
  }

  /// The bits that are set in all values, or a default if there are no values.
  public func bitAnd(filter: (any QueryExpression<Bool>)? = nil, default fallback: Value.Base) -> Expr<Value.Base> {
    Expr(aggregate(.bitAnd, filter: filter, fallback: .value(of: fallback)))
  }

  /// The bits that are set in any value; nil if there are none.
  ///
  /// - Parameter filter: The condition on the rows to aggregate.
  public func bitOr(filter: (any QueryExpression<Bool>)? = nil) -> Expr<Value.Base?> {
    Expr(aggregate(.bitOr, filter: filter))
  }

  /// The bits that are set in any value, or a default if there are no values.
  public func bitOr(filter: (any QueryExpression<Bool>)? = nil, default fallback: Value.Base) -> Expr<Value.Base> {
    Expr(aggregate(.bitOr, filter: filter, fallback: .value(of: fallback)))
  }

  /// The bits that are set in an odd number of values; nil if there are none.
  ///
  /// - Parameters:
  ///   - distinct: Whether each value counts once.
  ///   - filter: The condition on the rows to aggregate.
  public func bitXor(distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil) -> Expr<Value.Base?> {
    Expr(aggregate(.bitXor, distinct: distinct, filter: filter))
  }

  /// The bits that are set in an odd number of values, or a default if there are no values.
  public func bitXor(
    distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil, default fallback: Value.Base
  ) -> Expr<Value.Base> {
    Expr(aggregate(.bitXor, distinct: distinct, filter: filter, fallback: .value(of: fallback)))
  }
}

extension QueryExpression where Value: FieldValue {
  /// Any one of the values that are not NULL; nil if there are none.
  ///
  /// ```swift
  /// Entry.objects.values { ($0.blog.id, $0.blog.name.anyValue(), $0.count()) } // MIN("blog"."name")
  /// ```
  ///
  /// It is the smallest one if the database can order such values.
  ///
  /// - Parameter filter: The condition on the rows to aggregate.
  public func anyValue(filter: (any QueryExpression<Bool>)? = nil) -> Expr<Value.Base?> { Expr(any(filter, nil)) }

  /// Any one of the values that are not NULL, or a default if there are none.
  public func anyValue(filter: (any QueryExpression<Bool>)? = nil, default fallback: Value.Base) -> Expr<Value.Base> {
    Expr(any(filter, .value(of: fallback)))
  }

  private func any(_ filter: (any QueryExpression<Bool>)?, _ fallback: ExpressionNode?) -> ExpressionNode {
    switch Value.columnType.kind {
    case .decimal: return aggregate(.minimum, filter: filter, giving: .asDecimal, fallback: fallback)
    case .integer, .double, .float, .text, .timestamp, .date, .time, .interval:
      return aggregate(.minimum, filter: filter, fallback: fallback)
    case .bool, .bytes, .uuid, .json:
      let isThere = filter.map { isNotNull && QueryCondition(term: $0.term) } ?? isNotNull
      return aggregate(.collected, filter: isThere, giving: .firstCollected, fallback: fallback)
    case .array:
      return .invalid(KindredError(.invalidQuery, "Arrays cannot be aggregated; read the rows instead."))
    }
  }
}

// MARK: - Names

extension NamedAggregate {
  static let ofOne: [NamedAggregate] = [
    NamedAggregate("bitand") { (number: Expr<Int?>, _, filter) in number.bitAnd(filter: filter) },
    NamedAggregate("bitor") { (number: Expr<Int?>, _, filter) in number.bitOr(filter: filter) },
    NamedAggregate("bitxor") { (number: Expr<Int?>, distinct, filter) in
      number.bitXor(distinct: distinct, filter: filter)
    },
    NamedAggregate("anyvalue", 1...1, of: "a value") { operands, options in
      func any<Value: FieldValue>(_ type: Value.Type, _ operand: DynamicExpression) -> DynamicExpression {
        DynamicExpression(Expr<Value?>(operand.node).anyValue(filter: options.filter).node, type)
      }
      let operand = try operands[0].natural()
      return try any(operand.type, operand).or(options.fallback)
    },
  ]
}
