import KindredModelSyntax
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// The places in which an attribute of a property means nothing.
enum Misuse {
  /// What is wrong with the place of an attribute; nil when nothing is.
  static func check(
    _ attribute: AttributeSyntax, on declaration: some DeclSyntaxProtocol, in context: some MacroExpansionContext
  ) -> Diagnostic? {
    guard let variable = declaration.as(VariableDeclSyntax.self), !variable.storedProperties.isEmpty else {
      return .notAStoredProperty(attribute)
    }
    if context.enclosingModel == nil { return .outsideModel(attribute) }
    guard attribute.simpleName != "Transient", attribute.simpleName != "ForeignKey" else { return nil }
    return variable.storedProperties.allSatisfy(\.isFixed) ? .fixedConstant(attribute, variable) : nil
  }
}
