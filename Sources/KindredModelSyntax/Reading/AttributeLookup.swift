import SwiftParser
package import SwiftSyntax

extension AttributeListSyntax {
  /// The attribute with a name, with or without a module qualifier.
  package func attribute(named name: String) -> AttributeSyntax? { attributes.first { $0.simpleName == name } }

  /// The attributes outside `#if`.
  package var attributes: [AttributeSyntax] { compactMap { $0.as(AttributeSyntax.self) } }
}

extension AttributeSyntax {
  /// The name without a module qualifier.
  package var simpleName: String {
    attributeName.as(MemberTypeSyntax.self)?.name.text ?? attributeName.as(IdentifierTypeSyntax.self)?.name.text
      ?? attributeName.trimmedDescription
  }

  /// The arguments as syntax.
  var labeledArguments: [LabeledExprSyntax] {
    guard case .argumentList(let list) = arguments else { return [] }
    return Array(list)
  }

  /// The argument with a label.
  func argument(_ label: String) -> LabeledExprSyntax? { labeledArguments.first { $0.label?.text == label } }

  /// The arguments as values.
  var argumentValues: [AttributeArgument] {
    labeledArguments.map { argument in
      AttributeArgument(
        label: argument.label?.text, text: argument.expression.trimmedDescription,
        literal: argument.expression.stringLiteral)
    }
  }
}

extension ExprSyntax {
  /// The text of a string literal without interpolation.
  var stringLiteral: String? { self.as(StringLiteralExprSyntax.self)?.representedLiteralValue }

  /// The value of an integer literal.
  var integerLiteral: Int? {
    if let minus = self.as(PrefixOperatorExprSyntax.self), minus.operator.text == "-" {
      return minus.expression.integerLiteral.map { -$0 }
    }
    guard let literal = self.as(IntegerLiteralExprSyntax.self) else { return nil }
    return Int(literal.literal.text.replacing("_", with: ""))
  }

  /// Whether this is `nil`.
  var isNil: Bool { self.is(NilLiteralExprSyntax.self) }
}

extension TypeSyntax {
  /// The type inside an optional.
  var wrapped: TypeSyntax? {
    if let optional = self.as(OptionalTypeSyntax.self) { return optional.wrappedType.trimmed }
    guard let name = self.as(IdentifierTypeSyntax.self), name.name.text == "Optional",
      let arguments = name.genericArgumentClause?.arguments, arguments.count == 1,
      case .type(let type) = arguments.first?.argument
    else { return nil }
    return type.trimmed
  }

  /// The type's name without the qualifier `Swift` or `Foundation` and without generic arguments.
  var simpleName: String? {
    if let member = self.as(MemberTypeSyntax.self) {
      let modules: Set<String> = ["Swift", "Foundation", "FoundationEssentials", "KindredCore"]
      return modules.contains(member.baseType.trimmedDescription) ? member.name.text : nil
    }
    return self.as(IdentifierTypeSyntax.self)?.name.text
  }
}

extension DeclModifierListSyntax {
  /// Whether a modifier is present.
  func has(_ keyword: Keyword) -> Bool { contains { $0.name.tokenKind == .keyword(keyword) } }

  /// The declared access level, ignoring that of the setter.
  package var accessLevel: AccessLevel? {
    for modifier in self where modifier.detail == nil {
      switch modifier.name.tokenKind {
      case .keyword(.public), .keyword(.open): return .public
      case .keyword(.package): return .package
      case .keyword(.private), .keyword(.fileprivate): return .filePrivate
      case .keyword(.internal): return .internal
      default: continue
      }
    }
    return nil
  }
}
