public import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension SwiftLiteral {
  /// An expression where a `NamedExpression` has to stand.
  static func expression(_ expression: NamedExpression) -> String {
    switch expression.node {
    case .name(let name): ".column(\(text(name)))"
    case .value, .list: json(expression)
    case .all(let terms): ".all([\(terms.map(element).joined(separator: ", "))])"
    case .any(let terms): ".any([\(terms.map(element).joined(separator: ", "))])"
    case .match, .lookup, .call, .not, .exclusiveOr, .conditional, .outer, .text, .unstorable, .object, .request,
      .aggregate, .window, .query, .sql:
      operand(expression)
    }
  }

  /// An expression in a list of expressions, which has to have that type by itself.
  private static func element(_ expression: NamedExpression) -> String {
    let text = self.expression(expression)
    return text.hasPrefix(".") ? "NamedExpression" + text : text
  }

  /// An expression where any argument can stand.
  static func operand(_ expression: NamedExpression) -> String {
    switch expression.node {
    case .name(let name): return "F(\(text(name)))"
    case .value(let value): return plainValue(value) ?? json(expression)
    case .lookup(let subject, let name, let operand):
      return "\(self.operand(of: subject)).lookup(\(text(name)), \(self.operand(operand)))"
    case .match(let name, let operand): return "NamedExpression.match(\(text(name)), \(self.operand(operand)))"
    case .call(let name, let arguments):
      return call("NamedExpression.function", [text(name)] + arguments.map { operand($0) })
    case .not(let inner): return "!\(element(inner))"
    case .exclusiveOr(let lhs, let rhs): return "(\(element(lhs)) ^ \(element(rhs)))"
    case .conditional(let cases, otherwise: let otherwise):
      let cases = cases.map { "(\(element($0.condition)), \(operand($0.result)))" }.joined(separator: ", ")
      let rest = otherwise.map { ", otherwise: \(operand($0))" } ?? ""
      return "NamedExpression.when([\(cases)]\(rest))"
    case .all, .any: return element(expression)
    case .list, .outer, .text, .unstorable, .object, .request, .aggregate, .window, .query, .sql:
      return json(expression)
    }
  }

  private static func call(_ name: String, _ arguments: [String]) -> String {
    "\(name)(\(arguments.joined(separator: ", ")))"
  }

  /// The subject of a look-up, which has to be a field or an expression, not a plain value.
  private static func operand(of expression: NamedExpression) -> String {
    if case .value = expression.node { return json(expression) }
    return operand(expression)
  }

  /// The expression in its JSON form, for what has no literal.
  private static func json(_ expression: NamedExpression) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(expression) else { return "NamedExpression.json(\"null\")" }
    return "NamedExpression.json(\(text(String(decoding: data, as: UTF8.self))))"
  }
}

extension NamedExpression {
  /// An expression from its JSON form. `makemigrations` writes one where Swift has no shorter form.
  ///
  /// If the text cannot be read, the migration is refused where it is used.
  public static func json(_ text: String) -> NamedExpression {
    do {
      return try JSONDecoder().decode(NamedExpression.self, from: Data(text.utf8))
    } catch {
      return NamedExpression(unreadable: "the JSON form of an expression cannot be read")
    }
  }
}
