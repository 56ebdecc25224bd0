/// A function over a window: `SUM(x) OVER (PARTITION BY y ORDER BY z)`.
@usableFromInline
struct WindowNode: Sendable {
  /// An aggregate, or an operation of the kind `window`.
  var operation: SQLOperation
  var operands: [ExpressionNode]
  var partition: [ExpressionNode] = []
  var order: [QueryOrdering] = []
  var frame: FrameShape<FrameDistance>?
}

/// The distance of a frame's bound: a value of a query.
struct FrameDistance: Sendable, Hashable {
  let node: ExpressionNode

  // Distances are compared by shape; their values are bound.

  static func == (lhs: FrameDistance, rhs: FrameDistance) -> Bool { lhs.node.hasSameShape(as: rhs.node) }

  func hash(into hasher: inout Hasher) {
    var shape = ShapeHash()
    node.hashShape(into: &shape)
    hasher.combine(shape.value)
  }
}

// Called by the basis of all walks, in `ExpressionNode+Children.swift`. The order of the children is that of their slots.

extension WindowNode {
  func forEachChild(_ body: (ExpressionNode) -> Void) {
    for operand in operands { body(operand) }
    for term in partition { body(term) }
    for term in order { if let expression = term.expression { body(expression) } }
    for distance in frame?.distances ?? [] { body(distance.node) }
  }

  func mapChildren(_ change: (ExpressionNode) -> ExpressionNode) -> WindowNode {
    var window = WindowNode(operation: operation, operands: operands.map(change), partition: partition.map(change))
    window.order = order.map { term in
      guard let expression = term.expression else { return term }
      return QueryOrdering(.expression(change(expression)), descending: term.isDescending, nulls: term.nulls)
    }
    window.frame = frame?.map { FrameDistance(node: change($0.node)) }
    return window
  }

  /// Everything that changes the SQL text, except the children.
  func hashOwnShape(into hash: inout ShapeHash) {
    hash.combine(operation.identity)
    hash.combine(operands.count)
    hash.combine(partition.count)
    for term in order {
      hash.combine(term.isDescending)
      hash.combine(term.nulls == nil ? 0 : term.nulls == .first ? 1 : 2)
      hash.combine(term.isRandom)
    }
    for number in frame?.outline ?? [-1] { hash.combine(number) }
  }

  func hasSameOwnShape(as other: WindowNode) -> Bool {
    operation == other.operation && operands.count == other.operands.count && partition.count == other.partition.count
      && frame?.outline == other.frame?.outline
      && order.elementsEqual(other.order) {
        $0.isDescending == $1.isDescending && $0.nulls == $1.nulls && $0.isRandom == $1.isRandom
      }
  }
}

extension ExpressionNode {
  var isWindow: Bool { if case .window = self { true } else { false } }

  /// Whether there is a window in the expression. Aggregates are entered, subqueries are not.
  var containsWindow: Bool { first { $0.isWindow ? true : nil } ?? false }
}

extension ExpressionTerm {
  /// Whether there is a window in the condition. Subqueries are not entered.
  var containsWindow: Bool {
    !isPlain && (tree?.containsWindow ?? (terms.firstInPlace { $0.pointee.containsWindow ? true : nil } ?? false))
  }
}
