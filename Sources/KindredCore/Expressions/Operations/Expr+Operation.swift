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
