import KindredModelSyntax
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// Attributes on declarations where they have no effect.
enum Misuse {
  /// The error for an attribute in the wrong place; nil if the place is right.
  static func check(
    _ attribute: AttributeSyntax, on declaration: some DeclSyntaxProtocol, in context: some MacroExpansionContext
  ) -> Diagnostic? {
    guard let variable = declaration.as(VariableDeclSyntax.self), !variable.storedProperties.isEmpty else {
      return .notAStoredProperty(attribute)
    }
    if context.enclosingModel == nil { return .outsideModel(attribute) }
    guard ["Field", "PrimaryKey"].contains(attribute.simpleName) else { return nil }
    return variable.storedProperties.allSatisfy(\.isFixed) ? .fixedConstant(attribute, variable) : nil
  }
}
