import SwiftParser
import SwiftSyntax

extension ModelChecker {
  /// Checks the names of fields in `ordering`, `indexes`, `uniqueTogether` and `constraints`.
  mutating func checkFieldReferences() {
    for label in ["ordering", "indexes", "uniqueTogether", "constraints"] {
      guard let argument = attribute.argument(label) else { continue }
      let finder = FieldReferenceFinder(allLiterals: label == "ordering" || label == "uniqueTogether")
      finder.walk(argument.expression)
      for (literal, maySign) in finder.references { check(literal, maySign: maySign) }
    }
  }

  private mutating func check(_ literal: StringLiteralExprSyntax, maySign: Bool) {
    guard let text = literal.representedLiteralValue else { return }
    let sign = maySign && text.hasPrefix("-") ? "-" : ""
    let name = String(text.dropFirst(sign.count))
    let known = fieldNames
    // Transforms may follow: "title__lower".
    if known.contains(name) || known.contains(name.firstPart) { return }
    let nearest = known.nearest(to: name)
    diagnostics.append(.unknownField(name, of: model.name, literal, sign: sign, nearest: nearest))
  }

  /// The names of the fields.
  private var fieldNames: [String] {
    (model.primaryKey == nil ? ["id"] : []) + model.columns.map(\.name) + model.foreignKeys.map { $0.name + "ID" }
  }
}

extension String {
  /// The text before two underscores or a dot.
  fileprivate var firstPart: String {
    let end = firstRange(of: "__")?.lowerBound ?? firstIndex(of: ".") ?? endIndex
    return String(self[..<end])
  }
}

/// Finds the string literals that name fields.
private final class FieldReferenceFinder: SyntaxVisitor {
  /// Each literal, and whether a minus sign may precede the name.
  private(set) var references: [(literal: StringLiteralExprSyntax, maySign: Bool)] = []
  private let allLiterals: Bool

  init(allLiterals: Bool) {
    self.allLiterals = allLiterals
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: StringLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    if allLiterals { references.append((node, true)) }
    return .skipChildren
  }

  /// The unlabelled arguments that are field names: all of `.on("a", name: "x")`, all but the first of `.unique("rule",
  /// "a")`, and that of `F("a")` anywhere in an expression.
  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    guard !allLiterals else { return .visitChildren }
    let unlabeled = node.arguments.filter { $0.label == nil }
      .compactMap { $0.expression.as(StringLiteralExprSyntax.self) }
    let called =
      node.calledExpression.as(MemberAccessExprSyntax.self)?.declName.baseName.text
      ?? node.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text
    switch called {
    case "on", "FieldOrdering": references += unlabeled.map { ($0, true) }
    case "F": references += unlabeled.map { ($0, false) }
    case "unique": references += unlabeled.dropFirst().map { ($0, false) }
    default: break
    }
    return .visitChildren
  }
}
