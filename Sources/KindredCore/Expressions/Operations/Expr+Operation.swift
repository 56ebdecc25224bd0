extension Expr {
  /// The result of an operation on operands.
  ///
  /// Use it to make your own functions: declare an ``SQLOperation``, and a method that passes its operands.
  ///
  /// ```swift
  /// extension SQLOperation {
  ///   static let distance = SQLOperation("distance", spelling: .call("EDITDIST3"), in: [.postgres: .call("LEVENSHTEIN")])
  /// }
  ///
  /// extension Expression<String> {
  ///   func distance(to other: String) -> Expr<Int> { Expr(.distance, self, Expr<String>.value(other)) }
  /// }
  /// ```
  ///
  /// You determine the type of the result.
  public init(_ operation: SQLOperation, _ operands: any QueryExpression...) {
    self.init(.applying(operation, operands.map(\.node)))
  }
}

extension Expr {
  /// The result of a custom aggregate. See ``SQLOperationKind/aggregate(countsRepeatedRows:)``.
  ///
  /// ```swift
  /// Expr<Double?>(.median, column, distinct: true, filter: nil) // MEDIAN(DISTINCT "entry"."rating")
  /// ```
  ///
  /// - Parameters:
  ///   - aggregate: The operation.
  ///   - operands: The aggregated expressions.
  ///   - distinct: Whether each value counts once.
  ///   - filter: The condition on the rows to aggregate.
  public init(
    _ aggregate: SQLOperation, _ operands: any QueryExpression..., distinct: Bool = false,
    filter: (any QueryExpression<Bool>)?
  ) {
    guard let variant = aggregate.variant(isDistinct: distinct, isFiltered: filter != nil) else {
      let problem = "The operation \"\(aggregate.name)\" is no aggregate, so that it takes neither distinct nor filter."
      self.init(.invalid(KindredError(.invalidQuery, problem)))
      return
    }
    let filters = filter.map { [$0.node] } ?? []
    // The filter is not an operand of the call.
    switch ExpressionNode.applying(variant, operands.map(\.node)) {
    case .operation(let operation, let operands): self.init(.operation(operation, operands + filters))
    case let node: self.init(node)
    }
  }
}

extension SQLOperation {
  /// The same aggregate with `DISTINCT` or a filter; nil if the operation is not an aggregate.
  fileprivate func variant(isDistinct: Bool, isFiltered: Bool) -> SQLOperation? {
    guard var traits = aggregate else { return nil }
    traits.isDistinct = isDistinct
    traits.isFiltered = isFiltered
    traits.countsRepeatedRows = traits.countsRepeatedRows && !isDistinct
    var content = content
    content.kind = .aggregate(traits)
    return SQLOperation(content)
  }
}

extension Expr where Value: FieldValue {
  /// A value as an operand. It is bound, like all values.
  public static func value(_ value: Value) -> Expr<Value> { Expr(.value(of: value)) }
}

extension ExpressionNode {
  /// An operation on operands, or an error if it cannot be applied.
  static func applying(_ operation: SQLOperation, _ operands: [ExpressionNode]) -> ExpressionNode {
    guard let problem = operation.problem(operands: operands.count) else { return .operation(operation, operands) }
    return .invalid(
      KindredError(.invalidQuery, "The operation \"\(operation.name)\" cannot be used: \(problem)."))
  }
}
