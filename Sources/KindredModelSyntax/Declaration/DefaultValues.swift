import SwiftSyntax

extension ModelDeclaration {
  /// The properties whose default values get a public member.
  ///
  /// The default of a parameter of a public initialiser can name public declarations only, but a property's default can
  /// name any constant of its module. So the parameter's default is a public member, and that member names the constant.
  package var propertiesWithDefaultMember: [PropertyDeclaration] {
    guard access >= .package else { return [] }
    return columns.filter { $0.access >= .package && $0.foreignKey == nil && $0.initialValueMayBeHidden }
  }

  /// The default of a property's parameter.
  func parameterDefault(of property: PropertyDeclaration) -> String? {
    guard propertiesWithDefaultMember.contains(property) else { return property.parameterDefault }
    return "\(spelledName).DefaultValues.\(property.spelledName)"
  }
}

extension PropertyDeclaration {
  /// The initial value for use outside of the model's own scope, with the model's name instead of `Self`.
  package func initialValue(in model: ModelDeclaration) -> String? {
    initialValue.map { text in
      SelfRewriter(name: model.spelledName).rewrite(Parsed.expression(text)).trimmedDescription
    }
  }

  /// Whether the initial value may name a declaration that other modules cannot see.
  fileprivate var initialValueMayBeHidden: Bool {
    guard let text = initialValue, let value = Parsed.expression(text).as(ExprSyntax.self) else { return false }
    return !value.namesPublicDeclarationsOnly
  }
}

extension ExprSyntax {
  /// Whether the expression consists of literals, standard types and `.now`.
  fileprivate var namesPublicDeclarationsOnly: Bool {
    switch self.as(ExprSyntaxEnum.self) {
    case .integerLiteralExpr, .floatLiteralExpr, .booleanLiteralExpr, .nilLiteralExpr, .binaryOperatorExpr: return true
    case .stringLiteralExpr(let text): return text.segments.allSatisfy { $0.is(StringSegmentSyntax.self) }
    case .prefixOperatorExpr(let prefixed): return prefixed.expression.namesPublicDeclarationsOnly
    case .sequenceExpr(let sequence): return sequence.elements.allSatisfy(\.namesPublicDeclarationsOnly)
    case .tupleExpr(let tuple): return tuple.elements.allSatisfy(\.expression.namesPublicDeclarationsOnly)
    case .arrayExpr(let array): return array.elements.allSatisfy(\.expression.namesPublicDeclarationsOnly)
    case .dictionaryExpr(let dictionary):
      guard case .elements(let elements) = dictionary.content else { return true }
      return elements.allSatisfy { $0.key.namesPublicDeclarationsOnly && $0.value.namesPublicDeclarationsOnly }
    case .functionCallExpr(let call):
      return call.trailingClosure == nil && call.calledExpression.isStandardType
        && call.arguments.allSatisfy(\.expression.namesPublicDeclarationsOnly)
    case .memberAccessExpr(let member):
      return member.declName.baseName.text == "now" && member.base?.isStandardType ?? true
    default: return false
    }
  }

  private var isStandardType: Bool {
    self.as(DeclReferenceExprSyntax.self).map { KnownTypes.scalars.contains($0.baseName.text) } ?? false
  }
}

/// Replaces `Self` with a type's name.
private final class SelfRewriter: SyntaxRewriter {
  private let name: String

  init(name: String) {
    self.name = name
    super.init()
  }

  override func visit(_ token: TokenSyntax) -> TokenSyntax {
    guard token.tokenKind == .keyword(.Self) else { return token }
    return .identifier(name, leadingTrivia: token.leadingTrivia, trailingTrivia: token.trailingTrivia)
  }
}
