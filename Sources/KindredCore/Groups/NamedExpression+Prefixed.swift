extension NamedExpression {
  /// The same expression, with a text before each name of a field: what a set of fields says of its own fields, as a model
  /// says it that uses the set.
  func prefixed(by prefix: String) -> NamedExpression {
    func inside(_ expression: NamedExpression) -> NamedExpression { expression.prefixed(by: prefix) }
    let node: Node =
      switch self.node {
      case .name(let name): .name(prefix + name)
      case .match(let name, let operand): .match(prefix + name, inside(operand))
      case .list(let items): .list(items.map(inside))
      case .lookup(let subject, let name, let operand): .lookup(inside(subject), name, inside(operand))
      case .call(let name, let arguments): .call(name, arguments.map(inside))
      case .all(let terms): .all(terms.map(inside))
      case .any(let terms): .any(terms.map(inside))
      case .exclusiveOr(let first, let second): .exclusiveOr(inside(first), inside(second))
      case .not(let term): .not(inside(term))
      case .conditional(let cases, let otherwise):
        .conditional(
          cases.map { NamedCase(condition: inside($0.condition), result: inside($0.result)) },
          otherwise: otherwise.map(inside))
      // A check or an index cannot have these, and what a query says is about another model.
      case .outer, .value, .text, .unstorable, .object, .request, .aggregate, .query: self.node
      }
    return NamedExpression(node)
  }
}
