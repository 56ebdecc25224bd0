extension Expr {
  /// What an operation gives of some operands.
  ///
  /// This is how a function of your own is made: declare the ``SQLOperation``, and a method that gives it its operands.
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
  /// The result's type is what you say that it is.
  public init(_ operation: SQLOperation, _ operands: any QueryExpression...) {
    self.init(.applying(operation, operands.map(\.node)))
  }
}

extension Expr where Value: FieldValue {
  /// A value as an expression, for the operands of an operation. It is bound, as all values are.
  public static func value(_ value: Value) -> Expr<Value> { Expr(.value(of: value)) }
}

extension ExpressionNode {
  /// An operation on operands, or the reason why there is none.
  static func applying(_ operation: SQLOperation, _ operands: [ExpressionNode]) -> ExpressionNode {
    guard let problem = operation.problem(operands: operands.count) else { return .operation(operation, operands) }
    return .invalid(
      KindredError(.invalidQuery, "The operation \"\(operation.name)\" cannot be used: \(problem)."))
  }
}
