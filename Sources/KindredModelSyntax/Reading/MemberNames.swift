package import SwiftSyntax

extension DeclSyntax {
  /// The names that a declaration adds to its type: `tagline`, `encode(to:)`, `Kind`.
  package var memberNames: [String] {
    switch self.as(DeclSyntaxEnum.self) {
    case .variableDecl(let variable):
      variable.bindings.compactMap { $0.pattern.as(IdentifierPatternSyntax.self)?.identifier.text.unquoted }
    case .functionDecl(let function):
      [function.name.text.unquoted + "(" + function.signature.parameterClause.labels.map { $0 + ":" }.joined() + ")"]
    case .initializerDecl(let initialiser):
      ["init(" + initialiser.signature.parameterClause.labels.map { $0 + ":" }.joined() + ")"]
    case .enumDecl(let type): [type.name.text.unquoted]
    case .structDecl(let type): [type.name.text.unquoted]
    case .classDecl(let type): [type.name.text.unquoted]
    case .actorDecl(let type): [type.name.text.unquoted]
    case .typeAliasDecl(let type): [type.name.text.unquoted]
    default: []
    }
  }
}
