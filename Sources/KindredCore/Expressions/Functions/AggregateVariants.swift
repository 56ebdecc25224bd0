/// The operations of one aggregate: of all values or of each once, of all rows or of some.
struct AggregateVariants: Sendable {
  private let variants: [SQLOperation]

  init(
    _ name: StaticString, _ spelling: SQLSpelling, in dialects: [DialectName: SQLSpelling] = [:],
    countsRepeatedRows: Bool, isZeroWithoutRows: Bool = false, order: [AggregateTraits.Order] = []
  ) {
    variants = [(false, false), (false, true), (true, false), (true, true)].map { isDistinct, isFiltered in
      let traits = AggregateTraits(
        isDistinct: isDistinct, isFiltered: isFiltered, countsRepeatedRows: countsRepeatedRows && !isDistinct,
        isZeroWithoutRows: isZeroWithoutRows, order: order)
      return SQLOperation(
        name, kind: .aggregate(traits), nulls: isZeroWithoutRows ? .never : .custom, spelling: spelling, in: dialects)
    }
  }

  subscript(isDistinct isDistinct: Bool, isFiltered isFiltered: Bool) -> SQLOperation {
    variants[(isDistinct ? 2 : 0) + (isFiltered ? 1 : 0)]
  }
}

extension QueryExpression {
  /// An aggregate over this expression.
  func aggregate(
    _ variants: AggregateVariants, distinct: Bool = false, filter: (any QueryExpression<Bool>)?,
    taking argument: SQLOperation? = nil, giving result: SQLOperation? = nil, fallback: ExpressionNode? = nil
  ) -> ExpressionNode {
    let operand = argument.map { .operation($0, [node]) } ?? node
    var whole = ExpressionNode.aggregate(variants, [operand], distinct: distinct, filter: filter)
    if let result { whole = .operation(result, [whole]) }
    if let fallback { whole = .operation(.coalesce, [whole, fallback]) }
    return whole
  }
}

extension ExpressionNode {
  static func aggregate(
    _ variants: AggregateVariants, _ operands: [ExpressionNode], distinct: Bool, filter: (any QueryExpression<Bool>)?
  ) -> ExpressionNode {
    let operation = variants[isDistinct: distinct, isFiltered: filter != nil]
    return .operation(operation, filter.map { operands + [$0.node] } ?? operands)
  }
}
