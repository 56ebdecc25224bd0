extension NamedExpression {
  /// The expression with other paths. Those of queries inside it stay as they are, because they are of other tables.
  package func mappingNames(_ body: (String) throws -> String) rethrows -> NamedExpression {
    switch node {
    case .name(let name): return NamedExpression(.name(try body(name)))
    case .match(let name, let operand):
      return NamedExpression(.match(try body(name), try operand.mappingNames(body)))
    case .lookup(let subject, let name, let operand):
      return NamedExpression(.lookup(try subject.mappingNames(body), name, try operand.mappingNames(body)))
    case .list(let items): return NamedExpression(.list(try items.map { try $0.mappingNames(body) }))
    case .call(let name, let arguments):
      return NamedExpression(.call(name, try arguments.map { try $0.mappingNames(body) }))
    case .all(let terms): return NamedExpression(.all(try terms.map { try $0.mappingNames(body) }))
    case .any(let terms): return NamedExpression(.any(try terms.map { try $0.mappingNames(body) }))
    case .exclusiveOr(let lhs, let rhs):
      return NamedExpression(.exclusiveOr(try lhs.mappingNames(body), try rhs.mappingNames(body)))
    case .not(let inner): return NamedExpression(.not(try inner.mappingNames(body)))
    case .conditional(let cases, otherwise: let otherwise):
      let cases = try cases.map {
        NamedCase(condition: try $0.condition.mappingNames(body), result: try $0.result.mappingNames(body))
      }
      return NamedExpression(.conditional(cases, otherwise: try otherwise?.mappingNames(body)))
    case .aggregate(var call):
      call.arguments = try call.arguments.map { try $0.mappingNames(body) }
      call.filter = try call.filter?.mappingNames(body)
      call.fallback = try call.fallback?.mappingNames(body)
      return NamedExpression(.aggregate(call))
    case .window(var call):
      call.arguments = try call.arguments.map { try $0.mappingNames(body) }
      call.filter = try call.filter?.mappingNames(body)
      call.partition = try call.partition.map { try $0.mappingNames(body) }
      return NamedExpression(.window(call))
    case .outer, .value, .text, .unstorable, .object, .request, .query, .sql: return self
    }
  }
}
