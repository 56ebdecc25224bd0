import KindredModelSyntax
import SwiftParser
import SwiftSyntax

/// Spells the types of a parameter, and its default, as they are named at the top of a file.
struct ScopedCode {
  let collection: ModelCollection
  let model: LocatedModel

  /// The parameters' declarations. One whose default only its own file can see is left out: the initialiser fills it in.
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

/// Puts the enclosing types before names that were found inside them.
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
