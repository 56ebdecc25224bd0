import SwiftDiagnostics
import SwiftSyntax

extension ModelChecker {
  /// Refuses rules that the database performs beside rules that Kindred performs (inventory R-15).
  mutating func checkDeletionRules() {
    let rules = columns.compactMap { property -> (rule: ExprSyntax, name: String, property: String)? in
      guard let rule = property.relationAttribute?.argument("onDelete")?.expression else { return nil }
      let member = rule.as(FunctionCallExprSyntax.self)?.calledExpression ?? rule
      guard let name = member.as(MemberAccessExprSyntax.self)?.declName.baseName.text, name != "doNothing" else {
        return nil
      }
      return (rule, name, property.name)
    }
    guard let first = rules.first else { return }
    for other in rules.dropFirst() where other.name.hasPrefix("database") != first.name.hasPrefix("database") {
      diagnostics.append(.mixedDeletionRules(other.rule, other.name, beside: first.name, of: first.property))
    }
  }
}
