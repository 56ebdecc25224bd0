import KindredModelSyntax
import SwiftParser
import SwiftSyntax

/// Qualifies the names in a parameter's type and default for use at file level.
struct ScopedCode {
  let collection: ModelCollection
  let model: LocatedModel

  /// The parameters' declarations. A parameter with a file-private default is omitted; the initialiser uses the
  /// default.
  func parameters(_ initialiser: Initialiser) -> [Initialiser.Parameter] {
    initialiser.parameters.compactMap { parameter in
      let value = parameter.defaultValue.map { " = \($0)" } ?? ""
      let tree = Parser.parse(source: "let value: \(parameter.type)\(value)")
      let rewriter = ScopeRewriter(collection: collection, model: model)
      let rewritten = rewriter.visit(tree)
      guard !rewriter.namesFilePrivate,
        let variable = rewritten.statements.first?.item.as(VariableDeclSyntax.self),
        let binding = variable.bindings.first
      else { return nil }
      var result = parameter
      result.type = binding.typeAnnotation?.type.trimmedDescription ?? parameter.type
      result.defaultValue = binding.initializer?.value.trimmedDescription
      return result
    }
  }
}

/// Qualifies names with the enclosing types in which they were found.
private final class ScopeRewriter: SyntaxRewriter {
  private let collection: ModelCollection
  private let model: LocatedModel
  private(set) var namesFilePrivate = false

  init(collection: ModelCollection, model: LocatedModel) {
    self.collection = collection
    self.model = model
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: IdentifierTypeSyntax) -> TypeSyntax {
    guard let rewritten = super.visit(node).as(IdentifierTypeSyntax.self) else { return TypeSyntax(node) }
    return TypeSyntax(rewritten.with(\.name, scoped(node.name)))
  }

  override func visit(_ node: MemberAccessExprSyntax) -> ExprSyntax {
    guard let base = node.base else { return ExprSyntax(node) }
    return ExprSyntax(node.with(\.base, rewrite(base).as(ExprSyntax.self) ?? base))
  }

  override func visit(_ node: DeclReferenceExprSyntax) -> ExprSyntax {
    ExprSyntax(node.with(\.baseName, scoped(node.baseName)))
  }

  private func scoped(_ token: TokenSyntax) -> TokenSyntax {
    let name = token.text.unquoted
    if model.fileNames.contains(name) { namesFilePrivate = true }
    let path = name == "Self" ? model.scope : collection.index.path(of: name, in: model.scope)
    guard let path else { return token }
    return .identifier(
      collection.outside(path.path), leadingTrivia: token.leadingTrivia, trailingTrivia: token.trailingTrivia)
  }
}
