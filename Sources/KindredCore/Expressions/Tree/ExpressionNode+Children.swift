// The basis of all walks over the tree. A new case of the tree has to be added here; these switches have no `default:`,
// so the compiler reports where.

extension ExpressionNode {
  /// Calls the closure with every child, from left to right. Subqueries are not entered.
  func forEachChild(_ body: (ExpressionNode) -> Void) {
    switch self {
    case .field, .value, .list, .query, .output, .constant, .invalid: break
    case .operation(_, let operands), .raw(_, let operands): for operand in operands { body(operand) }
    case .and(let terms): for term in terms { body(term.node) }
    case .or(let lhs, let rhs):
      body(lhs)
      body(rhs)
    case .not(let inner), .scoped(_, let inner): body(inner)
    case .window(let window): window.forEachChild(body)
    }
  }

  /// The same node with changed children.
  func mapChildren(_ change: (ExpressionNode) -> ExpressionNode) -> ExpressionNode {
    switch self {
    case .field, .value, .list, .query, .output, .constant, .invalid: self
    case .operation(let operation, let operands): .operation(operation, operands.map(change))
    case .raw(let fragment, let operands): .raw(fragment, operands.map(change))
    case .and(let terms): .and(terms.map { ExpressionTerm(change($0.node)) })
    case .or(let lhs, let rhs): .or(change(lhs), change(rhs))
    case .not(let inner): .not(change(inner))
    case .scoped(let depth, let inner): .scoped(depth, change(inner))
    case .window(let window): .window(window.mapChildren(change))
    }
  }

  /// Hashes everything that changes the SQL text, except the children.
  func hashOwnShape(into hash: inout ShapeHash) {
    switch self {
    case .field(let path, let field):
      hash.combine(1)
      hash.combine(path)
      hash.combine(field)
    case .value(let value): hash.combine(value.isNull ? 11 : 2)
    case .list(let list):
      hash.combine(3)
      hash.combine(list.shape.number)
      hash.combine(list.includesNull)
    case .operation(let operation, let operands):
      hash.combine(operation.identity)
      hash.combine(operands.count)
    case .and(let terms):
      hash.combine(4)
      hash.combine(terms.count)
    case .or: hash.combine(5)
    case .not: hash.combine(6)
    case .query(let query):
      hash.combine(7)
      query.hashShape(into: &hash)
    case .scoped(let depth, _):
      hash.combine(12)
      hash.combine(depth)
    case .window(let window):
      hash.combine(13)
      window.hashOwnShape(into: &hash)
    case .output(let index, let depth):
      hash.combine(8)
      hash.combine(index)
      hash.combine(depth)
    case .raw(let fragment, let operands):
      hash.combine(14)
      hash.combine(hashOf: fragment)
      hash.combine(operands.count)
    case .constant(let value):
      hash.combine(9)
      hash.combine(value)
    case .invalid: hash.combine(10)
    }
  }

  /// Whether two nodes are equal in everything that ``hashOwnShape(into:)`` hashes.
  func hasSameOwnShape(as other: ExpressionNode) -> Bool {
    switch self {
    case .field(let path, let field):
      guard case .field(let otherPath, let otherField) = other else { return false }
      return field === otherField && path == otherPath
    case .value(let value):
      guard case .value(let other) = other else { return false }
      return value.isNull == other.isNull && value.type == other.type
    case .list(let list):
      guard case .list(let other) = other else { return false }
      return list.shape == other.shape && list.includesNull == other.includesNull && list.type == other.type
    case .operation(let operation, let operands):
      guard case .operation(let other, let otherOperands) = other else { return false }
      return operation == other && operands.count == otherOperands.count
    case .and(let terms):
      guard case .and(let otherTerms) = other else { return false }
      return terms.count == otherTerms.count
    case .or:
      guard case .or = other else { return false }
      return true
    case .not:
      guard case .not = other else { return false }
      return true
    case .query(let query):
      guard case .query(let other) = other else { return false }
      return query.hasSameShape(as: other)
    case .scoped(let depth, _):
      guard case .scoped(let other, _) = other else { return false }
      return depth == other
    case .window(let window):
      guard case .window(let other) = other else { return false }
      return window.hasSameOwnShape(as: other)
    case .output(let index, let depth):
      guard case .output(let other, let otherDepth) = other else { return false }
      return index == other && depth == otherDepth
    case .raw(let fragment, let operands):
      guard case .raw(let other, let otherOperands) = other else { return false }
      return fragment == other && operands.count == otherOperands.count
    case .constant(let value):
      guard case .constant(let other) = other else { return false }
      return value == other
    // Invalid expressions are never cached.
    case .invalid: return false
    }
  }
}
