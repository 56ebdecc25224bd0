package import SwiftDiagnostics
package import SwiftSyntax

extension Diagnostic {
  /// `@Model` or `@Selection` on a declaration that is not a struct.
  package static func notAStruct(_ declaration: some DeclGroupSyntax, attribute: AttributeSyntax) -> Diagnostic {
    var fixIts: [FixIt] = []
    if declaration.is(ClassDeclSyntax.self) || declaration.is(ActorDeclSyntax.self) {
      let keyword = declaration.introducer
      let replacement = TokenSyntax.keyword(
        .struct, leadingTrivia: keyword.leadingTrivia, trailingTrivia: keyword.trailingTrivia)
      fixIts = [.replace("make it a struct", keyword, with: replacement)]
    }
    return .error(
      "notAStruct", "'@\(attribute.simpleName)' can only be applied to a struct", at: attribute, fixIts: fixIts)
  }

  /// A property's attribute on another declaration.
  package static func notAStoredProperty(_ attribute: AttributeSyntax) -> Diagnostic {
    .error(
      "notAStoredProperty", "'@\(attribute.simpleName)' can only be applied to a stored property", at: attribute)
  }

  /// A property's attribute outside of a model.
  package static func outsideModel(_ attribute: AttributeSyntax) -> Diagnostic {
    .error(
      "outsideModel", "'@\(attribute.simpleName)' can only be used inside a struct marked '@Model'", at: attribute)
  }

  /// A column's attribute on a constant with a value.
  package static func fixedConstant(_ attribute: AttributeSyntax, _ variable: VariableDeclSyntax) -> Diagnostic {
    .error(
      "fixedConstant", "a constant with a value cannot be a column; declare it with 'var'", at: attribute,
      fixIts: [.makeVariable(variable)])
  }
}

extension FixIt {
  /// Makes a `let` a `var`.
  static func makeVariable(_ variable: VariableDeclSyntax) -> FixIt {
    let keyword = variable.bindingSpecifier
    let replacement = TokenSyntax.keyword(
      .var, leadingTrivia: keyword.leadingTrivia, trailingTrivia: keyword.trailingTrivia)
    return .replace("replace 'let' with 'var'", keyword, with: replacement)
  }
}
